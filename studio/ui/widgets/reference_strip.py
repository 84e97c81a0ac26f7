"""The reference pictures of a brief: small pictures in an order, with a place to drop more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from studio.ui.widgets.announcement import announce
from studio.ui.widgets.dropped import dropped_pictures, has_pictures
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.reference_tile import ORDER_FORMAT, TILE_SIZE, AddTile, ReferenceItem, ReferenceTile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

__all__ = ["ReferenceItem", "ReferenceStrip"]


class ReferenceStrip(QWidget):
    """Drop, paste or add pictures; drag or Alt+arrows change their order; the cross or Delete takes one away.

    The first one may have a mask.
    """

    pictures_dropped = Signal(object)
    add_requested = Signal()
    remove_requested = Signal(str)
    order_changed = Signal(tuple)
    mask_requested = Signal()
    unmask_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._items: tuple[ReferenceItem, ...] = ()
        self._tiles: dict[str, ReferenceTile] = {}
        self._limit = 16
        self._mask: QImage | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName("References")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self, gap=8)
        self._add = AddTile(appearance, self)
        self._add.clicked.connect(self.add_requested)
        self._hint = PlainLabel("drop images here", "faint")
        self._hint.setMinimumHeight(TILE_SIZE.height())
        self._flow.addWidget(self._add)
        self._flow.addWidget(self._hint)
        self.setFocusProxy(self._add)

    @property
    def keys(self) -> tuple[str, ...]:
        """The references in their order."""
        return tuple(item.key for item in self._items)

    def set_references(self, items: Sequence[ReferenceItem]) -> None:
        """Show other references; pictures of the ones that stay are kept."""
        self._items = tuple(items)
        for key in [key for key in self._tiles if key not in self.keys]:
            tile = self._tiles.pop(key)
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        for widget in (*self._tiles.values(), self._add, self._hint):
            self._flow.removeWidget(widget)
        for at, item in enumerate(items):
            tile = self._tiles.get(item.key) or self._new_tile(item.key)
            tile.show_item(item, at + 1, len(items))
            tile.show_mask(self._mask if at == 0 else None)
            self._flow.addWidget(tile)
            tile.show()
        self._flow.addWidget(self._add)
        self._flow.addWidget(self._hint)
        self._show_room()

    def set_picture(self, key: str, picture: QImage | QPixmap) -> None:
        """The picture of a reference has come."""
        if key in self._tiles:
            self._tiles[key].show_picture(picture.toImage() if isinstance(picture, QPixmap) else picture)

    def set_mask(self, mask: QImage | None) -> None:
        """The mask of the first reference, transparent where that may change; None where there is no mask."""
        self._mask = mask
        if self._items:
            self._tiles[self.keys[0]].show_mask(mask)

    def set_limit(self, count: int) -> None:
        """How many references there may be; at the limit the place to add goes away."""
        if count != self._limit:
            self._limit = count
            self._show_room()

    def move_reference(self, key: str, to: int) -> None:
        """Put a reference at another place in the order, and tell."""
        order = [item for item in self._items if item.key != key]
        moved = next(item for item in self._items if item.key == key)
        order.insert(min(len(order), max(0, to)), moved)
        if tuple(order) == self._items:
            return
        self.set_references(order)
        announce(self, f"{moved.name} is now number {self.keys.index(key) + 1}")
        self.order_changed.emit(self.keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            pictures = dropped_pictures(QApplication.clipboard().mimeData())
            if pictures is not None:
                self.pictures_dropped.emit(pictures)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self._own_key(data) or (has_pictures(data) and len(self._items) < self._limit):
            event.acceptProposedAction()
            self._add.set_lit(not self._own_key(data))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._add.set_lit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._add.set_lit(False)
        own = self._own_key(event.mimeData())
        if own:
            self.move_reference(own, self._place_at(event.position().toPoint(), own))
            event.acceptProposedAction()
            return
        pictures = dropped_pictures(event.mimeData())
        if pictures is not None:
            event.acceptProposedAction()
            self.pictures_dropped.emit(pictures)

    def _new_tile(self, key: str) -> ReferenceTile:
        tile = ReferenceTile(self._appearance, self)
        tile.remove_requested.connect(lambda: self.remove_requested.emit(key))
        tile.move_requested.connect(lambda step: self.move_reference(key, self.keys.index(key) + step))
        tile.mask_requested.connect(self.mask_requested)
        tile.unmask_requested.connect(self.unmask_requested)
        self._tiles[key] = tile
        return tile

    def _own_key(self, data: QMimeData) -> str:
        key = bytes(data.data(ORDER_FORMAT).data()).decode(errors="replace")
        return key if key in self._tiles else ""

    def _place_at(self, point: QPoint, moved: str) -> int:
        """How many of the other references stand before a point."""
        others = [self._tiles[key].geometry() for key in self.keys if key != moved]
        return sum(
            rect.bottom() < point.y() or (rect.top() <= point.y() and rect.center().x() < point.x()) for rect in others
        )

    def _show_room(self) -> None:
        has_room = len(self._items) < self._limit
        self._add.setVisible(has_room)
        self._hint.setVisible(has_room and len(self._items) <= 2)
