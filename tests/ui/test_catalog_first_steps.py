"""What an admin who sees the Catalog screen for the first time expects of it: keys, places, folders, and what is shown."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit

from studio.core.catalog import Kind
from studio.core.draft import EntryStatus
from studio.core.figure import THIS_COMPUTER
from studio.core.json_document import JsonDocument
from studio.core.json_text import JsonValue
from studio.ui.catalog.fields.form_fields import ChoiceField, LineField, TextField
from studio.ui.catalog.fields.texts_field import TextsField
from tests.ui.catalog_studio import STARTER, CatalogStudio

NEON = next(entry for entry in STARTER if entry.kind is Kind.THEMES and entry.id == 1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder, and a working folder that is another one."""
    home, working = tmp_path / "home", tmp_path / "working"
    for folder in (home, working):
        folder.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.chdir(working)
    return home


async def new_theme(studio: CatalogStudio) -> None:
    studio.page.editor.set_view("form")
    studio.button("New theme").click()
    await studio.settled()


def value_of(studio: CatalogStudio, *keys: str | int) -> JsonValue:
    return JsonDocument.of(studio.stores.editor.snapshot.text).at(keys)


def field_of(studio: CatalogStudio, key: str) -> TextsField:
    field = studio.page.editor.form._rows[key].field
    assert isinstance(field, TextsField)
    return field


async def type_on(studio: CatalogStudio, text: str) -> None:
    """Type where the keys are."""
    focus = QApplication.focusWidget()
    assert focus is not None
    studio.keys(focus, text)
    await studio.settled()


async def press_enter(studio: CatalogStudio) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    studio.press(focus, Qt.Key.Key_Return)
    await studio.settled()


async def test_enter_goes_from_one_text_of_a_list_to_the_next(studio: CatalogStudio) -> None:
    await new_theme(studio)
    field_of(studio, "palette")._add.click()
    for word in ("amber", "flour", ""):
        await type_on(studio, word)
        await press_enter(studio)
    assert value_of(studio, "palette") == ["amber", "flour", ""], "an empty one is enough"
    field_of(studio, "palette")._chips[0].setFocus()
    await press_enter(studio)
    await type_on(studio, "rye")
    assert value_of(studio, "palette") == ["amber", "rye", ""]


async def test_what_is_typed_takes_the_place_of_the_colour_that_a_new_one_begins_with(studio: CatalogStudio) -> None:
    await new_theme(studio)
    field_of(studio, "colors")._add.click()
    await type_on(studio, "#2b1a12")
    await press_enter(studio)
    await type_on(studio, "#ffb347")
    assert value_of(studio, "colors") == ["#2b1a12", "#ffb347"]


@pytest.mark.parametrize("view", ["form", "tree", "json"])
async def test_a_hole_is_an_empty_field_to_be_filled(studio: CatalogStudio, view: str) -> None:
    await studio.show(Kind.PROMPTS, 1, view)
    studio.button("Edit").click()
    studio.stores.editor.edit_text("A figure of {{ subject }}, {{ theme.details.scent }}.\n")
    await studio.settled()
    studio.page.effects.coverage[0].click()
    await studio.settled()
    editor = studio.stores.editor
    assert (editor.snapshot.kind, editor.snapshot.id) == (Kind.THEMES, 1)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPlainTextEdit)
    assert (focus.accessibleName(), focus.toPlainText()) == ("scent", "")
    viewport = studio.page.editor.form.area.viewport()
    assert viewport.rect().contains(QRect(focus.mapTo(viewport, QPoint()), focus.size())), "it is on screen"
    await type_on(studio, "burnt sugar")
    assert value_of(studio, "scent") == "burnt sugar"
    assert QApplication.focusWidget() is focus
    editor.undo()
    await studio.settled()
    assert "scent" in studio.page.editor.form._rows, "it can be typed anew"
    await studio.show(Kind.THEMES, 2, "form")
    assert "scent" not in studio.page.editor.form._rows, "the next entry does not have it"


async def test_a_hole_that_was_not_filled_leaves_nothing(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "form")
    studio.button("Edit").click()
    await studio.settled()
    studio.page.editor.go_to(("scent",))
    await studio.settled()
    assert "scent" in studio.page.editor.form._rows
    studio.button("Discard").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.draft is None
    assert "scent" not in studio.page.editor.form._rows


async def test_a_new_theme_shows_what_it_brings_to_a_prompt(studio: CatalogStudio) -> None:
    await new_theme(studio)
    studio.stores.editor.edit_name("Midnight Bakery")
    studio.stores.editor.put(("palette",), ["warm amber"])
    await studio.settled()
    cards = studio.page.effects.cards
    assert all("Midnight Bakery" in card.words for card in cards), [card.words for card in cards]


