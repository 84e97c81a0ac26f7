"""The gallery's tiles: the rows of a figure window as the grid and the shelves show them."""

from collections.abc import Callable
from datetime import datetime

from studio.core.figure import Figure
from studio.core.shelves import ShelfKind
from studio.state.figure_window import FigureWindow
from studio.state.shelf_rows import ShelfRows
from studio.ui.facts import day_text, figures_text, rarity_mark, shelf_text, state_text
from studio.ui.widgets.shelf_head import ShelfHead
from studio.ui.widgets.tile import ROOT, Index, Tile, TileModel


class FigureTiles(TileModel):
    """Answers from what the window holds; a row that is being fetched is a blank tile until it has come."""

    def __init__(self, window: FigureWindow, now: Callable[[], datetime], word: Callable[[Figure], str]) -> None:
        """`word` says where a figure stands with the team."""
        super().__init__()
        self._word = word
        self._window = window
        self._now = now
        self._count = window.total or 0
        window.reset.connect(self._on_reset)
        window.loaded.connect(self._on_loaded)
        window.inserted.connect(self._on_inserted)
        window.removed.connect(self._on_removed)
        window.replaced.connect(self._on_replaced)

    def tile(self, row: int) -> Tile | None:
        figure = self._window.figure_at(row)
        return None if figure is None else tile_of(figure, self._now(), self._word(figure))

    def tell_words(self) -> None:
        """Figures stand elsewhere with the team."""
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    @property
    def shelves(self) -> ShelfRows:
        """Which rows stand on which shelf."""
        return self._window.shelves

    def head(self, shelf: int) -> ShelfHead | None:
        """What stands over a shelf; not known until one of its figures is."""
        found = self._window.shelf_at(shelf)
        if found is None:
            return None
        rows = self._window.shelves.rows(shelf)
        first = self.tile(rows.start) if found.kind is ShelfKind.RARITY else None
        mark = first.rarity if first is not None else None
        return ShelfHead(shelf_text(found, self._now()), figures_text(len(rows)), mark)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def _on_reset(self) -> None:
        self.beginResetModel()
        self._count = self._window.total or 0
        self.endResetModel()

    def _on_loaded(self, first: int, count: int) -> None:
        if count:
            self.dataChanged.emit(self.index(first), self.index(min(first + count, self._count) - 1))

    def _on_inserted(self, row: int) -> None:
        self.beginInsertRows(ROOT, row, row)
        self._count += 1
        self.endInsertRows()

    def _on_removed(self, row: int) -> None:
        self.beginRemoveRows(ROOT, row, row)
        self._count -= 1
        self.endRemoveRows()

    def _on_replaced(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))


def tile_of(figure: Figure, now: datetime, word: str = "") -> Tile:
    """One figure as a tile: its title, then `★★★★ · today`, `Waiting · today` or, since when, `Deleted · today`."""
    rarity = figure.recipe.rarity
    return Tile(
        key=figure.id,
        title=" ".join(figure.title.split()),
        subtitle=f"{state_text(figure, word)} · {day_text(figure.deleted_at or figure.created_at, now)}",
        rarity=rarity_mark(rarity) if rarity is not None else None,
        thumbnail=figure.id,
    )
