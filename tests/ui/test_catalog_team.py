"""The Catalog screen while a team is the workspace: drafts through the outbox, conflicts, roles, and other accounts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QMainWindow

from studio.backend.library import Library
from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryHistory, EntryVersion
from studio.core.catalog_file import write_catalog
from studio.core.draft import EntryDraft, EntryStatus
from studio.core.figure import THIS_COMPUTER
from studio.core.outbox import EntryChange, EntryPublished, OutboxEntry, Pause
from studio.core.session import Account, Offline, Role, SignedIn, SignedOut, workspace_of
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.batch_dialog import BatchDialog
from studio.ui.catalog.dialogs.history_dialog import HistoryDialog
from studio.ui.catalog.dialogs.older_dialog import OlderDialog
from studio.ui.catalog.dialogs.publish_dialog import PublishDialog
from tests.backend.libraries import MADE, THEME, make_figures
from tests.ui.catalog_studio import STARTER, CatalogStudio, LocalPublisher, open_catalog, without_pauses
from tests.ui.fakes import FakeLibrary
from tests.ui.outbox_fakes import WHEN, FakeOutbox
from tests.ui.screen_rules import assert_nothing_is_clipped, assert_texts_are_plain
from tests.ui.team_fakes import ADA, TEAM, FakeTeamSession

BEN = Account("7b9b1c1e-0000-4000-8000-000000000000", "ben@example.org", Role.ADMIN)
HERS, HIS = SignedIn(TEAM, ADA, is_kept=True), SignedIn(TEAM, BEN, is_kept=True)
TEAMS = workspace_of(HERS)
CONFLICT = "This entry was published elsewhere meanwhile."


class TeamPublisher(LocalPublisher):
    """A team that answers when a test says so; what is sent stands in the fake outbox until then."""

    def __init__(self, library: Library, outbox: FakeOutbox) -> None:
        self._library = library
        self._outbox = outbox
        self.versions = EntryHistory()

    async def publish_entry(self, workspace: str, change: CatalogChange, title: str) -> OutboxEntry:
        base = change.base.updated_at if change.base else None
        asked = EntryChange(change.change_id, change.kind, change.id, base, change.name, change.value, change.note)
        self._outbox.kept = [entry for entry in self._outbox.kept if entry.id != change.change_id]
        entry = OutboxEntry(change.change_id, workspace, asked.work, title, asked, WHEN)
        self._outbox.kept.append(entry)
        self._outbox.moved()
        return entry

    async def take_back(self, change_id: str) -> None:
        await self._outbox.take_out(change_id)

    async def history(self, workspace: str, kind: Kind, entry_id: int) -> EntryHistory:
        return self.versions

    async def arrives(self) -> Entry:
        """The team has the first thing that waits."""
        waiting = self._outbox.kept.pop(0)
        change = waiting.task
        assert isinstance(change, EntryChange)
        entry = Entry(change.kind, change.entry_id or 50, change.name, change.value, MADE, WHEN)
        await self._library.put_entries(waiting.workspace, [entry])
        self._outbox.tell(EntryPublished(change, entry))
        self._outbox.moved()
        return entry


class TeamStudio(CatalogStudio):
    """The screen over a real library, and a team in memory."""

    def __init__(self, library: Library, window: QMainWindow, appearance: Appearance) -> None:
        self.outbox = FakeOutbox(FakeLibrary(Path()), TEAMS)
        self.team = FakeTeamSession(HERS)
        self.publisher = TeamPublisher(library, self.outbox)
        super().__init__(library, window, appearance, self.team, self.publisher, self.outbox)

    async def go(self, state: SignedIn | Offline | SignedOut) -> None:
        """Something happens to the session; with another workspace the stores follow, as the composition root lets them."""
        before = self.session.snapshot.workspace
        self.team.become(state)
        await self.settled()
        if self.session.snapshot.workspace != before:
            self.stores.leave()
            await self.catalog.enter(self.session.snapshot.workspace)
            await self.stores.enter(self.session.snapshot.workspace)
            await self.settled()

    async def theirs(self, entry: Entry, **changes: object) -> None:
        """Another admin's change comes with a pull."""
        await self.library.put_entries(TEAMS, [replace(entry, updated_at=WHEN, **changes)])  # type: ignore[arg-type]
        await self.catalog.open()
        await self.settled()

    async def edit(self, **details: str) -> EntryDraft:
        """Give the first theme other details in a draft."""
        await self.show(Kind.THEMES, 1, "json")
        self.stores.editor.begin()
        for key, value in details.items():
            self.stores.editor.put((key,), value)
        await self.settled()
        draft = self.stores.editor.snapshot.draft
        assert draft is not None
        return draft

    async def publish(self, note: str = "") -> None:
        """Publish… and its dialog."""
        self.button("Publish…").click()
        dialog = self.dialog(PublishDialog)
        assert isinstance(dialog, PublishDialog)
        dialog.note.setText(note)
        self.button("Publish", dialog).click()
        await self.settled()

    def status(self, row: int = 0) -> EntryStatus:
        """What the list says of a row."""
        return self.page.panel.list.entries.rows[row].status


