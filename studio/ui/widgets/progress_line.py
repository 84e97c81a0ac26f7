"""A thin line that fills as something is being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from studio.ui.widgets.paint import box, smooth

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_HEIGHT = 6
_STEPS = 1000
_FRAME = 33  # ms
_ROUND = 60  # frames of one pass where the share is not known


class ProgressLine(QProgressBar):
    """Shows a share of 1, or a piece that wanders where the share is not known and things may move."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._fraction: float | None = 0.0
        self._frame = 0
        self._ticks = QTimer(self)
        self._ticks.setInterval(_FRAME)
        self._ticks.timeout.connect(self._on_tick)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float | None) -> None:
        """Show a share of 1, or None where it is not known."""
        self._fraction = None if fraction is None else min(1.0, max(0.0, fraction))
        self.setRange(0, 0 if self._fraction is None else _STEPS)
        self.setValue(round((self._fraction or 0.0) * _STEPS))
        self._run()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        area = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        box(painter, area, _HEIGHT / 2, self._appearance.colour("line"), None)
        start, end = 0.0, self._fraction or 0.0
        if self._fraction is None:
            place = (self._frame % _ROUND) / _ROUND if self._appearance.moves else 0.35
            start, end = max(0.0, place * 1.3 - 0.3), min(1.0, place * 1.3)
        filled = QRectF(area.left() + start * area.width(), area.top(), (end - start) * area.width(), _HEIGHT)
        if filled.width() > 0:
            box(painter, filled, _HEIGHT / 2, self._appearance.colour("accent"), None)
        painter.end()

    def _run(self) -> None:
        if self._fraction is None and self.isVisible() and self._appearance.moves:
            self._ticks.start()
        else:
            self._ticks.stop()

    def _on_tick(self) -> None:
        self._frame += 1
        self.update()
