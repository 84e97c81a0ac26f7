"""The brush of a mask: its size, its edge, and the dab that it leaves."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRadialGradient

from studio.core.mask import LEVELS

SMALLEST, LARGEST = 4, 512
"""px of the picture, the whole width."""

_DABS_KEPT = 24
_FADE_STEPS = 12
_STEP = 255 // (LEVELS - 1)
_LEVELLED = bytes(round(value / _STEP) * _STEP for value in range(256))
_LEVELLED_OPPOSITE = bytes(255 - value for value in _LEVELLED)


@dataclass(frozen=True, slots=True)
class Brush:
    """`diameter` is px of the picture."""

    diameter: int = 96
    is_soft: bool = False
    is_eraser: bool = False

    @property
    def spacing(self) -> float:
        """px between two dabs of a stroke: so few that its edge is even."""
        return max(1.0, self.diameter / 10)

    def sized(self, diameter: float) -> Brush:
        """The same brush in another size, kept in its range."""
        return replace(self, diameter=max(SMALLEST, min(LARGEST, round(diameter))))


class Dabs:
    """Dabs as they are drawn in 8 bits grey, made once each: white on black to paint, black on white to erase."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Brush, QImage] = OrderedDict()

    def of(self, brush: Brush) -> QImage:
        """The dab of a brush, as wide and high as its diameter."""
        dab = self._kept.get(brush)
        if dab is None:
            dab = self._kept[brush] = _drawn(brush)
            if len(self._kept) > _DABS_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(brush)
        return dab


def _drawn(brush: Brush) -> QImage:
    image = QImage(QSize(brush.diameter, brush.diameter), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.black)
    radius = brush.diameter / 2
    centre = QPointF(radius, radius)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_fading(centre, radius) if brush.is_soft else QColor(255, 255, 255))
    painter.drawEllipse(centre, radius, radius)
    painter.end()
    return _levelled(image, _LEVELLED_OPPOSITE if brush.is_eraser else _LEVELLED)


def _fading(centre: QPointF, radius: float) -> QRadialGradient:
    """Full in the inner half, then going out smoothly to the edge."""
    gradient = QRadialGradient(centre, radius)
    gradient.setColorAt(0, QColor(255, 255, 255))
    for step in range(_FADE_STEPS + 1):
        t = step / _FADE_STEPS
        grey = round(255 * (1 - t * t * (3 - 2 * t)))
        gradient.setColorAt((1 + t) / 2, QColor(grey, grey, grey))
    return gradient


def _levelled(image: QImage, table: bytes) -> QImage:
    """The same picture with the few steps of grey that a mask has; a copy, because Qt does not own the bytes."""
    data = bytes(image.constBits()).translate(table)
    return QImage(data, image.width(), image.height(), image.bytesPerLine(), QImage.Format.Format_Grayscale8).copy()
