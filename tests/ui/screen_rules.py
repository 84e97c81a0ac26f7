"""Rules that every screen keeps, as assertions: nothing is clipped, every control has a name, no text is markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QWidget


def assert_nothing_is_clipped(screen: QWidget) -> None:
    """Every visible button and label has at least the room that it asks for, inside its parent."""
    for widget in screen.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        if isinstance(widget.parentWidget(), QLineEdit):
            continue  # Qt places its own small buttons in there
        hint = widget.minimumSizeHint()
        what = f"{type(widget).__name__} “{widget.text()[:60]}”"
        assert widget.width() >= hint.width(), f"{what} is {widget.width()} px wide and needs {hint.width()}"
        needed = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else hint.height()
        assert widget.height() >= needed, f"{what} is {widget.height()} px high and needs {needed}"
        parent = widget.parentWidget()
        assert widget.geometry().right() <= parent.width(), f"{what} leaves its parent"
        assert widget.geometry().bottom() <= parent.height(), f"{what} leaves its parent"


def assert_nothing_leaves_its_area(screen: QWidget) -> None:
    """What cannot be scrolled sideways is no wider than what can be seen of it."""
    for area in screen.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            inside, room = area.widget().width(), area.viewport().width()
            assert inside <= room, f"{area.widget()!r} is {inside} px wide, of which {room} can be seen"


def assert_every_control_has_a_name(screen: QWidget) -> None:
    """What the Tab key reaches can be told by a screen reader."""
    for widget in screen.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), f"{widget!r} has no name"


def assert_texts_are_plain(screen: QWidget) -> None:
    """No label reads what it shows as markup, and no tooltip holds markup that came from outside."""
    for label in screen.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    for widget in screen.findChildren(QWidget):
        assert "<img" not in widget.toolTip()
