"""Five stars to rate a figure with, by mouse or keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from studio.ui.widgets.announcement import announce
from studio.ui.widgets.paint import ring, shape_path, smooth
from studio.ui.widgets.painted_number import PaintedNumber

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.appearance import Appearance

MOST = 5
_STAR = 13
_STEP = 18


class RatingStars(PaintedNumber):
    """0 to 5 stars: keys 0 to 5, arrows, or a click; a click on the last lit star takes the rating away."""

    rated = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Rating", 0, MOST, parent)
        self._hovered = 0
        self.setMouseTracking(True)
        self.setToolTip("Rate with the keys 0 to 5")
        self.valueChanged.connect(self._on_value_changed)

    def sizeHint(self) -> QSize:
        return QSize(MOST * self._step() + 6, max(24, self._appearance.px(_STAR) + 10))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and int(digit) <= MOST:
            self.setValue(int(digit))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self._star_at(event.position())
            self.setValue(0 if star == self.value() else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._star_at(event.position())
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = 0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        look = self._appearance
        lit = look.colour("slot_rarity")
        size = look.px(_STAR)
        for star in range(1, MOST + 1):
            path = shape_path("star", QPointF(3 + (star - 0.5) * self._step(), self.height() / 2), size)
            if star <= self.value():
                painter.fillPath(path, lit)
            else:
                painter.setPen(QPen(lit if star <= self._hovered else look.colour("border"), 1.2))
                painter.drawPath(path)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), 6, look.colour("focus"))
        painter.end()

    def _step(self) -> int:
        return self._appearance.px(_STEP)

    def _star_at(self, position: QPointF) -> int:
        return min(MOST, max(1, int((position.x() - 3) // self._step()) + 1))

    def _on_value_changed(self, value: int) -> None:
        self.update()
        announce(self, "Not rated" if value == 0 else f"{value} of 5 stars")
        self.rated.emit(value)
