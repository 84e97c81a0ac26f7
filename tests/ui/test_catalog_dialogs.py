"""The dialogs of the Catalog screen with much in them: what changes is shown a part at a time, and nothing is cut."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QListWidget

from studio.core.catalog import Kind
from studio.core.catalog_change import EntryHistory, EntryVersion
from studio.core.catalog_file import ImportPlan
from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.batch_dialog import BatchDialog
from studio.ui.catalog.dialogs.diff_view import LINES_AT_ONCE, MOST_LINES, DiffView
from studio.ui.catalog.dialogs.history_dialog import HistoryDialog, time_words
from studio.ui.catalog.dialogs.lines_list import PADDING, add_lines, lines_list
from studio.ui.catalog.dialogs.publish_dialog import PublishDialog
from studio.ui.catalog.transfer import ImportDialog
from tests.ui.catalog_studio import STARTER, CatalogStudio
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped, assert_texts_are_plain

NEON = next(entry for entry in STARTER if entry.kind is Kind.THEMES)
LONG = "Observatory of the velvet night over the harbour of a town that nobody has ever drawn on a " + "map" * 60


async def written(view: DiffView, lines: int) -> None:
    """Wait until a view has so many lines."""
    for _ in range(2_000):
        if view.document().blockCount() >= lines:
            return
        await asyncio.sleep(0.001)
    raise AssertionError(view.document().blockCount())


async def test_a_long_change_is_written_a_part_at_a_time_and_says_what_it_leaves_out(
    studio: CatalogStudio, appearance: Appearance
) -> None:
    view = DiffView(appearance, "What changes", studio.window)
    view.show_pieces(None)
    assert view.placeholderText() == "Comparing…"
    view.show_pieces([Piece(Change.ADDED, f"line {number}") for number in range(MOST_LINES + 7)])
    assert view.document().blockCount() == LINES_AT_ONCE
    await written(view, MOST_LINES + 1)
    lines = view.toPlainText().splitlines()
    assert lines[:2] == ["+ line 0", "+ line 1"]
    assert lines[-2:] == [f"+ line {MOST_LINES - 1}", "  ⋯ and 7 more lines"]
    assert view.verticalScrollBar().value() == 0
    view.show_pieces([Piece(Change.REMOVED, "another")])
    await asyncio.sleep(0.01)
    assert view.toPlainText() == "− another"


async def test_each_version_shows_what_it_changed(studio: CatalogStudio) -> None:
    for mood in ("calm", "fierce"):
        await studio.show(Kind.THEMES, 1)
        studio.stores.editor.begin()
        studio.stores.editor.put(("mood",), mood)
        await studio.settled()
        studio.stores.editor.publish(mood)
        await studio.settled()
    studio.button("History").click()
    await studio.settled()
    dialog = studio.dialog(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    assert '+   "mood": "fierce"' in dialog.diff.toPlainText()
    dialog.list.setCurrentRow(1)
    await studio.settled()
    assert '−   "mood": "loud and joyful"\n+   "mood": "calm"' in dialog.diff.toPlainText()
    assert dialog.note.text() == "calm"


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("which", ["history", "import", "several", "publish"])
async def test_long_words_are_shown_whole_and_everything_has_a_name(
    studio: CatalogStudio, appearance: Appearance, scale: float, which: str
) -> None:
    entry = replace(NEON, name=LONG)
    who = f"{'anna' * 10}@example.org"
    version = EntryVersion(1, entry, LONG, "{}", LONG, who, NEON.created_at)
    drafts = (studio.stores.editor.snapshot.draft,)
    appearance.set_text_scale(scale)
    studio.window.resize(QSize(1440, 900) if scale == 1 else QSize(2400, 1500))
    try:
        dialog: QDialog
        match which:
            case "history":
                dialog = HistoryDialog(appearance, entry, studio.window)
                dialog.show_history(EntryHistory((version, replace(version, number=None)), LONG))
            case "import":
                dialog = ImportDialog(appearance, f"{LONG}.json", ImportPlan((entry,), (entry,)), studio.window)
            case "several":
                studio.stores.editor.new(Kind.THEMES)
                studio.stores.editor.edit_name(LONG)
                drafts = (studio.stores.editor.snapshot.draft,)
                dialog = BatchDialog(appearance, tuple(draft for draft in drafts if draft), 3, studio.window)
            case _:
                studio.stores.editor.new(Kind.THEMES)
                studio.stores.editor.edit_name(LONG)
                dialog = PublishDialog(appearance, studio.window)
                dialog.show_editing(studio.stores.editor.snapshot, "", LONG)
        dialog.show()
        await asyncio.sleep(0.3)  # Qt lays wrapped lists out anew 100 ms after they got their width
        assert dialog.width() <= studio.window.width(), "long words do not make it wider"
        assert_nothing_is_clipped(dialog)
        assert_every_control_has_a_name(dialog)
        assert_texts_are_plain(dialog)
        for rows in dialog.findChildren(QListWidget):
            assert rows.horizontalScrollBar().maximum() == 0
            line = rows.visualItemRect(rows.item(0))
            assert line.width() <= rows.viewport().width()
            assert line.height() > rows.fontMetrics().lineSpacing() * 2, "it goes on in the next line"
    finally:
        appearance.set_text_scale(0)
        await studio.settled()


async def test_a_line_that_is_a_little_too_long_goes_on_in_the_next_one(studio: CatalogStudio) -> None:
    lines = lines_list("Lines")
    lines.setParent(studio.window)
    lines.resize(270, 400)
    lines.show()
    add_lines(lines, ("Kept as it was", "x"))
    await asyncio.sleep(0.3)  # Qt lays wrapped lists out anew 100 ms after they got their width
    one_line, metrics = lines.visualItemRect(lines.item(1)).height(), lines.fontMetrics()
    room = lines.viewport().width()
    for pad in range(40):
        words = "m m"
        while metrics.horizontalAdvance(words) < room - pad:
            words += " i"
        lines.item(0).setText(words)
        lines.doItemsLayout()
        height = lines.visualItemRect(lines.item(0)).height()
        is_whole = metrics.horizontalAdvance(words) <= room - 2 * PADDING - 2
        assert is_whole or height > one_line, f"{words!r} is cut"


async def test_a_kept_version_shows_its_time(studio: CatalogStudio, appearance: Appearance) -> None:
    kept = EntryVersion(None, NEON, "", "{}", "", "", NEON.created_at)
    dialog = HistoryDialog(appearance, NEON, studio.window)
    dialog.show_history(EntryHistory((kept,), ""))
    assert dialog.list.item(0).text().splitlines() == ["Kept before a merge", time_words(NEON.created_at)]
