"""Merging on the Catalog screen: what is asked, where the keys go meanwhile, and that nothing of it is cut."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from studio.core.catalog import Kind
from studio.core.draft import EntryStatus
from studio.ui.appearance import Appearance
from studio.ui.catalog.editor.merge_panel import MergePanel
from tests.ui.catalog_studio import CatalogStudio
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped

LONG = "a mood that is told in so many words that no box beside two others could ever hold it in one line"


async def conflict(studio: CatalogStudio, *keys: str, theirs: str = "theirs", view: str = "json") -> MergePanel:
    """Both sides change the same keys of the first theme, and *Merge…* is pressed."""
    await studio.show(Kind.THEMES, 1, view)
    studio.stores.editor.begin()
    for key in keys:
        studio.stores.editor.put((key,), "mine")
    await studio.settled()
    await studio.publish_elsewhere(Kind.THEMES, 1, dict.fromkeys(keys, theirs))
    assert studio.stores.editor.snapshot.status is EntryStatus.CONFLICT
    button = studio.button("Merge…")
    button.setFocus()
    button.click()
    await studio.settled()
    return studio.page.editor.merging


async def all_cards(panel: MergePanel, count: int) -> None:
    """Wait until every place has its card."""
    while len(panel.cards) < count:
        assert not panel.take.isEnabled()
        await asyncio.sleep(0.001)


async def test_the_editor_says_what_a_conflict_is_before_it_is_merged(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "json")
    studio.stores.editor.begin()
    studio.stores.editor.put(("mood",), "mine")
    await studio.settled()
    await studio.publish_elsewhere(Kind.THEMES, 1, {"mood": "theirs"})
    note = studio.page.editor.note.text()
    assert note == "This entry was published elsewhere meanwhile. Merge your edit; nothing of it is lost."


@pytest.mark.parametrize("view", ["form", "tree", "json"])
async def test_the_keys_go_to_what_is_asked_and_then_back_to_the_editor(studio: CatalogStudio, view: str) -> None:
    panel = await conflict(studio, "mood", view=view)
    assert panel.cards[0].options.isAncestorOf(QApplication.focusWidget())
    studio.button("Take this merge").setFocus()
    studio.button("Take this merge").click()
    await studio.settled()
    focus = QApplication.focusWidget()
    view_widget = studio.page.editor.focus_view()
    assert view_widget is focus or view_widget.isAncestorOf(focus)
    assert not studio.page.editor.name.hasFocus()


async def test_a_merge_that_asks_nothing_leaves_the_keys_among_the_buttons(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "json")
    studio.stores.editor.begin()
    studio.stores.editor.put(("mood",), "mine")
    await studio.settled()
    live = await studio.live(Kind.THEMES, 1)
    assert live is not None
    assert isinstance(live.value, dict)
    await studio.publish_elsewhere(Kind.THEMES, 1, {**live.value, "era": "theirs"})
    studio.button("Merge…").setFocus()
    studio.button("Merge…").click()
    await studio.settled()
    assert studio.stores.editor.snapshot.status is EntryStatus.EDITED
    assert studio.page.editor.head.publish.hasFocus()
    studio.keys(QApplication.focusWidget(), "x")
    assert studio.stores.editor.snapshot.name == "Neon Arcade"


async def test_ctrl_enter_merges_and_then_takes_the_merge_where_it_publishes_otherwise(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1, "json")
    studio.stores.editor.begin()
    studio.stores.editor.put(("mood",), "mine")
    await studio.settled()
    await studio.publish_elsewhere(Kind.THEMES, 1, {"mood": "theirs"})
    studio.page.editor.focus_view().setFocus()
    studio.press(studio.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await studio.settled()
    assert studio.page.editor.merging.isVisible()
    studio.press(studio.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert (now.status, now.merge) == (EntryStatus.EDITED, None)
    assert '"mine"' in now.text


async def test_nothing_is_typed_over_while_it_is_asked_what_is_to_stand_there(studio: CatalogStudio) -> None:
    await conflict(studio, "mood")
    studio.keys(studio.page.editor.name, "x")
    studio.page.commands.undo.trigger()
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert (now.name, now.merge is not None) == ("Neon Arcade", True)
    assert '"mine"' in now.text


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_long_values_are_shown_whole(studio: CatalogStudio, appearance: Appearance, scale: float) -> None:
    appearance.set_text_scale(scale)
    studio.window.resize(1100 if scale == 1 else 2000, 900)
    try:
        panel = await conflict(studio, "mood", theirs=LONG)
        await asyncio.sleep(0.05)
        (card,) = panel.cards
        card.options.chosen.emit("theirs")
        await asyncio.sleep(0.05)
        for edit in card.findChildren(type(card.edit)):
            assert edit.toPlainText() in (f'"{LONG}"', '"mine"', '"loud and joyful"')
            end = QTextCursor(edit.document())
            end.movePosition(QTextCursor.MoveOperation.End)
            assert edit.cursorRect(end).bottom() <= edit.viewport().height(), edit.accessibleName()
        assert_nothing_is_clipped(panel)
        assert_every_control_has_a_name(panel)
    finally:
        appearance.set_text_scale(0)


async def test_many_places_are_shown_a_few_at_a_time_and_merged_together(studio: CatalogStudio) -> None:
    keys = [f"key {number}" for number in range(30)]
    panel = await conflict(studio, *keys)
    await all_cards(panel, 30)
    assert [card.key for card in panel.cards] == [f"path {number}" for number in range(30)]
    for card in panel.cards[::2]:
        card.options.set_value("theirs")
    studio.button("Take this merge").click()
    await studio.settled()
    text = studio.stores.editor.snapshot.text
    assert (text.count('"theirs"'), text.count('"mine"')) == (15, 15)
