"""The two layouts of the gallery, grid and shelves: one model, one selection, one store of thumbnails."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.ui.appearance import Appearance
from studio.ui.gallery.tiles import FigureTiles
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.figure_shelves import FigureShelves
from studio.ui.widgets.tile_view import TileView


class FigureViews(QStackedWidget):
    """Shows the tiles as their window has them: on shelves where it has some, else in the grid."""

    selection_changed = Signal()
    opened = Signal(int)  # row
    rated = Signal(int)  # stars
    menu_requested = Signal(int, QPoint)  # row, global place
    thumbnail_wanted = Signal(str)
    see_all = Signal(int)  # shelf

    def __init__(self, appearance: Appearance, tiles: FigureTiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._announced = -1
        self.grid = FigureGrid(appearance, "Figures")
        self.grid.setModel(tiles)
        self.shelves = FigureShelves(appearance, tiles, self.grid.thumbnails)
        self.shelves.setModel(tiles)
        own = self.shelves.selectionModel()
        self.shelves.setSelectionModel(self.grid.selectionModel())
        own.deleteLater()
        self.grid.selection_changed.connect(self.selection_changed)  # both views would tell of the one selection
        self.shelves.current_changed.connect(self._on_current)
        self.shelves.see_all.connect(self.see_all)
        for signal in (tiles.dataChanged, tiles.rowsInserted, tiles.rowsRemoved):
            signal.connect(self.shelves.refresh_heads)
        for view in (self.grid, self.shelves):
            view.opened.connect(self.opened)
            view.rated.connect(self.rated)
            view.menu_requested.connect(self.menu_requested)
            view.thumbnail_wanted.connect(self.thumbnail_wanted)
            self.addWidget(view)
        self.setFocusProxy(self.grid)

    @property
    def view(self) -> TileView:
        """The layout that is shown."""
        return self.shelves if self.currentWidget() is self.shelves else self.grid

    @property
    def current_row(self) -> int:
        """The row with the cursor, or -1."""
        return self.grid.current_row

    def selected_rows(self) -> list[int]:
        """The selected rows in order."""
        return self.grid.selected_rows()

    def set_current_row(self, row: int) -> None:
        """Select a row alone and bring it into view."""
        self.view.set_current_row(row)

    def lay_out(self) -> None:
        """Show the layout that the window's rows are in."""
        view = self.shelves if self._tiles.shelves.count else self.grid
        if view is self.currentWidget():
            return
        had_focus = self.view.hasFocus()
        self.setCurrentWidget(view)
        self.setFocusProxy(view)
        if had_focus:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> int:
        """The row that stands for what is looked at: the current one where it is in view, else the first in view."""
        rows = self.view.rows_in(self.view.shown_area)
        if self.current_row in rows or not rows:
            return self.current_row
        return rows[0]

    def select(self, rows: Sequence[int], place: int) -> None:
        """Select rows, the last one current, and bring the row `place` to the middle of the view."""
        self.view.select_rows(rows)
        self.view.scrollTo(self._tiles.index(place), self.view.ScrollHint.PositionAtCenter)

    def select_all(self) -> None:
        """Select every row."""
        self.view.selectAll()

    def set_thumbnail(self, figure_id: str, image: QImage) -> None:
        """A picture that was asked for has come."""
        self.view.set_thumbnail(figure_id, image)

    def thumbnail_failed(self, figure_id: str) -> None:
        """There is no picture of a figure."""
        self.view.thumbnail_failed(figure_id)

    def forget_thumbnail(self, figure_id: str) -> None:
        """A picture does not come after all; it is asked for again when it is in view."""
        self.view.forget_thumbnail(figure_id)

    def _on_current(self) -> None:
        """Say which shelf it is when the cursor comes to another one."""
        if self.view is not self.shelves:
            return
        shelf = self.shelves.current_shelf
        if shelf != self._announced and self.shelves.hasFocus():
            head = self._tiles.head(shelf) if shelf >= 0 else None
            if head is not None:
                announce(self.shelves, f"{head.name}, {head.count}")
        self._announced = shelf
