"""The list of entries: a swatch, the name, how many figures it made and where it stands, as fast with thousands."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.core.catalog import Kind
from studio.core.draft import EntryStatus
from studio.state.entry_rows import EntryRow
from studio.ui.appearance import Appearance
from studio.ui.appearance.appearance import FontKind
from studio.ui.appearance.tokens import is_hex
from studio.ui.widgets.hover_view import HoverView
from studio.ui.widgets.paint import box, fill_shape, ring, smooth
from studio.ui.widgets.tile import ROOT, Index
from studio.ui.widgets.virtual_view import REACH

_HEIGHT = 50
_PAD = 10
_SWATCH = 26
BADGES = {
    EntryStatus.LIVE: ("Live", "ok"),
    EntryStatus.EDITED: ("Edited", "warning"),
    EntryStatus.WAITING: ("Waiting", "quiet"),
    EntryStatus.CONFLICT: ("Conflict", "error"),
    EntryStatus.NEW: ("New", "slot_subject"),
    EntryStatus.DELETED: ("To be deleted", "error"),
}


class EntryModel(QAbstractListModel):
    """The rows as Qt's views and screen readers want them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[EntryRow, ...] = ()

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """What is listed."""
        return self._rows

    def replace(self, rows: tuple[EntryRow, ...]) -> None:
        """List other rows; where only their contents differ, the view keeps its place and selection."""
        same = len(rows) == len(self._rows) and all(
            one is other or one.key == other.key for one, other in zip(rows, self._rows, strict=True)
        )
        if same:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.label}, {BADGES[row.status][0]}, {under_words(row)}"
        return None