@pytest_asyncio.fixture
async def studio(
    tmp_path: Path, window: QMainWindow, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TeamStudio]:
    without_pauses(monkeypatch)
    async with open_catalog(tmp_path) as library:
        await library.put_entries(TEAMS, STARTER)
        studio = TeamStudio(library, window, appearance)
        await studio.open()
        yield studio
        assert studio.failures == []
        await studio.close()


async def test_a_draft_waits_in_the_outbox_until_the_team_has_it(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.publish("calmer")
    (waiting,) = studio.outbox.kept
    assert isinstance(waiting.task, EntryChange)
    assert (waiting.title, waiting.task.note, waiting.task.entry_id) == ("Neon Arcade", "calmer", 1)
    assert studio.status() is EntryStatus.WAITING
    assert studio.page.editor.head.badge.text() == "Waiting"
    assert studio.page.editor.name.isReadOnly()
    assert studio.page.editor.json.edit.isReadOnly()
    entry = await studio.publisher.arrives()
    await studio.settled()
    assert studio.status() is EntryStatus.LIVE
    assert studio.catalog.snapshot.get(Kind.THEMES, 1) == entry
    assert studio.stores.drafts.snapshot.drafts == {}
    assert "“Neon Arcade” is published." in studio.messages.shown


async def test_offline_it_is_said_before_and_after_that_it_waits(studio: TeamStudio) -> None:
    await studio.go(Offline(TEAM, ADA, is_kept=True))
    await studio.edit(mood="calm")
    studio.button("Publish…").click()
    dialog = studio.dialog(PublishDialog)
    assert isinstance(dialog, PublishDialog)
    assert dialog.outlook.text().endswith("It will wait in the outbox until the team can be reached.")
    studio.button("Publish", dialog).click()
    await studio.settled()
    assert "“Neon Arcade” waits in the outbox until the team can be reached." in studio.messages.shown
    assert "waits in the outbox until the team can be reached" in studio.page.editor.note.text()


async def test_what_waits_can_be_taken_back_and_edited_on(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.publish()
    studio.button("Take back").click()
    await studio.settled()
    assert studio.outbox.kept == []
    assert studio.status() is EntryStatus.EDITED
    studio.stores.editor.put(("mood",), "calmer")
    await studio.settled()
    assert '"calmer"' in studio.stores.editor.snapshot.text
    assert studio.button("Publish…").isEnabled()


async def test_what_is_on_its_way_cannot_be_taken_back(studio: TeamStudio) -> None:
    draft = await studio.edit(mood="calm")
    await studio.publish()
    sent = studio.stores.drafts.snapshot.get(draft.kind, draft.id)
    assert sent is not None
    studio.outbox.moved(running=sent.change_id)
    await studio.settled()
    assert studio.button("Take back").accessibleDescription() == "It is on its way to the team."


@pytest.mark.parametrize("text", ["Take back", "Discard", "Publish…"])
async def test_a_stray_key_after_a_button_that_goes_changes_no_name(studio: TeamStudio, text: str) -> None:
    await studio.edit(mood="calm")
    if text == "Take back":
        studio.stores.editor.publish("")
        await studio.settled()
    button = studio.button(text)
    button.setFocus()
    assert button.hasFocus()
    button.click()
    if text == "Publish…":
        studio.button("Publish", studio.dialog(PublishDialog)).click()
        await studio.settled()
        assert button.isHidden()
        studio.outbox.park(studio.outbox.kept[0].id, CONFLICT)
    await studio.settled()
    assert button.isHidden() or text == "Publish…"
    focus = studio.window.focusWidget()
    assert focus is not None
    studio.keys(focus, "x")
    await studio.settled()
    assert studio.stores.editor.snapshot.name == "Neon Arcade"


async def test_undoing_all_by_key_stays_among_the_steps(studio: TeamStudio) -> None:
    await studio.edit(mood="calm", era="80s")
    head = studio.page.editor.head
    head.undo.setFocus()
    while head.undo.isEnabled():
        head.undo.click()
        await studio.settled()
    assert head.redo.hasFocus()


async def test_who_was_second_merges_and_the_parked_change_goes(studio: TeamStudio) -> None:
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    assert isinstance(live.value, dict)
    await studio.edit(mood="calm", glow="yes")
    await studio.publish()
    studio.outbox.park(studio.outbox.kept[0].id, CONFLICT)
    await studio.settled()
    assert any("was not published" in sentence and CONFLICT in sentence for sentence in studio.messages.shown)
    await studio.theirs(live, value={**live.value, "mood": "fierce", "era": "90s"})
    assert studio.status() is EntryStatus.CONFLICT
    assert any(CONFLICT in sentence for sentence in studio.messages.shown)
    studio.button("Merge…").click()
    await studio.settled()
    assert not any(CONFLICT in sentence for sentence in studio.messages.shown), "it would lie over what is asked"
    (card,) = studio.page.editor.merging.cards
    assert card.choice == '"calm"'
    assert studio.page.editor.merging.title.text() == "It was published elsewhere first"
    studio.button("Take this merge").click()
    await studio.settled()
    assert studio.outbox.kept == [], "it is taken out with the merge"
    text = studio.stores.editor.snapshot.text
    assert all(word in text for word in ('"calm"', '"90s"', '"glow"'))
    (aside, *_) = await studio.shelf.history(TEAMS, Kind.THEMES, 1)
    assert (aside.number, '"calm"' in aside.text) == (None, True)
    await studio.publish()
    (waiting,) = studio.outbox.kept
    assert isinstance(waiting.task, EntryChange)
    assert waiting.task.base == WHEN


@pytest.mark.parametrize(
    ("author", "title"),
    [
        ("ben@example.org", "ben@example.org published first"),
        ("another admin (7b9b1c1e)", "Another admin (7b9b1c1e) published first"),
        ("you", "You published first"),
        (f"<b>{'W' * 62}@", f"<b>{'W' * 62}@ published first"),
    ],
)
async def test_the_merge_says_who_was_first(studio: TeamStudio, author: str, title: str) -> None:
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    theirs = replace(live, value={"mood": "fierce"}, updated_at=WHEN)
    newer = replace(live, value={"mood": "not here yet"})
    studio.publisher.versions = EntryHistory(
        (
            EntryVersion(3, newer, live.name, "{}", "", "somebody later", WHEN),
            EntryVersion(2, theirs, live.name, "{}", "", author, WHEN),
            EntryVersion(1, live, live.name, "{}", "", "somebody before", MADE),
        )
    )
    await studio.edit(mood="calm")
    await studio.theirs(live, value={"mood": "fierce"})
    studio.button("Merge…").click()
    await studio.settled()
    assert studio.page.editor.merging.title.text() == title
    assert_nothing_is_clipped(studio.page.editor.merging)
    assert_texts_are_plain(studio.page.editor.merging)


async def test_a_refusal_keeps_the_draft_and_says_why(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.publish()
    studio.outbox.park(studio.outbox.kept[0].id, "Only an admin can change the team’s catalog.")
    await studio.settled()
    assert studio.status() is EntryStatus.EDITED
    assert "Only an admin can change the team’s catalog." in studio.page.editor.note.text()
    assert '"calm"' in studio.stores.editor.snapshot.text
    await studio.publish()
    assert studio.status() is EntryStatus.WAITING, "it can be tried again"
    assert len(studio.outbox.kept) == 1


async def test_typing_in_a_refused_draft_takes_the_refused_change_out(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.publish()
    studio.outbox.park(studio.outbox.kept[0].id, "The team’s server refused this.")
    await studio.settled()
    studio.stores.editor.put(("mood",), "calmer")
    await studio.settled()
    assert studio.outbox.kept == []


async def test_the_same_published_again_by_another_is_what_a_draft_goes_on_from(studio: TeamStudio) -> None:
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    await studio.edit(mood="calm")
    await studio.theirs(live)
    assert studio.status() is EntryStatus.EDITED
    await studio.publish()
    (waiting,) = studio.outbox.kept
    assert isinstance(waiting.task, EntryChange)
    assert waiting.task.base == WHEN


async def test_a_pull_turns_an_older_draft_into_a_conflict_also_where_it_is_not_looked_at(studio: TeamStudio) -> None:
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    await studio.edit(mood="calm")
    await studio.show(Kind.THEMES, 2)
    assert studio.status() is EntryStatus.EDITED
    await studio.theirs(live, value={"mood": "fierce"})
    assert studio.status() is EntryStatus.CONFLICT


async def test_an_artist_reads_and_is_told_why_nothing_can_be_edited(studio: TeamStudio) -> None:
    await studio.go(SignedIn(TEAM, replace(ADA, role=Role.ARTIST), is_kept=True))
    await studio.show(Kind.THEMES, 1)
    reason = "Only admins edit the team’s catalog. Ask one to change it, or to make you an admin."
    assert studio.page.panel.locked.text() == reason
    assert studio.page.panel.badge.text() == "Artist"
    for text in ("Edit", "New theme"):
        assert studio.button(text).accessibleDescription() == reason
    studio.stores.editor.begin()
    studio.stores.editor.new(Kind.THEMES)
    studio.stores.editor.duplicate()
    studio.stores.editor.delete()
    await studio.settled()
    assert studio.stores.drafts.snapshot.drafts == {}
    assert reason in studio.messages.shown
    assert not studio.page.commands.import_file.isEnabled()
    assert studio.page.commands.export_all.isEnabled()


async def test_a_role_that_comes_and_goes_counts_at_once_and_keeps_the_draft(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.go(SignedIn(TEAM, replace(ADA, role=Role.ARTIST), is_kept=True))
    assert studio.page.editor.json.edit.isReadOnly()
    assert studio.page.editor.head.publish.accessibleDescription().startswith("Only admins")
    assert studio.page.editor.note.text() == "Your draft is kept as it is, until you may publish it."
    studio.stores.editor.put(("mood",), "loud")
    await studio.settled()
    assert '"calm"' in studio.stores.editor.snapshot.text
    await studio.go(HERS)
    assert not studio.page.editor.json.edit.isReadOnly()
    assert studio.button("Publish…").isEnabled()


async def test_drafts_belong_to_the_account_that_made_them(studio: TeamStudio) -> None:
    await studio.edit(mood="her secret")
    await studio.go(HIS)
    assert studio.stores.drafts.snapshot.drafts == {}
    assert studio.page.panel.list.entries.rows == ()
    assert "her secret" not in studio.page.editor.json.edit.text
    await studio.go(SignedOut(TEAM))
    assert studio.session.snapshot.workspace == THIS_COMPUTER
    assert studio.status() is EntryStatus.LIVE
    await studio.edit(mood="of this computer")
    await studio.go(HERS)
    await studio.show(Kind.THEMES, 1, "json")
    assert "her secret" in studio.stores.editor.snapshot.text
    assert len(await studio.shelf.drafts(THIS_COMPUTER)) == 1


async def test_what_one_account_discarded_is_not_offered_to_the_next(studio: TeamStudio) -> None:
    await studio.edit(mood="her secret")
    studio.button("Discard").click()
    await studio.settled()
    assert "The draft of “Neon Arcade” was discarded." in studio.messages.shown
    await studio.go(HIS)
    assert "The draft of “Neon Arcade” was discarded." not in studio.messages.shown


async def test_a_file_that_was_compared_with_one_catalog_is_not_imported_into_another(
    studio: TeamStudio, tmp_path: Path
) -> None:
    file = tmp_path / "new.json"
    file.write_text(write_catalog([replace(STARTER[0], id=70, name="Brand New")]), "utf-8")
    studio.stores.transfer.look_at(file)
    studio.stores.leave()
    await studio.stores.enter(THIS_COMPUTER)
    await studio.settled()
    assert studio.stores.transfer.snapshot.plan is None


async def test_leaving_hides_drafts_at_once_and_saves_what_was_just_typed(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    studio.stores.editor.put(("mood",), "typed a moment ago")
    studio.stores.leave()
    assert studio.stores.drafts.snapshot.drafts == {}
    assert studio.stores.editor.snapshot.draft is None
    await studio.settled()
    (saved,) = await studio.shelf.drafts(TEAMS)
    assert "typed a moment ago" in saved.text
    await studio.stores.enter(TEAMS)
    await studio.settled()


async def test_a_draft_that_is_begun_while_the_others_are_read_is_not_lost(studio: TeamStudio) -> None:
    entering = asyncio.ensure_future(studio.stores.enter(TEAMS))
    await asyncio.sleep(0)
    studio.stores.editor.new(Kind.THEMES)
    studio.stores.editor.edit_name("Begun early")
    await entering
    await studio.settled()
    assert [draft.name for draft in studio.stores.drafts.snapshot.drafts.values()] == ["Begun early"]
    assert [draft.name for draft in await studio.shelf.drafts(TEAMS)] == ["Begun early"]


async def test_a_draft_that_another_process_has_published_goes(studio: TeamStudio) -> None:
    draft = await studio.edit(mood="calm")
    await studio.publish()
    waiting = studio.outbox.kept.pop(0)
    assert isinstance(waiting.task, EntryChange)
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    await studio.library.put_entries(TEAMS, [replace(live, value=waiting.task.value, updated_at=WHEN)])
    await studio.shelf.drop_draft(TEAMS, draft)
    studio.outbox.moved()
    studio.catalog.refresh()
    studio.stores.drafts.refresh()
    await studio.settled()
    assert studio.stores.drafts.snapshot.drafts == {}
    assert studio.status() is EntryStatus.LIVE
    assert studio.page.editor.head.badge.text() == "Live"


async def test_the_history_of_the_team_says_who_and_brings_a_version_back(studio: TeamStudio) -> None:
    live = studio.catalog.snapshot.get(Kind.THEMES, 1)
    assert live is not None
    older = replace(live, value={"mood": "older"})
    studio.publisher.versions = EntryHistory(
        (
            EntryVersion(2, live, live.name, "{}", "newest", "you", WHEN),
            EntryVersion(1, older, live.name, '{"mood": "older"}', "", "another admin (7b9b1c1e)", WHEN),
        ),
        "The team cannot be reached: these are the versions that this computer knows.",
    )
    await studio.show(Kind.THEMES, 1)
    studio.button("History").click()
    await studio.settled()
    dialog = studio.dialog(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    assert dialog.notice.isVisible()
    assert dialog.act.accessibleDescription() == "This is what is live now."
    dialog.list.setCurrentRow(1)
    assert "another admin (7b9b1c1e)" in dialog.about.text()
    studio.button("Bring back as a draft", dialog).click()
    await studio.settled()
    assert studio.stores.editor.snapshot.text == '{"mood": "older"}'
    assert studio.status() is EntryStatus.EDITED


async def test_several_are_deleted_kept_duplicated_and_published_together(studio: TeamStudio) -> None:
    rows = studio.page.panel.list
    rows.select_rows([1, 2])
    studio.page.commands.delete.trigger()
    await studio.settled()
    assert [studio.status(row) for row in (1, 2)] == [EntryStatus.DELETED] * 2
    rows.select_rows([1, 2])
    studio.page.commands.discard.trigger()
    await studio.settled()
    assert [studio.status(row) for row in (1, 2)] == [EntryStatus.LIVE] * 2
    studio.button("Undo", studio.window).click()
    await studio.settled()
    assert [studio.status(row) for row in (1, 2)] == [EntryStatus.DELETED] * 2
    rows.select_rows([1, 2, 3])
    studio.page.commands.publish.trigger()
    dialog = studio.dialog(BatchDialog)
    assert isinstance(dialog, BatchDialog)
    assert dialog.rows.count() == 2
    studio.button("Publish", dialog).click()
    await studio.settled()
    assert len(studio.outbox.kept) == 2
    rows.select_rows([4, 5])
    studio.page.commands.duplicate.trigger()
    await studio.settled()
    assert [row.label for row in rows.entries.rows if row.status is EntryStatus.NEW] == [
        "Orbital Post Office copy",
        "Paper Samurai copy",
    ]


async def test_mock_ups_stand_beside_each_other_and_differ_in_the_entry_alone(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    live, draft = studio.previews.asked[-2:]
    assert live.theme is not None
    assert draft.theme is not None
    assert (live.theme.detail("mood"), draft.theme.detail("mood")) == ("loud and joyful", "calm")
    assert replace(live, theme=None) == replace(draft, theme=None)
    pair = studio.page.effects.mockups
    assert pair.live.isVisibleTo(studio.page)
    assert pair.draft.isVisibleTo(studio.page)
    count = len(studio.previews.asked)
    studio.stores.mockups.watch(is_watched=False)
    studio.stores.editor.put(("mood",), "calmer")
    await studio.settled()
    assert len(studio.previews.asked) == count, "nobody looks"


async def test_figures_of_an_older_version_are_shown_and_made_again(studio: TeamStudio) -> None:
    await studio.go(SignedOut(TEAM))
    await make_figures(studio.library, "one", "two")
    await studio.library.put_entries(THIS_COMPUTER, [replace(THEME, value={"mood": "quite another"}, updated_at=WHEN)])
    await studio.catalog.open()
    await studio.show(THEME.kind, THEME.id)
    studio.button("Show them…").click()
    await studio.settled()
    dialog = studio.dialog(OlderDialog)
    assert isinstance(dialog, OlderDialog)
    assert dialog.list.count() == 2
    studio.button("Make again…", dialog).click()
    assert [one.recipe.subject for one in studio.made_again] == ["two"]


async def test_the_pause_of_the_outbox_is_said_where_a_draft_waits(studio: TeamStudio) -> None:
    await studio.edit(mood="calm")
    await studio.publish()
    studio.outbox.moved(pause=Pause.NETWORK, sentence="No answer.")
    await studio.settled()
    assert "until the team can be reached" in studio.page.editor.note.text()
