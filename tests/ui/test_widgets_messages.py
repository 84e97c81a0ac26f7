"""Toasts: said once, closed by themselves but never under the pointer, with a way to undo."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.core.errors import DiskFull
from studio.ui.appearance import Appearance
from studio.ui.messages import MOST_TOASTS, Messages
from studio.ui.widgets.status_line import StatusLine
from studio.ui.widgets.toast import Toast
from tests.ui.kitchen_sink import settle

HOSTILE = "<b>Ada</b> was deleted & gone."


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    return window


@pytest.fixture
def messages(window: QWidget, appearance: Appearance) -> Messages:
    return Messages(window, appearance)


def toasts(window: QWidget) -> list[Toast]:
    return [toast for toast in window.findChildren(Toast) if toast.isVisible()]


def test_a_sentence_is_shown_as_it_is(messages: Messages, window: QWidget) -> None:
    messages.tell(HOSTILE)
    label = toasts(window)[0].findChild(QLabel)
    assert (label.text(), label.textFormat()) == (HOSTILE, Qt.TextFormat.PlainText)
    assert toasts(window)[0].accessibleName() == HOSTILE


def test_undo_runs_once_and_closes_the_toast(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    undone: list[str] = []
    messages.tell("Ada was deleted.", "Undo", lambda: undone.append("Ada"))
    undo = next(b for b in toasts(window)[0].findChildren(QPushButton) if b.text() == "Undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert undone == ["Ada"]
    assert messages.shown == ()


def test_an_error_says_what_to_do_next_and_stays(messages: Messages, window: QWidget) -> None:
    messages.error(DiskFull("The disk is full.", "Make some room."))
    assert toasts(window)[0].accessibleName() == "The disk is full. Make some room."
    assert not toasts(window)[0]._timer.isActive()


def test_a_toast_closes_by_itself_but_not_under_the_pointer(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    messages.tell("Saved.")
    toast = toasts(window)[0]
    inside = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(inside, inside, inside))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()
    toast._timer.setInterval(1)
    with qtbot.waitSignal(toast.dismissed):
        pass
    assert messages.shown == ()


def test_the_focus_holds_a_toast_and_escape_closes_it(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    messages.tell("Ada was deleted.", "Undo", lambda: None)
    toast = toasts(window)[0]
    undo = next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo")
    undo.setFocus()
    assert not toast._timer.isActive()
    qtbot.keyClick(undo, Qt.Key.Key_Escape)
    assert messages.shown == ()


def test_the_same_sentence_is_not_stacked_and_the_oldest_goes_first(messages: Messages) -> None:
    for number in range(MOST_TOASTS + 2):
        messages.tell(f"Saved {number}.")
        messages.tell(f"Saved {number}.")
    assert messages.shown == tuple(f"Saved {number}." for number in range(2, MOST_TOASTS + 2))


def test_toasts_keep_inside_the_window_and_apart(messages: Messages, window: QWidget) -> None:
    messages.tell("Saved.")
    messages.tell("A very long sentence that needs more than one line in a toast. " * 3, "Undo", lambda: None)
    for width in (800, 320):
        window.resize(width, 600)
        settle(QApplication.instance())
        first, second = (toast.geometry() for toast in toasts(window))
        assert window.rect().contains(first)
        assert window.rect().contains(second)
        assert not first.intersects(second)
        for toast in toasts(window):
            for label in toast.findChildren(QLabel):
                assert label.height() >= label.heightForWidth(label.width())


def test_all_are_taken_away_at_once(messages: Messages, window: QWidget) -> None:
    messages.tell("One.")
    messages.tell("Two.")
    messages.dismiss_all()
    assert toasts(window) == []


def test_each_of_two_equal_sentences_keeps_its_own_undo(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    undone: list[int] = []
    for number in (1, 2):
        messages.tell("“ADA” deleted.", "Undo", lambda number=number: undone.append(number))
    for toast in toasts(window):
        qtbot.mouseClick(
            next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo"), Qt.MouseButton.LeftButton
        )
    assert undone == [1, 2]


def test_what_can_be_undone_outlives_what_was_only_said(messages: Messages) -> None:
    messages.tell("Ada was deleted.", "Undo", lambda: None)
    for number in range(MOST_TOASTS + 1):
        messages.tell(f"Saved {number}.")
    assert messages.shown[0] == "Ada was deleted."


def test_a_click_on_undo_leaves_the_focus_where_it_was(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    messages.tell("Ada was deleted.", "Undo", lambda: None)
    undo = next(b for b in toasts(window)[0].findChildren(QPushButton) if b.text() == "Undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert field.hasFocus()


def test_the_focus_returns_from_a_toast_that_is_closed_by_keys(
    messages: Messages, window: QWidget, qtbot: QtBot
) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    messages.tell("Ada was deleted.", "Undo", lambda: None)
    undo = next(b for b in toasts(window)[0].findChildren(QPushButton) if b.text() == "Undo")
    undo.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(undo, Qt.Key.Key_Space)
    assert field.hasFocus()


def test_toasts_stand_above_the_status_line(messages: Messages, window: QWidget, appearance: Appearance) -> None:
    status = StatusLine(appearance, window)
    status.setGeometry(0, 570, 800, 30)
    status.show()
    messages.tell("Saved.")
    settle(QApplication.instance())
    assert toasts(window)[0].geometry().bottom() < 570


def test_toasts_stand_beside_buttons_that_are_pressed_again_and_again(messages: Messages, window: QWidget) -> None:
    panel = QWidget(window)
    panel.setGeometry(560, 0, 240, 600)
    panel.show()
    messages.keep_clear(panel)
    messages.tell("“ADA” deleted.", "Undo", lambda: None)
    settle(QApplication.instance())
    assert not toasts(window)[0].geometry().intersects(panel.geometry())
    panel.hide()
    settle(QApplication.instance())
    assert toasts(window)[0].geometry().right() > 560


def test_toasts_stand_below_a_row_of_buttons_and_above_it_but_not_on_it(messages: Messages, window: QWidget) -> None:
    row = QWidget(window)
    row.setGeometry(0, 440, 800, 40)
    row.show()
    messages.keep_off(row)
    for number in range(MOST_TOASTS):
        messages.tell(f"“{number}” deleted.", "Undo", lambda: None)
    settle(QApplication.instance())
    places = [toast.geometry() for toast in toasts(window)]
    assert not any(place.intersects(row.geometry()) for place in places)
    assert {place.top() > row.geometry().bottom() for place in places} == {True, False}, "there is room on both sides"
    row.move(0, 500)  # the row goes where a toast is
    assert not any(toast.geometry().intersects(row.geometry()) for toast in toasts(window))
    row.hide()
    assert max(toast.geometry().bottom() for toast in toasts(window)) > 560
    below, above = sorted((toast.geometry() for toast in toasts(window)), key=lambda place: -place.top())[:2]
    assert below.top() - above.bottom() < 12, "nothing is kept free any more"
