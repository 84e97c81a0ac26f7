"""A window onto the library's figures: any number of rows, of which only the pages that are looked at are held."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.ports.library import FigureLibrary
from studio.core.shelves import Shelf
from studio.state.shelf_rows import ShelfRows
from studio.state.tasks import Tasks

PAGE = 40
PAGES_KEPT = 40
PAGES_WANTED = 12
"""As many pages as can be in view at once: several shelves, each from another page."""
FEW = 50


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the library says first of a query: how many, on which shelves, where the kept ones are, and one page."""

    total: int
    sizes: tuple[int, ...]
    kept: Mapping[str, int]
    page: int
    figures: tuple[Figure, ...]


class FigureWindow(QObject):
    """Rows 0 to `total` of a query. `figure_at` answers at once; a row that is not held yet is fetched and announced.

    `total` is None until the first answer has come. Figures that are kept are looked for in each new answer: `kept`
    are the rows where they stand now.
    """

    reset = Signal()
    loaded = Signal(int, int)  # first row, row count
    inserted = Signal(int)  # row
    removed = Signal(int)  # row
    replaced = Signal(int)  # row

    def __init__(self, tasks: Tasks, library: FigureLibrary) -> None:
        super().__init__()
        self._tasks = tasks
        self._library = library
        self._query = FigureQuery()
        self._total: int | None = None
        self._shelves = ShelfRows()
        self._keep: tuple[str, ...] = ()
        self._keep_place = ""
        self._kept: Mapping[str, int] = {}
        self._place: int | None = None
        self._rows: dict[int, Figure] = {}
        self._pages: OrderedDict[int, None] = OrderedDict()
        self._wanted: list[int] = []
        self._changes = 0
        self._is_asking = False

    @property
    def query(self) -> FigureQuery:
        """The query whose figures these are."""
        return self._query

    @property
    def total(self) -> int | None:
        """How many rows there are, or None while that is not known."""
        return self._total

    @property
    def shelves(self) -> ShelfRows:
        """Which rows stand on which shelf; none where the query has no shelves."""
        return self._shelves

    @property
    def kept(self) -> Mapping[str, int]:
        """Where the figures that were to be kept stood at the last reset, by id, the last one current."""
        return self._kept

    @property
    def place(self) -> int | None:
        """Where what was looked at stood at the last reset, or None."""
        return self._place

    def show(self, query: FigureQuery) -> None:
        """Look at another query, or at the same one anew."""
        self._query = query
        self._changes += 1
        self._is_asking = True
        self._wanted.clear()
        self._tasks.cancel("figures", "page")
        self._tasks.start("figures", "count", self._begin(query))

    def forget(self) -> None:
        """Hold no row any more, until the next query."""
        for task in ("count", "check", "page"):
            self._tasks.cancel("figures", task)
        self._changes += 1
        self._wanted.clear()
        self._pages.clear()
        self._rows.clear()
        self._total = None
        self._is_asking = False
        self._shelves = ShelfRows()
        self._keep, self._keep_place = (), ""
        self._kept, self._place = {}, None
        self.reset.emit()

    def keep(self, figure_ids: Sequence[str], place: str = "") -> None:
        """Look for these figures whenever the rows are read anew; `place` is the one that is looked at, if another."""
        self._keep = tuple(figure_ids)
        self._keep_place = place

    def check(self) -> None:
        """Look whether the library holds other figures than before, and show them if it does."""
        if self._total is not None:
            self._tasks.start("figures", "check", self._check(self._query))

    def figure_at(self, row: int) -> Figure | None:
        """The figure in a row, or None while it is being fetched."""
        figure = self._rows.get(row)
        if figure is None and self._total is not None and 0 <= row < self._total:
            self._want(row // PAGE)
        return figure

    def row_of(self, figure_id: str) -> int | None:
        """The row of a figure that is held, or None."""
        return next((row for row, figure in self._rows.items() if figure.id == figure_id), None)

    def shelf_at(self, shelf: int) -> Shelf | None:
        """What a shelf is, or None while none of its figures is held."""
        kind = self._query.shelves
        if kind is None or shelf >= self._shelves.count:
            return None
        rows = self._shelves.rows(shelf)
        held = self._rows.get(rows.start) or next((self._rows[row] for row in rows[:PAGE] if row in self._rows), None)
        if held is None and len(rows) > PAGE:
            held = next((figure for row, figure in self._rows.items() if row in rows), None)
        return held.shelf(kind) if held is not None else None

    def add(self, figure: Figure) -> None:
        """A figure was saved: it takes its place where that is known, else the rows are read anew."""
        if self._total is not None and not self._is_asking and not self._query.admits(figure):
            return
        place = self._place_of(figure)
        if place is None:
            self.show(self._query)
            return
        row, shelf = place
        self._shift(row, 1)
        self._rows[row] = figure
        self._total = (self._total or 0) + 1
        if self._query.shelves is not None:
            self._shelves = self._shelves.grown(shelf)
        self.inserted.emit(row)

    def replace(self, figure: Figure) -> None:
        """A figure has news; where the filter does not let it through any more, it goes."""
        row = self.row_of(figure.id)
        if row is None:
            self.check()
        elif not self._query.admits(figure):
            self.remove([figure.id])
        elif self._query.order is FigureOrder.BEST and self._rows[row].rating != figure.rating:
            self.show(self._query)
        else:
            self._rows[row] = figure
            self.replaced.emit(row)

    def remove(self, figure_ids: Sequence[str]) -> None:
        """Figures went; where one of them is not held, or many of shelves, the rows are read anew."""
        rows = sorted((row for row in map(self.row_of, figure_ids) if row is not None), reverse=True)
        is_much = self._query.shelves is not None and len(rows) > FEW
        if self._total is None or self._is_asking or len(rows) < len(figure_ids) or is_much:
            self.show(self._query)
            return
        for row in rows:
            del self._rows[row]
            self._shift(row + 1, -1)
            self._total -= 1
            if self._query.shelves is not None:
                self._shelves = self._shelves.shrunk(self._shelves.shelf_of(row))
            self.removed.emit(row)

    async def _begin(self, query: FigureQuery) -> None:
        keep, place = self._keep, self._keep_place or (self._keep[-1] if self._keep else "")
        sought = (*keep, place) if place else keep
        answer = await self._tasks.call(lambda: _ask(self._library, query, sought))
        self._is_asking = False
        first = answer.page * PAGE
        self._rows = {first + number: figure for number, figure in enumerate(answer.figures)}
        self._pages = OrderedDict({answer.page: None})
        self._shelves = ShelfRows(answer.sizes)
        self._total = max(answer.total, len(answer.figures))
        found = {figure_id: answer.kept.get(figure_id, self.row_of(figure_id)) for figure_id in sought}
        self._kept = {figure_id: row for figure_id in keep if (row := found[figure_id]) is not None}
        self._place = found.get(place)
        self.reset.emit()

    async def _check(self, query: FigureQuery) -> None:
        total = await self._tasks.call(lambda: self._library.count(query))
        newest = await self._tasks.call(lambda: self._library.page(query, 0, 1))
        held = self._rows.get(0)
        if query == self._query and (total != self._total or (newest and held and newest[0].id != held.id)):
            self.show(query)

    def _want(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.append(page)
        if len(self._wanted) == 1:
            self._tasks.start("figures", "page", self._fetch())

    async def _fetch(self) -> None:
        """Fetch what was asked for last first; a fast scroll drops what it has left behind."""
        try:
            while self._wanted:
                del self._wanted[:-PAGES_WANTED]
                await self._fetch_page(self._wanted[-1])
        finally:
            self._wanted.clear()

    async def _fetch_page(self, page: int) -> None:
        query, first, state = self._query, page * PAGE, self._changes
        figures = await self._tasks.call(lambda: self._library.page(query, first, PAGE))
        if state != self._changes:
            return  # rows have moved meanwhile: the page is asked for again
        if page in self._wanted:
            self._wanted.remove(page)
        if len(figures) < min(PAGE, (self._total or 0) - first):
            self.show(query)  # the library holds fewer figures than were counted
            return
        for offset, figure in enumerate(figures):
            self._rows[first + offset] = figure
        self._pages[page] = None
        self._pages.move_to_end(page)
        self._forget_old_pages()
        self.loaded.emit(first, len(figures))

    def _forget_old_pages(self) -> None:
        while len(self._pages) > PAGES_KEPT:
            page, _ = self._pages.popitem(last=False)
            for row in range(page * PAGE, (page + 1) * PAGE):
                self._rows.pop(row, None)

    def _shift(self, start: int, by: int) -> None:
        self._changes += 1
        self._rows = {(row + by if row >= start else row): figure for row, figure in self._rows.items()}

    def _place_of(self, figure: Figure) -> tuple[int, int] | None:
        """Row and shelf of a figure that was just saved, or None where only the library can tell."""
        query = self._query
        is_by_time = query.order in (FigureOrder.NEWEST, FigureOrder.OLDEST)
        if self._total is None or self._is_asking or query.search or not is_by_time:
            return None
        is_first = query.order is FigureOrder.NEWEST
        if query.shelves is None:
            return (0 if is_first else self._total), 0
        own = figure.shelf(query.shelves)
        beside = (row for row, other in self._rows.items() if other.shelf(own.kind).is_same(own))
        row = next(beside, None)
        if row is None:
            return None
        shelf = self._shelves.shelf_of(row)
        rows = self._shelves.rows(shelf)
        return (rows.start if is_first else rows.stop), shelf


async def _ask(library: FigureLibrary, query: FigureQuery, sought: Sequence[str]) -> _Answer:
    """All that is needed to begin, in one crossing to the backend.

    Nothing is sought in a search: a person who types wants to see what comes first.
    """
    sizes = await library.shelf_sizes(query) if query.shelves is not None else ()
    total = await library.count(query) if query.shelves is None else sum(sizes)
    places = await library.positions(query, sought) if sought and not query.search else ()
    kept = {figure_id: place for figure_id, place in zip(sought, places, strict=False) if place is not None}
    page = kept.get(sought[-1], 0) // PAGE if sought else 0
    return _Answer(total, sizes, kept, page, await library.page(query, page * PAGE, PAGE))
