"""Segments, chips, stepper, stars, references, rail and palette, used by keys and by mouse."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QCursor, QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.appearance import Appearance
from studio.ui.widgets.chips import ChipGroup, ChipOption, FilterChip
from studio.ui.widgets.choices import Choice
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.key_names import KeyGroup, key_names
from studio.ui.widgets.keys_dialog import KeysDialog
from studio.ui.widgets.palette import CommandPalette, fuzzy_score
from studio.ui.widgets.picker import Picker
from studio.ui.widgets.picker_popup import PickerPopup
from studio.ui.widgets.rail import Rail
from studio.ui.widgets.rating_stars import RatingStars
from studio.ui.widgets.reading_order import ReadingWindow
from studio.ui.widgets.reference_strip import ReferenceItem, ReferenceStrip
from studio.ui.widgets.segmented import Option, Segmented
from studio.ui.widgets.stepper import Stepper
from studio.ui.widgets.tile import RarityMark
from studio.ui.widgets.type_ahead import TypeAhead
from tests.ui.kitchen_sink import RARITIES, drawn_card

if TYPE_CHECKING:
    from studio.ui.widgets.dropped import Dropped


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 500)
    window.show()
    window.activateWindow()
    return window


def shown(widget: QWidget, window: QWidget) -> QWidget:
    widget.setParent(window)
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSize()))
    widget.show()
    return widget


def buttons(widget: QWidget) -> dict[str, QAbstractButton]:
    return {button.text(): button for button in widget.findChildren(QAbstractButton)}


def test_arrow_keys_choose_along_the_segments(appearance: Appearance, window: QWidget, qtbot: QtBot) -> None:
    quality = Segmented(appearance, "Quality", [Option(q, q) for q in ("Low", "Medium", "High")])
    shown(quality, window)
    chosen: list[str] = []
    quality.chosen.connect(chosen.append)
    quality.set_value("Medium")
    assert chosen == []
    quality.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert (quality.value, chosen) == ("High", ["High"])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert chosen == ["High", "Medium", "Low"]


def test_a_chip_is_chosen_by_arrows_and_let_go_by_a_second_press(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    rarity = ChipGroup(appearance, "Rarity", optional=True)
    rarity.set_chips([ChipOption(name, name, RarityMark(name)) for name in RARITIES])
    shown(rarity, window)
    rarity.resize(600, 40)
    chosen: list[str] = []
    rarity.chosen.connect(chosen.append)
    rarity.set_value("Rare")
    rarity.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert rarity.value == "Epic"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert rarity.value == ""
    qtbot.mouseClick(buttons(rarity)["Common"], Qt.MouseButton.LeftButton)
    assert chosen == ["Epic", "", "Common"]


def test_chips_wrap_and_their_group_is_as_high_as_its_lines(appearance: Appearance) -> None:
    rarity = ChipGroup(appearance, "Rarity")
    rarity.set_chips([ChipOption(name, name, RarityMark(name)) for name in RARITIES])
    one_line = rarity.heightForWidth(2000)
    assert rarity.heightForWidth(300) >= 2 * one_line


def test_a_button_is_lit_no_longer_than_the_pointer_is_on_it_also_where_a_menu_was_between(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    chip = FilterChip(appearance, "Rarity")
    menu = QMenu(chip)
    menu.addAction("Rare")
    chip.setMenu(menu)
    shown(chip, window)
    QCursor.setPos(chip.mapToGlobal(QPoint(chip.width() + 200, 300)))
    chip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # so Qt leaves it where the pointer went on into the menu
    menu.aboutToHide.emit()  # a real menu that closes tells the chip more here than under X11
    qtbot.waitUntil(lambda: not chip.underMouse())
    QCursor.setPos(chip.mapToGlobal(QPoint(5, 5)))
    menu.aboutToHide.emit()
    qtbot.waitUntil(chip.underMouse)


def test_the_stepper_stays_in_its_range_and_ignores_the_wheel(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    stepper = Stepper(appearance, "Variations", 1, 8)
    shown(stepper, window)
    told: list[int] = []
    stepper.stepped.connect(told.append)
    stepper.set_value(7)
    assert told == []
    stepper.setFocus()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_3, Qt.Key.Key_9, Qt.Key.Key_Home):
        qtbot.keyClick(stepper, key)
    assert told == [8, 7, 3, 1]
    qtbot.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=QPoint(stepper.width() - 5, 10))
    qtbot.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert told[-2:] == [2, 1]


def test_stars_are_set_by_digits_and_taken_back_by_a_second_click(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    stars = RatingStars(appearance)
    shown(stars, window)
    told: list[int] = []
    stars.rated.connect(told.append)
    qtbot.keyClick(stars, Qt.Key.Key_4)
    qtbot.keyClick(stars, Qt.Key.Key_7)
    second = QPoint(stars.width() * 2 // 6, stars.height() // 2)
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=second)
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=second)
    assert told == [4, 2, 0]


@pytest.fixture
def strip(appearance: Appearance, window: QWidget) -> ReferenceStrip:
    strip = ReferenceStrip(appearance)
    strip.set_references([ReferenceItem(key, f"{key}.png") for key in "abc"])
    strip.set_picture("a", drawn_card(1))
    shown(strip, window)
    strip.resize(400, 60)
    return strip


def test_references_are_moved_and_taken_away_by_keys(strip: ReferenceStrip, qtbot: QtBot) -> None:
    orders: list[tuple[str, ...]] = []
    removed: list[str] = []
    strip.order_changed.connect(orders.append)
    strip.remove_requested.connect(removed.append)
    first = next(b for b in strip.findChildren(QAbstractButton) if "1 of 3" in b.accessibleName())
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(first, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(first, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert orders == [("b", "a", "c"), ("a", "b", "c")]
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert removed == ["a"]


def test_a_reference_dragged_to_the_end_stands_last(strip: ReferenceStrip) -> None:
    data = QMimeData()
    data.setData("application/x-wtfigure-reference", b"a")
    assert drop(strip, data, QPointF(380, 20))
    assert strip.keys == ("b", "c", "a")


def test_files_and_pictures_are_handed_on_and_text_is_not(strip: ReferenceStrip) -> None:
    told: list[Dropped] = []
    strip.pictures_dropped.connect(told.append)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/tmp/a.png"), QUrl("https://example.org/b.png")])  # noqa: S108 - never opened
    picture = QMimeData()
    picture.setImageData(drawn_card(1, 20, 30))
    text = QMimeData()
    text.setText("hello")
    assert drop(strip, files, QPointF(5, 5))
    assert drop(strip, picture, QPointF(5, 5))
    assert not drop(strip, text, QPointF(5, 5))
    assert [file.name for file in told[0].files] == ["a.png"]
    assert told[1].images[0].size() == drawn_card(1, 20, 30).size()
    assert len(told) == 2


def drop(strip: ReferenceStrip, data: QMimeData, at: QPointF) -> bool:
    """Drag something over the strip and let go; whether it took it."""
    rules = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(at.toPoint(), *rules)
    enter.setAccepted(False)
    QApplication.sendEvent(strip, enter)
    if enter.isAccepted():
        QApplication.sendEvent(strip, QDropEvent(at, *rules))
    return enter.isAccepted()


def test_the_place_for_more_references_goes_away_at_the_limit(strip: ReferenceStrip) -> None:
    add = next(b for b in strip.findChildren(QAbstractButton) if "Add" in b.accessibleName())
    assert add.isVisible()
    strip.set_limit(3)
    assert not add.isVisible()


def test_a_pasted_picture_is_handed_on_and_rich_text_comes_in_plain(window: QWidget, qtbot: QtBot) -> None:
    subject = GrowingTextEdit("Subject")
    shown(subject, window)
    told: list[Dropped] = []
    subject.pictures_dropped.connect(told.append)
    clipboard = QApplication.clipboard()
    clipboard.setImage(drawn_card(1, 20, 30))
    subject.paste()
    assert (len(told), subject.text()) == (1, "")
    rich = QMimeData()
    rich.setHtml("<b>Ada</b>")
    rich.setText("Ada")
    clipboard.setMimeData(rich)
    subject.paste()
    assert subject.text() == "Ada"
    assert not subject.textCursor().charFormat().font().bold()
    clipboard.clear()


@pytest.fixture
def rail(appearance: Appearance, window: QWidget) -> Rail:
    """Its first action is added before its pages."""
    rail = Rail(appearance)
    rail.add_action("look", "contrast", "Light")
    rail.add_page("create", "sparkles", "Create")
    rail.add_page("gallery", "layout-grid", "Gallery")
    rail.add_action("account", "circle-user", "Sign in")
    shown(rail, window)
    return rail


def test_the_rail_tells_pages_and_actions_by_their_keys(rail: Rail, qtbot: QtBot) -> None:
    told: list[str] = []
    rail.page_chosen.connect(told.append)
    rail.action_chosen.connect(told.append)
    rail.set_current("create")
    qtbot.mouseClick(buttons(rail)["Gallery"], Qt.MouseButton.LeftButton)
    rail.set_action("look", "contrast", "Dark")
    qtbot.mouseClick(buttons(rail)["Dark"], Qt.MouseButton.LeftButton)
    assert told == ["gallery", "look"]
    assert buttons(rail)["Gallery"].isChecked()


def test_tab_goes_down_the_rail_whatever_was_added_first(rail: Rail, qtbot: QtBot) -> None:
    window = ReadingWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(rail)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    buttons(rail)["Create"].setFocus()
    reached = []
    for _ in range(3):
        focused = window.focusWidget()
        reached.append(focused.text())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == ["Create", "Light", "Sign in"], "the pages are one stop"


def test_a_command_is_found_by_a_few_letters_and_runs_after_the_palette_closed(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    palette = CommandPalette(appearance, window)
    ran: list[tuple[str, bool]] = []
    actions = [QAction(text, window) for text in ("Show in folder", "Save a copy…", "Generate", "Publish")]
    actions[3].setEnabled(False)
    for action in actions:
        action.triggered.connect(lambda _=False, a=action: ran.append((a.text(), palette.isVisible())))
    palette.show_actions(actions)
    search = palette.findChild(QLineEdit)
    qtbot.keyClicks(search, "svcp")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert ran == [("Save a copy…", False)]
    palette.show_actions(actions)
    qtbot.keyClicks(search, "publish")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert len(ran) == 1
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_words_beginnings_fit_better_than_letters_far_apart() -> None:
    names = ["Undo delete", "Go to gallery", "Rating 4", "Generate"]
    best = sorted(names, key=lambda name: (fuzzy_score("ge", name) is None, fuzzy_score("ge", name)))
    assert best[0] == "Generate"
    assert fuzzy_score("xyz", "Generate") is None
    assert fuzzy_score("", "Generate") == 0


def test_the_keys_are_shown_in_groups(appearance: Appearance, window: QWidget, qtbot: QtBot) -> None:
    keys = KeysDialog(appearance, window)
    keys.show_groups([KeyGroup("Gallery", (("Rate", ("0 to 5",)), ("Show the keys", ("?", "F1"))))])
    rows = keys.list.model()
    spoken = [rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(rows.rowCount())]
    assert spoken == ["Gallery", "Rate: 0 to 5", "Show the keys: ? or F1"]
    keys.close()


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac writes ↩")
def test_the_two_keys_called_enter_are_one_for_a_person(qapp: QApplication) -> None:
    both = [QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")]
    assert key_names(both) == key_names(both[:1]) == ("Ctrl+Enter",)
    assert key_names([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]) == ("Ctrl+Shift+Z", "Ctrl+Y")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_row_of_the_keys_is_cut(appearance: Appearance, window: QWidget, scale: float) -> None:
    appearance.set_text_scale(scale)
    window.resize(880, 600)
    keys = KeysDialog(appearance, window)
    long = "Something that can be done and that takes many words to say, more than stand in one line of the list"
    keys.show_groups([KeyGroup("Gallery", ((long, ("Ctrl+Shift+Return", "Ctrl+Shift+Enter")), ("Rate", ("5",))))])
    row, short = (keys.list.visualRect(keys.list.model().index(at, 0)) for at in (1, 2))
    assert keys.list.viewport().width() >= row.right()
    assert row.height() >= 2 * short.height() - 12, "the words stand in several lines"
    keys.close()
    appearance.set_text_scale(0)


def test_an_empty_picture_in_the_clipboard_is_nothing(strip: ReferenceStrip) -> None:
    empty = QMimeData()
    empty.setImageData(QImage())
    told: list[object] = []
    strip.pictures_dropped.connect(told.append)
    drop(strip, empty, QPointF(5, 5))
    assert told == []


def test_no_segment_is_lit_by_an_unknown_value(appearance: Appearance, window: QWidget, qtbot: QtBot) -> None:
    told: list[str] = []
    zoom = Segmented(appearance, "Zoom", (Option("fit", "Fit"), Option("actual", "100%")))
    zoom.chosen.connect(told.append)
    shown(zoom, window)
    zoom.set_value("")
    assert (zoom.value, told) == ("", [])
    zoom.set_value("actual")
    assert zoom.value == "actual"
    zoom.set_value("173")
    assert zoom.value == ""
    fit = next(b for b in zoom.findChildren(QAbstractButton) if b.text() == "Fit")
    qtbot.mouseClick(fit, Qt.MouseButton.LeftButton)
    assert (zoom.value, told) == ("fit", ["fit"])


def test_the_palette_is_as_high_as_what_it_has_found(appearance: Appearance, window: QWidget, qtbot: QtBot) -> None:
    palette = CommandPalette(appearance, window)
    qtbot.addWidget(palette)
    palette.show_actions([QAction(f"Do thing {number}", window) for number in range(20)])
    full = palette.height()
    search = palette.findChild(QLineEdit)
    qtbot.keyClicks(search, "thing 19")
    assert palette.height() < full
    qtbot.keyClicks(search, "xyz")
    assert search.isVisible()
    search.clear()
    qtbot.keyClicks(search, "d")
    assert palette.height() == full


def test_a_field_is_hidden_long_after_its_list_was_used(appearance: Appearance, window: QWidget, qtbot: QtBot) -> None:
    picker = Picker(appearance, "Made by")
    picker.set_choices((Choice("a", "One"), Choice("b", "Two")))
    pages = QStackedWidget(window)
    pages.addWidget(picker)
    pages.addWidget(QWidget())
    window.show()
    picker.showPopup()
    popup = picker.findChild(PickerPopup)
    assert isinstance(popup, PickerPopup)
    with qtbot.waitSignals([picker.chosen, popup.destroyed]):
        qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Down)
        qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert picker.key == "b"
    pages.setCurrentIndex(1)  # Qt closes the list of a field that is hidden
    assert not picker.isVisible()
    pages.setCurrentIndex(0)
    picker.showPopup()
    assert isinstance(picker.findChild(PickerPopup), PickerPopup), "it opens again"
    picker.hidePopup()


MAKERS = (
    Choice("mockup", "Mock-up", "free"),
    Choice("flare", "OpenAI · gpt-image-2.6-flare"),
    Choice("sunburst", "OpenAI · gpt-image-2.6-sunburst"),
    Choice("another", "OpenAI · another model…"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("o", "flare"),  # begins with it
        ("oo", "sunburst"),  # and the next one
        ("ooo", "another"),
        ("oooo", "flare"),
        ("SUN", "sunburst"),  # holds it
        ("openai · a", "another"),  # a space is part of a name
        ("gpt-image-2.6-s", "sunburst"),
        ("x", "mockup"),  # nothing: it stays
    ],
)
@pytest.mark.parametrize("is_open", [True, False])
def test_typing_leads_to_the_choice_that_is_meant(
    appearance: Appearance, window: QWidget, qtbot: QtBot, typed: str, found: str, *, is_open: bool
) -> None:
    picker = Picker(appearance, "Made by")
    picker.set_choices(MAKERS)
    shown(picker, window)
    picker.setFocus()
    if is_open:
        picker.showPopup()
    popup = picker.findChild(PickerPopup)
    keys = popup.focusWidget() if isinstance(popup, PickerPopup) else picker
    for letter in typed:
        QApplication.sendEvent(keys, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
    if isinstance(popup, PickerPopup):
        assert picker.key == "mockup", "it is only looked for until it is taken"
        qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert picker.key == found


def test_after_a_pause_a_letter_begins_anew_and_a_choice_is_told_once(
    appearance: Appearance, window: QWidget, qtbot: QtBot
) -> None:
    picker = Picker(appearance, "Made by")
    picker.set_choices(MAKERS)
    shown(picker, window)
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    with qtbot.waitSignal(picker.findChild(TypeAhead).forgot):
        qtbot.keyClicks(picker, "opena")
    qtbot.keyClicks(picker, "m")
    assert chosen == ["flare", "mockup"]
