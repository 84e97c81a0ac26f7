"""What the edit that is looked at does: prompts, coverage and figures, worked out beside the GUI thread."""

import asyncio
from dataclasses import dataclass, replace

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import Impact
from studio.core.coverage import Need
from studio.core.entry_effects import EntryEffects, Subject, all_needs, effects_of, subjects_of
from studio.core.figure import THIS_COMPUTER
from studio.core.older_figures import OlderFigure
from studio.core.ports.catalog import CatalogRecords
from studio.state.catalog import CatalogStore
from studio.state.entry_editor import EntryEditorStore
from studio.state.store import Store
from studio.state.tasks import Tasks

WORK_AFTER_SECONDS = 0.12
COUNT_AFTER_SECONDS = 0.8
MOST_OLDER = 60


@dataclass(frozen=True, slots=True)
class Effects:
    """Of which entry (`kind`, `id`) it is; `impact` is None while it is being counted, `older` until it was asked for."""

    kind: Kind = Kind.THEMES
    id: int | None = None
    effects: EntryEffects | None = None
    impact: Impact | None = None
    older: tuple[OlderFigure, ...] | None = None


class EntryEffectsStore(Store[Effects]):
    """Follows the editor; what is not looked at any more is not worked out."""

    def __init__(self, tasks: Tasks, catalog: CatalogStore, editor: EntryEditorStore, records: CatalogRecords) -> None:
        super().__init__(Effects())
        self._tasks = tasks
        self._catalog = catalog
        self._editor = editor
        self._records = records
        self._subjects: tuple[tuple[Kind, int], Catalog, tuple[Subject, ...]] | None = None
        self._needs: tuple[Catalog, tuple[Need, ...]] | None = None
        self._worked_on: tuple[Entry | None, Entry | None] | None = None
        self._workspace = THIS_COMPUTER
        editor.changed.connect(self._on_changed)

    def enter(self, workspace: str) -> None:
        """Look at the figures of another workspace; nothing is known of them yet."""
        for name in ("prompts", "impact"):
            self._tasks.cancel("effects", name)
        self._workspace, self._subjects, self._needs, self._worked_on = workspace, None, None, None
        self._become(Effects(self.snapshot.kind))

    def find_older(self) -> None:
        """Find the figures that were made from an older version than what is live."""
        live = self._editor.snapshot.live
        if live is not None:
            self._become(replace(self.snapshot, older=None))
            self._tasks.start("effects", "older", self._find_older(live))

    def _on_changed(self) -> None:
        editing = self._editor.snapshot
        if (editing.kind, editing.id) != (self.snapshot.kind, self.snapshot.id):
            self._become(Effects(editing.kind, editing.id))
            self._worked_on = None
        entry = editing.analysis.entry if editing.analysis is not None else None
        if entry is None or editing.id is None:
            return
        work = (editing.live, entry)
        if self._worked_on is not None and all(one is other for one, other in zip(work, self._worked_on, strict=True)):
            return
        self._worked_on = work
        self._tasks.start("effects", "prompts", self._work(editing.live, entry))
        if editing.live is not None:
            self._become(replace(self.snapshot, impact=None))
            changed = entry if editing.draft is not None and not editing.draft.is_deletion else None
            self._tasks.start("effects", "impact", self._count(editing.live, changed))

    async def _work(self, live: Entry | None, draft: Entry) -> None:
        await asyncio.sleep(WORK_AFTER_SECONDS)
        catalog = self._catalog.snapshot
        subjects = await self._find_subjects(catalog, draft)
        needs = self._needs[1] if self._needs is not None and self._needs[0] is catalog else None

        def work() -> tuple[tuple[Need, ...], EntryEffects]:
            found = all_needs(catalog) if needs is None else needs
            return found, effects_of(catalog, live, draft, subjects, found)

        found, effects = await self._tasks.call(lambda: asyncio.to_thread(work))
        self._needs = (catalog, found)
        if (self.snapshot.kind, self.snapshot.id) == (draft.kind, draft.id):
            self._become(replace(self.snapshot, effects=effects))

    async def _find_subjects(self, catalog: Catalog, entry: Entry) -> tuple[Subject, ...]:
        key = (entry.kind, entry.id)
        known = self._subjects
        if known is not None and known[0] == key and known[1] is catalog:
            return known[2]
        recipes = await self._tasks.call(lambda: self._records.recipes(self._workspace, entry.kind, entry.id, 3))
        subjects = subjects_of(catalog, recipes)
        self._subjects = (key, catalog, subjects)
        return subjects

    async def _find_older(self, live: Entry) -> None:
        older = await self._tasks.call(lambda: self._records.older(self._workspace, live, MOST_OLDER))
        if (self.snapshot.kind, self.snapshot.id) == (live.kind, live.id):
            self._become(replace(self.snapshot, older=older))

    async def _count(self, live: Entry, draft: Entry | None) -> None:
        await asyncio.sleep(COUNT_AFTER_SECONDS)
        impact = await self._tasks.call(lambda: self._records.impact(self._workspace, live, draft))
        if (self.snapshot.kind, self.snapshot.id) == (live.kind, live.id):
            self._become(replace(self.snapshot, impact=impact))
