"""What gallery and filmstrip share: tiles whose pictures are asked for when they are seen, and the keys on them."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)

from studio.ui.widgets.hover_view import HoverView
from studio.ui.widgets.paint import smooth
from studio.ui.widgets.thumbnails import Thumbnails
from studio.ui.widgets.tile import TILE_ROLE, Tile
from studio.ui.widgets.tile_painter import TilePainter, TileState
from studio.ui.widgets.virtual_view import REACH

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.appearance import Appearance

_CUT_BUDGET = 0.004  # s of one paint spent on cutting pictures that have just come
_RATINGS = frozenset("012345")
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TileView(HoverView):
    """A view over a `TileModel`; where the cells stand is up to subclasses.

    Two views of the same model that paint alike can share their `thumbnails`.
    """

    opened = Signal(int)
    rated = Signal(int)
    thumbnail_wanted = Signal(str)
    visible_rows_changed = Signal(int, int)

    def __init__(
        self,
        appearance: Appearance,
        name: str,
        tile_painter: TilePainter,
        ground: str,
        parent: QWidget | None = None,
        thumbnails: Thumbnails | None = None,
    ) -> None:
        self._painter = tile_painter
        self._ground = ground
        super().__init__(name, parent)
        self.setProperty("ground", ground)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that scrolling moves pixels
        self._appearance = appearance
        self._thumbnails = thumbnails or Thumbnails(tile_painter.picture, tile_painter.radius)
        self._to_ask: set[str] = set()
        self._visible = (0, -1)
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.timeout.connect(self._on_ask)
        appearance.changed.connect(self._on_appearance)

    @property
    def thumbnails(self) -> Thumbnails:
        """The pictures that have come."""
        return self._thumbnails

    def paint_behind(self, painter: QPainter, area: QRect) -> None:
        """Paint what stands between the tiles."""

    def set_thumbnail(self, key: str, image: QImage | QPixmap) -> None:
        """A picture that was asked for has come."""
        self._thumbnails.put(key, image.toImage() if isinstance(image, QPixmap) else image)
        self._update_key(key)

    def thumbnail_failed(self, key: str) -> None:
        """There is no picture for a key."""
        self._thumbnails.fail(key)
        self._update_key(key)

    def forget_thumbnail(self, key: str) -> None:
        """A picture has changed: ask for it again when it is painted next."""
        self._thumbnails.forget(key)
        self._update_key(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and event.text() in _RATINGS and event.text():
            self.rated.emit(int(event.text()))
        elif is_plain and event.key() in _OPEN_KEYS:
            if self.current_row >= 0:
                self.opened.emit(self.current_row)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.count and self.current_row < 0:
            self.set_current_row(self.rows_in(self.shown_area)[0], select=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self.viewport()))
        painter.fillRect(event.rect(), self._appearance.colour(self._ground))
        self.paint_behind(painter, event.rect())
        deadline = perf_counter() + _CUT_BUDGET
        area = event.rect().adjusted(-REACH, -REACH, REACH, REACH).translated(self.offset)
        for row in self.rows_in(area):
            self._paint_row(painter, row, deadline)
        painter.end()
        self._tell_visible()

    def _paint_row(self, painter: QPainter, row: int, deadline: float) -> None:
        index = self.model().index(row, 0)
        tile = index.data(TILE_ROLE)
        known = tile if isinstance(tile, Tile) else None
        rect = self.visualRect(index)
        pixmap = self._picture(known.thumbnail, rect, deadline) if known and known.thumbnail else None
        state = TileState(
            is_selected=self.selectionModel().isSelected(index),
            is_focused=row == self.current_row and self.hasFocus(),
            is_hovered=row == self.hovered,
            has_failed=bool(known and self._thumbnails.has_failed(known.thumbnail)),
        )
        self._painter.paint(painter, rect, known, pixmap, state)

    def _picture(self, key: str, rect: QRect, deadline: float) -> QPixmap | None:
        pixmap = self._thumbnails.ready(key, self.devicePixelRatioF())
        if pixmap is not None:
            return pixmap
        if not self._thumbnails.has(key):
            if not self._thumbnails.is_expected(key):
                self._to_ask.add(key)
                self._ask_soon.start(0)
            return None
        if perf_counter() > deadline:
            QTimer.singleShot(0, self, lambda: self.viewport().update(rect))
            return None
        return self._thumbnails.cut(key)

    def _on_ask(self) -> None:
        """Ask for what is still visible of what was painted without a picture, in reading order."""
        wanted = [key for key in self._visible_keys() if key in self._to_ask]
        self._to_ask = set()
        for key in wanted:
            self._thumbnails.expect(key)
            self.thumbnail_wanted.emit(key)

    def _visible_keys(self) -> dict[str, list[int]]:
        keys: dict[str, list[int]] = {}
        for row in self.rows_in(self.shown_area):
            tile = self.model().index(row, 0).data(TILE_ROLE)
            if isinstance(tile, Tile) and tile.thumbnail:
                keys.setdefault(tile.thumbnail, []).append(row)
        return keys

    def _update_key(self, key: str) -> None:
        for row in self._visible_keys().get(key, []):
            self.update_row(row)

    def _tell_visible(self) -> None:
        rows = self.rows_in(self.shown_area)
        if rows and (rows[0], rows[-1]) != self._visible:
            self._visible = (rows[0], rows[-1])
            self.visible_rows_changed.emit(*self._visible)

    def _on_appearance(self) -> None:
        self._painter.refresh()
        self._thumbnails.set_size(self._painter.picture)
        self.updateGeometries()
        self.updateGeometry()
        self.viewport().update()
