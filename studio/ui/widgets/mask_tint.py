"""How a mask looks over its picture: a tint with stripes, so that it is seen on every colour and without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QTransform

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_LIGHTER = 145
_PERIOD = 10  # px from stripe to stripe
_TINT, _STRIPE, _BRIGHT = 0.45, 0.8, 0.9


def mask_brush(appearance: Appearance, dpr: float) -> QBrush:
    """The tint and its stripes; the pattern stands still while the picture moves under it."""
    side = max(4, round(_PERIOD * dpr))
    tile = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    tint, stripe, bright = _accent(appearance), QColor(0, 0, 0), _accent(appearance)
    tint.setAlphaF(_TINT)
    stripe.setAlphaF(_STRIPE)
    bright.setAlphaF(_BRIGHT)
    tile.fill(tint)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shift in (-1, 0, 1):  # the corners belong to the stripes of the neighbours
        left = shift * side
        painter.fillPath(_stripe(left, side, 0.22), stripe)
        painter.fillPath(_stripe(left + side * 0.1, side, 0.14), bright)
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1 / dpr, 1 / dpr))
    return brush


def paint_mask(painter: QPainter, alpha: QImage, picture: QRectF, exposed: QRect, brush: QBrush, radius: float) -> None:
    """Paint the part of a mask that is exposed; `picture` is where all of it stands, with round corners."""
    dpr = painter.device().devicePixelRatioF()
    part = QImage((exposed.size().toSizeF() * dpr).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    part.setDevicePixelRatio(dpr)
    part.fill(Qt.GlobalColor.transparent)
    scale = alpha.width() / picture.width()
    source = QRectF((exposed.topLeft().toPointF() - picture.topLeft()) * scale, exposed.size().toSizeF() * scale)
    inner = QPainter(part)
    inner.translate(-exposed.topLeft())
    inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale != 1.0)
    inner.drawImage(QRectF(exposed), alpha, source)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    inner.fillRect(exposed, brush)
    inner.end()
    part.setDevicePixelRatio(1.0)  # the texture is scaled below
    texture = QBrush(part)
    texture.setTransform(QTransform.fromTranslate(exposed.x(), exposed.y()).scale(1 / dpr, 1 / dpr))
    painter.save()
    painter.setClipRect(exposed, Qt.ClipOperation.IntersectClip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(texture)
    painter.drawRoundedRect(picture, radius, radius)
    painter.restore()


def _accent(appearance: Appearance) -> QColor:
    """The accent as it is on dark ground: the tint lies on a picture, not on the window."""
    colour = appearance.colour("accent")
    return colour if appearance.is_dark else colour.lighter(_LIGHTER)


def _stripe(left: float, side: float, width: float) -> QPainterPath:
    """A slanted band through a tile, `width` of its side wide."""
    path = QPainterPath(QPointF(left, side))
    path.lineTo(left + width * side, side)
    path.lineTo(left + side + width * side, 0)
    path.lineTo(left + side, 0)
    path.closeSubpath()
    return path
