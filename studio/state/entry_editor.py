"""Publishing, merging and restoring the entry that is looked at."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Signal

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryVersion, change_of
from studio.core.catalog_ports import CatalogPublisher, CatalogRecords
from studio.core.details_schema import DetailsSchema
from studio.core.draft import EntryDraft, text_of
from studio.core.edit_history import Field
from studio.core.entry_merge import merge_entry
from studio.core.errors import CatalogConflict, JsonError
from studio.state.catalog import CatalogStore
from studio.state.draft_editor import DraftEditor
from studio.state.editing import Editing, shown
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.tasks import Tasks


class EntryEditorStore(DraftEditor):
    """The whole life of a draft: edited as `DraftEditor` does it, published once, merged where someone was first."""

    published = Signal(object, object)  # Entry | None as it is now, EntryDraft that was published
    conflicted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        catalog: CatalogStore,
        drafts: EntryDraftsStore,
        records: CatalogRecords,
        publisher: CatalogPublisher,
        schema: Callable[[Kind], DetailsSchema],
    ) -> None:
        super().__init__(tasks, catalog, drafts, records, schema)
        self._publisher = publisher

    def publish(self, note: str) -> None:
        """Publish the draft."""
        now = self.snapshot
        if now.draft is not None and not now.is_publishing:
            self._become(replace(now, is_publishing=True))
            self._tasks.start("entry publish", now.draft.key, self._publish(now.draft, note))

    def merge(self) -> None:
        """Merge the draft with what is live now; it is asked for what both sides changed differently."""
        draft, live = self.snapshot.draft, self.snapshot.live
        if draft is None:
            return
        if live is None and draft.is_deletion:
            self.discard()
            return
        if live is None:  # it was deleted: what is typed goes on as a new entry
            self._set_aside(draft)
            self._drafts.drop(draft)
            self.start_draft(replace(draft, id=self._free_id(draft.kind), base=None, is_deletion=False, change_id=""))
            return
        if draft.is_deletion:
            self._keep(replace(draft, base=live, name=live.name or "", text=text_of(live), change_id=""))
            return
        merge = merge_entry(draft, live)
        self._become(replace(self.snapshot, merge=merge))
        if not merge.conflicts:
            self.decide({})

    def decide(self, choices: Mapping[str, str | None]) -> None:
        """Go on with a choice for each conflict; what was typed before stays in the history as it is."""
        now = self.snapshot
        if now.merge is None or now.draft is None:
            return
        try:
            merged = now.merge.decided(choices)
        except JsonError as error:
            self.refused.emit(error)
            return
        self._set_aside(now.draft)
        self._become(replace(self.snapshot, merge=None))
        self._keep(replace(merged, change_id=""))

    def stop_merging(self) -> None:
        """Decide another time."""
        self._become(replace(self.snapshot, merge=None))

    def load_history(self) -> None:
        """Read the entry's versions."""
        now = self.snapshot
        if now.id is not None:
            self._tasks.start("entry", "history", self._load_history(now.kind, now.id))

    def restore(self, version: EntryVersion) -> None:
        """Bring the texts of a version back as a draft, in one step that can be undone."""
        self.begin()
        draft = self.snapshot.draft
        if draft is not None:
            draft = replace(draft, is_deletion=False, change_id="")
            self._keep(draft.edited(Field.NAME, version.name or "").edited(Field.TEXT, version.text))

    def _set_aside(self, draft: EntryDraft) -> None:
        change_id = str(uuid4())
        note = "Your edit, before it was merged"
        self._tasks.start(
            "entry aside",
            change_id,
            self._tasks.call(lambda: self._records.set_aside(self._workspace, draft, change_id, note)),
        )

    async def _publish(self, draft: EntryDraft, note: str) -> None:
        try:
            if not draft.change_id:
                draft = replace(draft, change_id=str(uuid4()))
                self._become(replace(self.snapshot, draft=draft))
                await self._drafts.save_now(draft)
            change = change_of(draft, draft.change_id, note)
            entry = await self._tasks.call(lambda: self._publisher.publish_entry(self._workspace, change))
        except CatalogConflict:
            await self._catalog.open()
            self.conflicted.emit()
            return
        finally:
            self._become(replace(self.snapshot, is_publishing=False))
        await self._catalog.open()
        self._after_publishing(draft, entry)
        self.published.emit(entry, draft)

    def _after_publishing(self, draft: EntryDraft, entry: Entry | None) -> None:
        """Drop the draft, unless it was typed on meanwhile: then it goes on from what is live now."""
        now = self.snapshot
        kept = self._drafts.snapshot.get(draft.kind, draft.id)
        is_shown = (now.kind, now.id) == (draft.kind, draft.id)
        if kept is not None and entry is not None and kept.text != draft.text and draft.base is not None:
            moved = replace(kept, base=entry, change_id="")
            self._drafts.put(moved)
            if is_shown:
                self._become(shown(now, entry, moved))
                self._analyse_soon(0)
            return
        self._drafts.drop(draft)
        if is_shown:
            place = Editing(draft.kind, entry.id if entry is not None else None)
            self._become(replace(shown(place, entry, None), text=draft.text if entry is not None else ""))
            self._analyse_soon(0)

    async def _load_history(self, kind: Kind, entry_id: int) -> None:
        versions = await self._tasks.call(lambda: self._publisher.history(self._workspace, kind, entry_id))
        if (self.snapshot.kind, self.snapshot.id) == (kind, entry_id):
            self._become(replace(self.snapshot, versions=versions))
