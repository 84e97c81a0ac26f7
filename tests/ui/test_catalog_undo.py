"""What the Catalog screen offers to undo: it does what it says, or it is not there any more."""

import pytest

from studio.core.catalog import Kind
from studio.core.draft import EntryStatus
from studio.ui.catalog.dialogs.history_dialog import HistoryDialog
from tests.ui.catalog_studio import CatalogStudio

RESTORED = "It is a draft now; publish it to make it live."


def offers(studio: CatalogStudio) -> int:
    """How many sentences on screen offer an Undo."""
    return sum(toast.has_action for toast in studio.messages._toasts)


async def edit(studio: CatalogStudio, mood: str, name: str = "") -> None:
    """Give the first theme another mood, and perhaps another name, in a draft."""
    await studio.show(Kind.THEMES, 1, "json")
    studio.stores.editor.begin()
    studio.stores.editor.put(("mood",), mood)
    if name:
        studio.stores.editor.edit_name(name)
    await studio.settled()


async def restore_the_first_version(studio: CatalogStudio) -> str:
    """Publish another version and bring the one before it back; gives what was brought back."""
    await edit(studio, "calm", "Calm Arcade")
    studio.stores.editor.publish("")
    await studio.settled()
    studio.button("History").click()
    await studio.settled()
    dialog = studio.dialog(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    dialog.list.setCurrentRow(1)
    studio.button("Bring back as a draft", dialog).click()
    await studio.settled()
    assert RESTORED in studio.messages.shown
    return studio.stores.editor.snapshot.text


async def test_undo_of_a_version_that_was_brought_back_shows_what_is_live_again(studio: CatalogStudio) -> None:
    text = await restore_the_first_version(studio)
    assert '"loud and joyful"' in text
    await studio.show(Kind.THEMES, 2)
    studio.button("Undo", studio.window).click()
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert (now.id, now.name, now.draft) == (1, "Calm Arcade", None)
    assert '"calm"' in now.text
    assert studio.stores.drafts.snapshot.drafts == {}


async def test_undo_of_a_version_that_was_brought_back_keeps_the_draft_from_before(studio: CatalogStudio) -> None:
    await restore_the_first_version(studio)
    studio.stores.editor.discard()
    studio.messages.dismiss_all()
    await edit(studio, "typed before", "Typed Before")
    studio.button("History").click()
    await studio.settled()
    dialog = studio.dialog(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    dialog.list.setCurrentRow(1)
    studio.button("Bring back as a draft", dialog).click()
    await studio.settled()
    assert studio.stores.editor.snapshot.name == "Neon Arcade"
    studio.button("Undo", studio.messages._toasts[-1]).click()
    await studio.settled()
    now = studio.stores.editor.snapshot
    assert now.name == "Typed Before"
    assert '"typed before"' in now.text


async def test_undo_goes_when_what_was_brought_back_is_published(studio: CatalogStudio) -> None:
    text = await restore_the_first_version(studio)
    assert offers(studio) == 1
    studio.stores.editor.publish("as it was")
    await studio.settled()
    assert RESTORED not in studio.messages.shown
    assert offers(studio) == 0
    now = studio.stores.editor.snapshot
    assert (now.draft, now.text, now.status) == (None, text, EntryStatus.LIVE)


@pytest.mark.parametrize("how", ["typed on", "discarded", "deleted", "another workspace"])
async def test_undo_goes_when_the_draft_goes_on_without_it(studio: CatalogStudio, how: str) -> None:
    await restore_the_first_version(studio)
    editor = studio.stores.editor
    match how:
        case "typed on":
            editor.put(("mood",), "typed on")
        case "discarded":
            editor.discard()
        case "deleted":
            editor.delete()
        case _:
            studio.stores.leave()
    await studio.settled()
    assert RESTORED not in studio.messages.shown


async def test_a_discarded_draft_is_not_brought_back_over_a_newer_one(studio: CatalogStudio) -> None:
    await edit(studio, "first")
    studio.button("Discard").click()
    await studio.settled()
    assert offers(studio) == 1
    await edit(studio, "second")
    assert offers(studio) == 0
    assert '"second"' in studio.stores.editor.snapshot.text


@pytest.mark.parametrize("count", [1, 2])
async def test_a_discarded_new_entry_comes_back_beside_one_that_was_begun_since(
    studio: CatalogStudio, count: int
) -> None:
    editor = studio.stores.editor
    for number in range(count):
        editor.new(Kind.THEMES)
        editor.edit_name(f"First {number}")
    await studio.settled()
    studio.page.panel.list.select_rows(list(range(count)))
    studio.page.commands.discard.trigger()
    await studio.settled()
    assert studio.stores.drafts.snapshot.drafts == {}
    editor.new(Kind.THEMES)
    editor.edit_name("Second")
    await studio.settled()
    studio.button("Undo", studio.messages._toasts[-1]).click()
    await studio.settled()
    names = sorted(draft.name for draft in studio.stores.drafts.snapshot.drafts.values())
    assert names == [*(f"First {number}" for number in range(count)), "Second"]
