"""How the head of a shelf is painted: its name, how many figures stand on it, “See all”, and its thin scroll bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from studio.ui.widgets.paint import box, fill_shape

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance
    from studio.ui.widgets.tile import RarityMark

SIDE = 20
LINK = "See all"
_PAD = 11
_GAP = 8
_SHAPE = 12


@dataclass(frozen=True, slots=True)
class ShelfHead:
    """What stands over a shelf; a rarity also shows its shape."""

    name: str
    count: str
    rarity: RarityMark | None = None


class ShelfHeadPainter:
    """Paints heads; fonts are read once per appearance."""

    def __init__(self, look: Appearance) -> None:
        self._look = look
        self.refresh()

    def refresh(self) -> None:
        """Read fonts and sizes again."""
        self._name_font = self._look.font("heading")
        self._text_font = self._look.font("text")
        self._name = QFontMetrics(self._name_font)
        self._text = QFontMetrics(self._text_font)
        self.height = self._name.height() + 2 * _PAD

    def link_rect(self, rect: QRect) -> QRect:
        """Where “See all” stands in a head, with room around it for the pointer."""
        width = self._text.horizontalAdvance(LINK)
        return QRect(rect.right() - SIDE - width - _GAP, rect.top() + 2, width + 2 * _GAP, rect.height() - 4)

    def paint(self, painter: QPainter, rect: QRect, head: ShelfHead | None, *, is_over_link: bool) -> None:
        """Paint one head; None stands for a shelf that is not known yet."""
        if head is None:
            return
        look, middle = self._look, Qt.AlignmentFlag.AlignVCenter
        left = SIDE
        if head.rarity is not None:
            form = look.rarity(head.rarity.name, head.rarity.colour, head.rarity.shape)
            side = look.px(_SHAPE)
            fill_shape(
                painter, form.shape, QPointF(left + side / 2, rect.center().y() + 0.5), side, QColor(form.colour)
            )
            left += side + _GAP
        link = self.link_rect(rect)
        room = link.left() - left - _GAP
        counted = self._text.horizontalAdvance(head.count)
        name = self._name.elidedText(" ".join(head.name.split()), Qt.TextElideMode.ElideRight, room - counted - _GAP)
        painter.setFont(self._name_font)
        painter.setPen(look.colour("text"))
        painter.drawText(QRect(left, rect.top(), room, rect.height()), middle, name)
        left += self._name.horizontalAdvance(name) + _GAP
        painter.setFont(self._text_font)
        painter.setPen(look.colour("muted"))
        painter.drawText(QRect(left, rect.top(), link.left() - left, rect.height()), middle, head.count)
        painter.setPen(look.colour("text" if is_over_link else "muted"))
        painter.drawText(link, Qt.AlignmentFlag.AlignCenter, LINK)

    def paint_bar(self, painter: QPainter, track: QRect, handle: QRect) -> None:
        """Paint the scroll bar of a shelf that is longer than the view."""
        radius = track.height() / 2
        box(painter, track, radius, self._look.colour("line"), None)
        box(painter, handle, radius, self._look.colour("border"), None)
