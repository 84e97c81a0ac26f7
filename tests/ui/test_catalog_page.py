"""The Catalog screen as an admin uses it: drafts first, three views of one value, publishing, merging, history, files."""

import asyncio
import html
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent, QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow, QPlainTextEdit, QToolTip, QWidget

from studio.core.catalog import Kind
from studio.core.catalog_file import write_catalog
from studio.core.details_schema import fields_of
from studio.core.draft import EntryDraft, EntryStatus, draft_of, text_of
from studio.core.figure import THIS_COMPUTER
from studio.core.json_document import JsonDocument
from studio.core.json_text import JsonValue, json_equal
from studio.state.editing import Editing
from studio.state.entry_rows import Order
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import MOST_STEPS, ByTurns
from studio.ui.catalog.code.code_edit import CodeEdit
from studio.ui.catalog.code.highlighters import LINES_AT_ONCE
from studio.ui.catalog.dialogs.history_dialog import HistoryDialog
from studio.ui.catalog.dialogs.publish_dialog import PublishDialog
from studio.ui.catalog.editor.editor_words import saved_words
from studio.ui.catalog.fields.colour_field import ColourField
from studio.ui.catalog.fields.form_fields import ChoiceField, LineField, TextField
from studio.ui.catalog.fields.form_view import MOST_ROWS
from studio.ui.catalog.fields.texts_field import TextChip, TextsField
from studio.ui.catalog.transfer import ImportDialog
from studio.ui.catalog.tree.tree_model import KEY, VALUE
from studio.ui.widgets.labels import ElidedLabel
from tests.backend.libraries import make_figures
from tests.ui.catalog_studio import STARTER, CatalogStudio, open_catalog
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_is_clipped,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NEON = next(entry for entry in STARTER if entry.kind is Kind.THEMES and entry.id == 1)
HOSTILE = "<b>Bold</b><img src=x> & {{ subject }} %s" + "W" * 200


async def begin(studio: CatalogStudio, view: str = "json", kind: Kind = Kind.THEMES, entry_id: int = 1) -> None:
    """Look at an entry and begin a draft."""
    await studio.show(kind, entry_id, view)
    studio.button("Edit").click()
    await studio.settled()


def labels(studio: CatalogStudio) -> list[str]:
    return [row.label for row in studio.page.panel.list.entries.rows]


async def test_the_list_shows_the_entries_and_the_first_is_looked_at(studio: CatalogStudio) -> None:
    assert labels(studio)[:2] == ["Neon Arcade", "Haunted Kitchen"]
    assert studio.page.editor.head.title.text() == "Neon Arcade"
    studio.page.panel.list.setFocus()
    studio.press(studio.page.panel.list, Qt.Key.Key_Down)
    await studio.settled()
    assert studio.page.editor.head.title.text() == "Haunted Kitchen"


async def test_the_list_is_filtered_as_one_types_and_sorted(studio: CatalogStudio) -> None:
    studio.stores.list.search("GARDEN")
    assert labels(studio) == ["Garden Punk"]
    studio.stores.list.search("nothing like it")
    assert studio.button("Show all").isVisible()
    studio.button("Show all").click()
    studio.stores.list.sort(Order.NAME)
    assert labels(studio) == sorted(labels(studio), key=str.casefold)


async def test_figures_are_counted_for_each_entry(tmp_path: Path, studio: CatalogStudio) -> None:
    await make_figures(studio.library, "one", "two")
    studio.stores.list.count_figures()
    await studio.settled()
    assert {row.figures for row in studio.page.panel.list.entries.rows} >= {2}


async def test_the_list_marks_what_a_template_needs_and_a_theme_lacks(studio: CatalogStudio) -> None:
    await studio.library.put_entries(
        THIS_COMPUTER,
        [
            replace(
                NEON, kind=Kind.PROMPTS, id=5, name="Song", value="{{ theme.details.music }}{{ theme.details.mood }}"
            )
        ],
    )
    await studio.catalog.open()
    await studio.settled()
    assert {row.problems for row in studio.page.panel.list.entries.rows} == {1}
    index = studio.page.panel.list.entries.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Neon Arcade, Live, 1 detail missing"


async def test_what_is_live_is_read_only_and_a_stray_key_changes_nothing(studio: CatalogStudio) -> None:
    for view, kind in (("json", Kind.THEMES), ("form", Kind.THEMES), ("tree", Kind.THEMES), ("json", Kind.PROMPTS)):
        await studio.show(kind, 1, view)
        studio.page.editor.focus_view().setFocus()
        target = studio.window.focusWidget()
        studio.keys(target, "x")
        if view == "json":
            editor = studio.page.editor.json if kind is Kind.THEMES else studio.page.editor.template
            assert editor.edit.text == studio.stores.editor.snapshot.text
        studio.press(target, Qt.Key.Key_Delete)
        studio.press(target, Qt.Key.Key_Backspace)
        studio.keys(studio.page.editor.name, "x")
        await studio.settled()
        assert studio.page.editor.json.edit.toPlainText().count("x") == text_of(NEON).count("x")
        assert "xA" not in studio.page.editor.template.edit.toPlainText()
        assert studio.stores.drafts.snapshot.drafts == {}
        assert studio.stores.editor.snapshot.draft is None


async def test_typing_makes_a_draft_and_leaves_what_is_live_alone(studio: CatalogStudio) -> None:
    await begin(studio)
    edit = studio.page.editor.json.edit
    edit.go_to(edit.text.index("electric violet"))
    studio.keys(edit, "very ")
    studio.page.editor.name.setFocus()
    await studio.settled()
    assert "very electric violet" in studio.stores.editor.snapshot.text
    assert await studio.live(Kind.THEMES, 1) == NEON
    (saved,) = await studio.shelf.drafts(THIS_COMPUTER)
    assert "very electric violet" in saved.text
    assert studio.page.editor.head.badge.text() == "Unpublished changes"
    assert studio.page.panel.list.entries.rows[0].status is EntryStatus.EDITED


