"""A list of plain lines in a dialog; long ones go on in the next line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QListWidget


def lines_list(name: str) -> QListWidget:
    """An empty list under a name for screen readers."""
    lines = QListWidget()
    lines.setObjectName("lines")
    lines.setAccessibleName(name)
    lines.setWordWrap(True)
    lines.setLayoutMode(QListView.LayoutMode.Batched)
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return lines
