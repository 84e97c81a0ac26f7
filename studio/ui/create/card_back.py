"""The back of a card: what stands in a picture's place until there is one, in the colours of its theme."""

from PySide6 import QtGui
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from studio.core.catalog import Entry
from studio.core.recipe import Recipe
from studio.ui.appearance import Appearance
from studio.ui.appearance.tokens import is_hex

MOST_COLOURS = 3


def colours_of(theme: Entry | None) -> tuple[str, ...]:
    """The `colors` of a theme that are plain #rrggbb, in their order; a list and an object of them are both known."""
    value = theme.detail("colors") if theme else None
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return tuple(item for item in values if isinstance(item, str) and is_hex(item))[:MOST_COLOURS]


def card_back(recipe: Recipe, appearance: Appearance, long_side: int) -> QImage:
    """A picture in the recipe's shape, `long_side` px on its longer side: a gradient and the outline of a blister."""
    scale = long_side / max(recipe.size.width, recipe.size.height, 1)
    width, height = max(1, round(recipe.size.width * scale)), max(1, round(recipe.size.height * scale))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    gradient = QtGui.QLinearGradient(QPointF(width * 0.2, 0), QPointF(width * 0.8, height))
    colours = colours_of(recipe.theme) or (appearance.tokens.raised, appearance.tokens.selected)
    for place, colour in enumerate(colours):
        gradient.setColorAt(place / max(1, len(colours) - 1), QColor(colour))
    painter.fillRect(image.rect(), gradient)
    # muted, so that nobody takes it for the picture
    veil = appearance.colour("canvas")
    veil.setAlphaF(0.42)
    painter.fillRect(image.rect(), veil)
    _outline(painter, width, height, appearance.colour("text"))
    painter.end()
    return image


def _outline(painter: QPainter, width: int, height: int, ink: QColor) -> None:
    unit = min(width, height)
    ink.setAlphaF(0.28)
    painter.setPen(QPen(ink, max(1.0, unit / 170)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = unit * 0.08
    painter.drawRoundedRect(QRectF(inset, inset, width - 2 * inset, height - 2 * inset), unit * 0.04, unit * 0.04)
    painter.setPen(Qt.PenStyle.NoPen)
    ink.setAlphaF(0.16)
    painter.setBrush(ink)
    hole = QRectF(width / 2 - unit * 0.08, inset + unit * 0.05, unit * 0.16, unit * 0.035)
    painter.drawRoundedRect(hole, hole.height() / 2, hole.height() / 2)
    bubble = QRectF(width * 0.22, height * 0.24, width * 0.56, height * 0.5)
    painter.drawRoundedRect(bubble, unit * 0.07, unit * 0.07)
