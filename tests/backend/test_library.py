"""The library: figures, drafts and the catalog of a workspace; kept, found, changed, deleted and brought back."""

import json
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.backend.library import Library
from studio.backend.library.figures import match_expression
from studio.backend.library.migrations import load_migrations
from studio.core.catalog import Kind
from studio.core.errors import FigureMissing, LibraryBusy, LibraryError, LibraryNewer
from studio.core.figure import FigureQuery
from tests.backend.libraries import (
    MIGRATIONS,
    STARTER,
    closed_library,
    make_figures,
    open_jobs,
    open_library,
    png,
    recipe,
)

ALL = FigureQuery()


async def titles(library: Library, query: FigureQuery = ALL) -> list[str]:
    return [figure.title for figure in await library.page(query, 0, 100)]


async def test_figures_come_newest_first_page_by_page_and_know_their_place(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        ids = await make_figures(library, "one", "two", "three", "four", "five")
        assert await titles(library) == ["five", "four", "three", "two", "one"]
        assert [figure.title for figure in await library.page(ALL, 1, 2)] == ["four", "three"]
        assert await titles(library, FigureQuery(oldest_first=True)) == ["one", "two", "three", "four", "five"]
        assert await library.count(ALL) == 5
        assert await library.page(ALL, 5, 10) == ()
        assert [await library.position(ALL, figure_id) for figure_id in ids] == [4, 3, 2, 1, 0]
        assert await library.position(FigureQuery(oldest_first=True), ids[1]) == 1
        assert await library.position(FigureQuery(search="one"), ids[1]) is None


async def test_a_figure_comes_back_as_it_was_saved_also_after_reopening(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener with “roses” 🌹")
        saved = await library.figure(figure_id)
    assert saved.recipe == recipe("a gardener with “roses” 🌹")
    assert Path(saved.path).is_absolute()
    assert (saved.width, saved.height, saved.usage) == (24, 36, {"pieces": 4})
    async with open_library(tmp_path) as library:
        assert await library.figure(figure_id) == saved
        assert await library.page(ALL, 0, 10) == (saved,)
        assert library.notices == ()


async def test_a_library_can_be_moved_to_another_folder(tmp_path: Path) -> None:
    async with open_library(tmp_path / "a") as library:
        (figure_id,) = await make_figures(library, "a gardener")
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "library").rename(tmp_path / "b" / "library")
    async with open_library(tmp_path / "b") as library:
        figure = await library.figure(figure_id)
        assert Path(figure.path).is_relative_to(tmp_path / "b")
        assert Path(figure.path).read_bytes()


async def test_rating_deleting_and_restoring_reach_list_and_sidecar(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        one, two = await make_figures(library, "one", "two")
        assert (await library.rate(one, 4)).rating == 4
        assert (await library.rate(two, 99)).rating == 5
        assert await titles(library, FigureQuery(minimum_rating=5)) == ["two"]
        await library.set_alt_text(one, "A figure in its box")
        await library.delete([one])
        assert await titles(library) == ["two"]
        told = json.loads(library.folder.sidecar(one).read_bytes())
        assert (told["rating"], told["alt_text"], told["deleted_at"] is not None) == (4, "A figure in its box", True)
        await library.restore([one])
        assert await titles(library) == ["two", "one"]
        assert json.loads(library.folder.sidecar(one).read_bytes())["deleted_at"] is None


async def test_what_was_deleted_long_ago_is_removed_for_good(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        one, two = await make_figures(library, "one", "two")
        figure = await library.figure(one)
        await library.delete([one])
        assert await library.purge(datetime.now(UTC) - timedelta(days=1)) == 0
        assert await library.purge(datetime.now(UTC) + timedelta(seconds=1)) == 1
        assert not Path(figure.path).exists()
        assert not library.folder.sidecar(one).exists()
        with pytest.raises(FigureMissing):
            await library.figure(one)
        assert await titles(library, FigureQuery(search="one")) == []
        assert await titles(library) == ["two"]
        assert (await library.figure(two)).title == "two"


async def test_changing_a_figure_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (one,) = await make_figures(library, "one")
        with pytest.raises(FigureMissing) as caught:
            await library.delete([one, "00000000-0000-4000-8000-000000000000"])
        assert caught.value.next_step
        assert await titles(library) == ["one"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gar", ["Nora", "tailor"]),
        ("GARDENER cAfé", ["Nora"]),
        ("cafe", ["Nora"]),
        ("retro", ["Nora", "pilot", "tailor"]),
        ("pil ret", ["pilot"]),
        ("  ", ["Nora", "pilot", "tailor"]),
        ("dragon", []),
        ('"', ["Nora", "pilot", "tailor"]),
        ("gar* -pilot", []),
        ("t-sh", ["tailor"]),
        ("subject:gar", []),
        ("gar OR pilot", []),
        ("gar\0dener", ["tailor"]),
    ],
)
async def test_search_finds_what_one_types(typed: str, found: list[str], tmp_path: Path) -> None:
    nora = replace(recipe("a gardener"), name="Nora", text="in her café")
    tailor = replace(recipe("tailor"), text="in a t shirt of a gar dener")
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        made = await jobs.submit("local", [recipe("pilot"), tailor, nora])
        await jobs.wait([job.id for job in made])
        assert sorted(await titles(library, FigureQuery(search=typed))) == found
        assert await library.count(FigureQuery(search=typed)) == len(found)


HOSTILE = [
    "'; DROP TABLE figures; --",
    "NEAR(a b, 3)",
    "a AND",
    "^a",
    "{a}",
    '"""',
    "a" * 5_000,
    "🌹",
    "é́́",
    "%_",
    "\ud7ff",
    "(",
    "a\n\tb",
]


@pytest.mark.parametrize("typed", HOSTILE)
async def test_hostile_search_is_only_text(typed: str, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await make_figures(library, "one")
        assert await library.count(FigureQuery(search=typed)) in {0, 1}
        assert await library.count(ALL) == 1


def test_a_search_of_many_words_is_bounded() -> None:
    assert match_expression("word " * 10_000).count("*") == 32


async def test_figures_drafts_and_catalog_of_another_workspace_are_never_seen(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        for workspace in ("local", "team/ann"):
            made = await jobs.submit(workspace, [recipe(f"of {workspace}")])
            await jobs.wait([job.id for job in made])
            await library.save_draft(workspace, "create", {"of": workspace})
        await library.put_entries("team/ann", [replace(STARTER[0], name="Theirs")])
        assert await titles(library) == ["of local"]
        assert await titles(library, FigureQuery(workspace="team/ann", search="of")) == ["of team/ann"]
        assert await library.count(FigureQuery(workspace="team/bob")) == 0
        assert await library.load_draft("local", "create") == {"of": "local"}
        assert await library.load_draft("team/bob", "create") is None
        assert [entry.name for entry in (await library.catalog("team/ann")).entries] == ["Theirs"]
        assert (await library.catalog("local")).entries == STARTER
        assert (await library.catalog("team/bob")).entries == ()
        assert [job.recipe.subject for job in await jobs.recent("local", 10)] == ["of local"]


async def test_drafts_and_catalog_last(tmp_path: Path) -> None:
    changed = replace(STARTER[1], name="Changed", value={"π": [1, 2.5, None, {"a": True}]})
    async with open_library(tmp_path) as library:
        await library.save_draft("local", "create", {"subject": "half of a smile \ud83d"})
        await library.save_draft("local", "gone", 1)
        await library.save_draft("local", "gone", None)
        await library.put_entries("local", [changed])
    async with open_library(tmp_path) as library:
        assert await library.load_draft("local", "create") == {"subject": "half of a smile \ud83d"}
        assert await library.load_draft("local", "gone") is None
        assert (await library.catalog("local")).entries == (STARTER[0], changed, STARTER[2])


async def test_entries_go_in_all_or_none(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        broken = replace(STARTER[0], id=object())
        with pytest.raises(sqlite3.Error):
            await library.put_entries("local", [replace(STARTER[0], name="New"), broken])
        assert (await library.catalog("local")).get(Kind.PROMPTS, 1) == STARTER[0]


async def test_a_copy_has_the_original_bytes(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (one,) = await make_figures(library, "one")
        figure = await library.figure(one)
        target = await library.save_copy(one, tmp_path / "copy.png")
        assert target.read_bytes() == Path(figure.path).read_bytes()
        Path(figure.path).unlink()
        with pytest.raises(FigureMissing):
            await library.save_copy(one, target)
        assert target.exists()


async def test_check_names_what_is_wrong(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        ids = await make_figures(library, "well", "gone", "cut", "other")
        paths = [Path((await library.figure(figure_id)).path) for figure_id in ids]
        paths[1].unlink()
        paths[2].write_bytes(paths[2].read_bytes()[:-3])
        paths[3].write_bytes(png(shade=201))
        result = await library.check()
        assert result.figures == 4
        assert sorted(fault.split(" (")[0] for fault in result.faults) == ["cut", "gone", "other"]


async def test_rebuild_brings_back_all_that_the_folder_knows(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        ids = await make_figures(library, "one", "two", "three", "four")
        await library.rate(ids[0], 5)
        await library.delete([ids[1]])
        await library.save_draft("local", "create", {"kept": True})
        before = await library.page(ALL, 0, 10)
        library.folder.sidecar(ids[2]).unlink()
        picture = Path((await library.figure(ids[3])).path)
        picture.write_bytes(picture.read_bytes()[:-3])
        assert await library.rebuild() == 3
        after = await library.page(FigureQuery(oldest_first=True), 0, 10)
        assert after[0] == before[-1]
        assert after[0].rating == 5
        assert {figure.id for figure in after} == {ids[0], ids[2]}
        assert after[1].recipe.subject == ""
        assert (await library.figure(ids[1])).deleted_at is not None
        assert await library.load_draft("local", "create") == {"kept": True}
        assert [notice.sentence for notice in library.notices] == [
            f"{picture.name} was set aside: This picture is not complete."
        ]
        assert (library.folder.damaged / picture.name).exists()


async def test_rebuild_waits_until_nobody_else_is_here(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await make_figures(library, "one")
        async with open_library(tmp_path):
            with pytest.raises(LibraryBusy):
                await library.rebuild()
        assert await titles(library) == ["one"]
        assert await library.rebuild() == 1


async def test_a_library_of_a_newer_studio_is_refused_and_left_alone(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await make_figures(library, "one")
        database = library.folder.database
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE facts SET value = '99' WHERE key = 'schema'")
    connection.close()
    before = database.read_bytes()
    library = closed_library(tmp_path)
    with pytest.raises(LibraryNewer) as caught:
        await library.open()
    assert caught.value.next_step.startswith("Update")
    await library.close()
    assert database.read_bytes() == before


async def test_migrations_run_in_order_with_a_backup_before_each(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (one,) = await make_figures(library, "one")
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for path in MIGRATIONS.glob("*.sql"):
        (scripts / path.name).write_bytes(path.read_bytes())
    newest = load_migrations(MIGRATIONS)[-1].version
    first, second = newest + 1, newest + 2
    (scripts / f"{first:04}_more.sql").write_text(
        "CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO more VALUES ('x;y');\n"
    )
    (scripts / f"{second:04}_most.sql").write_text("ALTER TABLE more ADD COLUMN b TEXT;\n")
    library = Library(tmp_path / "library", scripts, tuple)
    await library.open()
    assert (await library.figure(one)).title == "one"
    rows = await library.database.read(lambda connection: connection.execute("SELECT a, b FROM more").fetchall())
    assert rows == [("x;y", None)]
    await library.close()
    for name, version in ((f"before-{first:04}.sqlite", newest), (f"before-{second:04}.sqlite", first)):
        copy = sqlite3.connect(tmp_path / "library" / "backups" / name)
        assert copy.execute("PRAGMA user_version").fetchone() == (version,)
        copy.close()


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await make_figures(library, "one")
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for path in MIGRATIONS.glob("*.sql"):
        (scripts / path.name).write_bytes(path.read_bytes())
    (scripts / "9999_more.sql").write_text("CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO more VALUES (NULL, 2);\n")
    broken = Library(tmp_path / "library", scripts, tuple)
    with pytest.raises(LibraryError):
        await broken.open()
    await broken.close()
    async with open_library(tmp_path) as library:
        assert await titles(library) == ["one"]


async def test_the_database_is_backed_up_daily_and_seven_copies_are_kept(tmp_path: Path) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for day in range(10):
        library = Library(tmp_path / "library", MIGRATIONS, tuple, clock=lambda day=day: now + timedelta(days=day))
        await library.open()
        await library.close()
    names = sorted(path.name for path in (tmp_path / "library" / "backups").iterdir())
    assert names == [f"library-2026-11-{day:02}.sqlite" for day in range(4, 11)]


async def test_a_closed_library_says_so(tmp_path: Path) -> None:
    library = closed_library(tmp_path)
    await library.open()
    await library.database.shut()
    with pytest.raises(Exception, match="closed"):
        await library.count(ALL)
    await library.close()


async def test_samples_share_a_few_pictures(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        originals = [(recipe(f"sample {number}"), png(shade=number)) for number in range(4)]
        started = time.perf_counter()
        assert await library.add_sample(originals, 400) == 400
        print(f"400 samples: {time.perf_counter() - started:.2f} s")
        figures = await library.page(ALL, 0, 1_000)
        assert len(figures) == 400
        assert len({figure.sha256 for figure in figures}) == 4
        assert len({figure.title for figure in figures}) > 100
        assert {figure.rating for figure in figures} == set(range(6))
        assert len({Path(figure.path).stat().st_ino for figure in figures}) == 4
        assert await library.check() == replace(await library.check(), figures=400, faults=())
        assert await library.rebuild() == 400
        assert await library.page(ALL, 0, 1_000) == figures
        assert not list(library.folder.incoming.iterdir())
