"""The entry that is looked at: what is live of it and its draft, and what its text says, read beside the window."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from studio.core.catalog import Entry, Kind
from studio.core.details_schema import DetailsSchema
from studio.core.draft import EntryStatus, draft_of, same_entry, text_of
from studio.core.entry_analysis import EntryAnalysis, analyse
from studio.core.figure import THIS_COMPUTER
from studio.core.ports.catalog import CatalogRecords
from studio.state.catalog import CatalogStore
from studio.state.catalog_access import CatalogAccessStore
from studio.state.editing import Editing, shown
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.store import Store
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks

Result = TypeVar("Result")


class EntryReader(Store[Editing]):
    """Follows catalog, session and outbox, as far as they are about the entry."""

    def __init__(
        self,
        tasks: Tasks,
        catalog: CatalogStore,
        drafts: EntryDraftsStore,
        records: CatalogRecords,
        schema: Callable[[Kind], DetailsSchema],
        access: CatalogAccessStore,
        sync: SyncStore,
    ) -> None:
        self._access = access
        self._sync = sync
        super().__init__(Editing())
        self._tasks = tasks
        self._catalog = catalog
        self._drafts = drafts
        self._records = records
        self._schema = schema
        self._workspace = THIS_COMPUTER
        self._left: list[EntryAnalysis] = []  # its thousands of nodes are taken down beside the window
        catalog.changed.connect(self._on_catalog_changed)
        access.changed.connect(self._look_again)
        sync.changed.connect(self._look_again)

    def leave(self) -> None:
        """Look at nothing of the workspace that is left."""
        for name in ("analyse", "kept text"):
            self._tasks.cancel("entry", name)
        self._become(Editing(self.snapshot.kind))

    def enter(self, workspace: str) -> None:
        """Look at the catalog of another workspace; nothing is looked at yet."""
        self._workspace = workspace

    @property
    def schema(self) -> DetailsSchema:
        """The schema of the details that are looked at."""
        return self._schema(self.snapshot.kind)

    def show(self, kind: Kind, entry_id: int | None) -> None:
        """Look at another entry; a draft of the one before that changes nothing is forgotten."""
        if (kind, entry_id) == (self.snapshot.kind, self.snapshot.id):
            return
        self._leave()
        if self.snapshot.analysis is not None:
            self._left.append(self.snapshot.analysis)
        live = self._catalog.snapshot.get(kind, entry_id)
        draft = self._drafts.snapshot.get(kind, entry_id) if entry_id is not None else None
        if live is None and draft is None:
            entry_id = None
        self._become(shown(Editing(kind, entry_id), live, draft))
        self._analyse_soon(0)
        if live is not None and draft is None and kind is not Kind.PROMPTS:
            self._tasks.start("entry", "kept text", self._show_kept_text(live))

    def _leave(self) -> None:
        """Another entry is to be looked at; a draft that changes nothing is forgotten."""
        now = self.snapshot
        if now.draft is not None and now.is_read and now.status is EntryStatus.LIVE and now.sent is None:
            self._drafts.drop(now.draft)

    def _become(self, snapshot: Editing) -> None:
        """What the session and the outbox say of the draft is always part of what is true."""
        sync, draft = self._sync.snapshot, snapshot.draft
        sent = sync.of_change(draft.change_id) if draft is not None else None
        is_on_its_way = sent is not None and sent.id == sync.running
        locked = self._access.snapshot.reasons
        super()._become(replace(snapshot, locked=locked, sent=sent, is_on_its_way=is_on_its_way))

    def _look_again(self) -> None:
        self._become(self.snapshot)

    def _analyse_soon(self, after: float) -> None:
        self._tasks.start("entry", "analyse", self._analyse(after))

    async def _analyse(self, after: float) -> None:
        await asyncio.sleep(after)
        now = self.snapshot
        schema = self._schema(now.kind)
        analysis = await self._beside(lambda: self._analysed(now, schema))
        if analysis is not None and (self.snapshot.kind, self.snapshot.id) == (now.kind, now.id):
            self._become(replace(self.snapshot, analysis=analysis))

    def _analysed(self, editing: Editing, schema: DetailsSchema) -> EntryAnalysis | None:
        self._left.clear()
        return _analysed(editing, schema)

    async def _beside(self, work: Callable[[], Result]) -> Result:
        return await self._tasks.call(lambda: asyncio.to_thread(work))

    async def _show_kept_text(self, live: Entry) -> None:
        kept = await self._tasks.call(lambda: self._records.kept_text(self._workspace, live.kind, live.id))
        text = await self._beside(lambda: text_of(live, kept)) if kept is not None else None
        now = self.snapshot
        if text is not None and now.live is live and now.draft is None:
            self._become(replace(now, text=text))
            self._analyse_soon(0)

    def _on_catalog_changed(self) -> None:
        now = self.snapshot
        if now.id is None:
            return
        live = self._catalog.snapshot.get(now.kind, now.id)
        if live is now.live:
            return
        if now.draft is None:
            is_same = same_entry(live, now.live)
            entry_id = now.id if live is not None else None
            kept = replace(shown(replace(now, id=entry_id), live, None), text=now.text)
            self._become(kept if is_same else shown(replace(now, id=entry_id), live, None))
        else:
            self._become(replace(now, live=live, merge=None))
        self._analyse_soon(0)


def _analysed(editing: Editing, schema: DetailsSchema) -> EntryAnalysis | None:
    draft = editing.draft
    if draft is None and editing.live is not None:
        draft = draft_of(editing.live, editing.text)
    return analyse(draft, editing.live, schema) if draft is not None else None
