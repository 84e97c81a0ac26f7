"""The database deleted or damaged: it is set aside, and every intact picture is back with its recipe and rating."""

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from studio.backend.jobs import journal
from studio.backend.library import figures as figures_module
from studio.core.errors import LibraryError
from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.shelves import ShelfKind
from tests.backend.libraries import closed_library, make_figures, open_jobs, open_library, png, recipe
from tests.faults.report import Campaign

SEED = 20261122
ALL = FigureQuery(order=FigureOrder.OLDEST)
PAGE = 4096


def break_entry(database: Path, chance: random.Random) -> None:
    """One letter of what a recipe froze: neither SQLite nor a row's checksum sees it."""
    data = bytearray(database.read_bytes())
    place = data.find(b'"kind":"themes"')
    data[place + 2] ^= 4
    database.write_bytes(data)


async def fill(root: Path) -> tuple[Figure, ...]:
    """Seven figures, rated, one of them deleted, with words to search for; returns all as they must come back."""
    async with open_library(root) as library:
        ids = await make_figures(
            library, *(f"figure {name}" for name in ("ann", "bob", "cat", "dan", "eve", "fay", "gil"))
        )
        for number, figure_id in enumerate(ids):
            await library.rate(figure_id, number % 6)
        await library.set_alt_text(ids[0], "a figure in its box")
        await library.delete([ids[6]])
        await library.save_draft("local", "create", {"subject": "typed"})
        shutil.copytree(library.folder.root, root / "open")
        return tuple([await library.figure(figure_id) for figure_id in ids])


