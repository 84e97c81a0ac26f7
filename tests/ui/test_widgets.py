"""Rules that all widgets keep: names, tab order, visible focus, no clipping, plain text."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card
from studio.ui.widgets.chips import ChipGroup, ChipOption
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.properties import literal, set_ground, set_tip, tip_of
from studio.ui.widgets.reference_strip import ReferenceItem, ReferenceStrip
from studio.ui.widgets.segmented import Option, Segmented
from studio.ui.widgets.spans_view import SpansView
from tests.ui.kitchen_sink import Sheet, settle
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_texts_are_plain

HOSTILE = '<b>bold</b><img src="file:///etc/passwd"> & &amp; <a href="http://x">x</a>'
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, QAbstractItemView, QPlainTextEdit, QTextEdit)


@pytest.fixture
def look(appearance: Appearance) -> Iterator[Appearance]:
    yield appearance
    appearance.set_text_scale(0)
    appearance.apply("dark")


@pytest.fixture
def sheet(qtbot: QtBot, look: Appearance) -> Iterator[Sheet]:
    sheet = Sheet(look)
    sheet.resize(1440, 900)
    sheet.show()
    settle(QApplication.instance())
    yield sheet
    sheet.close()
    delete(sheet)


def test_a_deleted_window_leaves_no_widget_and_no_listener(look: Appearance, qapp: QApplication) -> None:
    widgets = set(QApplication.allWidgets())
    listeners = look.receivers("2changed()")
    sheet = Sheet(look)
    sheet.show()
    settle(qapp)
    sheet.close()
    delete(sheet)
    settle(qapp)
    assert look.receivers("2changed()") == listeners
    assert set(QApplication.allWidgets()) - widgets == set()


def pages(sheet: Sheet) -> Iterator[int]:
    for page in range(sheet.pages.count()):
        sheet.pages.setCurrentIndex(page)
        settle(QApplication.instance())
        yield page


def controls(root: QWidget) -> list[QWidget]:
    """What a person can use now."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QScrollBar)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def test_every_control_has_a_name(sheet: Sheet) -> None:
    for _ in pages(sheet):
        assert_every_control_has_a_name(sheet)
        names = [QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name) for each in controls(sheet)]
        assert all(names)


def test_the_tab_key_reaches_every_control(sheet: Sheet, qtbot: QtBot) -> None:
    for _ in pages(sheet):
        reached: list[QWidget] = []
        sheet.activateWindow()
        controls(sheet)[0].setFocus()
        while (focus := QApplication.focusWidget()) is not None and focus not in reached:
            reached.append(focus)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        groups = [each for each in controls(sheet) if not (isinstance(each, QAbstractButton) and each.group())]
        assert [each for each in groups if each not in reached] == []
        chosen = [
            each for each in controls(sheet) if isinstance(each, QAbstractButton) and each.group() and each.isChecked()
        ]
        assert [each.text() for each in chosen if each not in reached] == []


def test_the_focus_can_be_seen(sheet: Sheet) -> None:
    for _ in pages(sheet):
        for control in controls(sheet):
            focus = QApplication.focusWidget()
            if focus is not None:
                focus.clearFocus()
            before = control.grab().toImage()
            control.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(control, QTextEdit) and control.isReadOnly():
                continue  # shows its cursor once a person selects with the keys
            assert control.grab().toImage() != before, f"{control} looks the same with the focus"


