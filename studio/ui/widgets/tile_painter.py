"""How a tile is painted: the card of the gallery, and the small one of the filmstrip."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from studio.ui.widgets.paint import box, fill_shape, ring, smooth

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance
    from studio.ui.widgets.tile import RarityMark, Tile

_DIMMED = 0.45
_MOST_BADGES = 200
_CARD, _FILM = QSize(150, 225), QSize(68, 102)
_RIM = 2
_SEAL = 16  # px from the middle of the disc to its edge
_FILM_GROWTH = 0.4  # of the text's growth: the strip must leave room for the stage


@dataclass(frozen=True, slots=True)
class TileState:
    """How a tile stands in its view."""

    is_selected: bool = False
    is_focused: bool = False
    is_hovered: bool = False
    has_failed: bool = False


class TilePainter(ABC):
    """What both kinds share: the picture with its rings, and fonts and colours read once per appearance."""

    picture: QSize  # px, at the text's size; of the shape of most figures, 2:3
    radius: float

    def __init__(self, look: Appearance) -> None:
        self._look = look
        self.refresh()

    @abstractmethod
    def refresh(self) -> None:
        """Read fonts and sizes again."""

    @property
    @abstractmethod
    def cell(self) -> QSize:
        """The size of a tile with its texts, px."""

    def picture_rect(self, cell: QRect) -> QRect:
        """Where the picture stands in its cell."""
        return QRect(QPoint(cell.left() + (cell.width() - self.picture.width()) // 2, cell.top()), self.picture)

    def paint(
        self, painter: QPainter, cell: QRect, tile: Tile | None, pixmap: QPixmap | None, state: TileState
    ) -> None:
        """Paint one tile; None stands for one that is not known yet."""
        picture = self.picture_rect(cell)
        self._paint_picture(painter, picture, pixmap, state, is_dimmed=bool(tile and tile.dimmed))
        if tile is not None:
            self._paint_words(painter, cell, picture, tile)

    @abstractmethod
    def _paint_words(self, painter: QPainter, cell: QRect, picture: QRect, tile: Tile) -> None:
        """Paint what is said of a tile, on its picture and below."""

    def _paint_picture(
        self, painter: QPainter, rect: QRect, pixmap: QPixmap | None, state: TileState, *, is_dimmed: bool
    ) -> None:
        look = self._look
        if pixmap is not None:
            painter.setOpacity(_DIMMED if is_dimmed else 1.0)
            painter.drawPixmap(rect.topLeft(), pixmap)
            painter.setOpacity(1.0)
        else:
            box(painter, rect, self.radius, look.colour("raised"), look.colour("line"))
            if state.has_failed or is_dimmed:
                self._paint_icon(painter, rect, "circle-alert" if state.has_failed else "clock")
        if state.is_selected:
            ring(painter, rect.adjusted(-4, -4, 4, 4), self.radius + 4, look.colour("accent"), 2)
        elif state.is_hovered:
            ring(painter, rect.adjusted(-4, -4, 4, 4), self.radius + 4, look.colour("border"), 1.5)
        if state.is_focused:
            reach = 6 if state.is_selected else 4
            ring(painter, rect.adjusted(-reach, -reach, reach, reach), self.radius + reach, look.colour("focus"), 2)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str) -> None:
        side = 22
        pixmap = self._look.pixmap(name, "faint", side, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(rect.center().x() - side / 2 + 0.5, rect.center().y() - side / 2 + 0.5), pixmap)


class CardPainter(TilePainter):
    """A tile of the gallery: the whole picture, title and a quiet line; the rarity's badge hangs over the lower edge."""

    radius = 11.0

    def refresh(self) -> None:
        self.picture = QSize(self._look.px(_CARD.width()), self._look.px(_CARD.height()))
        self._title_font = self._look.font("strong")
        self._text_font = self._look.font("label")
        self._badge_font = self._look.font("small")
        self._title = QFontMetrics(self._title_font)
        self._text = QFontMetrics(self._text_font)
        self._badge = QFontMetrics(self._badge_font)
        self._badges: dict[tuple[RarityMark, float], QPixmap] = {}

    @property
    def cell(self) -> QSize:
        texts = self._drop() + self._title.height() + self._text.height()
        return QSize(self.picture.width(), self.picture.height() + texts)

    def _paint_words(self, painter: QPainter, cell: QRect, picture: QRect, tile: Tile) -> None:
        if tile.rarity is not None:
            badge = self._badge_of(tile.rarity, painter.device().devicePixelRatioF())
            top = picture.bottom() + 1 - (self._badge_height() // 2)
            painter.drawPixmap(picture.left() + 8 - _RIM, top - _RIM, badge)
        width = self.picture.width()
        line = QRect(cell.left(), picture.bottom() + 1 + self._drop(), width, self._title.height())
        painter.setFont(self._title_font)
        painter.setPen(self._look.colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _elided(self._title, tile.title, width))
        line = QRect(cell.left(), line.bottom() + 1, width, self._text.height())
        painter.setFont(self._text_font)
        painter.setPen(self._look.colour("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _elided(self._text, tile.subtitle, width))

    def _badge_of(self, mark: RarityMark, dpr: float) -> QPixmap:
        """The badge of a rarity, drawn once: there are a handful of them for any number of figures."""
        key = (mark, dpr)
        if key not in self._badges:
            if len(self._badges) >= _MOST_BADGES:
                self._badges.clear()
            self._badges[key] = self._draw_badge(mark, dpr)
        return self._badges[key]

    def _badge_height(self) -> int:
        return self._badge.height() + 5

    def _drop(self) -> int:
        """From the picture to the title: the lower half of a badge, and air."""
        return self._badge_height() // 2 + 7

    def _draw_badge(self, mark: RarityMark, dpr: float) -> QPixmap:
        """A pill with a rim of the ground's colour, which parts it from the picture as if it were cut out."""
        look = self._look
        side = look.px(9)
        text = _elided(self._badge, mark.name, self.picture.width() - side - 38)
        pill = QRectF(_RIM, _RIM, side + 21 + self._badge.horizontalAdvance(text), self._badge_height())
        size = QSize(round(pill.width()) + 2 * _RIM, round(pill.height()) + 2 * _RIM)
        pixmap = QPixmap((size.toSizeF() * dpr).toSize())
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = smooth(QPainter(pixmap))
        whole = QRectF(0, 0, size.width(), size.height())
        box(painter, whole, whole.height() / 2, look.colour("canvas"), None)
        box(painter, pill, pill.height() / 2, look.colour("panel"), look.colour("line"))
        rarity = look.rarity(mark.name, mark.colour, mark.shape)
        centre = QPointF(pill.left() + 8 + side / 2, whole.height() / 2)
        fill_shape(painter, rarity.shape, centre, side, QColor(rarity.colour))
        painter.setFont(self._badge_font)
        painter.setPen(look.colour("text"))
        painter.drawText(pill.adjusted(side + 12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return pixmap


class FilmPainter(TilePainter):
    """A tile of the filmstrip: a small picture with a caption under it."""

    radius = 9.0

    def refresh(self) -> None:
        growth = 1 + (self._look.text_scale - 1) * _FILM_GROWTH
        self.picture = (_FILM.toSizeF() * growth).toSize()
        self._font = self._look.font("small")
        self._metrics = QFontMetrics(self._font)

    @property
    def cell(self) -> QSize:
        width = max(self.picture.width(), self._look.px(_FILM.width()))
        return QSize(width, self.picture.height() + 6 + self._metrics.height())

    def _paint_words(self, painter: QPainter, cell: QRect, picture: QRect, tile: Tile) -> None:
        if tile.icon[0]:
            self._paint_seal(painter, picture, *tile.icon)
        width = cell.width() + 8
        line = QRect(cell.left() - 4, picture.bottom() + 7, width, self._metrics.height())
        painter.setFont(self._font)
        painter.setPen(self._look.colour("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, _elided(self._metrics, tile.subtitle, width))

    def _paint_seal(self, painter: QPainter, picture: QRect, name: str, role: str) -> None:
        """An icon on a disc, readable over any picture."""
        centre = QPointF(picture.center().x() + 0.5, picture.center().y() + 0.5)
        disc = QRectF(centre.x() - _SEAL, centre.y() - _SEAL, 2 * _SEAL, 2 * _SEAL)
        box(painter, disc, _SEAL, self._look.colour("panel"), self._look.colour("line"))
        side = _SEAL + 2
        pixmap = self._look.pixmap(name, role, side, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(centre.x() - side / 2, centre.y() - side / 2), pixmap)


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, width)
