"""The gallery's store over a real library: counts, shelves and selection stay right whatever happens to the figures."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from studio.backend.library import Library
from studio.core.catalog import Entry, Kind
from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.ports.prompt import PromptResolver
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.prompt.render import resolve
from studio.core.recipe import Recipe
from studio.core.shelves import Shelf, ShelfKind
from studio.state.figure_window import PAGE
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.shelf_rows import ShelfRows
from studio.state.tasks import Tasks
from tests.backend.libraries import MADE, PROMPT, RARITY, open_jobs, open_library, recipe

ZOO, SEA = (Entry(Kind.THEMES, number, name, None, MADE) for number, name in ((8, "Zoo"), (9, "Deep Sea")))


class Resolver(PromptResolver):
    """The real template engine."""

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        return resolve(template, values)


class Bench:
    """The stores over a library, and verbs that tests need."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.tasks = Tasks(asyncio.get_running_loop())
        self.failures: list[object] = []
        self.tasks.failed.connect(self.failures.append)
        self.figures = FiguresStore(self.tasks, library)
        self.gallery = GalleryStore(self.tasks, library, self.figures, Resolver())

    async def make(self, *recipes: Recipe) -> list[Figure]:
        """Make figures and tell of them, as the generation does."""
        async with open_jobs(self.library) as jobs:
            submitted = await jobs.submit("local", recipes)
            await jobs.wait([job.id for job in submitted])
        made = [await self.library.figure(job.id) for job in submitted]
        for figure in made:
            self.figures.added.emit(figure)
        await self.quiet()
        return made

    async def quiet(self) -> None:
        """Wait until no task is on its way."""
        while not self.tasks.is_idle:
            await asyncio.gather(*self.tasks._loose, return_exceptions=True)

    async def shown(self) -> list[str]:
        """The titles of all rows, in order."""
        window = self.gallery.window
        for row in range(window.total or 0):
            window.figure_at(row)
        await self.quiet()
        return [figure.title for row in range(window.total or 0) if (figure := window.figure_at(row)) is not None]

    def shelves(self) -> list[tuple[str, int]]:
        """The shelves and how many figures stand on each."""
        window = self.gallery.window
        named = [window.shelf_at(number) for number in range(window.shelves.count)]
        sizes = [len(window.shelves.rows(number)) for number in range(window.shelves.count)]
        return [(shelf.name if shelf else "?", size) for shelf, size in zip(named, sizes, strict=True)]

    async def agrees(self) -> None:
        """What the window holds is what the library would say now."""
        query, window = self.gallery.snapshot.query, self.gallery.window
        assert window.total == self.gallery.snapshot.total == await self.library.count(query)
        assert window.shelves.total == (window.total if query.shelves else 0)
        assert await self.shown() == [figure.title for figure in await self.library.page(query, 0, 1000)]
        sizes = await self.library.shelf_sizes(query)
        assert [len(window.shelves.rows(number)) for number in range(window.shelves.count)] == list(sizes)
        assert self.failures == []


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Four figures on two shelves, `d` the newest."""
    async with open_library(tmp_path) as library:
        bench = Bench(library)
        bench.gallery.refresh()
        await bench.quiet()
        await bench.make(*(themed(name, theme) for name, theme in zip("abcd", (ZOO, SEA, ZOO, SEA), strict=True)))
        yield bench
        await bench.tasks.join()


def themed(subject: str, theme: Entry | None, **more: object) -> Recipe:
    return replace(recipe(subject, **more), theme=theme)


async def test_figures_stand_on_shelves_by_theme_at_first(bench: Bench) -> None:
    assert bench.shelves() == [("Deep Sea", 2), ("Zoo", 2)]
    assert await bench.shown() == ["d", "b", "c", "a"]
    await bench.agrees()


async def test_a_new_figure_comes_first_on_its_own_shelf(bench: Bench) -> None:
    resets: list[int] = []
    bench.gallery.window.reset.connect(lambda: resets.append(1))
    await bench.make(themed("e", ZOO))
    assert resets == [], "its place is known without reading anew"
    assert await bench.shown() == ["d", "b", "e", "c", "a"]
    await bench.make(themed("f", None))
    assert bench.shelves() == [("Deep Sea", 2), ("Zoo", 3), ("", 1)]
    await bench.agrees()


async def test_a_shelf_that_is_emptied_goes_and_comes_back(bench: Bench) -> None:
    ids = [figure.id for figure in await bench.library.page(FigureQuery(shelves=ShelfKind.THEME), 0, 2)]
    bench.figures.delete(ids)
    await bench.quiet()
    assert bench.shelves() == [("Zoo", 2)]
    await bench.agrees()
    bench.figures.restore(ids)
    await bench.quiet()
    assert bench.shelves() == [("Deep Sea", 2), ("Zoo", 2)]
    await bench.agrees()


@pytest.mark.parametrize("by", list(ShelfKind))
@pytest.mark.parametrize("order", [FigureOrder.NEWEST, FigureOrder.OLDEST, FigureOrder.BEST])
async def test_counts_are_right_after_whatever_happens(bench: Bench, by: ShelfKind, order: FigureOrder) -> None:
    bench.gallery.show_shelves(by)
    bench.gallery.sort(order)
    await bench.quiet()
    figures = await bench.library.page(FigureQuery(), 0, 10)
    bench.figures.rate(figures[2], 5)
    await bench.quiet()
    await bench.agrees()
    await bench.make(themed("e", SEA), themed("moss", None, model="x"))
    await bench.agrees()
    bench.figures.delete([figures[0].id, figures[3].id])
    await bench.quiet()
    await bench.agrees()
    bench.figures.restore([figures[0].id])
    await bench.quiet()
    await bench.agrees()


async def test_a_rating_that_the_filter_does_not_let_through_takes_the_figure_away(bench: Bench) -> None:
    figures = await bench.library.page(FigureQuery(), 0, 10)
    for figure in figures[:3]:
        bench.figures.rate(figure, 4)
    await bench.quiet()
    bench.gallery.filter_rating(3)
    await bench.quiet()
    assert bench.gallery.snapshot.total == 3
    changed = bench.gallery.window.figure_at(0)
    assert changed is not None
    bench.figures.rate(changed, 1)
    await bench.quiet()
    assert bench.gallery.snapshot.total == 2
    await bench.agrees()
    bench.figures.rate(replace(changed, rating=1), 5)
    await bench.quiet()
    assert bench.gallery.snapshot.total == 3, "and a better one brings it back"
    await bench.agrees()


async def test_what_a_filter_leaves_out_is_not_shown_when_it_is_made(bench: Bench) -> None:
    bench.gallery.keep_to(ShelfKind.THEME, Shelf(ShelfKind.THEME, "deep sea"))
    await bench.quiet()
    await bench.make(themed("e", ZOO))
    assert await bench.shown() == ["d", "b"]
    await bench.make(themed("f", SEA))
    assert await bench.shown() == ["f", "d", "b"]
    bench.gallery.search("bun")
    await bench.quiet()
    await bench.make(themed("bunny", SEA), themed("cat", SEA))
    assert await bench.shown() == ["bunny"]
    bench.gallery.clear_filters()
    await bench.quiet()
    assert bench.gallery.snapshot.total == 8
    await bench.agrees()


async def test_see_all_is_the_grid_of_one_shelf(bench: Bench) -> None:
    shelf = bench.gallery.window.shelf_at(1)
    assert shelf is not None
    bench.gallery.see_all(shelf)
    await bench.quiet()
    assert (await bench.shown(), bench.gallery.snapshot.has_shelves) == (["c", "a"], False)
    bench.gallery.want_choices(ShelfKind.THEME)
    await bench.quiet()
    choices = bench.gallery.snapshot.choices[ShelfKind.THEME]
    assert [(found.shelf.name, found.figures) for found in choices] == [("Deep Sea", 2), ("Zoo", 2)]


async def test_deleted_figures_can_be_listed_restored_and_removed_for_good(bench: Bench) -> None:
    figures = await bench.library.page(FigureQuery(), 0, 10)
    bench.figures.delete([figure.id for figure in figures[:3]])
    await bench.quiet()
    bench.gallery.show_deleted()
    await bench.quiet()
    assert sorted(await bench.shown()) == ["b", "c", "d"]
    bench.figures.restore([figures[0].id])
    await bench.quiet()
    await bench.agrees()
    bench.figures.remove_for_good([figures[1].id])
    await bench.quiet()
    assert await bench.shown() == ["b"]
    assert not Path(figures[1].path).exists()
    await bench.agrees()
    bench.gallery.filter_status("")
    await bench.quiet()
    assert sorted(await bench.shown()) == ["a", "d"]


async def test_what_is_selected_is_found_again_in_another_layout(bench: Bench) -> None:
    await bench.make(*(themed(f"more {number:03}", (ZOO, SEA)[number % 2]) for number in range(PAGE * 3)))
    window = bench.gallery.window
    await bench.shown()
    chosen = [window.figure_at(row) for row in (3, 100, 70)]
    bench.gallery.select([figure for figure in chosen if figure is not None])
    ids = bench.gallery.snapshot.selected
    bench.gallery.show_grid(place=ids[0])
    await bench.quiet()
    assert tuple(window.kept) == ids
    assert tuple(window.kept.values()) == await bench.library.positions(FigureQuery(), ids)
    assert window.place == window.kept[ids[0]]
    assert window.figure_at(window.place) is not None, "the rows that are looked at come first"


async def test_parent_and_children_are_known_of_the_selected_figure(bench: Bench) -> None:
    (parent,) = await bench.make(themed("parent", ZOO))
    (child,) = await bench.make(themed("child", ZOO, parent_id=parent.id))
    bench.gallery.select([child])
    await bench.quiet()
    assert bench.gallery.snapshot.parent == parent
    bench.gallery.select([parent])
    await bench.quiet()
    assert (bench.gallery.snapshot.parent, bench.gallery.snapshot.children) == (None, (child,))
    (second,) = await bench.make(themed("second", ZOO, parent_id=parent.id))
    assert bench.gallery.snapshot.children == (child, second)
    bench.figures.delete([child.id])
    await bench.quiet()
    assert bench.gallery.snapshot.children == (second,)
    await bench.library.delete([parent.id])
    await bench.library.remove_for_good([parent.id])
    bench.gallery.select([second])
    await bench.quiet()
    assert bench.gallery.snapshot.parent is None
    assert bench.failures == []


async def test_a_figure_is_revealed_through_filters_that_leave_it_out(bench: Bench) -> None:
    figures = await bench.library.page(FigureQuery(), 0, 10)
    bench.gallery.search("a")
    bench.gallery.filter_rating(2)
    await bench.quiet()
    assert bench.gallery.snapshot.total == 0
    bench.gallery.reveal(figures[0])
    await bench.quiet()
    assert not bench.gallery.snapshot.is_filtered
    assert list(bench.gallery.window.kept) == [figures[0].id]


async def test_what_fed_the_prompt_is_told_when_it_is_asked_for(bench: Bench) -> None:
    resolution = resolve(PROMPT.template, PromptInput("a moss queen", theme=ZOO, rarity=RARITY))
    (figure,) = await bench.make(replace(themed("a moss queen", ZOO), text=resolution.text))
    bench.gallery.select([figure])
    bench.gallery.want_prompt()
    await bench.quiet()
    assert bench.gallery.snapshot.spans == resolution.spans
    (other,) = await bench.make(replace(themed("a moss queen", ZOO), text="Written by hand."))
    bench.gallery.select([other])
    bench.gallery.want_prompt()
    await bench.quiet()
    assert bench.gallery.snapshot.spans == (), "the template gives another text now"


async def test_the_layout_is_as_it_was_when_the_studio_was_closed(bench: Bench) -> None:
    bench.gallery.show_shelves(ShelfKind.RARITY)
    bench.gallery.show_grid()
    await bench.quiet()
    again = Bench(bench.library)
    again.gallery.refresh()
    await again.quiet()
    assert (again.gallery.snapshot.has_shelves, again.gallery.snapshot.by) == (False, ShelfKind.RARITY)
    for damaged in ({"is_grid": 1, "by": ["x"]}, "grid", None):
        await bench.library.save_draft("local", "gallery layout", damaged)
        other = Bench(bench.library)
        other.gallery.refresh()
        await other.quiet()
        assert other.gallery.snapshot.query.shelves is ShelfKind.THEME
        assert other.failures == []


def test_shelf_rows_know_which_row_stands_where() -> None:
    rows = ShelfRows((3, 1, 2))
    assert [rows.shelf_of(row) for row in range(rows.total)] == [0, 0, 0, 1, 2, 2]
    assert [rows.rows(shelf) for shelf in range(rows.count)] == [range(3), range(3, 4), range(4, 6)]
    assert [len(rows.grown(1).rows(shelf)) for shelf in range(3)] == [3, 2, 2]
    assert rows.shrunk(1).count == 2
    chance, sizes = random.Random(3), [3, 1, 2, 9, 4]
    rows = ShelfRows(sizes)
    for _ in range(300):
        shelf, by = chance.randrange(len(sizes)), chance.choice((1, -1))
        rows = rows.grown(shelf) if by > 0 else rows.shrunk(shelf)
        sizes[shelf] += by
        sizes = [size for size in sizes if size] or [1]
        rows = rows if rows.count else ShelfRows(sizes)
        assert [len(rows.rows(number)) for number in range(rows.count)] == sizes
        assert [rows.shelf_of(row) for row in range(rows.total)] == [n for n, s in enumerate(sizes) for _ in range(s)]
    assert (ShelfRows().count, ShelfRows().total) == (0, 0)
