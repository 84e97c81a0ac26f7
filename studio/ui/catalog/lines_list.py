"""A list of plain lines in a dialog; long ones go on in the next line, and so do long words."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from studio.ui.widgets.properties import breakable


def lines_list(name: str) -> QListWidget:
    """An empty list under a name for screen readers; `add_lines` fills it."""
    lines = QListWidget()
    lines.setObjectName("lines")
    lines.setAccessibleName(name)
    lines.setWordWrap(True)
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return lines


def add_lines(lines: QListWidget, texts: Iterable[str]) -> None:
    """Add lines at the end."""
    lines.addItems([breakable(text) for text in texts])
