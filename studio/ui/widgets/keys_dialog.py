"""Every key in one list (?). Its rows are painted: a label for each would hold the window while it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.ui.widgets.paint import box, smooth
from studio.ui.widgets.row_delegate import Index, RowDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance
    from studio.ui.widgets.key_names import KeyGroup

_SIZE = (520, 560)
_FREE = 40  # px of the window beside the dialog
_MARGIN, _GAP, _OR_GAP = 24, 24, 6
_CAP_SIDE, _CAP_ABOVE = 7, 2  # px between the edge of a key cap and its name
_OR = "or"
_ROW = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Row:
    """What keys do and how they are called; a title of a group has none."""

    text: str
    keys: tuple[str, ...] = ()


class KeysDialog(QDialog):
    """All keys, in groups."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        self._size = [appearance.px(side) for side in _SIZE]
        self.list = _KeyList(appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    def show_groups(self, groups: Sequence[KeyGroup]) -> None:
        """Open with these groups."""
        self.list.show_rows(
            [row for group in groups for row in (_Row(group.title), *(_Row(*row) for row in group.rows))]
        )
        room = (self._window.width() - _FREE, self._window.height() - _FREE)
        self.resize(*(min(*sides) for sides in zip(self._size, room, strict=True)))
        self.open()
        self.list.setFocus()


class _KeyList(QListView):
    """Titles of groups and rows under them; it is read and scrolled, nothing in it is chosen."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._rows = _Rows()
        self.setAccessibleName("Keys")
        self.setProperty("ground", "panel")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(_KeyDelegate(appearance, self))
        self.setModel(self._rows)

    def show_rows(self, rows: Sequence[_Row]) -> None:
        """Show other rows."""
        self._rows.replace(rows)


class _Rows(QAbstractListModel):
    """The rows as Qt's views and screen readers want them."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[_Row, ...] = ()

    def replace(self, rows: Sequence[_Row]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ": ".join(text for text in (row.text, f" {_OR} ".join(row.keys)) if text)
        return row if role == _ROW else None


class _KeyDelegate(RowDelegate):
    """What it does at the left, in as many lines as it needs, and its keys as caps at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row: _Row = index.data(_ROW)
        width = self._view.viewport().width()
        if not row.keys:
            above = 20 if index.row() else 16
            return QSize(width, QFontMetrics(self._appearance.font("heading")).height() + above + 4)
        metrics = QFontMetrics(self._appearance.font())
        room = width - 2 * _MARGIN - _GAP - self._width_of(row.keys)
        text = metrics.boundingRect(QRect(0, 0, room, 1 << 16), _WRAPPED, row.text).height()
        return QSize(width, max(text, self._cap_height()) + 7)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: _Row = index.data(_ROW)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        area = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        look = self._appearance
        painter.save()
        smooth(painter)
        if row.keys:
            painter.setFont(look.font())
            painter.setPen(look.colour("muted"))
            keys = self._width_of(row.keys)
            painter.drawText(area.adjusted(0, 0, -keys - _GAP, 0), _WRAPPED, row.text)
            area.setLeft(area.right() + 1 - keys)
            self._paint_keys(painter, row.keys, area)
        else:
            painter.setFont(look.font("heading"))
            painter.setPen(look.colour("text"))
            painter.drawText(area.adjusted(0, 0, 0, -4), Qt.AlignmentFlag.AlignBottom, row.text)
        painter.restore()

    def _paint_keys(self, painter: QPainter, keys: tuple[str, ...], area: QRect) -> None:
        look, left = self._appearance, area.left()
        painter.setFont(look.font("small"))
        for number, name in enumerate(keys):
            if number:
                painter.setPen(look.colour("faint"))
                width = self._small().horizontalAdvance(_OR)
                left += _OR_GAP
                painter.drawText(QRect(left, area.top(), width + 1, area.height()), Qt.AlignmentFlag.AlignVCenter, _OR)
                left += width + _OR_GAP
            cap = QRect(left, 0, self._cap_width(name), self._cap_height())
            cap.moveTop(area.top() + (area.height() - cap.height()) // 2)
            box(painter, cap, 5, None, look.colour("border"))
            painter.setPen(look.colour("muted"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, name)
            left += cap.width()

    def _width_of(self, keys: tuple[str, ...]) -> int:
        between = self._small().horizontalAdvance(_OR) + 2 * _OR_GAP
        return sum(map(self._cap_width, keys)) + between * (len(keys) - 1)

    def _cap_width(self, name: str) -> int:
        return self._small().horizontalAdvance(name) + 2 * _CAP_SIDE

    def _cap_height(self) -> int:
        return self._small().height() + 2 * _CAP_ABOVE

    def _small(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font("small"))
