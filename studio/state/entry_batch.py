"""What is done to several entries of the catalog at once."""

from collections.abc import Sequence
from dataclasses import replace

from studio.core.catalog import Entry, Kind
from studio.core.draft import EntryDraft, EntryStatus, draft_of, status_of
from studio.state.catalog import CatalogStore
from studio.state.entry_drafts import EntryDraftsStore, Key
from studio.state.entry_editor import EntryEditorStore
from studio.state.sync import SyncStore


class EntryBatch:
    """Verbs over rows that are selected. Each entry keeps a draft of its own, and nothing is published by them but by `publish`."""

    def __init__(
        self, catalog: CatalogStore, drafts: EntryDraftsStore, editor: EntryEditorStore, sync: SyncStore
    ) -> None:
        self._catalog = catalog
        self._drafts = drafts
        self._editor = editor
        self._sync = sync

    def duplicate(self, keys: Sequence[Key]) -> int:
        """Begin a new entry for each; returns how many."""
        made = [draft for key in keys if (draft := self._drafts.snapshot.get(*key) or self._live_draft(*key))]
        for draft in made:
            name = f"{draft.name} copy" if draft.name else ""
            self._drafts.put(EntryDraft(draft.kind, self._editor.free_id(draft.kind), None, name, draft.text))
        return len(made)

    def delete(self, keys: Sequence[Key]) -> int:
        """Mark them as to be deleted when they are published; those that are new are forgotten. Returns how many."""
        count = 0
        for key in keys:
            draft = self._drafts.snapshot.get(*key) or self._live_draft(*key)
            if draft is None or self._sync.snapshot.of_change(draft.change_id) is not None:
                continue
            count += 1
            if self._is_shown(key):
                self._editor.delete()
            elif draft.base is None:
                self._drafts.drop(draft)
            else:
                self._drafts.put(replace(draft, is_deletion=True, change_id=""))
        return count

    def discard(self, keys: Sequence[Key]) -> tuple[EntryDraft, ...]:
        """Forget their drafts, so that they are as they are live; returns the drafts, `bring_back` undoes it."""
        gone = [draft for key in keys if (draft := self._drafts.snapshot.get(*key)) is not None]
        for draft in gone:
            if self._is_shown((draft.kind, draft.id)):
                self._editor.discard()
            else:
                self._drafts.drop(draft)
        return tuple(gone)

    def bring_back(self, drafts: Sequence[EntryDraft]) -> None:
        """Take drafts up that were discarded."""
        shown = self._editor.snapshot
        for draft in drafts:
            if draft.base is None and self._drafts.snapshot.get(draft.kind, draft.id) is not None:
                self._drafts.put(replace(draft, id=self._editor.free_id(draft.kind)))
            elif (draft.kind, draft.id) == (shown.kind, shown.id):
                self._editor.start_draft(draft)
            else:
                self._drafts.put(draft)

    def ready(self, keys: Sequence[Key]) -> tuple[EntryDraft, ...]:
        """The drafts among them that can be published now."""
        found = (self._drafts.snapshot.get(*key) for key in keys)
        return tuple(draft for draft in found if draft is not None and self._is_ready(draft))

    def publish(self, drafts: Sequence[EntryDraft], note: str) -> None:
        """Publish drafts, each on its own."""
        self._editor.publish_all(drafts, note)

    def _is_ready(self, draft: EntryDraft) -> bool:
        if draft.as_entry() is None and not draft.is_deletion:
            return False
        if draft.base is None and not draft.name.strip():
            return False
        if self._sync.snapshot.of_change(draft.change_id) is not None:
            return False
        live = self._catalog.snapshot.get(draft.kind, draft.id)
        return status_of(live, draft) in (EntryStatus.EDITED, EntryStatus.NEW, EntryStatus.DELETED)

    def _is_shown(self, key: Key) -> bool:
        return key == (self._editor.snapshot.kind, self._editor.snapshot.id)

    def _live_draft(self, kind: Kind, entry_id: int) -> EntryDraft | None:
        live: Entry | None = self._catalog.snapshot.get(kind, entry_id)
        return draft_of(live) if live is not None else None
