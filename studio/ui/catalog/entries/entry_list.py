"""The list of entries: a swatch, the name, how many figures it made and where it stands, as fast with thousands."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.core.catalog import Kind
from studio.state.entry_rows import EntryRow
from studio.ui.appearance import Appearance
from studio.ui.catalog.entries.entry_painter import BADGES, EntryPainter, under_words
from studio.ui.widgets.hover_view import HoverView
from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.tile import ROOT, Index


class EntryModel(QAbstractListModel):
    """The rows as Qt's views and screen readers want them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[EntryRow, ...] = ()

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """What is listed."""
        return self._rows

    def place_of(self, key: tuple[Kind, int]) -> int:
        """The row of an entry, or -1."""
        kind, entry_id = key
        if not self._rows or self._rows[0].kind is not kind:
            return -1
        ids = _ids(self._rows)
        return ids.index(entry_id) if entry_id in ids else -1

    def replace(self, rows: tuple[EntryRow, ...]) -> None:
        """List other rows; where only their contents differ, the view keeps its place and selection."""
        if rows == self._rows:
            return
        is_same_kind = bool(rows) and bool(self._rows) and rows[0].kind is self._rows[0].kind  # that of all
        if is_same_kind and len(rows) == len(self._rows) and _ids(rows) == _ids(self._rows):
            self._rows = rows
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
        self._painter = EntryPainter(appearance)  # asked for by Qt while the view is being built
        super().__init__("Entries", parent)
        self.setProperty("ground", "panel")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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

    def select_key(self, key: tuple[Kind, int] | None) -> None:
        """Make the row of an entry the current one; none where it is not listed."""
        row = self._entries.place_of(key) if key is not None else -1
        if row < 0:
            self.selectionModel().clear()
        elif row != self.current_row or row not in self.selected_rows():
            self.set_current_row(row)

    def chosen_rows(self) -> Sequence[EntryRow]:
        """The selected rows."""
        return [self._entries.rows[row] for row in self.selected_rows() if row < len(self._entries.rows)]

    def row_height(self) -> int:
        """The height of a row, px."""
        return self._painter.row_height

    def cell_rect(self, row: int) -> QRect:
        height = self.row_height()
        return QRect(0, row * height, self.viewport().width(), height)

    def painted_rect(self, row: int) -> QRect:
        return self.cell_rect(row).translated(-self.offset)

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
        """The ground is painted too, so that nothing that lies under the list has to be; of the rows only what is to be."""
        viewport, look, selection = self.viewport(), self._appearance, self.selectionModel()
        painter, dpr = smooth(QPainter(viewport)), viewport.devicePixelRatioF()
        painter.fillRect(event.rect(), look.colour("panel"))
        area, region = event.rect().translated(self.offset), event.region()
        current = self.current_row if self.hasFocus() else -1
        for row in self.rows_in(area):
            whole = self.painted_rect(row)
            if not region.intersects(whole):
                continue
            cell = whole.adjusted(2, 1, -2, -1)
            is_selected = selection.isRowSelected(row)
            if is_selected or row == self.hovered:
                box(painter, cell, look.scale.radius, look.colour("selected" if is_selected else "hover"), None)
            if row == current:
                ring(painter, cell, look.scale.radius, look.colour("focus"))
            self._painter.paint(painter, cell, self._entries.rows[row], dpr)
        painter.end()

    def _on_appearance(self) -> None:
        self._painter.renew()
        self.updateGeometries()
        self.viewport().update()


def _ids(rows: Sequence[EntryRow]) -> list[int]:
    return [row.id for row in rows]
