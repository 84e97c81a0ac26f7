"""One picture of a reference strip, and the dashed place beside it where more are dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from studio.ui.widgets.mask_tint import mask_brush, paint_mask
from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.properties import set_tip
from studio.ui.widgets.thumbnails import cut_to

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

TILE_SIZE = QSize(44, 56)
ORDER_FORMAT = "application/x-wtfigure-reference"
_RADIUS = 7.0
_CROSS = 16


@dataclass(frozen=True, slots=True)
class ReferenceItem:
    """One reference picture; `name` is told to screen readers and shown as its tooltip."""

    key: str
    name: str


class ReferenceTile(QPushButton):
    """One reference; its cross shows under the pointer or with the focus."""

    remove_requested = Signal()
    move_requested = Signal(int)
    mask_requested = Signal()
    unmask_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self._appearance = appearance
        self._key = ""
        self._item = ReferenceItem("", "")
        self._place = (1, 1)
        self._mask: QImage | None = None
        self._image = QImage()
        self._pixmap: QPixmap | None = None
        self._pressed_at: QPoint | None = None
        self.setFixedSize(TILE_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return TILE_SIZE

    def minimumSizeHint(self) -> QSize:
        return TILE_SIZE

    def show_item(self, item: ReferenceItem, number: int, count: int) -> None:
        """Stand for a reference at its place in the order."""
        self._key = item.key
        self._item, self._place = item, (number, count)
        self._tell()

    def show_picture(self, image: QImage) -> None:
        """Show its picture."""
        self._image = image
        self._pixmap = None
        self.update()

    def show_mask(self, mask: QImage | None) -> None:
        """Show which part may change: where the mask is transparent. None where it has no mask."""
        self._mask = mask
        self._pixmap = None
        self._tell()
        self.update()

    def _tell(self) -> None:
        number, count = self._place
        mask = ", with a mask" if self._mask is not None else ""
        self.setAccessibleName(f"Reference {number} of {count}: {self._item.name}{mask}")
        keys = "Delete takes it away, Alt and arrows move it"
        set_tip(self, f"{self._item.name}{mask}\n{keys}" + ("\nEnter paints its mask" if number == 1 else ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif is_alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_requested.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._place[0] == 1:
            self.mask_requested.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_on_cross = self._pressed_at is not None and self._cross().contains(self._pressed_at)
        self._pressed_at = None
        super().mouseReleaseEvent(event)
        if was_on_cross and self._cross().contains(event.position().toPoint()):
            self.remove_requested.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        moved = (event.position().toPoint() - start).manhattanLength() if start is not None else 0
        if moved >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            drag = QDrag(self)
            data = QMimeData()
            data.setData(ORDER_FORMAT, self._key.encode())
            drag.setMimeData(data)
            drag.setPixmap(self.grab())
            drag.exec(Qt.DropAction.MoveAction)
            return
        super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._place[0] == 1:
            verb = "Paint a mask" if self._mask is None else "Edit mask"
            menu.addAction(verb).triggered.connect(self.mask_requested)
            if self._mask is not None:
                menu.addAction("Remove mask").triggered.connect(self.unmask_requested)
            menu.addSeparator()
        menu.addAction("Move left").triggered.connect(lambda: self.move_requested.emit(-1))
        menu.addAction("Move right").triggered.connect(lambda: self.move_requested.emit(1))
        menu.addAction("Take away").triggered.connect(self.remove_requested)
        menu.popup(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        dpr = self.devicePixelRatioF()
        if self._pixmap is not None and self._pixmap.devicePixelRatio() != dpr:
            self._pixmap = None
        if self._pixmap is None and not self._image.isNull():
            self._pixmap = cut_to(self._shown(), TILE_SIZE, _RADIUS, dpr)
        if self._pixmap is not None:
            painter.drawPixmap(0, 0, self._pixmap)
        else:
            box(painter, self.rect(), _RADIUS, look.colour("raised"), look.colour("line"))
        if self._mask is not None:
            self._paint_badge(painter)
        if self.underMouse() or self.hasFocus():
            cross = self._cross()
            box(painter, cross, _CROSS / 2, look.colour("panel"), look.colour("border"))
            pixmap = look.pixmap("x", "text", 10, dpr)
            painter.drawPixmap(QPointF(cross.left() + 3, cross.top() + 3), pixmap)
        if self.hasFocus():
            ring(painter, self.rect(), _RADIUS, look.colour("focus"))
        painter.end()

    def _shown(self) -> QImage:
        """The picture, with the tint of its mask over it."""
        mask = self._mask
        if mask is None or mask.isNull():
            return self._image
        image = self._image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        open_part = mask.scaled(image.size()).convertToFormat(QImage.Format.Format_Alpha8)
        open_part.invertPixels(QImage.InvertMode.InvertRgba)
        painter = QPainter(image)
        scale = image.width() / (TILE_SIZE.width() * self.devicePixelRatioF())
        paint_mask(painter, open_part, image.rect().toRectF(), image.rect(), mask_brush(self._appearance, scale), 0)
        painter.end()
        return image

    def _paint_badge(self, painter: QPainter) -> None:
        badge = QRect(2, self.height() - _CROSS - 2, _CROSS, _CROSS)
        box(painter, badge, _CROSS / 2, self._appearance.colour("panel"), self._appearance.colour("border"))
        pixmap = self._appearance.pixmap("brush", "text", 10, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(badge.left() + 3, badge.top() + 3), pixmap)

    def _cross(self) -> QRect:
        return QRect(self.width() - _CROSS - 2, 2, _CROSS, _CROSS)


class AddTile(QPushButton):
    """The dashed place for more."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self._appearance = appearance
        self._is_lit = False
        self.setFixedSize(TILE_SIZE)
        self.setAccessibleName("Add a reference picture")
        self.setToolTip("Add a picture, or drop or paste one here")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return TILE_SIZE

    def minimumSizeHint(self) -> QSize:
        return TILE_SIZE

    def set_lit(self, is_lit: bool) -> None:
        """Show that what is being dragged can be dropped."""
        self._is_lit = is_lit
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        fill = look.colour("accent_soft" if self._is_lit else "hover") if self._is_lit or self.underMouse() else None
        box(painter, self.rect(), _RADIUS, fill, None)
        pen = QPen(look.colour("accent" if self._is_lit else "border"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        pixmap = look.pixmap("plus", "muted", 14, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(self.width() / 2 - 7, self.height() / 2 - 7), pixmap)
        if self.hasFocus():
            ring(painter, self.rect(), _RADIUS, look.colour("focus"))
        painter.end()