async def test_a_draft_that_changes_nothing_is_forgotten_on_leaving(studio: CatalogStudio) -> None:
    await begin(studio)
    await studio.show(Kind.THEMES, 2)
    assert await studio.shelf.drafts(THIS_COMPUTER) == ()
    assert labels(studio)[0] == "Neon Arcade"


async def test_undo_goes_across_text_form_tree_and_name(studio: CatalogStudio) -> None:
    await begin(studio)
    texts = [studio.stores.editor.snapshot.text]

    async def note() -> None:
        await studio.settled()
        texts.append(studio.stores.editor.snapshot.text)

    edit = studio.page.editor.json.edit
    edit.go_to(edit.text.index("loud and joyful"))
    studio.keys(edit, "x")
    await note()
    studio.page.editor.set_view("form")
    await studio.settled()
    field = studio.page.editor.form._rows["era"].field
    assert isinstance(field, TextField)
    studio.keys(field._edit, "y")
    await note()
    studio.page.editor.set_view("tree")
    await studio.settled()
    tree = studio.page.editor.tree
    tree.go_to(("tagline",))
    tree.take_out.click()
    await note()
    assert '"tagline"' not in texts[-1]
    studio.page.editor.name.end(False)
    studio.keys(studio.page.editor.name, "!")
    await studio.settled()
    assert studio.stores.editor.snapshot.name == "Neon Arcade!"
    studio.page.commands.undo.trigger()
    assert studio.stores.editor.snapshot.name == "Neon Arcade"
    for wanted in reversed(texts[:-1]):
        studio.page.commands.undo.trigger()
        assert studio.stores.editor.snapshot.text == wanted
    for wanted in texts[1:]:
        studio.page.commands.redo.trigger()
        assert studio.stores.editor.snapshot.text == wanted
    await studio.settled()


async def test_the_keys_of_undo_reach_the_draft_from_inside_the_editor(studio: CatalogStudio) -> None:
    await begin(studio)
    edit = studio.page.editor.json.edit
    before = edit.text
    edit.setFocus()
    edit.go_to(0)
    studio.keys(edit, " ")
    assert edit.text == " " + before
    studio.press(edit, Qt.Key.Key_Z, CONTROL)
    assert edit.text == before
    studio.press(edit, Qt.Key.Key_Z, CONTROL, SHIFT)
    assert edit.text == " " + before
    await studio.settled()