def opened_in(studio: CatalogStudio, ask: Callable[[], None]) -> Path:
    """The folder in which a file dialog opens."""
    ask()
    dialog = studio.dialog(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    folder = Path(dialog.directory().path())
    dialog.reject()
    return folder


async def test_files_are_looked_for_among_the_documents_and_then_where_the_last_one_was(
    studio: CatalogStudio, home: Path, tmp_path: Path
) -> None:
    transfer = studio.page._transfer
    assert opened_in(studio, transfer.import_file) == home, "not every system has a folder for documents"
    (home / "Documents").mkdir()
    assert opened_in(studio, transfer.import_file) == home / "Documents"
    entries = (await studio.all_live()).entries
    other = tmp_path / "other"
    other.mkdir()
    transfer.export(entries, "catalog")
    dialog = studio.dialog(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().path()) == home / "Documents"
    dialog.fileSelected.emit(str(other / "catalog.json"))
    dialog.reject()
    await studio.settled()
    assert (other / "catalog.json").is_file()
    assert opened_in(studio, transfer.import_file) == other


async def test_a_line_break_is_seen_where_there_is_one_line_and_stays_what_it_is(studio: CatalogStudio) -> None:
    details: JsonValue = {"palette": ["blue\n", "a\u21b5"], "pattern": "grid\n", "sizes": {"low": [1, 2]}}
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, name="Neon\nArcade", value=details)])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 1, "form")
    studio.button("Edit").click()
    await studio.settled()
    editor, palette = studio.page.editor, field_of(studio, "palette")
    assert [chip._edit.text() for chip in palette._chips] == ["blue\u21b5", "a\u21b5"]
    assert editor.name.text() == "Neon\u21b5Arcade"
    sizes, pattern = editor.form._rows["sizes"].field, editor.form._rows["pattern"].field
    assert isinstance(sizes, LineField)
    assert isinstance(pattern, ChoiceField)
    assert sizes._edit.text() == '{ "low": [1, 2] }'
    assert pattern._picker.choice is not None
    assert pattern._picker.choice.text == "grid\u21b5"
    assert studio.stores.editor.snapshot.status is EntryStatus.LIVE, "looking changes nothing"
    for edit in (*(chip._edit for chip in palette._chips), editor.name):
        edit.setCursorPosition(len(edit.text()))
        studio.keys(edit, "!")
        await studio.settled()
    assert value_of(studio, "palette") == ["blue\n!", "a\u21b5!"], "a letter that looks like it stays that letter"
    assert studio.stores.editor.snapshot.name == "Neon\nArcade!"


async def test_a_hole_is_filled_also_after_a_look_at_a_theme_that_has_the_detail(studio: CatalogStudio) -> None:
    assert isinstance(NEON.value, dict)
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value={**NEON.value, "scent": "ozone"})])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 1, "form")
    assert "scent" in studio.page.editor.form._rows
    await studio.show(Kind.PROMPTS, 1)
    studio.button("Edit").click()
    studio.stores.editor.edit_text("A figure of {{ subject }}, {{ theme.details.scent }}.\n")
    await studio.settled()
    studio.page.effects.coverage[0].click()
    await studio.settled()
    assert studio.stores.editor.snapshot.id == 2
    await type_on(studio, "cinnamon")
    assert value_of(studio, "scent") == "cinnamon"


async def test_the_drawer_does_not_lie_over_the_field_to_be_filled(studio: CatalogStudio) -> None:
    studio.window.resize(1024, 700)
    await new_theme(studio)
    head, effects = studio.page.editor.head, studio.page.effects
    assert head.side.isVisible()
    head.side.click()
    await studio.settled()
    assert effects.isVisible()
    effects.coverage[0].click()
    await studio.settled()
    assert not effects.isVisible()
    await type_on(studio, "sleepy")
    assert "sleepy" in studio.stores.editor.snapshot.text
    head.side.click()
    assert effects.isVisible(), "one press draws it again"


async def test_who_begins_to_edit_further_down_types_into_a_field_that_is_on_screen(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "form")
    area = studio.page.editor.form.area
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    place = area.verticalScrollBar().value()
    studio.button("Edit").click()
    await studio.settled()
    focus, viewport = QApplication.focusWidget(), area.viewport()
    assert focus is not None
    assert area.isAncestorOf(focus)
    assert viewport.rect().contains(QRect(focus.mapTo(viewport, QPoint()), focus.size()))
    assert area.verticalScrollBar().value() == place


async def test_an_example_is_shown_to_who_types_and_not_to_who_reads(studio: CatalogStudio) -> None:
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value={})])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 1, "form")
    mood = studio.page.editor.form._rows["mood"].field
    assert isinstance(mood, TextField)
    assert mood._edit.placeholderText() == ""
    studio.button("Edit").click()
    await studio.settled()
    assert mood._edit.placeholderText() == "e.g. loud and joyful"
    studio.button("Discard").click()
    await studio.settled()
    assert mood._edit.placeholderText() == ""