def pseudo(text: str) -> str:
    """A text 40 % longer, with accents, as another language may be."""
    accents = str.maketrans("aeiouAEIOUcn", "àéîöûÀÉÎÖÛçñ")
    return text.translate(accents) + " wörd" * max(1, len(text) // 12)


def clipped(root: QWidget) -> list[str]:
    """The texts that have less room than they need."""
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        if (
            not widget.isVisible()
            or not isinstance(widget, QAbstractButton | QLabel)
            or isinstance(widget, ElidedLabel)
        ):
            continue
        needs = widget.minimumSizeHint()
        height = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else needs.height()
        if widget.width() < needs.width() or widget.height() < height:
            found.append(f"{type(widget).__name__} {widget.text()!r}: {widget.size()} of {needs.width()} × {height}")
    return found


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("change", [str, pseudo], ids=["english", "longer"])
def test_nothing_is_clipped(sheet: Sheet, look: Appearance, scale: float, change: Callable[[str], str]) -> None:
    look.set_text_scale(scale)
    for label in sheet.findChildren(QLabel):
        label.setText(change(label.text()))
    for button in sheet.findChildren(Button):
        button.set_text(change(button.text()) if button.text() else "")
    sheet.unlock_widths()
    settle(QApplication.instance())
    sheet.resize(sheet.minimumSizeHint().expandedTo(sheet.size()))
    for _ in pages(sheet):
        assert clipped(sheet) == []


def test_texts_from_outside_are_never_read_as_markup(sheet: Sheet, look: Appearance, qtbot: QtBot) -> None:
    assert_texts_are_plain(sheet)
    plain = PlainLabel(HOSTILE, wrap=True)
    elided = ElidedLabel(HOSTILE)
    notes = NotesBox(look)
    notes.set_notes([Note(HOSTILE, "error", fix="Convert")])
    spans = SpansView(look)
    spans.set_spans(((HOSTILE, "subject"), ("\n<h1>t</h1>", "")))
    for widget in (plain, elided, notes, spans):
        qtbot.addWidget(widget)
        widget.resize(300, 80)
        widget.show()
        assert_texts_are_plain(widget)
    assert plain.text() == HOSTILE
    assert spans.findChild(QTextEdit).toPlainText() == HOSTILE + "\n<h1>t</h1>"


def test_a_tooltip_shows_markup_as_letters(look: Appearance, qtbot: QtBot) -> None:
    button = Button(look, "Go")
    qtbot.addWidget(button)
    button.show()
    set_tip(button, HOSTILE)
    assert "<b>" not in button.toolTip()
    assert button.accessibleDescription() == HOSTILE
    place = QPoint(5, 5)
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    assert QToolTip.text() == button.toolTip()
    QToolTip.hideText()


def test_a_button_that_cannot_be_pressed_says_why(look: Appearance, qtbot: QtBot) -> None:
    button = Button(look, "Generate", "primary")
    qtbot.addWidget(button)
    button.set_tip("Make a figure")
    button.set_reasons(["Say who it is first.", "The disk is full."])
    assert not button.isEnabled()
    assert button.accessibleDescription() == "Say who it is first.\nThe disk is full."
    button.set_reasons([])
    assert button.isEnabled()
    assert button.accessibleDescription() == "Make a figure"


def test_an_ampersand_is_a_letter_and_no_shortcut(look: Appearance, qtbot: QtBot) -> None:
    assert literal("Salt & Pepper") == "Salt && Pepper"
    button = Button(look, "Salt & Pepper")
    chips = ChipGroup(look, "Rarity")
    chips.set_chips([ChipOption("a", "Salt & Pepper")])
    tabs = Segmented(look, "View", [Option("a", "Salt & Pepper")])
    for widget in (button, chips, tabs):
        qtbot.addWidget(widget)
        assert all(
            each.shortcut().isEmpty()
            for each in [widget, *widget.findChildren(QAbstractButton)]
            if isinstance(each, QAbstractButton)
        )


def test_an_elided_label_tells_its_whole_text(look: Appearance, qtbot: QtBot) -> None:
    label = ElidedLabel("A very long path that does not fit")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert "very long path" in label.toolTip()
    label.resize(800, 20)
    assert label.toolTip() == ""


def test_the_tip_of_a_very_long_word_stays_on_the_screen(look: Appearance, qtbot: QtBot) -> None:
    for word in ("W" * 300, "W" * 60_000, "many words " * 6_000):
        QToolTip.showText(QPoint(5, 5), tip_of(word))
        (tip,) = [shown for shown in QApplication.topLevelWidgets() if shown.inherits("QTipLabel")]
        screen = tip.screen().size()
        assert tip.width() <= screen.width()
        assert tip.height() <= screen.height()
        assert "WWWW" in QToolTip.text() or "many words" in QToolTip.text()
    QToolTip.hideText()


def test_a_search_is_told_once_after_a_pause_and_emptied_by_escape(look: Appearance, qtbot: QtBot) -> None:
    search = SearchField(look, "Search figures")
    qtbot.addWidget(search)
    told: list[str] = []
    search.searched.connect(told.append)
    with qtbot.waitSignal(search.searched):
        qtbot.keyClicks(search, "ada ")
    assert told == ["ada"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert (search.text(), told) == ("", ["ada", ""])


def test_the_subject_field_grows_and_takes_plain_text_only(look: Appearance, qtbot: QtBot) -> None:
    field = GrowingTextEdit("Subject")
    qtbot.addWidget(field)
    field.resize(300, 60)
    field.show()
    edited: list[str] = []
    field.edited.connect(edited.append)
    low = field.sizeHint().height()
    field.set_text("one\ntwo\nthree\nfour")
    assert edited == []
    assert field.sizeHint().height() > low
    field.set_text("\n".join("abcdefghijkl"))
    high = field.sizeHint().height()
    field.set_text("\n".join("abcdefghijklmnop"))
    assert field.sizeHint().height() == high
    field.set_text("")
    QApplication.clipboard().mimeData()
    field.insertPlainText("x")
    assert edited == ["x"]
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "x"


def test_a_picker_keeps_its_choice_when_the_choices_change(look: Appearance, qtbot: QtBot) -> None:
    picker = Picker(look, "Theme")
    qtbot.addWidget(picker)
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    picker.set_choices((Choice("a", "Alpha"), Choice("b", "Beta")))
    picker.set_key("b")
    picker.set_choices((Choice("z", "Zeta"), Choice("b", "Beta, renamed")))
    assert (picker.key, chosen) == ("b", [])
    qtbot.keyClick(picker, Qt.Key.Key_Up)
    assert (picker.key, chosen) == ("z", ["z"])


def test_a_picker_with_many_choices_is_searched_by_typing(look: Appearance, qtbot: QtBot) -> None:
    picker = Picker(look, "Theme")
    qtbot.addWidget(picker)
    picker.set_choices(tuple(Choice(str(n), f"Theme {n}") for n in range(20)))
    picker.show()
    picker.showPopup()
    search = QApplication.focusWidget()
    assert isinstance(search, QLineEdit)
    qtbot.keyClicks(search, "17")
    with qtbot.waitSignal(picker.chosen) as told:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert told.args == ["17"]
    assert picker.key == "17"


def test_notes_count_and_disappear(look: Appearance, qtbot: QtBot) -> None:
    notes = NotesBox(look)
    qtbot.addWidget(notes)
    notes.set_notes([Note("Theme has no `details.music`.")])
    assert notes.accessibleName() == "1 note"
    notes.set_notes([Note("a"), Note("b", "error", "Convert", "k")])
    assert notes.accessibleName() == "1 problem and 1 note"
    fix = notes.findChild(Button)
    with qtbot.waitSignal(notes.fix_requested) as told:
        fix.click()
    assert told.args == ["k"]
    notes.set_notes([])
    assert notes.isHidden()


def test_the_title_of_notes_has_the_colour_of_the_worst(look: Appearance, qtbot: QtBot) -> None:
    box = NotesBox(look)
    qtbot.addWidget(box)
    box.set_notes([Note("A little thing.")])
    box.show()
    title = box.findChild(QLabel)
    assert title.palette().color(title.foregroundRole()) == look.colour("warning")
    box.set_notes([Note("A large thing.", "error")])
    assert title.palette().color(title.foregroundRole()) == look.colour("error")
    assert title.font().weight() >= 600


def test_a_prompt_is_shown_from_its_beginning(look: Appearance, qtbot: QtBot) -> None:
    view = SpansView(look)
    qtbot.addWidget(view)
    view.resize(240, 160)
    view.show()
    text = view.findChild(QTextEdit)
    for count in (60, 80):
        view.set_spans((("A long prompt. " * count, ""), ("Ada", "subject")))
        view.resize(240, 150)
        settle(QApplication.instance())
        assert text.verticalScrollBar().value() == 0
        assert text.verticalScrollBar().maximum() > 0
    text.verticalScrollBar().setValue(90)
    view.set_spans((("A long prompt. " * 80, ""), ("Adam", "subject")))
    settle(QApplication.instance())
    assert text.verticalScrollBar().value() == 90


def test_a_growing_field_has_no_scroll_bar_before_it_is_full(look: Appearance, qtbot: QtBot) -> None:
    field = GrowingTextEdit("Subject")
    qtbot.addWidget(field)
    field.set_text("Ada")
    assert field.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_another_edge_alone_is_drawn_at_once(look: Appearance, qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    panel.resize(40, 40)
    set_ground(panel, "panel", "left")
    panel.show()
    assert panel.grab().toImage().pixelColor(0, 20) == look.colour("line")
    set_ground(panel, "panel", "right")
    image = panel.grab().toImage()
    assert (image.pixelColor(0, 20), image.pixelColor(39, 20)) == (look.colour("panel"), look.colour("line"))


def test_a_field_of_a_card_grows_with_its_text(look: Appearance, qtbot: QtBot) -> None:
    card = Card("Engine")
    choice = Segmented(look, "At once", [Option(n, f"{n} figures at once") for n in "1248"])
    path = QLineEdit("https://example.org")
    card.add_row("At once", choice)
    short = card.add_row("Address", path)
    wide = card.add_row("Folder", QLineEdit("/home/ada"), is_wide=True)
    qtbot.addWidget(card)
    card.resize(1600, 300)
    card.show()
    look.set_text_scale(2.0)
    settle(QApplication.instance())
    assert choice.width() >= choice.minimumSizeHint().width()
    assert short.field.width() < wide.field.width()


def test_references_are_placed_anew_when_they_come(look: Appearance, qtbot: QtBot) -> None:
    strip = ReferenceStrip(look)
    qtbot.addWidget(strip)
    strip.resize(300, 80)
    strip.show()
    settle(QApplication.instance())
    strip.set_references([ReferenceItem("a", "a.png"), ReferenceItem("b", "b.png")])
    settle(QApplication.instance())
    shown = [child for child in strip.children() if isinstance(child, QWidget) and child.isVisible()]
    places = sorted((child.geometry() for child in shown), key=lambda rect: rect.x())
    assert len(places) == 4
    assert all(one.right() < other.left() for one, other in pairwise(places))


def test_a_place_to_add_asks_for_no_more_than_it_gets(look: Appearance, qtbot: QtBot) -> None:
    strip = ReferenceStrip(look)
    qtbot.addWidget(strip)
    add = strip.focusProxy()
    assert add.minimumSizeHint() == add.size()


def test_icon_and_text_of_a_button_stand_apart_and_grow(look: Appearance, qtbot: QtBot) -> None:
    button = Button(look, "Open folder", icon="folder-open")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    look.set_text_scale(2.0)
    settle(QApplication.instance())
    assert button.iconSize().width() == look.px(16)
    assert button.sizeHint().width() > before.width()


def test_the_focus_of_the_keyboard_is_a_ring_and_no_second_box_behind_the_words(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    button = Button(appearance, "Remove the key", "danger", parent=window)
    button.setGeometry(10, 60, 160, 34)
    button.show()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Qt does when Tab is pressed
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    ground = button.grab().toImage().pixelColor(8, button.height() // 2)
    beside_the_words = {
        button.grab().toImage().pixelColor(x, y).name()
        for y in (7, button.height() - 8)
        for x in range(16, button.width() - 16)
    }
    assert beside_the_words == {ground.name()}


def test_a_bar_that_was_needed_goes_when_the_text_fits_without_it(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    view = SpansView(appearance, parent=window)
    view.set_spans([("a i " * 900, "")])
    window.show()
    view.show()
    text = view.findChild(QTextEdit)
    assert isinstance(text, QTextEdit)
    view.resize(270, 2000)
    qtbot.wait(1)
    needed = text.height()
    assert needed == text.sizeHint().height()
    view.resize(270, needed // 2)
    qtbot.wait(1)
    legend = view.height() - text.height()
    assert text.verticalScrollBar().isVisible()
    view.resize(270, needed + legend)
    qtbot.wait(1)
    assert not text.verticalScrollBar().isVisible()
    assert text.height() == needed


def test_the_line_above_a_row_of_a_card_goes_and_comes_with_the_row(qtbot: QtBot) -> None:
    card = Card("Project")
    qtbot.addWidget(card)
    rows = [card.add_row(label, QLineEdit()) for label in ("Team", "Address")]
    card.show()
    lines = card.findChildren(QFrame, "cardLine")
    assert [line.isVisible() for line in lines] == [True, True]
    rows[0].hide()
    assert [line.isVisible() for line in lines] == [False, True]
    rows[0].setVisible(True)
    assert [line.isVisible() for line in lines] == [True, True]