async def test_a_discarded_draft_can_be_brought_back(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.button("Discard").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.draft is None
    assert await studio.shelf.drafts(THIS_COMPUTER) == ()
    studio.button("Undo", studio.window).click()
    await studio.settled()
    assert '"calm"' in studio.stores.editor.snapshot.text
    assert len(await studio.shelf.drafts(THIS_COMPUTER)) == 1


async def test_publishing_shows_the_change_takes_a_note_and_writes_it(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.button("Publish…").click()
    dialog = studio.dialog(PublishDialog)
    assert isinstance(dialog, PublishDialog)
    await studio.settled()
    shown = dialog.diff.toPlainText().splitlines()
    assert [line for line in shown if line[:1] in "+−"] == ['−   "mood": "loud and joyful"', '+   "mood": "calm"']
    dialog.note.setText("calmer")
    studio.button("Publish", dialog).click()
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert live.detail("mood") == "calm"
    assert studio.stores.editor.snapshot.draft is None
    assert studio.page.editor.head.badge.text() == "Live"
    assert await studio.shelf.drafts(THIS_COMPUTER) == ()
    assert studio.catalog.snapshot.get(Kind.THEMES, 1) == live
    (newest, _first) = await studio.shelf.history(THIS_COMPUTER, Kind.THEMES, 1)
    assert newest.note == "calmer"
    assert "“Neon Arcade” is published." in studio.messages.shown


async def test_the_spelling_that_was_typed_is_shown_again_after_publishing(studio: CatalogStudio) -> None:
    await begin(studio)
    typed = '{ "mood":"calm", "glow": 8.0e-1 }'
    studio.stores.editor.replace_text(typed)
    await studio.settled()
    studio.stores.editor.publish("")
    await studio.settled()
    await studio.show(Kind.THEMES, 2, "json")
    await studio.show(Kind.THEMES, 1, "json")
    assert studio.page.editor.json.edit.text == typed


async def test_another_layout_alone_is_nothing_to_publish(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.replace_text(studio.stores.editor.snapshot.text.replace("\n", " "))
    await studio.settled()
    assert not studio.page.editor.head.publish.isEnabled()
    assert studio.page.editor.head.publish.accessibleDescription() == "Nothing has changed."


async def test_broken_json_stays_a_draft_is_marked_and_blocks_only_publishing(studio: CatalogStudio) -> None:
    await begin(studio)
    edit = studio.page.editor.json.edit
    at = edit.text.index('"pattern"')
    edit.go_to(at)
    studio.keys(edit, "oops ")
    await studio.settled()
    assert any(mark.begin == at for mark in edit.marks)
    assert not studio.page.editor.head.publish.isEnabled()
    assert "Not valid" in studio.page.editor.state.text()
    assert "Line 4, column 3" in studio.page.editor.note.text()
    (saved,) = await studio.shelf.drafts(THIS_COMPUTER)
    assert "oops" in saved.text
    studio.page.editor.set_view("form")
    await studio.settled()
    studio.button("Show the place").click()
    assert studio.page.editor.view == "json"
    assert edit.cursor_offset == at


@pytest.mark.parametrize(
    ("words", "sentence"), [('"a": NaN', "NaN"), ('"a": "\\u0000"', "u0000"), ('"mood": 1', "twice")]
)
async def test_what_json_cannot_hold_is_refused_where_it_stands(
    studio: CatalogStudio, words: str, sentence: str
) -> None:
    await begin(studio)
    text = studio.stores.editor.snapshot.text.replace("{\n", "{\n  " + words + ",\n", 1)
    studio.stores.editor.edit_text(text)
    await studio.settled()
    (mark,) = studio.page.editor.json.edit.marks
    assert sentence in mark.sentence


async def test_an_admin_makes_a_theme_by_form_and_publishes_it(studio: CatalogStudio) -> None:
    studio.page.editor.set_view("form")
    studio.button("New theme").click()
    await studio.settled()
    editor = studio.page.editor
    assert editor.head.publish.accessibleDescription() == "Give it a name."
    studio.keys(editor.name, "Paper Moon")
    rows = editor.form._rows
    mood, pattern, palette = rows["mood"].field, rows["pattern"].field, rows["palette"].field
    assert isinstance(mood, TextField)
    assert isinstance(pattern, ChoiceField)
    assert isinstance(palette, TextsField)
    studio.keys(mood._edit, "dreamy")
    await studio.settled()
    pattern._picker.chosen.emit("stars")
    await studio.settled()
    for word in ("ink", "silver"):
        palette._add.click()
        chip = palette._chips[-1]
        assert isinstance(chip, TextChip)
        studio.keys(chip._edit, word)
        await studio.settled()
    assert studio.stores.editor.snapshot.analysis is not None
    studio.stores.editor.publish("first")
    await studio.settled()
    made = next(entry for entry in (await studio.all_live()).of(Kind.THEMES) if entry.name == "Paper Moon")
    assert made.value == {"mood": "dreamy", "pattern": "stars", "palette": ["ink", "silver"]}
    assert made.id == 11
    assert editor.head.title.text() == "Paper Moon"
    assert labels(studio)[-1] == "Paper Moon"


async def test_a_wrong_value_is_told_beside_its_field_and_saved_all_the_same(studio: CatalogStudio) -> None:
    await begin(studio, "form", Kind.RARITY, 4)
    row = studio.page.editor.form._rows["colour"]
    assert isinstance(row.field, ColourField)
    row.field._edit.selectAll()
    studio.keys(row.field._edit, "purple")
    await studio.settled()
    assert row.fault.text() == "It has to be a colour like #5b21e6."
    assert row.fault.isVisible()
    rank = studio.page.editor.form._rows["rank"].field
    assert isinstance(rank, LineField)
    rank._edit.selectAll()
    studio.keys(rank._edit, "9")
    await studio.settled()
    assert studio.page.editor.form._rows["rank"].fault.text() == "It has to be 5 or less."
    assert studio.page.editor.head.publish.isEnabled()


async def test_unknown_keys_and_the_spelling_of_the_rest_survive_the_form(studio: CatalogStudio) -> None:
    await begin(studio)
    typed = '{"own": {"x": 1.50}, "mood" : "loud",\n\t"era":"80s"}'
    studio.stores.editor.edit_text(typed)
    studio.page.editor.set_view("form")
    await studio.settled()
    assert "own" in studio.page.editor.form._rows
    field = studio.page.editor.form._rows["mood"].field
    assert isinstance(field, TextField)
    studio.keys(field._edit, "!")
    await studio.settled()
    assert studio.stores.editor.snapshot.text == typed.replace("loud", "!loud")


async def test_the_tree_adds_renames_retypes_and_reorders(studio: CatalogStudio) -> None:
    await begin(studio, "tree")
    studio.stores.editor.edit_text('{"a": "1", "b": [true]}')
    await studio.settled()
    tree, model = studio.page.editor.tree, studio.page.editor.tree.model
    tree.go_to(("b",))
    studio.button("Add").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.text == '{"a": "1", "b": [true, ""]}'
    model.setData(tree.tree.currentIndex().siblingAtColumn(VALUE), "x")
    await studio.settled()
    tree.go_to(("a",))
    model.setData(tree.tree.currentIndex().siblingAtColumn(KEY), "first")
    await studio.settled()
    tree.down.click()
    await studio.settled()
    assert studio.stores.editor.snapshot.text == '{"b": [true, "x"], "first": "1"}'
    assert tree.current_path == ("first",)
    menu = tree.retype.menu()
    next(action for action in menu.actions() if action.text() == "Number").trigger()
    await studio.settled()
    assert studio.stores.editor.snapshot.text == '{"b": [true, "x"], "first": 1}'
    model.setData(tree.tree.currentIndex().siblingAtColumn(KEY), "b")
    await studio.settled()
    assert "There is a “b” here already." in studio.messages.shown


async def test_rows_without_name_or_details_are_shown_and_edited(studio: CatalogStudio) -> None:
    await studio.library.put_entries(
        THIS_COMPUTER,
        [replace(NEON, id=90, name=None, value=None), replace(NEON, id=91, name="Neon Arcade", value=["a", 1])],
    )
    await studio.catalog.open()
    await studio.settled()
    assert "Theme 90" in labels(studio)
    assert labels(studio).count("Neon Arcade") == 2
    for entry_id, text in ((90, "null\n"), (91, '["a", 1]\n')):
        await begin(studio, "json", Kind.THEMES, entry_id)
        assert studio.page.editor.json.edit.text == text
        studio.page.editor.set_view("form")
        await studio.settled()
    studio.stores.editor.show(Kind.THEMES, 90)
    await studio.settled()
    studio.stores.editor.begin()
    studio.stores.editor.put((), {"mood": "new"})
    await studio.settled()
    studio.stores.editor.publish("")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 90)
    assert live is not None
    assert (live.name, live.value) == (None, {"mood": "new"})


async def test_changes_that_do_not_touch_merge_by_themselves(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    assert isinstance(NEON.value, dict)
    await studio.publish_elsewhere(Kind.THEMES, 1, {**NEON.value, "era": "90s"})
    assert studio.page.editor.head.badge.text() == "Conflict"
    assert studio.page.panel.list.entries.rows[0].status is EntryStatus.CONFLICT
    studio.button("Merge…").click()
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert now.status is EntryStatus.EDITED
    assert now.analysis is not None
    assert now.analysis.entry is not None
    assert json_equal(now.analysis.entry.value, {**NEON.value, "era": "90s", "mood": "calm"})
    studio.stores.editor.publish("both")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert (live.detail("era"), live.detail("mood")) == ("90s", "calm")
    notes = [version.note for version in await studio.shelf.history(THIS_COMPUTER, Kind.THEMES, 1)]
    assert "Your edit, before it was merged" in notes


async def test_a_true_conflict_is_asked_and_can_be_answered_with_anything(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    assert isinstance(NEON.value, dict)
    await studio.publish_elsewhere(Kind.THEMES, 1, {**NEON.value, "mood": "wild"})
    studio.button("Merge…").click()
    await studio.settled()
    (card,) = studio.page.editor.merging.cards
    assert (card.key, card.choice) == ("path 0", '"calm"')
    card.edit.setPlainText('"both')
    studio.button("Take this merge").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.merge is not None
    card.edit.setPlainText('"calm and wild"')
    studio.button("Take this merge").click()
    await studio.settled()
    assert '"mood": "calm and wild"' in studio.stores.editor.snapshot.text
    assert studio.page.editor.head.publish.isEnabled()


async def test_who_is_overtaken_while_publishing_overwrites_nothing(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    await studio.library.put_entries(THIS_COMPUTER, [replace(live, value={"mood": "theirs"})])
    studio.stores.editor.publish("")
    await studio.settled()
    now = await studio.live(Kind.THEMES, 1)
    assert now is not None
    assert now.value == {"mood": "theirs"}
    assert studio.stores.editor.snapshot.status is EntryStatus.CONFLICT
    assert '"calm"' in studio.stores.editor.snapshot.text
    assert "This entry was published elsewhere meanwhile." in studio.messages.shown


async def test_an_entry_that_was_deleted_elsewhere_goes_on_as_a_new_one(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    from studio.core.catalog_change import change_of
    from studio.core.draft import draft_of

    gone = replace(draft_of(live), is_deletion=True)
    await studio.shelf.publish_entry(THIS_COMPUTER, change_of(gone, "gone", ""))
    await studio.catalog.open()
    await studio.settled()
    assert studio.stores.editor.snapshot.status is EntryStatus.CONFLICT
    studio.button("Merge…").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.status is EntryStatus.NEW
    studio.stores.editor.publish("")
    await studio.settled()
    assert any(entry.detail("mood") == "calm" for entry in (await studio.all_live()).of(Kind.THEMES))


async def test_deleting_waits_for_publishing_and_can_be_taken_back(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 2)
    studio.page.commands.delete.trigger()
    await studio.settled()
    assert studio.page.editor.head.badge.text() == "To be deleted"
    assert await studio.live(Kind.THEMES, 2) is not None
    studio.button("Keep it").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.status is EntryStatus.LIVE
    studio.page.commands.delete.trigger()
    await studio.settled()
    studio.button("Delete…").click()
    studio.button("Delete", studio.dialog(PublishDialog)).click()
    await studio.settled()
    assert await studio.live(Kind.THEMES, 2) is None
    assert "Haunted Kitchen" not in labels(studio)


async def test_a_copy_is_a_new_entry_of_its_own(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1)
    studio.page.commands.duplicate.trigger()
    await studio.settled()
    assert studio.stores.editor.snapshot.name == "Neon Arcade copy"
    assert studio.page.panel.list.entries.rows[0].status is EntryStatus.NEW
    studio.stores.editor.publish("")
    await studio.settled()
    copies = [entry for entry in (await studio.all_live()).of(Kind.THEMES) if json_equal(entry.value, NEON.value)]
    assert len(copies) == 2


async def test_an_older_version_comes_back_as_a_draft(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.stores.editor.publish("")
    await studio.settled()
    studio.button("History").click()
    await studio.settled()
    dialog = studio.dialog(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    assert dialog.list.count() == 2
    dialog.list.setCurrentRow(1)
    studio.button("Bring back as a draft", dialog).click()
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert now.status is EntryStatus.EDITED
    assert now.analysis is not None
    assert now.analysis.entry is not None
    assert json_equal(now.analysis.entry.value, NEON.value)
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert live.detail("mood") == "calm"


async def test_a_template_is_checked_where_it_is_wrong_and_converted_in_one_click(studio: CatalogStudio) -> None:
    await begin(studio, "json", Kind.PROMPTS, 1)
    studio.stores.editor.edit_text("A figure of [SUBJECT].\nIts song: {{ theme.details.music }}.\n")
    await studio.settled()
    template = studio.page.editor.template
    places = {(mark.kind, template.edit.text[mark.begin : mark.end]) for mark in template.edit.marks}
    assert ("error", "theme.details.music") in places
    assert any(kind == "warning" for kind, _words in places)
    studio.button("Convert").click()
    await studio.settled()
    assert template.edit.text.startswith("A figure of {{ subject }}.")
    studio.page.commands.undo.trigger()
    assert template.edit.text.startswith("A figure of [SUBJECT].")
    assert "about" in studio.page.editor.state.text()
    await studio.settled()


async def test_variables_are_offered_inside_braces(studio: CatalogStudio) -> None:
    await begin(studio, "json", Kind.PROMPTS, 1)
    template = studio.page.editor.template
    template.edit.setFocus()
    template.edit.go_to(len(template.edit.text))
    studio.keys(template.edit, "theme.de")
    assert not template.completion.is_open
    studio.keys(template.edit, " {{ theme.details.mo")
    assert template.completion.is_open
    assert template.completion.offered() == ["theme.details.mood"]
    studio.press(template.edit, Qt.Key.Key_Return)
    assert template.edit.text.endswith("{{ theme.details.mood")
    await studio.settled()


async def test_a_hole_in_the_coverage_leads_to_the_theme_that_lacks_it(studio: CatalogStudio) -> None:
    await begin(studio, "form", Kind.PROMPTS, 1)
    studio.stores.editor.edit_text("A figure of {{ subject }}, {{ theme.details.music }}.\n")
    await studio.settled()
    (row,) = studio.page.effects.coverage
    assert row.accessibleName() == "theme.details.music: 10 missing"
    row.click()
    await studio.settled()
    assert (studio.stores.editor.snapshot.kind, studio.stores.editor.snapshot.id) == (Kind.THEMES, 1)


async def test_three_prompts_show_what_the_edit_changes(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "zen")
    await studio.settled()
    cards = studio.page.effects.cards
    assert all(card.isVisible() for card in cards)
    assert any("zen" in card.words for card in cards)
    assert "No figure was made" in studio.page.effects.outlook_text.text() or "0 of 0" in (
        studio.page.effects.outlook_text.text()
    )


async def test_an_import_shows_what_it_would_do_before_it_does_it(studio: CatalogStudio, tmp_path: Path) -> None:
    file = tmp_path / "more.json"
    assert isinstance(NEON.value, dict)
    incoming = [replace(NEON, value={**NEON.value, "mood": "imported"}), replace(NEON, id=70, name="Brand New")]
    file.write_text(write_catalog(incoming), "utf-8")
    studio.stores.transfer.look_at(file)
    await studio.settled()
    dialog = studio.dialog(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    assert dialog.counts.text() == "1 new, 1 changed, 0 equal, 0 refused"
    assert (await studio.live(Kind.THEMES, 1)) == NEON
    studio.button("Import", dialog).click()
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert live.detail("mood") == "imported"
    assert "Brand New" in labels(studio)
    assert "Imported: 1 new, 1 changed." in studio.messages.shown
    out = tmp_path / "out.csv"
    studio.stores.transfer.export(out, (await studio.all_live()).entries)
    await studio.settled()
    assert "Brand New" in out.read_text("utf-8")
    assert "21 entries were written to out.csv." in studio.messages.shown


async def test_a_file_that_is_no_catalog_is_refused_in_words(studio: CatalogStudio, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", "utf-8")
    studio.stores.transfer.look_at(file)
    await studio.settled()
    (error,) = studio.failures
    assert str(error).startswith("This file is not valid JSON. This { is never closed (line 1, column 1).")
    studio.failures.clear()


async def test_drafts_with_their_undo_survive_the_end_of_the_studio(
    tmp_path: Path, window: QMainWindow, appearance: Appearance
) -> None:
    async with open_catalog(tmp_path) as library:
        first = CatalogStudio(library, window, appearance)
        await first.open()
        await begin(first)
        first.stores.editor.edit_text('{"broken": ')
        first.stores.editor.new(Kind.RARITY)
        first.stores.editor.edit_name("Mythic")
        await first.close()
    async with open_catalog(tmp_path) as library:
        second = CatalogStudio(library, QMainWindow(), appearance)
        await second.open()
        await second.show(Kind.THEMES, 1, "json")
        assert second.page.editor.json.edit.text == '{"broken": '
        second.page.commands.undo.trigger()
        await second.settled()
        assert "electric violet" in second.page.editor.json.edit.text
        second.stores.list.show(Kind.RARITY)
        assert labels(second)[0] == "Mythic"
        await second.close()


async def test_words_are_found_and_replaced(studio: CatalogStudio) -> None:
    await begin(studio)
    edit = studio.page.editor.json.edit
    edit.setFocus()
    studio.page.commands.find.trigger()
    bar = studio.page.editor.json.search
    assert bar.isVisible()
    studio.keys(bar.words, "MINT")
    assert bar.count.text() == "1 of 3"
    bar.other.setText("lime")
    studio.button("Replace all", bar).click()
    await studio.settled()
    assert "mint" not in edit.text
    assert edit.text.count("lime") == 3
    studio.press(bar.words, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    studio.page.commands.undo.trigger()
    assert edit.text.count("mint") == 3
    await studio.settled()


async def test_objects_fold_and_unfold(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.replace_text('{\n  "a": {\n    "b": 1\n  },\n  "c": 2\n}\n')
    await studio.settled()
    edit = studio.page.editor.json.edit
    edit.toggle_fold(1)
    assert [edit.document().findBlockByNumber(line).isVisible() for line in range(6)] == [
        True, True, False, True, True, True,
    ]  # fmt: skip
    assert edit.text.count("\n") == 6
    edit.toggle_fold(1)
    assert edit.document().findBlockByNumber(2).isVisible()
    edit.toggle_fold(0)
    edit.go_to(edit.text.index("1"))
    assert edit.document().findBlockByNumber(2).isVisible()
    await studio.settled()


async def test_the_editor_keeps_characters_that_qt_likes_to_change(studio: CatalogStudio) -> None:
    await begin(studio)
    typed = '{"a": "x\u00a0y\u2028z😀\u0301", "b": 1}'
    studio.stores.editor.edit_text(typed)
    await studio.settled()
    edit = studio.page.editor.json.edit
    assert edit.text == typed
    cursor = edit.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    edit.setTextCursor(cursor)
    studio.keys(edit, " ")
    edit.go_to(edit.text.index('"b"'))
    studio.press(edit, Qt.Key.Key_Return)
    studio.keys(edit, "!")
    await studio.settled()
    assert studio.stores.editor.snapshot.text == typed.replace('"b"', '\n!"b"') + " "


async def test_nothing_flashes_up_as_a_window_of_its_own(studio: CatalogStudio) -> None:
    shown: list[object] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    try:
        for view in ("form", "tree", "json"):
            await begin(studio, view)
            studio.stores.editor.put(("glow",), ["a"])
            await studio.settled()
            studio.stores.editor.discard()
            await studio.settled()
        await begin(studio, "json", Kind.PROMPTS, 1)
    finally:
        QApplication.instance().removeEventFilter(watch)
    assert shown == []


async def test_tab_indents_and_esc_then_tab_leaves(studio: CatalogStudio) -> None:
    await begin(studio)
    edit = studio.page.editor.json.edit
    edit.setFocus()
    edit.go_to(0)
    studio.press(edit, Qt.Key.Key_Tab)
    assert edit.text.startswith("  {")
    studio.press(edit, Qt.Key.Key_Escape)
    studio.press(edit, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not edit
    await studio.settled()


@pytest.mark.parametrize(("scale", "size"), [(1.0, (1500, 1000)), (1.0, (1, 1)), (2.0, (2400, 1500))])
async def test_nothing_is_clipped_and_everything_has_a_name(
    studio: CatalogStudio, appearance: Appearance, scale: float, size: tuple[int, int]
) -> None:
    details: JsonValue = {"mood": HOSTILE, "pattern": HOSTILE, "palette": [HOSTILE], "colors": [HOSTILE]}
    await studio.library.put_entries(
        THIS_COMPUTER,
        [
            replace(NEON, name=HOSTILE, value={**details, HOSTILE: [HOSTILE], HOSTILE * 2: {HOSTILE: HOSTILE}}),
        ],
    )
    await studio.catalog.open()
    appearance.set_text_scale(scale)
    try:
        studio.window.resize(*size)
        for view in ("form", "tree", "json"):
            await begin(studio, view)
            await asyncio.sleep(0.02)
            assert_nothing_leaves_its_area(studio.page)
            assert_nothing_is_clipped(studio.page)
            assert_every_control_has_a_name(studio.page)
            assert_texts_are_plain(studio.page)
            studio.stores.editor.discard()
            await studio.settled()
        await begin(studio, "json", Kind.PROMPTS, 1)
        assert_nothing_is_clipped(studio.page)
        assert_every_control_has_a_name(studio.page)
    finally:
        appearance.set_text_scale(0)


async def test_a_key_that_does_not_fit_is_told_whole(studio: CatalogStudio) -> None:
    key = f"{HOSTILE} and its end"
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value={key: "calm"})])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 1, "form")
    tips = [html.unescape(label.toolTip()) for label in studio.page.editor.form.findChildren(ElidedLabel)]
    assert any("and its end" in tip for tip in tips)
    await studio.show(Kind.THEMES, 1, "tree")
    tree = studio.page.editor.tree.tree
    place = tree.visualRect(studio.page.editor.tree.model.index_of((key,))).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, tree.viewport().mapToGlobal(place))
    QApplication.sendEvent(tree.viewport(), event)
    assert "and its end" in html.unescape(QToolTip.text())
    assert "<b>" not in QToolTip.text()
    QToolTip.hideText()


async def test_a_draft_that_is_typed_on_while_it_is_published_is_not_lost(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.stores.editor.publish("")
    await asyncio.sleep(0)
    studio.stores.editor.put(("era",), "later")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert live.detail("mood") == "calm"
    draft = studio.stores.drafts.snapshot.get(Kind.THEMES, 1)
    assert isinstance(draft, EntryDraft)
    assert '"later"' in draft.text
    assert studio.stores.editor.snapshot.status is EntryStatus.EDITED


async def test_nothing_moves_when_a_draft_is_begun(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "form")
    rows = studio.page.editor.form._rows
    before = {key: row.holder.y() for key, row in rows.items()}
    studio.button("Edit").click()
    await studio.settled()
    studio.page.editor.form.area.widget().layout().activate()
    assert {key: row.holder.y() for key, row in rows.items()} == before


@pytest.mark.parametrize(("width", "words"), [(940, "Edited"), (1440, "Unpublished changes")])
async def test_the_name_is_shown_whole_before_its_badge_is(studio: CatalogStudio, width: int, words: str) -> None:
    studio.window.resize(width, 700)
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    head = studio.page.editor.head
    assert head.badge.text() == words
    assert head.title._shown() == "Neon Arcade"


async def test_a_key_that_no_template_names_is_marked_where_it_stands(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("glow",), 0.8)
    await studio.settled()
    edit = studio.page.editor.json.edit
    (mark,) = edit.marks
    assert (edit.text[mark.begin : mark.end], mark.kind) == ('"glow"', "warning")
    assert mark.sentence == "No template uses glow."
    assert studio.page.editor.note.text() == "No template uses details.glow."
    studio.stores.editor.edit_text(edit.text.replace('"glow": 0.8', '"glow": 0.8.8'))
    await studio.settled()
    assert {mark.kind for mark in edit.marks} == {"error"}


async def test_the_list_paints_its_ground_where_there_is_no_row(studio: CatalogStudio, appearance: Appearance) -> None:
    studio.stores.list.search("garden")
    await studio.settled()
    entries = studio.page.panel.list
    image = QImage(entries.viewport().size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    entries.viewport().render(image)
    below = entries.row_height() * len(entries.entries.rows) + 20
    assert {image.pixelColor(x, below).name() for x in range(image.width())} == {appearance.colour("panel").name()}


async def test_the_mark_of_a_row_follows_the_colours_of_its_entry(studio: CatalogStudio) -> None:
    def left_of(row: int) -> str:
        entries = studio.page.panel.list
        image = QImage(entries.viewport().size(), QImage.Format.Format_RGB32)
        entries.viewport().render(image)
        return image.pixelColor(12 + 13, entries.row_height() * row + entries.row_height() // 2).name()

    before = [left_of(row) for row in (0, 1)]
    await studio.library.put_entries(
        THIS_COMPUTER, [replace(NEON, value={"colors": ["#00ff00", "#00ff00"]}), replace(NEON, id=2, value=None)]
    )
    await studio.catalog.open()
    await studio.settled()
    assert left_of(0) == "#00ff00"
    assert left_of(1) not in (before[1], "#00ff00"), "an icon stands for a theme without colours"


async def test_a_form_shows_many_keys_a_part_at_a_time_and_leaves_the_rest_to_the_tree(studio: CatalogStudio) -> None:
    details: dict[str, JsonValue] = {f"key {number:03}": f"value {number}" for number in range(200)}
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value=details)])
    await studio.catalog.open()
    await begin(studio, "form")
    form = studio.page.editor.form
    assert len(form._rows) == MOST_ROWS
    assert [row.holder.y() for row in form._rows.values()] == sorted(row.holder.y() for row in form._rows.values())
    first = form._rows["key 000"].field
    assert isinstance(first, TextField)
    assert (first._edit.text(), first._edit.isReadOnly()) == ("value 0", False)
    left = 200 + len(fields_of(studio.stores.editor.schema or {})) - MOST_ROWS
    assert form.rest.text() == f"{left} more keys are shown in the tree, and as JSON."
    studio.keys(first._edit, "!")
    await studio.settled()
    document = JsonDocument.of(studio.stores.editor.snapshot.text)
    assert document.at(("key 000",)) == "!value 0"
    assert document.at(("key 199",)) == "value 199"
    studio.page.show_entry(Kind.THEMES, 1, ("key 199",))
    await studio.settled()
    assert studio.page.editor.view == "tree"
    assert studio.page.editor.tree.tree.currentIndex().data() == "key 199"
    studio.page.editor.set_view("form")
    await studio.settled()
    studio.button("Show the tree").click()
    assert studio.page.editor.view == "tree"


@pytest.mark.parametrize("view", ["form", "tree", "json"])
async def test_a_long_theme_is_shown_a_part_at_a_time_and_whole_in_the_end(studio: CatalogStudio, view: str) -> None:
    details: dict[str, JsonValue] = {f"key {number:03}": [f"value {number}", number / 7] for number in range(900)}
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value=details)])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 2, view)
    editor, effects = studio.page.editor, studio.page.effects

    def made() -> tuple[int, ...]:
        return (len(editor.form._rows), len(effects.coverage), len(colours(editor.json.edit)))

    most, last = [0, 0, 0], made()
    studio.page.show_entry(Kind.THEMES, 1)
    while any(turns.is_busy for turns in studio.page.findChildren(ByTurns)) or len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)
        now = made()
        most = [max(known, one - other) for known, one, other in zip(most, now, last, strict=True)]
        last = now
    await studio.settled()
    at_once = 2 * MOST_STEPS  # two turns may pass before this looks again
    assert all(one <= two for one, two in zip(most, (at_once, at_once, at_once * LINES_AT_ONCE), strict=True)), most
    if view == "form":
        assert list(editor.form._rows)[-1] == "key 047"
    elif view == "tree":
        editor.tree.go_to(("key 899", 1))
        assert editor.tree.tree.currentIndex().siblingAtColumn(VALUE).data() == str(899 / 7)
    else:
        assert editor.json.edit.text == text_of(replace(NEON, value=details))
        assert len(colours(editor.json.edit)) == len(details)
    assert len(effects.coverage) == 60


def colours(edit: CodeEdit) -> list[int]:
    """The lines that have their colours."""
    document = edit.document()
    blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
    return [block.blockNumber() for block in blocks if block.layout().formats()]


async def test_the_tab_key_goes_through_the_form_as_one_reads_it(studio: CatalogStudio) -> None:
    details: dict[str, JsonValue] = {"palette": ["plum"], **{f"key {number:03}": number for number in range(70)}}
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value=details)])
    await studio.catalog.open()
    await begin(studio, "form")
    form = studio.page.editor.form
    studio.button("Add", form._rows["palette"].holder).click()
    await studio.settled()
    form._rows["palette"].take_out.setFocus()
    places: list[int] = []
    names: list[str] = []
    focus = form._rows["palette"].take_out
    while focus is not None and form.isAncestorOf(focus):
        places.append(focus.mapTo(form.area.widget(), focus.rect().center()).y())
        names.append(focus.accessibleName() or getattr(focus, "text", str)())
        studio.press(focus, Qt.Key.Key_Tab)
        before, focus = focus, QApplication.focusWidget()
        assert focus is not before
    first = ["Palette in words 1", "Take out palette in words 1", "Palette in words 2", "Take out palette in words 2"]
    assert names[1:6] == [*first, "Add to palette in words"]
    assert names[-1] == "Show the tree"
    assert len(places) > 100
    assert all(one <= other + 8 for one, other in pairwise(places)), names


