"""The order of the Tab key where widgets come later than their neighbours: Qt puts what is new at the window's end."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget


def let_follow(before: QWidget, widgets: Iterable[QWidget]) -> None:
    """The widgets come one after the other behind `before`."""
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget
