"""A window onto the library's figures: any number of rows, of which only the pages that are looked at are held."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from studio.core.figure import Figure, FigureQuery
from studio.core.ports import FigureLibrary
from studio.state.tasks import Tasks

PAGE = 100
PAGES_KEPT = 16
PAGES_WANTED = 3


class FigureWindow(QObject):
    """Rows 0 to `total` of a query. `figure_at` answers at once; a row that is not held yet is fetched and announced.

    `total` is None until the first answer has come.
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
        self._rows: dict[int, Figure] = {}
        self._pages: OrderedDict[int, None] = OrderedDict()
        self._wanted: list[int] = []
        self._changes = 0

    @property
    def query(self) -> FigureQuery:
        """The query whose figures these are."""
        return self._query

    @property
    def total(self) -> int | None:
        """How many rows there are, or None while that is not known."""
        return self._total

    def show(self, query: FigureQuery) -> None:
        """Look at another query, or at the same one anew."""
        self._query = query
        self._changes += 1
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
        self.reset.emit()

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

    def add(self, figure: Figure) -> None:
        """A figure was saved: newest first it stands on top, where the query has it."""
        query = self._query
        if self._total is None or query.oldest_first or query.search or query.minimum_rating or query.status:
            self.show(query)
            return
        self._shift(0, 1)
        self._rows[0] = figure
        self._total += 1
        self.inserted.emit(0)

    def replace(self, figure: Figure) -> None:
        """A figure has news."""
        row = self.row_of(figure.id)
        if row is not None:
            self._rows[row] = figure
            self.replaced.emit(row)

    def remove(self, figure_ids: Sequence[str]) -> None:
        """Figures were deleted; where one of them is not held, the rows are counted anew."""
        rows = sorted((row for row in map(self.row_of, figure_ids) if row is not None), reverse=True)
        if self._total is None or len(rows) < len(figure_ids):
            self.show(self._query)
            return
        for row in rows:
            del self._rows[row]
            self._shift(row + 1, -1)
            self._total -= 1
            self.removed.emit(row)

    async def _begin(self, query: FigureQuery) -> None:
        total = await self._tasks.call(lambda: self._library.count(query))
        first = await self._tasks.call(lambda: self._library.page(query, 0, PAGE))
        self._rows = dict(enumerate(first))
        self._pages = OrderedDict({0: None})
        self._total = max(total, len(first))
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