def stops(studio: CatalogStudio, first: QWidget) -> list[QWidget]:
    """What the Tab key reaches from a widget on until it is there again."""
    reached: list[QWidget] = []
    first.setFocus()
    focus = QApplication.focusWidget()
    while focus is not None and focus not in reached:
        reached.append(focus)
        studio.press(focus, Qt.Key.Key_Escape)  # an editor of text gives the Tab key away only then
        studio.press(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
    return reached


@pytest.mark.parametrize(
    ("view", "kind"), [("form", Kind.THEMES), ("tree", Kind.THEMES), ("json", Kind.THEMES), ("form", Kind.PROMPTS)]
)
async def test_the_tab_key_goes_from_the_list_through_the_editor_to_what_it_does_and_round(
    studio: CatalogStudio, view: str, kind: Kind
) -> None:
    await begin(studio, view, kind)
    page = studio.page
    editor = page.editor
    reached = stops(studio, page.panel.search)
    assert len(reached) > 15

    def part(widget: QWidget) -> int:
        holders = (page.panel, editor.head, editor.name, editor.views, editor.focus_view(), page.effects)
        stacked = editor._stack.currentWidget()
        found = [at for at, one in enumerate(holders) if one is widget or one.isAncestorOf(widget)]
        return found[0] if found else 4 if stacked is not None and stacked.isAncestorOf(widget) else -1

    parts = [part(widget) for widget in reached]
    begun_anew = parts.index(0, parts.index(5))  # behind the side it goes on with what stands before the search
    assert parts[:begun_anew] == sorted(parts[:begun_anew]), parts
    assert set(parts) == ({0, 1, 2, 4, 5} if kind is Kind.PROMPTS else {0, 1, 2, 3, 4, 5})
    assert page.panel.list in reached
    await studio.settled()


async def test_alt_and_a_number_shows_the_details_as_form_tree_and_json_wherever_the_keys_are(
    studio: CatalogStudio,
) -> None:
    await begin(studio, "json")
    editor = studio.page.editor
    alt = Qt.KeyboardModifier.AltModifier
    for key, view in ((Qt.Key.Key_2, "tree"), (Qt.Key.Key_1, "form"), (Qt.Key.Key_3, "json"), (Qt.Key.Key_1, "form")):
        editor.focus_view().setFocus()
        studio.press(studio.window.focusWidget(), key, alt)
        await studio.settled()
        assert (editor.view, editor.views.value) == (view, view)
    assert studio.stores.editor.snapshot.status is EntryStatus.LIVE
    await studio.show(Kind.PROMPTS, 1, "form")
    studio.press(studio.window.focusWidget(), Qt.Key.Key_3, alt)
    await studio.show(Kind.THEMES, 1, "form")
    assert editor.view == "form"


@pytest.mark.parametrize("key", ["palette", "colors", "mood"])
async def test_edit_puts_the_keys_into_the_first_field_and_a_hole_into_its_own(studio: CatalogStudio, key: str) -> None:
    await studio.show(Kind.THEMES, 1, "form")
    studio.page.commands.edit.trigger()
    await studio.settled()
    form = studio.page.editor.form
    first = studio.window.focusWidget()
    assert isinstance(first, QLineEdit | QPlainTextEdit)
    assert form._rows["palette"].field.isAncestorOf(first)
    studio.page.show_entry(Kind.THEMES, 1, (key,))
    await studio.settled()
    there = studio.window.focusWidget()
    assert isinstance(there, QLineEdit | QPlainTextEdit)
    assert form._rows[key].field.isAncestorOf(there)


async def test_a_few_notes_take_no_more_room_than_they_need_and_many_are_scrolled(studio: CatalogStudio) -> None:
    await begin(studio, "form", Kind.PROMPTS)
    view = studio.page.editor.template
    heights: list[int] = []
    for count in (1, 2, 12):
        studio.stores.editor.edit_text(" ".join(f"{{{{ theme.details.nowhere{number} }}}}" for number in range(count)))
        await studio.settled()
        QApplication.processEvents()
        area = view._notes_area
        heights.append(area.height())
        if count < 12:
            assert area.height() - view.notes.height() in range(2)
        assert view.edit.geometry().bottom() + 10 > area.geometry().top()
        assert area.geometry().bottom() == view.rect().bottom()
    assert heights == sorted(set(heights))
    assert heights[-1] < view.height() / 2 < view.notes.height() * 2


async def test_a_word_is_told_from_the_one_that_it_takes_the_place_of(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.stores.editor.put(("mood",), "calm and blue")
    await studio.settled()
    words = studio.page.effects.cards[0]._text.toPlainText()
    assert "loud calm and joyful blue" in words


async def test_enter_presses_what_has_the_focus(studio: CatalogStudio) -> None:
    await begin(studio, "form", Kind.PROMPTS)
    row = studio.page.effects.coverage[0]
    row.setFocus()
    studio.press(row, Qt.Key.Key_Return)
    await studio.settled()
    assert studio.stores.editor.snapshot.kind is not Kind.PROMPTS


async def test_enter_on_keep_editing_publishes_nothing(studio: CatalogStudio) -> None:
    await begin(studio, "form")
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.page.commands.publish.trigger()
    dialog = studio.dialog(PublishDialog)
    await studio.settled()
    keep = studio.button("Keep editing", dialog)
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    keep.setFocus()
    studio.press(keep, Qt.Key.Key_Return)
    await studio.settled()
    assert studio.stores.editor.snapshot.status is EntryStatus.EDITED
    assert closed == [QDialog.DialogCode.Rejected]


@pytest.mark.parametrize("view", ["form", "json"])
async def test_after_publishing_the_keys_are_at_edit_and_not_in_a_field_that_is_closed(
    studio: CatalogStudio, view: str
) -> None:
    await begin(studio, view)
    studio.page.editor.go_to(("mood",))
    studio.stores.editor.put(("mood",), "calm")
    await studio.settled()
    studio.page.editor.focus_view().setFocus()
    studio.page.commands.publish.trigger()
    dialog = studio.dialog(PublishDialog)
    await studio.settled()
    studio.button("Publish", dialog).click()
    await studio.settled()
    assert studio.window.focusWidget() is studio.page.editor.head.edit


async def test_looking_at_another_entry_leaves_the_keys_in_the_list(studio: CatalogStudio) -> None:
    await begin(studio)
    studio.page.panel.list.setFocus()
    studio.page.panel.list.set_current_row(2)
    await studio.settled()
    assert studio.window.focusWidget() is studio.page.panel.list


async def test_a_field_is_as_high_as_its_lines(studio: CatalogStudio) -> None:
    await begin(studio, "form")
    field = studio.page.editor.form._rows["mood"].field
    before = field.height()
    studio.stores.editor.put(("mood",), "calm\n")
    await studio.settled()
    await asyncio.sleep(0.05)
    assert field.height() >= before + field.fontMetrics().height() - 2


def test_a_draft_that_was_saved_a_moment_ago_is_saved_just_now() -> None:
    now = datetime(2026, 1, 1, 12, 0, 30, tzinfo=UTC)
    editing = Editing(draft=draft_of(NEON))
    told = [saved_words(editing, now - timedelta(seconds=ago), now, is_saving=False) for ago in (0, 4, 5, 65)]
    assert told == [
        "Autosaved just now on this computer",
        "Autosaved just now on this computer",
        "Autosaved 5 s ago on this computer",
        "Autosaved 1 min ago on this computer",
    ]
