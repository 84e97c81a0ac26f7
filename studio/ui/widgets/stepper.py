"""A small number between − and +."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.painted_number import PaintedNumber

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.appearance import Appearance

_ICON = 13


class Stepper(PaintedNumber):
    """− 4 +: arrows, + and −, digits, Home and End set it."""

    stepped = Signal(int)

    def __init__(self, appearance: Appearance, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(appearance, name, low, high, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.valueChanged.connect(self._on_value_changed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._appearance.font("strong"))
        side = max(30, metrics.height() + 13)
        number = max(side + 2, metrics.horizontalAdvance(str(self.maximum())) + 18)
        return QSize(2 * side + number, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.setValue(self.value() + 1)
        elif event.key() == Qt.Key.Key_Minus:
            self.setValue(self.value() - 1)
        elif event.text().isdecimal() and self.minimum() <= int(event.text()) <= self.maximum():
            self.setValue(int(event.text()))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.position().x() < self._side():
            self.setValue(self.value() - 1)
        elif event.position().x() >= self.width() - self._side():
            self.setValue(self.value() + 1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        radius = look.scale.radius
        box(painter, self.rect(), radius, look.colour("panel"), look.colour("border" if self.isEnabled() else "line"))
        side = self._side()
        middle = QRect(side, 1, self.width() - 2 * side, self.height() - 2)
        painter.fillRect(middle, look.colour("selected"))
        for x in (middle.left(), middle.right()):
            painter.fillRect(QRect(x, 1, 1, self.height() - 2), look.colour("line"))
        self._paint_sign(painter, "minus", side / 2, self.value() > self.minimum())
        self._paint_sign(painter, "plus", self.width() - side / 2, self.value() < self.maximum())
        painter.setFont(look.font("strong"))
        painter.setPen(look.colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(QRectF(middle), Qt.AlignmentFlag.AlignCenter, str(self.value()))
        if self.hasFocus():
            ring(painter, self.rect(), radius, look.colour("focus"))
        painter.end()

    def _paint_sign(self, painter: QPainter, icon: str, centre: float, is_on: bool) -> None:
        side = self._appearance.px(_ICON)
        role = "text" if is_on and self.isEnabled() else "disabled"
        pixmap = self._appearance.pixmap(icon, role, side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(centre - side / 2, (self.height() - side) / 2), pixmap)

    def _side(self) -> int:
        return self.height()

    def _on_value_changed(self, value: int) -> None:
        self.update()
        self.stepped.emit(value)
