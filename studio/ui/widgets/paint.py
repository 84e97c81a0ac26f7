"""Strokes that several painted widgets share: crisp rounded boxes, focus rings and the shapes of rarities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

_FADE_STEPS = 10


def smooth(painter: QPainter) -> QPainter:
    """The same painter with antialiasing on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def box(
    painter: QPainter, rect: QRect | QRectF, radius: float, fill: QColor | None, edge: QColor | None, width: float = 1.0
) -> None:
    """A rounded box whose edge lies inside the rectangle."""
    inset = width / 2 if edge is not None else 0.0
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, max(0.0, radius - inset), max(0.0, radius - inset))


def ring(painter: QPainter, rect: QRect | QRectF, radius: float, colour: QColor, width: float = 2.0) -> None:
    """A focus or selection ring inside the rectangle."""
    box(painter, rect, radius, None, colour, width)


def soft_shadow(painter: QPainter, rect: QRectF, reach: float, colour: QColor) -> None:
    """A shadow around a box that fades over `reach` px to each side of its edge; the middle is left out.

    Straight gradients along the edges and round ones at the corners meet on whole pixels, so that no seam is seen.
    """
    dpr = painter.device().devicePixelRatioF()
    within = min(reach, rect.width() / 2, rect.height() / 2)
    xs = [_whole(x, dpr) for x in (rect.left() - reach, rect.left() + within, rect.right() - within)]
    ys = [_whole(y, dpr) for y in (rect.top() - reach, rect.top() + within, rect.bottom() - within)]
    xs.append(_whole(rect.right() + reach, dpr))
    ys.append(_whole(rect.bottom() + reach, dpr))
    stops = _fading(colour)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for column in range(3):
        for row in range(3):
            if (column, row) == (1, 1):
                continue
            piece = QRectF(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]))
            start = QPointF(xs[1] if column == 0 else xs[2], ys[1] if row == 0 else ys[2])
            end = QPointF(
                (xs[0], start.x(), xs[3])[column],
                (ys[0], start.y(), ys[3])[row],
            )
            is_corner = column != 1 and row != 1
            fade = QtGui.QRadialGradient(start, reach + within) if is_corner else QtGui.QLinearGradient(start, end)
            fade.setStops(stops)
            painter.fillRect(piece, fade)
    painter.restore()


def shape_path(shape: str, centre: QPointF, size: float) -> QPainterPath:
    """The outline of a rarity's shape, about `size` px wide."""
    path = QPainterPath()
    half = size / 2
    if shape == "triangle":
        path.addPolygon(_polygon(centre + QPointF(0, size * 0.08), [half * 1.12] * 3))
    elif shape == "diamond":
        path.addPolygon(_polygon(centre, [half * 1.15] * 4))
    elif shape == "square":
        path.addRect(QRectF(centre.x() - half * 0.86, centre.y() - half * 0.86, size * 0.86, size * 0.86))
    elif shape == "hexagon":
        path.addPolygon(_polygon(centre, [half * 1.05] * 6))
    elif shape == "star":
        path.addPolygon(_polygon(centre + QPointF(0, size * 0.04), [half * 1.22, half * 0.52] * 5))
    elif shape == "burst":
        path.addPolygon(_polygon(centre, [half * 1.12, half * 0.82] * 12))
    else:
        path.addEllipse(centre, half, half)
    path.closeSubpath()
    return path


def fill_shape(painter: QPainter, shape: str, centre: QPointF, size: float, colour: QColor) -> None:
    """Paint a rarity's shape."""
    painter.fillPath(shape_path(shape, centre, size), colour)


def _whole(value: float, dpr: float) -> float:
    """The nearest edge between two pixels of the screen."""
    return round(value * dpr) / dpr


def _fading(colour: QColor) -> list[tuple[float, QColor]]:
    """Stops of a gradient in which the colour goes out softly at both ends."""
    stops: list[tuple[float, QColor]] = []
    for step in range(_FADE_STEPS + 1):
        t = step / _FADE_STEPS
        shade = QColor(colour)
        shade.setAlphaF(colour.alphaF() * (1 - t * t * (3 - 2 * t)))
        stops.append((t, shade))
    return stops


def _polygon(centre: QPointF, radii: list[float]) -> QPolygonF:
    """A closed polygon from the top, clockwise, one corner for each radius."""
    step = 2 * math.pi / len(radii)
    corners = [
        QPointF(centre.x() + r * math.sin(i * step), centre.y() - r * math.cos(i * step)) for i, r in enumerate(radii)
    ]
    return QPolygonF([*corners, corners[0]])
