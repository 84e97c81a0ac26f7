"""Publishing, merging and restoring entries of the catalog: the whole life of a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Signal

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryVersion, change_of
from studio.core.details_schema import DetailsSchema
from studio.core.draft import EntryDraft, same_entry, text_of
from studio.core.edit_history import Field
from studio.core.entry_merge import EntryMerge, merge_entry
from studio.core.errors import CatalogConflict, JsonError
from studio.core.outbox import EntryPublished, OutboxEntry, OutboxState
from studio.core.ports.catalog import CatalogPublisher, CatalogRecords
from studio.state.catalog import CatalogStore
from studio.state.catalog_access import CatalogAccessStore
from studio.state.draft_editor import DraftEditor
from studio.state.editing import Editing, shown
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks


class EntryEditorStore(DraftEditor):
    """Edits as `DraftEditor` does; publishes once, and merges where someone was first.

    In a team a draft goes through the outbox: it stays until the team has it, or says why not.
    """

    published = Signal(object, object)  # Entry | None as it is now, EntryDraft that was published
    queued = Signal(object)  # EntryDraft that waits in the outbox
    stopped = Signal(object, object)  # OutboxEntry with why, EntryDraft that the team did not take
    conflicted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        catalog: CatalogStore,
        drafts: EntryDraftsStore,
        records: CatalogRecords,
        publisher: CatalogPublisher,
        schema: Callable[[Kind], DetailsSchema],
        access: CatalogAccessStore,
        sync: SyncStore,
    ) -> None:
        super().__init__(tasks, catalog, drafts, records, schema, access, sync)
        self._publisher = publisher
        self._parked: frozenset[str] | None = None
        drafts.released.connect(self._on_released)
        drafts.gone.connect(self._on_gone)
        sync.changed.connect(self._on_outbox)
        sync.catalog_changed.connect(self._on_reached)

    def leave(self) -> None:
        """Read and merge nothing more of the workspace that is left."""
        for name in ("history", "merge"):
            self._tasks.cancel("entry", name)
        super().leave()

    def publish(self, note: str) -> None:
        """Publish the draft."""
        now = self.snapshot
        if now.draft is not None and not now.reasons:
            self._become(replace(now, is_publishing=True))
            self._tasks.start("entry publish", now.draft.key, self._publish(now.draft, note))

    def publish_all(self, drafts: Sequence[EntryDraft], note: str) -> None:
        """Publish several drafts, each on its own."""
        if drafts and self._may_edit():
            self._tasks.start("entry publish", "several", self._publish_all(tuple(drafts), note))

    def take_back(self) -> None:
        """Take the draft out of the outbox, to edit it on."""
        sent = self.snapshot.sent
        if sent is not None:
            self._take_back(sent.id)

    def merge(self) -> None:
        """Merge the draft with what is live now; it is asked for what both sides changed differently."""
        draft, live = self.snapshot.draft, self.snapshot.live
        if draft is None or not self._may_edit():
            return
        if live is None and draft.is_deletion:
            self.discard()
            return
        if live is None:  # it was deleted: what is typed goes on as a new entry
            self._set_aside(draft)
            self._drafts.drop(draft)
            self.start_draft(replace(draft, id=self.free_id(draft.kind), base=None, is_deletion=False, change_id=""))
            return
        if draft.is_deletion:
            self._keep(replace(draft, base=live, name=live.name or "", text=text_of(live), change_id=""))
            return
        self._tasks.start("entry", "merge", self._merge(draft, live))

    def decide(self, choices: Mapping[str, str | None]) -> None:
        """Go on with a choice for each conflict; what was typed before stays in the history as it is."""
        if self.snapshot.merge is not None:
            self._tasks.start("entry", "merge", self._decide(self.snapshot.merge, dict(choices)))

    def stop_merging(self) -> None:
        """Decide another time."""
        self._become(replace(self.snapshot, merge=None))

    def load_history(self) -> None:
        """Read the entry's versions."""
        now = self.snapshot
        if now.id is not None:
            self._become(replace(now, history=None))
            self._tasks.start("entry", "history", self._load_history(now.kind, now.id))

    def restore(self, version: EntryVersion) -> None:
        """Bring name and text of a version back as a draft; each that is another one is a step that can be undone."""
        self.begin()
        draft = self.snapshot.draft
        if draft is not None and not self.snapshot.is_waiting:
            draft = replace(draft, is_deletion=False, change_id="")
            self._keep(draft.edited(Field.NAME, version.name or "").edited(Field.TEXT, version.text))

    def bring_back(self, entry: Entry) -> None:
        """Begin a new entry with what a deleted one was."""
        if self._may_edit():
            self.start_draft(EntryDraft(entry.kind, self.free_id(entry.kind), None, entry.name or "", text_of(entry)))

    def _set_aside(self, draft: EntryDraft) -> None:
        change_id, workspace = str(uuid4()), self._workspace
        note = "Your edit, before it was merged"
        self._tasks.start(
            "entry aside",
            change_id,
            self._tasks.call(lambda: self._records.set_aside(workspace, draft, change_id, note)),
        )

    async def _merge(self, draft: EntryDraft, live: Entry) -> None:
        merge, merged = await self._beside(lambda: _merged(draft, live))
        if self.snapshot.draft is not draft or self.snapshot.live is not live:
            return  # it went on meanwhile, and *Merge…* is still there
        if merged is not None:
            self._take_merged(draft, merged)
            return
        self._become(replace(self.snapshot, merge=merge))
        self.load_history()  # it says who was first

    async def _decide(self, merge: EntryMerge, choices: Mapping[str, str | None]) -> None:
        try:
            merged = await self._beside(lambda: merge.decided(choices))
        except JsonError as error:
            self.refused.emit(error)
            return
        if self.snapshot.merge is merge:
            self._take_merged(merge.draft, merged)

    def _take_merged(self, typed: EntryDraft, merged: EntryDraft) -> None:
        self._set_aside(typed)
        self._keep(replace(merged, change_id=""))

    async def _publish_all(self, drafts: tuple[EntryDraft, ...], note: str) -> None:
        for draft in drafts:
            await self._publish(draft, note)

    async def _publish(self, draft: EntryDraft, note: str) -> None:
        workspace = self._workspace
        outcome: Entry | OutboxEntry | None = None
        try:
            draft = self._on_top_of_live(draft)
            if not draft.change_id:
                draft = replace(draft, change_id=str(uuid4()))
            self._show_as_sent(draft)
            await self._drafts.save_now(draft)
            change, title = change_of(draft, draft.change_id, note), self._title(draft)
            outcome = await self._tasks.call(lambda: self._publisher.publish_entry(workspace, change, title))
        except CatalogConflict:
            await self._catalog.open()
            self.conflicted.emit()
            return
        finally:
            self._become(replace(self.snapshot, is_publishing=False))
        if isinstance(outcome, OutboxEntry):
            self._sync.refresh()
            self.queued.emit(draft)
        elif workspace == self._workspace:
            await self._after_publishing(draft, outcome)
        else:  # somebody went to another workspace meanwhile
            await self._tasks.call(lambda: self._records.drop_draft(workspace, draft))

    def _on_top_of_live(self, draft: EntryDraft) -> EntryDraft:
        """Where somebody published the same again, its stamp is another one and what the draft began from is not."""
        live = self._catalog.snapshot.get(draft.kind, draft.id)
        if live is None or draft.base is None or live.updated_at == draft.base.updated_at:
            return draft
        return replace(draft, base=live, change_id="") if same_entry(live, draft.base) else draft

    def _show_as_sent(self, draft: EntryDraft) -> None:
        now = self.snapshot
        if (now.kind, now.id) == (draft.kind, draft.id):
            self._become(replace(now, draft=draft))

    def _title(self, draft: EntryDraft) -> str:
        live = self._catalog.snapshot.get(draft.kind, draft.id)
        return draft.name.strip() or (live.label if live is not None else f"New {draft.kind.singular}")

    async def _after_publishing(self, draft: EntryDraft, entry: Entry | None) -> None:
        """Drop the draft, unless it was typed on meanwhile: then it goes on from what is live now."""
        workspace = self._workspace
        await self._catalog.open()
        if workspace != self._workspace:
            return
        now = self.snapshot
        kept = self._drafts.snapshot.get(draft.kind, draft.id)
        is_shown = (now.kind, now.id) == (draft.kind, draft.id)
        if kept is not None and entry is not None and kept.text != draft.text and draft.base is not None:
            moved = replace(kept, base=entry, change_id="")
            self._drafts.put(moved)
            if is_shown:
                self._become(shown(now, entry, moved))
                self._analyse_soon(0)
        else:
            self._drafts.drop(draft)
            if is_shown:
                place = Editing(draft.kind, entry.id if entry is not None else None)
                self._become(replace(shown(place, entry, None), text=draft.text if entry is not None else ""))
                self._analyse_soon(0)
        self.published.emit(entry, draft)

    def _on_reached(self, event: EntryPublished) -> None:
        """The team has a change."""
        draft = self._drafts.snapshot.sent_as(event.change.change_id)
        if draft is not None:
            self._tasks.start("entry reached", draft.key, self._after_publishing(draft, event.entry))

    def _on_gone(self, draft: EntryDraft) -> None:
        """Another process has brought it to the team."""
        now = self.snapshot
        if (now.kind, now.id) == (draft.kind, draft.id):
            live = self._catalog.snapshot.get(draft.kind, draft.id)
            self._become(shown(Editing(draft.kind, draft.id if live else None), live, None))
            self._analyse_soon(0)

    def _on_outbox(self) -> None:
        """Tell once of each draft that the team did not take; those of an earlier day are told where they are shown."""
        parked = {entry.id: entry for entry in self._sync.snapshot.entries if entry.state is OutboxState.PARKED}
        known, self._parked = self._parked, frozenset(parked)
        for change_id in parked.keys() - (known if known is not None else parked.keys()):
            draft = self._drafts.snapshot.sent_as(change_id)
            if draft is not None:
                self.stopped.emit(parked[change_id], draft)

    def _on_released(self, change_id: str) -> None:
        """A draft was typed on, merged or discarded: what was sent of it is not wanted any more."""
        if self._sync.snapshot.of_change(change_id) is not None:
            self._take_back(change_id)

    def _take_back(self, change_id: str) -> None:
        self._tasks.start("entry back", change_id, self._tasks.call(lambda: self._publisher.take_back(change_id)))

    async def _load_history(self, kind: Kind, entry_id: int) -> None:
        workspace = self._workspace
        history = await self._tasks.call(lambda: self._publisher.history(workspace, kind, entry_id))
        if (self.snapshot.kind, self.snapshot.id) == (kind, entry_id):
            self._become(replace(self.snapshot, history=history))


def _merged(draft: EntryDraft, live: Entry) -> tuple[EntryMerge, EntryDraft | None]:
    """The merge, and the draft that comes of it where nothing has to be decided."""
    merge = merge_entry(draft, live)
    return merge, None if merge.conflicts else merge.decided({})
