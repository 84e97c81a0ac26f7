"""One line of small pictures with captions: what is being made and what was made last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QWidget

from studio.ui.widgets.tile import Tile, TileList
from studio.ui.widgets.tile_painter import FilmPainter
from studio.ui.widgets.tile_view import TileView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

    from studio.ui.appearance import Appearance

_MARGIN = 18
_TOP = 13
_BOTTOM = 16  # px under the captions; the scroll bar stands there, so that nothing moves when it comes
_GAP = 12


@dataclass(frozen=True, slots=True)
class FilmItem:
    """One picture of the strip; `caption` is its state (“making…”, “★★★★”), `title` is told to screen readers."""

    key: str
    caption: str
    thumbnail: str = ""
    dimmed: bool = False
    title: str = ""
    icon: tuple[str, str] = ("", "")  # name and role of an icon over the picture: what went wrong


class Filmstrip(TileView):
    """Scrolls sideways; one item is chosen."""

    key_chosen = Signal(str)

    def __init__(self, appearance: Appearance, name: str = "Figures made here", parent: QWidget | None = None) -> None:
        super().__init__(appearance, name, FilmPainter(appearance), "panel", parent)
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._items: tuple[FilmItem, ...] = ()
        self._tiles = TileList()
        self._is_setting = False
        self.setModel(self._tiles)
        self.current_changed.connect(self._on_current)

    @property
    def current_key(self) -> str:
        """The key of the chosen item, or ""."""
        row = self.current_row
        return self._items[row].key if 0 <= row < len(self._items) else ""

    def set_items(self, items: Sequence[FilmItem]) -> None:
        """Show other items; the chosen one stays so where it is still there."""
        key, place = self.current_key, self.horizontalScrollBar().value()
        self._is_setting = True
        self._items = tuple(items)
        self._tiles.replace(tuple(_tile(item) for item in items))
        self._is_setting = False
        if key != self.current_key:
            self.set_current_key(key)
        self.horizontalScrollBar().setValue(place)

    def set_current_key(self, key: str, *, scroll: bool = True) -> None:
        """Choose an item without telling; an unknown key chooses none."""
        place = self.horizontalScrollBar().value()
        row = next((row for row, item in enumerate(self._items) if item.key == key), -1)
        self._is_setting = True
        if row >= 0:
            self.set_current_row(row)
        else:
            self.selectionModel().clear()
        self._is_setting = False
        if not scroll:
            self.horizontalScrollBar().setValue(place)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(400, _TOP + self._painter.cell.height() + _BOTTOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        delta = event.angleDelta()
        bar.setValue(bar.value() - (delta.y() or delta.x()))

    def cell_rect(self, row: int) -> QRect:
        return QRect(QPoint(_MARGIN + row * self._step(), _TOP), self._painter.cell)

    def rows_in(self, area: QRect) -> range:
        first = max(0, (area.left() - _MARGIN) // self._step())
        last = max(0, (area.right() - _MARGIN) // self._step())
        return range(min(self.count, first), min(self.count, last + 1))

    def row_near(self, point: QPoint) -> int:
        return min(self.count - 1, max(0, (point.x() - _MARGIN) // self._step()))

    def moved(self, row: int, action: QAbstractItemView.CursorAction) -> int:
        actions = QAbstractItemView.CursorAction
        page = max(1, self.viewport().width() // self._step())
        if action == actions.MoveHome:
            return 0
        if action == actions.MoveEnd:
            return self.count - 1
        if action in (actions.MoveLeft, actions.MovePrevious, actions.MoveUp):
            return row - 1
        if action in (actions.MoveRight, actions.MoveNext, actions.MoveDown):
            return row + 1
        return row + (page if action == actions.MovePageDown else -page)

    def fit_scroll_bars(self) -> None:
        bar = self.horizontalScrollBar()
        width = 2 * _MARGIN + self.count * self._step() - _GAP
        bar.setSingleStep(self._step())
        bar.setPageStep(self.viewport().width())
        bar.setRange(0, max(0, width - self.viewport().width()))

    def _on_current(self) -> None:
        if not self._is_setting and self.current_key:
            self.key_chosen.emit(self.current_key)

    def _step(self) -> int:
        return self._painter.cell.width() + _GAP


def _tile(item: FilmItem) -> Tile:
    return Tile(item.key, item.title, item.caption, thumbnail=item.thumbnail, dimmed=item.dimmed, icon=item.icon)
