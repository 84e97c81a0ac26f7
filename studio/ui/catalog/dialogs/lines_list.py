"""A list of plain lines in a dialog; long ones go on in the next line, and so do long words."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui.widgets.properties import breakable

PADDING = 8  # px at either end of a line, as in the style sheet


class _LineDelegate(QStyledItemDelegate):
    """Breaks a line where its padding begins: Qt measures without it, and then cuts what is only a little too long."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(PADDING, 0, -PADDING, 0)  # pyright: ignore[reportAttributeAccessIssue] - a field
        return super().sizeHint(inner, index)


def lines_list(name: str) -> QListWidget:
    """An empty list under a name for screen readers; `add_lines` fills it."""
    lines = QListWidget()
    lines.setObjectName("lines")
    lines.setAccessibleName(name)
    lines.setWordWrap(True)
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    lines.setItemDelegate(_LineDelegate(lines))
    return lines


def add_lines(lines: QListWidget, texts: Iterable[str]) -> None:
    """Add lines at the end."""
    lines.addItems([breakable(text) for text in texts])
