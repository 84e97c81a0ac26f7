"""The list of sections at the left of the settings; a search leaves those that have it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyleOptionViewItem, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.paint import box, ring, smooth
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.row_delegate import Index, RowDelegate

PAD = 12


class SectionList(QListWidget):
    """Titles by key; arrow keys move along them, and what they reach is shown at once."""

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, sections: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Settings sections")
        self.setItemDelegate(_SectionDelegate(appearance, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        set_ground(self, "panel")
        for key, title in sections:
            item = QListWidgetItem(title, self)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.currentItemChanged.connect(self._on_current)
        appearance.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def current_key(self) -> str:
        """The key of the section that is shown."""
        row = self.currentRow()
        return self._key(row) if row >= 0 else ""

    def visible_keys(self) -> tuple[str, ...]:
        """The sections that the search has left."""
        return tuple(self._key(row) for row in range(self.count()) if not self.item(row).isHidden())

    def set_current_key(self, key: str) -> None:
        """Choose a section."""
        for row in range(self.count()):
            if self._key(row) == key:
                self.setCurrentRow(row)

    def keep(self, keys: Sequence[str]) -> None:
        """Show only these sections."""
        for row in range(self.count()):
            self.item(row).setHidden(self._key(row) not in keys)

    def _key(self, row: int) -> str:
        return self.item(row).data(Qt.ItemDataRole.UserRole)

    def _on_current(self) -> None:
        self.chosen.emit(self.current_key)


class _SectionDelegate(RowDelegate):
    """A rounded row, lit and bold when it is the current one."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._appearance.font("strong"))
        return QSize(metrics.horizontalAdvance(_text(index)) + 2 * PAD, max(34, metrics.height() + 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = self._appearance
        is_current = index.row() == self._view.currentIndex().row()
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        area = QRectF(option.rect).adjusted(0, 0, 0, -1)
        painter.save()
        smooth(painter)
        if is_current or is_hovered:
            box(painter, area, look.scale.radius, look.colour("selected" if is_current else "hover"), None)
        if is_current and self._view.hasFocus():
            ring(painter, area, look.scale.radius, look.colour("focus"))
        painter.setFont(look.font("strong" if is_current else "text"))
        painter.setPen(look.colour("text" if is_current else "muted"))
        room = area.adjusted(PAD, 0, -PAD, 0)
        shown = painter.fontMetrics().elidedText(_text(index), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


def _text(index: Index) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole))
