"""One row of the list of entries as it is painted: its mark, its name, what stands under that, and where the entry stands."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPixmap

from studio.core.catalog import Kind
from studio.core.draft import EntryStatus
from studio.state.entry_rows import EntryRow
from studio.ui.appearance import Appearance
from studio.ui.appearance.tokens import is_hex
from studio.ui.catalog.fields.line_breaks import in_one_line
from studio.ui.widgets.paint import box, fill_shape, smooth

HEIGHT, SWATCH, ICON = 50, 26, 18
PAD = 10
BADGE_PAD, BADGE_RADIUS, MARK_RADIUS = 7, 5, 6
MOST_MARKS, MOST_COLOURS = 200, 3
BADGES = {
    EntryStatus.LIVE: ("Live", "ok"),
    EntryStatus.EDITED: ("Edited", "warning"),
    EntryStatus.WAITING: ("Waiting", "quiet"),
    EntryStatus.CONFLICT: ("Conflict", "error"),
    EntryStatus.NEW: ("New", "slot_subject"),
    EntryStatus.DELETED: ("To be deleted", "error"),
}


@dataclass(frozen=True, slots=True)
class _Badge:
    words: str
    width: int
    colour: QColor


@dataclass(frozen=True, slots=True)
class _Line:
    """A font, measured once."""

    font: QFont
    metrics: QFontMetrics
    height: int
    ascent: int


class EntryPainter:
    """Keeps what rows have in common: someone who types into the filter sees other rows with every key."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._marks: dict[tuple[object, ...], QPixmap] = {}
        self.renew()

    def renew(self) -> None:
        """Sizes, fonts or colours are other ones."""
        look = self._appearance
        self._marks.clear()
        self._name, self._under, self._small = (_line(look.font(kind)) for kind in ("strong", "label", "small"))
        self._struck = QFont(self._name.font)
        self._struck.setStrikeOut(True)
        self._text, self._muted, self._error = (look.colour(role) for role in ("text", "muted", "error"))
        self._swatch = look.px(SWATCH)
        self._badges = {status: self._badge(words, role) for status, (words, role) in BADGES.items()}
        self.row_height = max(look.px(HEIGHT), self._name.height + self._under.height + 14)

    def paint(self, painter: QPainter, area: QRect, row: EntryRow, dpr: float) -> None:
        """Paint a row into its area, over whatever ground it has."""
        left, side = area.left() + PAD, self._swatch
        painter.drawPixmap(QPoint(left, area.top() + (area.height() - side) // 2), self._mark(row, dpr))
        left += side + PAD
        room = max(0, self._paint_badge(painter, row.status, area) - left - 8)
        top = area.top() + (area.height() - self._name.height - self._under.height) // 2
        painter.setFont(self._struck if row.status is EntryStatus.DELETED else self._name.font)
        painter.setPen(self._text)
        painter.drawText(QPoint(left, top + self._name.ascent), _elided(self._name, in_one_line(row.label), room))
        painter.setFont(self._under.font)
        painter.setPen(self._error if row.problems else self._muted)
        under = top + self._name.height + self._under.ascent + 1
        painter.drawText(QPoint(left, under), _elided(self._under, under_words(row), room))

    def _badge(self, words: str, role: str) -> _Badge:
        colour = self._appearance.colour("muted" if role == "quiet" else role)
        return _Badge(words, self._small.metrics.horizontalAdvance(words) + 2 * BADGE_PAD, colour)

    def _paint_badge(self, painter: QPainter, status: EntryStatus, area: QRect) -> int:
        """Paint where the entry stands; returns where the badge begins."""
        badge, height = self._badges[status], self._small.height + 6
        left, top = area.right() - PAD - badge.width, area.top() + (area.height() - height) // 2
        box(painter, QRectF(left, top, badge.width, height), BADGE_RADIUS, None, badge.colour)
        painter.setFont(self._small.font)
        painter.setPen(badge.colour)
        painter.drawText(QPoint(left + BADGE_PAD, top + 3 + self._small.ascent), badge.words)
        return left

    def _mark(self, row: EntryRow, dpr: float) -> QPixmap:
        colours = tuple(colour for colour in row.colours if is_hex(colour))[:MOST_COLOURS]
        is_level = row.kind is Kind.RARITY
        key = (row.kind, dpr, row.label, colours[:1], row.shape) if is_level else (row.kind, dpr, colours)
        known = self._marks.get(key)
        if known is None:
            if len(self._marks) >= MOST_MARKS:
                self._marks.clear()
            known = self._marks[key] = self._new_mark(row, colours, dpr)
        return known

    def _new_mark(self, row: EntryRow, colours: tuple[str, ...], dpr: float) -> QPixmap:
        look, side = self._appearance, self._swatch
        pixmap = QPixmap(round(side * dpr), round(side * dpr))
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter, area = smooth(QPainter(pixmap)), QRectF(0, 0, side, side)
        if row.kind is Kind.RARITY:
            level = look.rarity(row.label, next(iter(colours), ""), row.shape)
            fill_shape(painter, level.shape, area.center(), side * 0.72, QColor(level.colour))
        elif colours:
            fade = QLinearGradient(area.topLeft(), area.bottomRight())
            for number, colour in enumerate(colours):
                fade.setColorAt(number / max(1, len(colours) - 1), QColor(colour))
            path = QPainterPath()
            path.addRoundedRect(area, MARK_RADIUS, MARK_RADIUS)
            painter.fillPath(path, fade)
        else:
            icon, px = "file-text" if row.kind is Kind.PROMPTS else "palette", look.px(ICON)
            place = area.center() - QPointF(px / 2, px / 2)
            painter.drawPixmap(place, look.pixmap(icon, "muted", px, dpr))
        painter.end()
        return pixmap


def under_words(row: EntryRow) -> str:
    """What stands under a name: how many figures it made and how many templates use it, or what is wrong with it."""
    if row.entry is None:
        return "Not published yet"
    if not row.problems:
        figures = "1 figure" if row.figures == 1 else f"{row.figures:,} figures"
        if row.kind is Kind.PROMPTS:
            return figures
        return f"{figures} · {'1 template' if row.templates == 1 else f'{row.templates:,} templates'}"
    if row.kind is Kind.PROMPTS:
        return "1 fault" if row.problems == 1 else f"{row.problems:,} faults"
    return "1 detail missing" if row.problems == 1 else f"{row.problems:,} details missing"


def _line(font: QFont) -> _Line:
    metrics = QFontMetrics(font)
    return _Line(font, metrics, metrics.height(), metrics.ascent())


def _elided(line: _Line, text: str, room: int) -> str:
    return line.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
