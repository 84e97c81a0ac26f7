"""What is selected in the gallery, kept through every change of its rows: figures that come and go, or other rows at once."""

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.figure import Figure
from studio.state.gallery import GalleryStore
from studio.ui.gallery.selection import Selection
from studio.ui.gallery.tiles import FigureTiles
from studio.ui.gallery.views import FigureViews


class KeptSelection(QObject):
    """Follows the views and tells the gallery; `changed` when other figures may be selected.

    It is made before the views are: it has to hear of rows that come and go before they move their selection.
    """

    changed = Signal()

    def __init__(self, gallery: GalleryStore, tiles: FigureTiles) -> None:
        super().__init__(tiles)
        self._gallery = gallery
        self._selection = Selection(gallery.window)
        self._place = 0
        self._has_all = False
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._on_settled)
        for signal in (tiles.rowsAboutToBeInserted, tiles.rowsAboutToBeRemoved):
            signal.connect(self._settle.start)

    def follow(self, views: FigureViews) -> None:
        """These views show the tiles."""
        self._views = views
        views.selection_changed.connect(self._on_selected)
        self._gallery.window.loaded.connect(self._on_loaded)

    @property
    def count(self) -> int:
        """How many rows are selected."""
        return self._selection.count

    @property
    def is_settling(self) -> bool:
        """Rows come or go just now: what is selected is known when they have."""
        return self._settle.isActive()

    def figures(self) -> tuple[Figure, ...]:
        """The known figures, the current one last."""
        return self._selection.figures()

    def note_all(self) -> None:
        """Other rows are about to come for the same figures: where all are selected, all stay so."""
        self._has_all = self.count == self._gallery.window.total

    def restore(self) -> None:
        """There are other rows: what was selected stays so where it is among them, else the first is."""
        window = self._gallery.window
        rows = tuple(window.kept.values())
        if self._has_all and window.total:
            self._views.select_all()
            self._take()
        elif rows:
            self._views.select(rows, rows[-1] if window.place is None else window.place)
            self._take()
        else:
            self._choose_row(0)
        self._has_all = False

    def _choose_row(self, row: int) -> None:
        """Select a row as if a person had; none where there are no rows."""
        total = self._gallery.window.total or 0
        if total:
            self._views.set_current_row(min(row, total - 1))
        self._take()

    def _take(self) -> None:
        rows = self._views.selected_rows()
        self._place = rows[0] if rows else self._place
        self._selection.choose(rows, self._views.current_row)
        self._gallery.select(self._selection.figures())
        self.changed.emit()

    def _on_selected(self) -> None:
        if not self.is_settling:
            self._take()

    def _on_settled(self) -> None:
        """Rows came or went, perhaps many at once: the selection has moved with them, or its neighbour takes over."""
        if self._views.selected_rows():
            self._take()
        else:
            self._choose_row(self._place)

    def _on_loaded(self, _first: int, _count: int) -> None:
        known = self._selection.figures()
        if len(known) != len(self._gallery.snapshot.selected):
            self._gallery.select(known)