def flip(database: Path, chance: random.Random) -> None:
    data = bytearray(database.read_bytes())
    for _ in range(chance.choice([1, 1, 3, 40])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    database.write_bytes(data)


def cut(database: Path, chance: random.Random) -> None:
    os.truncate(database, chance.randrange(database.stat().st_size))


def blank_page(database: Path, chance: random.Random) -> None:
    data = bytearray(database.read_bytes())
    page = chance.randrange(len(data) // PAGE)
    data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    database.write_bytes(data)


def scramble_page(database: Path, chance: random.Random) -> None:
    data = bytearray(database.read_bytes())
    page = chance.randrange(len(data) // PAGE)
    data[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
    database.write_bytes(data)


def empty(database: Path, chance: random.Random) -> None:
    os.truncate(database, 0)


def delete(database: Path, chance: random.Random) -> None:
    for path in database.parent.glob("library.sqlite*"):
        path.unlink()


def other_file(database: Path, chance: random.Random) -> None:
    database.write_bytes(b"This is a letter to my aunt. " * 500)


def lose_wal(database: Path, chance: random.Random) -> None:
    """What a person does who copies only the main file, or a cleaner that deletes what looks temporary."""
    for path in database.parent.glob("library.sqlite-*"):
        path.unlink()


def damage_wal(database: Path, chance: random.Random) -> None:
    wal = database.with_name("library.sqlite-wal")
    chance.choice([flip, cut])(wal, chance)


def break_schema(database: Path, chance: random.Random) -> None:
    """SQLite quotes a broken schema in its message, which then is no text."""
    data = bytearray(database.read_bytes())
    place = data.find(b"CREATE TABLE", 100)
    data[place + 2] = 0xD4
    database.write_bytes(data)


ON_CLOSED: tuple[Callable[[Path, random.Random], None], ...] = (
    flip,
    flip,
    flip,
    cut,
    blank_page,
    scramble_page,
    empty,
    delete,
    other_file,
    break_schema,
    break_entry,
)
ON_OPEN: tuple[Callable[[Path, random.Random], None], ...] = (lose_wal, damage_wal, flip, delete, empty)


async def damage(
    template: Path, place: Path, number: int, chance: random.Random, wanted: tuple[Figure, ...], campaign: Campaign
) -> None:
    """Damage a copy of the library (closed well, or as a kill leaves it) and start the studio on it."""
    is_open = number % 3 == 2
    kinds = ON_OPEN if is_open else ON_CLOSED
    harm = kinds[number // 3 % len(kinds)]
    label = f"{number} {harm.__name__}{' after a kill' if is_open else ''}"
    shutil.copytree(template / ("open" if is_open else "library"), place / "library")
    database = place / "library" / "library.sqlite"
    harm(database, chance)
    library = closed_library(place)
    started = time.perf_counter()
    try:
        notices = await library.open()
        for was in wanted:
            now = await library.figure(was.id)
            path = str(library.folder.picture(was.id, was.format))
            campaign.expect(now == replace(was, path=path), f"{label}: {was.title} came back otherwise")
        shown = [figure.id for figure in await library.page(ALL, 0, 50)]
        campaign.expect(shown == [figure.id for figure in wanted[:6]], f"{label}: the list is {len(shown)} long")
        past = await library.database.read(lambda connection: journal.recent(connection, library.recipes, "local", 50))
        campaign.expect(len(past) <= len(wanted), f"{label}: the jobs cannot be read")
        campaign.expect((await library.catalog("local")).entries, f"{label}: the catalog is empty")
        for kind in ShelfKind:
            sizes = await library.shelf_sizes(FigureQuery(shelves=kind))
            campaign.expect(sum(sizes) == 6 and min(sizes) > 0, f"{label}: shelves by {kind} have {sizes}")
        found = await library.count(FigureQuery(search="figure cat"))
        campaign.expect(found == 1, f"{label}: the search finds {found}")
        campaign.expect(not (await library.check()).faults, f"{label}: a picture is wrong")
        aside = list((place / "library" / "damaged").glob("library-*.sqlite"))
        campaign.expect(bool(notices) or not aside, f"{label}: nobody was told")
    except LibraryError as error:
        campaign.failures.append(f"{label}: {error}")
    finally:
        await library.close()
    campaign.tries += 1
    if number == 0:
        print(f"start on a damaged library: {time.perf_counter() - started:.2f} s")


async def damages(root: Path, count: int, campaign: Campaign) -> None:
    wanted = await fill(root)
    chance = random.Random(campaign.seed)
    for number in range(count):
        place = root / str(number)
        place.mkdir()
        await damage(root, place, number, chance, wanted, campaign)
        shutil.rmtree(place)


CAUGHT = "a start that trusts the database (no check of pages and rows)"


async def test_a_damaged_database_costs_no_figure(tmp_path: Path) -> None:
    campaign = Campaign("database damaged (short)", CAUGHT, SEED)
    await damages(tmp_path, 48, campaign)
    campaign.finish(minimum=20)


@pytest.mark.long
async def test_two_hundred_damages_cost_no_figure(tmp_path: Path) -> None:
    campaign = Campaign("database damaged", CAUGHT, SEED + 1)
    await damages(tmp_path, 400, campaign)
    campaign.finish(minimum=200)


async def test_the_same_check_catches_a_start_that_trusts_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.backend.library.opening.recovery.is_whole", lambda *_, **__: True)
    planted = Campaign("", "", SEED)
    await damages(tmp_path, 66, planted)
    assert planted.failures


async def test_the_same_check_catches_a_start_that_does_not_look_into_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.backend.library.opening.Opener._was_closed_well", lambda _: True)
    planted = Campaign("", "", SEED)
    await damages(tmp_path, 6, planted)
    assert any("lose_wal" in failure for failure in planted.failures)


async def test_a_changed_bit_in_a_row_is_never_shown_as_the_truth(tmp_path: Path) -> None:
    """Rows carry a checksum: SQLite has none."""
    await fill(tmp_path)
    async with open_library(tmp_path) as library:
        await library.database.write(
            lambda connection: connection.execute("UPDATE figures SET rating = 1 WHERE rating = 2")
        )
        with pytest.raises(LibraryError) as caught:
            await library.page(ALL, 0, 50)
        assert "start it again" in caught.value.next_step
    async with open_library(tmp_path) as library:
        assert [figure.rating for figure in await library.page(ALL, 0, 50)] == [0, 1, 2, 3, 4, 5]
        assert library.notices[0].sentence.startswith("The library's list was damaged and was made anew; 7 figures")


async def test_without_the_checksum_the_changed_bit_would_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(tmp_path)
    monkeypatch.setattr(figures_module, "_crc", lambda _: 0)
    async with open_library(tmp_path) as library:
        await library.database.write(lambda connection: connection.execute("UPDATE figures SET crc = 0, rating = 1"))
        assert {figure.rating for figure in await library.page(ALL, 0, 50)} == {1}


async def test_drafts_jobs_and_catalog_survive_where_the_database_can_still_be_read(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with open_library(tmp_path) as library:
        await library.put_entries("local", [replace((await library.catalog("local")).entries[1], name="Mine")])
        await library.database.write(lambda connection: connection.execute("UPDATE figures SET rating = 5"))
    (tmp_path / "library" / "closed.json").unlink()
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        assert library.notices
        assert await library.load_draft("local", "create") == {"subject": "typed"}
        assert [entry.name for entry in (await library.catalog("local")).entries] == ["Blister", "Mine", None]
        assert len(await jobs.recent("local", 50)) == 7


async def test_a_damaged_picture_is_set_aside_and_named_when_the_database_is_lost(tmp_path: Path) -> None:
    wanted = await fill(tmp_path)
    broken = Path(wanted[2].path)
    broken.write_bytes(broken.read_bytes()[:-20])
    swapped = Path(wanted[3].path)
    swapped.write_bytes(png(shade=3))
    delete(tmp_path / "library" / "library.sqlite", random.Random())
    async with open_library(tmp_path) as library:
        told = [notice.sentence for notice in library.notices]
        assert told[0] == "The library's list was missing and was made anew; 5 figures were found in its folder."
        assert sorted(told[1:]) == sorted(
            [
                f"{broken.name} was set aside: This picture is not complete.",
                f"{swapped.name} was set aside: Its bytes are not the ones that were saved.",
            ]
        )
        assert await library.count(ALL) == 4
        assert {path.suffix for path in library.folder.damaged.iterdir()} == {".png", ".json"}


async def test_a_sidecar_that_cannot_be_read_costs_the_recipe_but_not_the_picture(tmp_path: Path) -> None:
    wanted = await fill(tmp_path)
    for sidecar in (
        "",
        "{",
        '{"version": 1}',
        '{"version": 99}',
        "[]",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ):
        (tmp_path / "library" / "figures" / wanted[0].id[:2] / f"{wanted[0].id}.json").write_text(sidecar)
        delete(tmp_path / "library" / "library.sqlite", random.Random())
        async with open_library(tmp_path) as library:
            figure = await library.figure(wanted[0].id)
            assert figure.recipe.subject == ""
            assert Path(figure.path).read_bytes() == Path(wanted[0].path).read_bytes()


async def test_a_thousand_figures_are_back_in_seconds(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await library.add_sample([(recipe(f"sample {number}"), png(shade=number)) for number in range(8)], 1_000)
    delete(tmp_path / "library" / "library.sqlite", random.Random())
    started = time.perf_counter()
    async with open_library(tmp_path) as library:
        print(f"1,000 figures without a database: {time.perf_counter() - started:.2f} s")
        assert await library.count(ALL) == 1_000
