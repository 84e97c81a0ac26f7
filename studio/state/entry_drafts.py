"""Drafts of catalog entries on this computer: all of a workspace in memory, each saved shortly after its last change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from PySide6.QtCore import Signal

from studio.core.catalog import Kind
from studio.core.draft import EntryDraft
from studio.core.figure import THIS_COMPUTER
from studio.core.ports.catalog import CatalogRecords
from studio.state.store import Store
from studio.state.tasks import Tasks

SAVE_AFTER_SECONDS = 0.4
SAVE_AT_LATEST_SECONDS = 2.0
"""Someone who types without a pause loses no more than this."""

Key = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class Drafts:
    """All drafts by kind and id; `unsaved` are on their way to the disk, `saved_at` is when the last one got there."""

    drafts: Mapping[Key, EntryDraft] = field(default_factory=dict[Key, EntryDraft])
    unsaved: frozenset[Key] = frozenset()
    saved_at: datetime | None = None
    is_ready: bool = False

    def get(self, kind: Kind, entry_id: int) -> EntryDraft | None:
        """The draft of an entry, or None."""
        return self.drafts.get((kind, entry_id))

    def sent_as(self, change_id: str) -> EntryDraft | None:
        """The draft that was sent as this change, or None."""
        return next((draft for draft in self.drafts.values() if change_id and draft.change_id == change_id), None)


class EntryDraftsStore(Store[Drafts]):
    """Keeps the drafts of one workspace; what is put here survives a crash."""

    released = Signal(str)  # a change that its draft does not stand for any more
    gone = Signal(object)  # EntryDraft that another process has published

    def __init__(self, tasks: Tasks, records: CatalogRecords) -> None:
        super().__init__(Drafts())
        self._tasks = tasks
        self._records = records
        self._workspace = THIS_COMPUTER
        self._save_by: dict[Key, float] = {}
        self._left: dict[tuple[str, Key], EntryDraft] = {}

    async def enter(self, workspace: str) -> None:
        """Bring back the drafts of a workspace; what was begun in it meanwhile is not lost."""
        await self._save_left()
        self._workspace = workspace
        found = await self._tasks.call(lambda: self._records.drafts(workspace))
        if workspace == self._workspace:
            begun = {key: self.snapshot.drafts[key] for key in self.snapshot.unsaved}
            drafts = {(draft.kind, draft.id): draft for draft in found} | begun
            self._become(Drafts(drafts, frozenset(begun), is_ready=True))

    def leave(self) -> None:
        """Show nothing of the workspace that is left; what is not saved yet is saved where it belongs."""
        for key in self.snapshot.unsaved:
            draft = self.snapshot.drafts[key]
            self._tasks.cancel("drafts", f"save {draft.key}")
            self._left[(self._workspace, key)] = draft
        self._save_by.clear()
        self._become(Drafts())
        if self._left:
            self._tasks.start("drafts", "save what is left", self._save_left())

    def refresh(self) -> None:
        """Find out which drafts another process has published meanwhile."""
        if self.snapshot.is_ready:
            self._tasks.start("drafts", "refresh", self._refresh())

    def put(self, draft: EntryDraft) -> None:
        """Keep a draft, now in memory and soon on the disk."""
        key = (draft.kind, draft.id)
        before = self.snapshot.drafts.get(key)
        if before is draft:
            return
        now = asyncio.get_running_loop().time()
        if key not in self.snapshot.unsaved:
            self._save_by[key] = now + SAVE_AT_LATEST_SECONDS
        after = max(0.0, min(SAVE_AFTER_SECONDS, self._save_by.get(key, now) - now))
        drafts = {**self.snapshot.drafts, key: draft}
        self._become(replace(self.snapshot, drafts=drafts, unsaved=self.snapshot.unsaved | {key}))
        self._tasks.start("drafts", f"save {draft.key}", self._save(self._workspace, key, after))
        self._release(before, draft)

    def drop(self, draft: EntryDraft) -> None:
        """Forget a draft."""
        key = (draft.kind, draft.id)
        before = self.snapshot.drafts.get(key)
        drafts = {known: kept for known, kept in self.snapshot.drafts.items() if known != key}
        self._become(replace(self.snapshot, drafts=drafts, unsaved=self.snapshot.unsaved - {key}))
        self._tasks.cancel("drafts", f"save {draft.key}")
        self._tasks.start("drafts", f"drop {self._workspace} {draft.key}", self._drop(self._workspace, draft))
        self._release(before, None)

    async def save_now(self, draft: EntryDraft) -> None:
        """Keep a draft and return when it is on the disk."""
        self.put(draft)
        self._tasks.cancel("drafts", f"save {draft.key}")
        await self._save(self._workspace, (draft.kind, draft.id), 0)

    async def flush(self) -> None:
        """Save what is not saved yet; called before the window closes."""
        await self._save_left()
        for key in self.snapshot.unsaved:
            self._tasks.cancel("drafts", f"save {self.snapshot.drafts[key].key}")
            await self._save(self._workspace, key, 0)

    def _release(self, before: EntryDraft | None, now: EntryDraft | None) -> None:
        if before is not None and before.change_id and (now is None or now.change_id != before.change_id):
            self.released.emit(before.change_id)

    async def _save(self, workspace: str, key: Key, after: float) -> None:
        await asyncio.sleep(after)
        draft = self.snapshot.drafts.get(key)
        if draft is None or workspace != self._workspace:
            return
        await self._tasks.call(lambda: self._records.save_draft(workspace, draft))
        self._save_by[key] = asyncio.get_running_loop().time() + SAVE_AT_LATEST_SECONDS
        if self.snapshot.drafts.get(key) is draft:
            unsaved = self.snapshot.unsaved - {key}
            self._become(replace(self.snapshot, unsaved=unsaved, saved_at=datetime.now(UTC)))

    async def _save_left(self) -> None:
        while self._left:
            place, draft = next(iter(self._left.items()))
            await self._tasks.call(lambda place=place, draft=draft: self._records.save_draft(place[0], draft))
            if self._left.get(place) is draft:
                del self._left[place]

    async def _drop(self, workspace: str, draft: EntryDraft) -> None:
        await self._tasks.call(lambda: self._records.drop_draft(workspace, draft))

    async def _refresh(self) -> None:
        workspace, before = self._workspace, self.snapshot
        found = await self._tasks.call(lambda: self._records.drafts(workspace))
        if workspace != self._workspace:
            return
        there = {(draft.kind, draft.id) for draft in found}
        for key, draft in before.drafts.items():
            is_settled = key not in before.unsaved and self.snapshot.drafts.get(key) is draft
            if is_settled and key not in there:
                self.drop(draft)
                self.gone.emit(draft)
