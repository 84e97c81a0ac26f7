"""The Tab key goes through a window as one reads it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.ui.widgets.reading_order import ReadingWindow
from studio.ui.widgets.scrolling import scrolled


@pytest.fixture
def reading(qapp: QApplication) -> Iterator[ReadingWindow]:
    window = ReadingWindow()
    window.resize(400, 300)
    yield window
    window.close()
    window.deleteLater()


def line(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    return edit


def shown(window: ReadingWindow, inside: QWidget, first: QWidget) -> None:
    window.setCentralWidget(inside)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    first.setFocus()


def round_trip(window: ReadingWindow, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """The names of all stops from the one that has the focus on."""
    names: list[str] = []
    while (held := window.focusWidget()) is not None and held.accessibleName() not in names:
        names.append(held.accessibleName())
        QTest.keyClick(held, key)
    return names


def test_what_was_made_last_is_reached_where_it_stands(reading: ReadingWindow) -> None:
    inside = QWidget()
    column, row = QVBoxLayout(inside), QHBoxLayout()
    bottom, right, left = line("bottom"), line("right"), line("left")
    row.addWidget(left)
    row.addWidget(right)
    column.addLayout(row)
    column.addWidget(bottom)
    shown(reading, inside, left)
    column.insertWidget(1, line("between"))
    column.insertWidget(0, line("top"))
    QApplication.processEvents()
    assert round_trip(reading) == ["left", "right", "between", "bottom", "top"]
    left.setFocus()
    assert round_trip(reading, Qt.Key.Key_Backtab) == ["left", "top", "bottom", "between", "right"]


def test_what_is_hidden_disabled_or_stands_for_another_is_passed(reading: ReadingWindow) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    first, hidden, disabled, number, last = line("first"), line("hidden"), line("disabled"), QSpinBox(), line("last")
    number.setAccessibleName("number")
    hidden.hide()
    disabled.setEnabled(False)
    for widget in (first, hidden, disabled, number, last):
        column.addWidget(widget)
    inside.setFocusProxy(first)
    shown(reading, inside, first)
    assert round_trip(reading) == ["first", "number", "last"]


def test_of_exclusive_choices_the_chosen_one_is_reached(reading: ReadingWindow) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    first, group = line("first"), QButtonGroup(inside)
    column.addWidget(first)
    for name in ("one", "two", "three"):
        choice = QRadioButton(name)
        choice.setAccessibleName(name)
        group.addButton(choice)
        column.addWidget(choice)
        choice.setChecked(name == "two")
    column.addWidget(line("last"))
    shown(reading, inside, first)
    assert round_trip(reading) == ["first", "two", "last"]


def test_what_lies_over_the_layout_comes_after_it(reading: ReadingWindow) -> None:
    inside = QWidget()
    drawer = QPushButton("Drawer", inside)
    drawer.setAccessibleName("drawer")
    column = QVBoxLayout(inside)
    first = line("first")
    column.addWidget(first)
    column.addWidget(line("last"))
    shown(reading, inside, first)
    assert round_trip(reading) == ["first", "last", "drawer"]


def test_it_is_scrolled_to_where_the_key_stops(reading: ReadingWindow) -> None:
    inside, list_of_lines = QWidget(), QWidget()
    column, lines = QVBoxLayout(inside), QVBoxLayout(list_of_lines)
    first = line("first")
    for number in range(40):
        lines.addWidget(line(f"line {number}"))
    column.addWidget(first)
    column.addWidget(scrolled(list_of_lines, inside))
    shown(reading, inside, first)
    QTest.keyClick(first, Qt.Key.Key_Backtab)
    last = reading.focusWidget()
    assert last is not None
    assert last.accessibleName() == "line 39"
    assert not last.visibleRegion().isEmpty()


def test_a_text_that_takes_the_tab_key_keeps_it(reading: ReadingWindow) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    text = QPlainTextEdit()
    column.addWidget(text)
    column.addWidget(line("last"))
    shown(reading, inside, text)
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert text.toPlainText() == "\t"
    assert reading.focusWidget() is text


def test_what_is_hidden_gives_the_keys_to_what_is_read_next(reading: ReadingWindow) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    last = line("last")
    column.addWidget(last)
    first, second = line("first"), line("second")
    column.insertWidget(0, first)
    column.insertWidget(1, second)
    shown(reading, inside, second)
    second.hide()
    assert reading.focusWidget() is last
