# ruff: noqa: S608 - the columns are the schema's own
"""Shelves, orders, filters and searches of the real library, told from what was put in."""

import asyncio
import random
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.backend.folder import Folder
from studio.backend.library import Library, figures, queries
from studio.backend.library.recipes import RecipeReader
from studio.backend.library.recovery import is_whole
from studio.core.catalog import Entry, Kind
from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.recipe import PictureFormat, Recipe
from studio.core.shelves import WITHOUT, Shelf, ShelfKind
from tests.backend.libraries import MADE, MIGRATIONS, closed_library, make_figures, open_jobs, open_library

THEMES = [Entry(Kind.THEMES, number, name, {}, MADE) for number, name in enumerate(("Zoo", "apple", "Apple", None), 1)]
LEVELS = [Entry(Kind.RARITY, number, name, {}, MADE) for number, name in ((1, "Common"), (5, "Epic"), (12, "Rare"))]
SUBJECTS = ("A night baker", "moss queen", "Moss Queen", "Ärger", "x" * 200, "")
NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)
"""On this day clocks go back in many zones."""


async def fill(library: Library, count: int, seed: int = 7) -> list[Figure]:
    """Many figures with few themes, rarities and subjects; returned as they must be told."""
    chance = random.Random(seed)
    made: list[Figure] = []
    for number in range(count):
        recipe = Recipe(
            chance.choice(SUBJECTS),
            f"A figure, number {number}, of plastic.",
            name=chance.choice(("", "Ada", "bob", "Cleo")),
            prompt=chance.choice((None, Entry(Kind.PROMPTS, 1, "Blister pack", "t", MADE))),
            theme=chance.choice((None, *THEMES)),
            rarity=chance.choice((None, *LEVELS)),
            engine=chance.choice(("mockup", "openai")),
            parent_id=made[1].id if number in (3, 5) else None,
        )
        figure_id = f"{number:08}-0000-4000-8000-000000000000"
        made.append(
            Figure(
                id=figure_id,
                workspace="local" if number % 17 else "team/ann",
                recipe=recipe,
                path=library.folder.picture_name(figure_id, PictureFormat.PNG),
                sha256="0" * 64,
                format=PictureFormat.PNG,
                width=24,
                height=36,
                size_bytes=100,
                created_at=NOON + timedelta(hours=chance.randrange(-200, 200)),
                rating=chance.randrange(6),
                status=chance.choice(("local", "published")),
                deleted_at=NOON if number % 11 == 5 else None,
            )
        )
    await library.database.write(lambda connection: [figures.insert(connection, figure) for figure in made])
    return made


def expected(made: list[Figure], query: FigureQuery) -> list[Figure]:
    """The figures of a query in its order, by plain Python; `made` stands in the order of insertion."""
    numbered = [(number, figure) for number, figure in enumerate(made) if query.admits(figure)]
    if query.search:
        numbered = [(n, f) for n, f in numbered if all(w in f.recipe.text for w in query.search.split())]

    def newest(item: tuple[int, Figure]) -> tuple[float, int]:
        return -item[1].created_at.timestamp(), -item[0]

    within = {
        FigureOrder.NEWEST: newest,
        FigureOrder.OLDEST: lambda item: (item[1].created_at.timestamp(), item[0]),
        FigureOrder.BEST: lambda item: (-item[1].rating, *newest(item)),
        FigureOrder.NAME: lambda item: (item[1].title[:80].lower(), *newest(item)),
    }
    kind, order = query.shelves, query.order
    if kind is not None and (order is FigureOrder.NAME or (kind is ShelfKind.DAY and order is FigureOrder.BEST)):
        order = FigureOrder.NEWEST
    numbered.sort(key=within[order])
    if kind is ShelfKind.DAY:
        numbered.sort(key=lambda item: item[1].shelf(kind).key, reverse=order is not FigureOrder.OLDEST)
    elif kind is not None:
        numbered.sort(key=lambda item: ascii_lower(item[1].shelf(kind).key))
    return [figure for _, figure in numbered]


def ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def sizes(found: list[Figure], kind: ShelfKind) -> list[int]:
    """How many figures in a row stand on the same shelf."""
    counts: list[int] = []
    for number, figure in enumerate(found):
        if number and figure.shelf(kind).is_same(found[number - 1].shelf(kind)):
            counts[-1] += 1
        else:
            counts.append(1)
    return counts


@pytest.mark.parametrize("order", list(FigureOrder))
@pytest.mark.parametrize("kind", [None, *ShelfKind])
async def test_every_order_on_every_kind_of_shelf(order: FigureOrder, kind: ShelfKind | None, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 120)
        query = FigureQuery(order=order, shelves=kind)
        want = [figure.id for figure in expected(made, query)]
        assert [figure.id for figure in await library.page(query, 0, 500)] == want
        for offset in (40, len(want) // 2 + 1, len(want) - 3, len(want), 500):
            assert [figure.id for figure in await library.page(query, offset, 7)] == want[offset : offset + 7]
        assert await library.count(query) == len(want)
        assert await library.positions(query, want[:3]) == (0, 1, 2)
        assert await library.positions(query, want) == tuple(range(len(want)))
        assert await library.positions(query, [made[0].id, "no figure"]) == (None, None), "of another workspace"
        if kind is not None:
            found = await library.page(query, 0, 500)
            assert list(await library.shelf_sizes(query)) == sizes(list(found), kind)


@pytest.mark.parametrize(
    "filters",
    [
        {"minimum_rating": 3},
        {"engine": "openai"},
        {"status": "published"},
        {"is_deleted": True},
        {"search": "number 1"},
        {"within": (Shelf(ShelfKind.THEME, "APPLE"),)},
        {"within": (Shelf(ShelfKind.THEME, WITHOUT), Shelf(ShelfKind.RARITY, f"{5:020}Epic"))},
        {"within": (Shelf(ShelfKind.SUBJECT, "x" * 80),)},
        {"within": (Shelf(ShelfKind.DAY, "2026-10-25"),)},
        {"within": (Shelf(ShelfKind.TEMPLATE, "Blister pack"),), "minimum_rating": 2, "search": "number"},
    ],
)
@pytest.mark.parametrize("kind", [None, ShelfKind.THEME, ShelfKind.DAY])
async def test_filters_let_through_what_they_should(
    filters: dict[str, object], kind: ShelfKind | None, tmp_path: Path
) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 120)
        query = replace(FigureQuery(shelves=kind), **filters)
        want = expected(made, query)
        if "search" in filters:
            pattern = str(filters["search"]).split()[-1]
            want = [figure for figure in want if any(w.startswith(pattern) for w in figure.recipe.text.split())]
        assert len(want) > 0
        assert [figure.id for figure in await library.page(query, 0, 500)] == [figure.id for figure in want]
        assert await library.count(query) == len(want)
        if kind is not None:
            assert list(await library.shelf_sizes(query)) == sizes(want, kind)


async def test_shelves_are_named_and_counted_for_the_filters(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 120)
        levels = await library.shelves(FigureQuery(), ShelfKind.RARITY)
        assert [found.shelf.name for found in levels] == ["Common", "Epic", "Rare", ""]
        assert sum(found.figures for found in levels) == await library.count(FigureQuery())
        themes = await library.shelves(FigureQuery(), ShelfKind.THEME)
        assert [found.shelf.name.lower() for found in themes] == ["apple", "theme 4", "zoo", ""]
        for found in (*levels, *themes):
            query = FigureQuery(within=(found.shelf,))
            assert await library.count(query) == found.figures == len(expected(made, query))


async def test_the_children_of_a_figure_are_known(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 12)
        children = await library.children(made[1].id)
        assert {figure.id for figure in children} == {made[3].id}, "the other one is deleted"
        assert await library.children(made[3].id) == ()


async def test_what_another_account_made_from_a_figure_is_no_childs_name_for_everybody(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        (parent,) = await make_figures(library, "a gardener")
        for workspace, subject in (("local", "an edit of mine"), ("team.example/ada", "a secret edit")):
            (job,) = await jobs.submit(workspace, [Recipe(subject, "An edit.", parent_id=parent)])
            await jobs.wait([job.id])
        assert [figure.recipe.subject for figure in await library.children(parent)] == ["an edit of mine"]


async def test_a_frequent_word_is_found_where_it_comes_first_and_counted_without_the_hidden(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 700)
        for search in ("plastic", "pl", "number 1", "number 699"):
            query = FigureQuery(search=search)
            want = [
                figure.id
                for figure in expected(made, FigureQuery())
                if all(
                    any(t.startswith(w) for t in figure.recipe.text.replace(",", "").split()) for w in search.split()
                )
            ]
            assert [figure.id for figure in await library.page(query, 0, 40)] == want[:40]
            assert await library.count(query) == len(want)


async def test_the_template_s_name_is_found(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        made = await fill(library, 60)
        with_template = [figure for figure in made if figure.recipe.prompt and FigureQuery().admits(figure)]
        assert await library.count(FigureQuery(search="blister")) == len(with_template) > 0


async def test_a_library_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "0001_library.sql").write_bytes((MIGRATIONS / "0001_library.sql").read_bytes())
    async with open_library(tmp_path / "new") as library:
        await make_figures(library, "one", "two")
        figures_of_new = await library.page(FigureQuery(), 0, 10)
    old = sqlite3.connect(tmp_path / "old.sqlite")
    old.executescript((MIGRATIONS / "0001_library.sql").read_text())
    new = sqlite3.connect(tmp_path / "new" / "library" / "library.sqlite")
    old.executemany("INSERT INTO frozen_entries VALUES (?, ?)", new.execute("SELECT * FROM frozen_entries"))
    columns = [row[1] for row in old.execute("PRAGMA table_info(figures)")]
    rows = new.execute(f"SELECT {', '.join(columns)} FROM figures")
    old.executemany(f"INSERT INTO figures VALUES ({', '.join('?' * len(columns))})", rows)
    old.execute("INSERT INTO figures_text (figures_text) VALUES ('rebuild')")
    old.execute("INSERT INTO facts VALUES ('schema', '1')")
    old.execute("PRAGMA user_version = 1")
    old.commit()
    for connection in (old, new):
        connection.close()
    (tmp_path / "new" / "library" / "library.sqlite").unlink()
    (tmp_path / "old.sqlite").rename(tmp_path / "new" / "library" / "library.sqlite")
    async with open_library(tmp_path / "new") as library:
        query = FigureQuery(shelves=ShelfKind.THEME)
        assert await library.page(query, 0, 10) == figures_of_new
        assert await library.shelf_sizes(query) == (2,)
        assert await library.count(FigureQuery(within=(Shelf(ShelfKind.THEME, "retro arcade"),))) == 2
        assert await library.count(FigureQuery(search="blis")) == 2
        assert await library.database.read(lambda connection: is_whole(connection, thoroughly=True))


async def test_a_row_on_a_wrong_shelf_is_seen_as_damage(tmp_path: Path) -> None:
    library = closed_library(tmp_path)
    await library.open()
    await make_figures(library, "one")
    await library.database.write(
        lambda connection: connection.execute("UPDATE figures SET theme_shelf = 'Retro arcade'")
    )
    assert not await library.database.read(lambda connection: is_whole(connection, thoroughly=False))
    await library.close()


async def test_the_sizes_of_shelves_follow_what_comes_goes_and_comes_back(tmp_path: Path) -> None:
    """The kept sizes against a count, which a query with a filter that lets all through still makes."""
    chance = random.Random(11)
    async with open_library(tmp_path) as library:
        left = [figure.id for figure in await fill(library, 60) if figure.workspace == "local"]
        Path((await library.figure(left[0])).path).parent.mkdir(exist_ok=True)
        for _ in range(12):
            some = chance.sample(left, 6)
            await chance.choice((library.delete, library.restore))(some)
            await library.delete(some[:1])
            left = [figure_id for figure_id in left if figure_id != some[0]]
            assert await library.remove_for_good(some[:1]) == 1
            for kind in (kind for kind in ShelfKind if kind is not ShelfKind.DAY):
                shown = await library.page(FigureQuery(shelves=kind), 0, 500)
                assert list(await library.shelf_sizes(FigureQuery(shelves=kind))) == sizes(list(shown), kind)


async def test_shelf_sizes_that_are_wrong_are_counted_anew(tmp_path: Path) -> None:
    query = FigureQuery(shelves=ShelfKind.SUBJECT)
    for damage in ("UPDATE shelf_sizes SET size = size + 1", "DELETE FROM shelf_sizes"):
        async with open_library(tmp_path) as library:
            await make_figures(library, damage)
            right = await library.shelf_sizes(query)
            await library.database.write(lambda connection, damage=damage: connection.execute(damage))
            assert await library.shelf_sizes(query) != right
            assert await library.database.write(lambda connection: is_whole(connection, thoroughly=False))
            assert await library.shelf_sizes(query) == right


async def test_only_what_is_deleted_is_removed_for_good(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        one, two = await make_figures(library, "one", "two")
        paths = [Path((await library.figure(figure_id)).path) for figure_id in (one, two)]
        await library.delete([one])
        assert await library.remove_for_good([one, two, one]) == 1
        assert [path.exists() for path in paths] == [False, True]
        assert await library.count(FigureQuery(is_deleted=True)) == 0
        assert await library.rebuild() == 1


def test_no_page_reads_more_than_its_rows(tmp_path: Path) -> None:
    """The plan of every page goes over an index that has all it needs; only a search may collect its matches."""
    connection = sqlite3.connect(":memory:")
    for script in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(script.read_text())
    for kind in (None, *ShelfKind):
        query = FigureQuery(shelves=kind, minimum_rating=2, engine="mockup", status="local")
        where, values = queries._where(query)
        shown = f"SELECT seq FROM figures WHERE {where} ORDER BY {queries._order(query)} LIMIT 10"
        plan = " | ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {shown}", values))
        assert "COVERING INDEX" in plan, (kind, plan)
        assert "TEMP B-TREE" not in plan, (kind, plan)
    connection.close()


async def test_a_question_sees_one_state_of_the_library_whatever_is_written_meanwhile(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        await make_figures(library, "one")
        asked, written = threading.Event(), threading.Event()

        def question(connection: sqlite3.Connection) -> tuple[int, int]:
            before = queries.count(connection, FigureQuery())
            asked.set()
            assert written.wait(10)
            return before, queries.count(connection, FigureQuery())

        answer = asyncio.create_task(library.database.read(question))
        await asyncio.to_thread(asked.wait, 10)
        await library.database.write(lambda connection: connection.execute("UPDATE figures SET deleted_at = 1"))
        written.set()
        assert await answer == (1, 1)
        assert await library.count(FigureQuery()) == 0


def test_the_children_of_a_figure_are_looked_up(tmp_path: Path) -> None:
    """A walk through the whole library in the order of time would find them as well, in a fifth of a second."""
    connection = sqlite3.connect(":memory:")
    for script in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(script.read_text())
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    assert not figures.children(connection, RecipeReader(), Folder(tmp_path), "one")
    connection.set_trace_callback(None)
    plan = " | ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}"))
    assert "figures USING INDEX figures_by_parent" in plan, plan
    connection.close()