class EntryList(HoverView):
    """One column of equal rows."""

    opened = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._appearance = appearance
        self._fonts: dict[FontKind, tuple[QFont, int]] = {}
        self._height = 0  # asked for by Qt while the view is being built
        super().__init__("Entries", parent)
        self.setProperty("ground", "panel")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._entries = EntryModel()
        self.setModel(self._entries)
        appearance.changed.connect(self._on_appearance)

    @property
    def entries(self) -> EntryModel:
        """The model with the rows."""
        return self._entries

    def show_rows(self, rows: tuple[EntryRow, ...]) -> None:
        """List other rows."""
        self._entries.replace(rows)
        self.viewport().update()

    def select_key(self, key: tuple[Kind, int] | None) -> None:
        """Make the row of an entry the current one; none where it is not listed."""
        row = next((at for at, each in enumerate(self._entries.rows) if each.key == key), -1)
        if row < 0:
            self.selectionModel().clear()
        elif row != self.current_row or row not in self.selected_rows():
            self.set_current_row(row)

    def chosen_rows(self) -> Sequence[EntryRow]:
        """The selected rows."""
        return [self._entries.rows[row] for row in self.selected_rows() if row < len(self._entries.rows)]

    def row_height(self) -> int:
        """The height of a row, px."""
        if self._height:
            return self._height
        look = self._appearance
        lines = QFontMetrics(look.font("strong")).height() + QFontMetrics(look.font("label")).height()
        self._height = max(look.px(_HEIGHT), lines + 14)
        return self._height

    def cell_rect(self, row: int) -> QRect:
        height = self.row_height()
        return QRect(0, row * height, self.viewport().width(), height)

    def rows_in(self, area: QRect) -> range:
        height = self.row_height()
        first = max(0, area.top() // height)
        return range(min(first, self.count), min(self.count, area.bottom() // height + 1))

    def row_near(self, point: QPoint) -> int:
        return min(self.count - 1, max(0, point.y() // self.row_height()))

    def moved(self, row: int, action: QAbstractItemView.CursorAction) -> int:
        page = max(1, self.viewport().height() // self.row_height() - 1)
        steps = QAbstractItemView.CursorAction
        match action:
            case steps.MoveUp | steps.MovePrevious:
                return row - 1
            case steps.MoveDown | steps.MoveNext:
                return row + 1
            case steps.MovePageUp:
                return row - page
            case steps.MovePageDown:
                return row + page
            case steps.MoveHome:
                return 0
            case steps.MoveEnd:
                return self.count - 1
            case _:
                return row

    def fit_scroll_bars(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(self.row_height())
        bar.setRange(0, max(0, self.count * self.row_height() - height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row >= 0:
            self.opened.emit(self.current_row)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.row())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self.viewport()))
        area = event.rect().adjusted(-REACH, -REACH, REACH, REACH).translated(self.offset)
        for row in self.rows_in(area):
            self._paint_row(painter, row)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int) -> None:
        look, entry = self._appearance, self._entries.rows[row]
        area = self.cell_rect(row).translated(-self.offset).adjusted(2, 1, -2, -1)
        is_selected = self.selectionModel().isRowSelected(row)
        if is_selected or row == self.hovered:
            box(painter, area, look.scale.radius, look.colour("selected" if is_selected else "hover"), None)
        if row == self.current_row and self.hasFocus():
            ring(painter, area, look.scale.radius, look.colour("focus"))
        side = look.px(_SWATCH)
        left = area.left() + _PAD
        self._paint_mark(painter, entry, QRectF(left, area.center().y() + 0.5 - side / 2, side, side))
        left += side + _PAD
        right = self._paint_badge(painter, entry, area)
        (name, name_height), (count, count_height) = self._font("strong"), self._font("label")
        top = area.center().y() - (name_height + count_height + 1) // 2 + 1
        painter.setFont(name)
        painter.setPen(look.colour("text"))
        room = max(0, right - left - 8)
        text = painter.fontMetrics().elidedText(entry.label, Qt.TextElideMode.ElideRight, room)
        if entry.status is EntryStatus.DELETED:
            struck = QFont(name)
            struck.setStrikeOut(True)
            painter.setFont(struck)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, top, room + 1, name_height), middle, text)
        painter.setFont(count)
        painter.setPen(look.colour("error" if entry.problems else "muted"))
        words = painter.fontMetrics().elidedText(under_words(entry), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, top + name_height + 1, room + 1, count_height), middle, words)

    def _font(self, kind: FontKind) -> tuple[QFont, int]:
        """A font and its height, made once for each appearance."""
        if kind not in self._fonts:
            font = self._appearance.font(kind)
            self._fonts[kind] = (font, QFontMetrics(font).height())
        return self._fonts[kind]

    def _paint_badge(self, painter: QPainter, entry: EntryRow, area: QRect) -> int:
        """Paint where the entry stands; returns what is left of the width."""
        look = self._appearance
        words, kind = BADGES[entry.status]
        role = "muted" if kind == "quiet" else kind
        painter.setFont(self._font("small")[0])
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 14, metrics.height() + 6
        right = area.right() - _PAD
        badge = QRectF(right - width, area.center().y() + 0.5 - height / 2, width, height)
        box(painter, badge, 5, None, look.colour(role))
        painter.setPen(look.colour(role))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), words)
        return right - width

    def _paint_mark(self, painter: QPainter, entry: EntryRow, area: QRectF) -> None:
        look = self._appearance
        if entry.kind is Kind.RARITY:
            mark = look.rarity(entry.label, entry.colours[0] if entry.colours else "", entry.shape)
            fill_shape(painter, mark.shape, area.center(), area.width() * 0.72, QColor(mark.colour))
            return
        colours = [QColor(colour) for colour in entry.colours if is_hex(colour)][:3]
        if not colours:
            icon = "file-text" if entry.kind is Kind.PROMPTS else "palette"
            side = look.px(18)
            place = area.center() - QPointF(side / 2, side / 2)
            painter.drawPixmap(place, look.pixmap(icon, "muted", side, self.devicePixelRatioF()))
            return
        fade = QLinearGradient(area.topLeft(), area.bottomRight())
        for number, colour in enumerate(colours):
            fade.setColorAt(number / max(1, len(colours) - 1), colour)
        path = QPainterPath()
        path.addRoundedRect(area, 6, 6)
        painter.fillPath(path, fade)

    def _on_appearance(self) -> None:
        self._height = 0
        self._fonts.clear()
        self.updateGeometries()
        self.viewport().update()


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
