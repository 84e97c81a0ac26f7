"""Drafts of catalog entries on this computer: all of them in memory, each saved shortly after its last change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from studio.core.catalog import Kind
from studio.core.catalog_ports import CatalogRecords
from studio.core.draft import EntryDraft
from studio.core.figure import THIS_COMPUTER
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


class EntryDraftsStore(Store[Drafts]):
    """Keeps drafts; what is put here survives a crash."""

    def __init__(self, tasks: Tasks, records: CatalogRecords) -> None:
        super().__init__(Drafts())
        self._tasks = tasks
        self._records = records
        self._workspace = THIS_COMPUTER
        self._save_by: dict[Key, float] = {}

    async def open(self) -> None:
        """Bring back the drafts."""
        found = await self._tasks.call(lambda: self._records.drafts(self._workspace))
        self._become(Drafts({(draft.kind, draft.id): draft for draft in found}, is_ready=True))

    def put(self, draft: EntryDraft) -> None:
        """Keep a draft, now in memory and soon on the disk."""
        key = (draft.kind, draft.id)
        if self.snapshot.drafts.get(key) is draft:
            return
        now = asyncio.get_running_loop().time()
        if key not in self.snapshot.unsaved:
            self._save_by[key] = now + SAVE_AT_LATEST_SECONDS
        after = max(0.0, min(SAVE_AFTER_SECONDS, self._save_by[key] - now))
        drafts = {**self.snapshot.drafts, key: draft}
        self._become(replace(self.snapshot, drafts=drafts, unsaved=self.snapshot.unsaved | {key}))
        self._tasks.start("drafts", f"save {draft.key}", self._save(key, after))

    def drop(self, draft: EntryDraft) -> None:
        """Forget a draft."""
        key = (draft.kind, draft.id)
        drafts = {known: kept for known, kept in self.snapshot.drafts.items() if known != key}
        self._become(replace(self.snapshot, drafts=drafts, unsaved=self.snapshot.unsaved - {key}))
        self._tasks.cancel("drafts", f"save {draft.key}")
        self._tasks.start("drafts", f"drop {draft.key}", self._drop(draft))

    async def save_now(self, draft: EntryDraft) -> None:
        """Keep a draft and return when it is on the disk."""
        self.put(draft)
        self._tasks.cancel("drafts", f"save {draft.key}")
        await self._save((draft.kind, draft.id), 0)

    async def flush(self) -> None:
        """Save what is not saved yet; called before the window closes."""
        for key in self.snapshot.unsaved:
            self._tasks.cancel("drafts", f"save {self.snapshot.drafts[key].key}")
            await self._save(key, 0)

    async def _save(self, key: Key, after: float) -> None:
        await asyncio.sleep(after)
        draft = self.snapshot.drafts.get(key)
        if draft is None:
            return
        await self._tasks.call(lambda: self._records.save_draft(self._workspace, draft))
        self._save_by[key] = asyncio.get_running_loop().time() + SAVE_AT_LATEST_SECONDS
        if self.snapshot.drafts.get(key) is draft:
            unsaved = self.snapshot.unsaved - {key}
            self._become(replace(self.snapshot, unsaved=unsaved, saved_at=datetime.now(UTC)))

    async def _drop(self, draft: EntryDraft) -> None:
        await self._tasks.call(lambda: self._records.drop_draft(self._workspace, draft))
