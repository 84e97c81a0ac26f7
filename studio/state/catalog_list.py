"""The lists of the catalog's editors: entries of one kind with their drafts, found, sorted and counted."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import Usage
from studio.core.draft import EntryDraft, EntryStatus, status_of
from studio.core.figure import THIS_COMPUTER
from studio.core.outbox import OutboxState
from studio.core.ports.catalog import CatalogRecords
from studio.state.catalog import CatalogStore
from studio.state.entry_drafts import EntryDraftsStore, Key
from studio.state.entry_rows import CatalogList, EntryRow, Order, found_rows
from studio.state.store import Store
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found in a whole catalog: problems, and how many templates name a detail that an entry has."""

    catalog: Catalog | None = None
    problems: dict[Key, int] = field(default_factory=dict[Key, int])
    templates: dict[Key, int] = field(default_factory=dict[Key, int])


class CatalogListStore(Store[CatalogList]):
    """Follows catalog, drafts and use; searching is a walk over words that were folded before."""

    def __init__(
        self,
        tasks: Tasks,
        catalog: CatalogStore,
        drafts: EntryDraftsStore,
        records: CatalogRecords,
        sync: SyncStore,
    ) -> None:
        super().__init__(CatalogList())
        self._tasks = tasks
        self._catalog = catalog
        self._drafts = drafts
        self._records = records
        self._sync = sync
        self._workspace = THIS_COMPUTER
        self._usage = Usage({})
        self._findings = Findings()
        self._statuses: dict[Key, EntryStatus] = {}
        self._judged: dict[Key, tuple[Entry | None, EntryDraft]] = {}
        self._waiting: frozenset[Key] = frozenset()
        self._all: tuple[EntryRow, ...] = ()
        self._searched: list[str] | None = None
        self._built_from: tuple[Catalog, Kind, Usage] | None = None
        catalog.changed.connect(self._on_catalog_changed)
        drafts.changed.connect(self._on_drafts_changed)
        sync.changed.connect(self._on_outbox)

    async def enter(self, workspace: str) -> None:
        """Show the entries of a workspace, and count the figures that were made with them."""
        self._workspace = workspace
        self._become(replace(self.snapshot, is_ready=True))
        self._waiting = self._find_waiting()
        self._rebuild()
        self._judge_soon()
        self.count_figures()

    def leave(self) -> None:
        """List nothing of the workspace that is left."""
        for name in ("usage", "judge"):
            self._tasks.cancel("catalog list", name)
        self._usage, self._findings, self._all, self._built_from = Usage({}), Findings(), (), None
        self._statuses, self._judged, self._waiting, self._searched = {}, {}, frozenset(), None
        now = self.snapshot
        self._become(CatalogList(now.kind, order=now.order))

    def count_figures(self) -> None:
        """Count anew how many figures each entry made, and what is wrong with it."""
        self._tasks.start("catalog list", "usage", self._count_figures())

    def show(self, kind: Kind) -> None:
        """Show the entries of another kind."""
        if kind is not self.snapshot.kind:
            self._build(replace(self.snapshot, kind=kind, search="", only=None))

    def search(self, text: str) -> None:
        """Show the entries whose name or id has these words."""
        self._choose(replace(self.snapshot, search=text))

    def sort(self, order: Order) -> None:
        """Show them in another order."""
        self._choose(replace(self.snapshot, order=order))

    def filter(self, status: EntryStatus | None) -> None:
        """Show only those in a status; None shows all."""
        self._choose(replace(self.snapshot, only=status))

    def set_status(self, kind: Kind, entry_id: int, status: EntryStatus) -> None:
        """What was found out about a draft: the row says it."""
        if status is not EntryStatus.WAITING and self._statuses.get((kind, entry_id)) is not status:
            self._statuses[(kind, entry_id)] = status
            self._rebuild()

    def _on_catalog_changed(self) -> None:
        if self.snapshot.is_ready:
            self._rebuild()
            self._judge_soon()
            self.count_figures()

    def _on_outbox(self) -> None:
        waiting = self._find_waiting()
        if waiting != self._waiting:
            self._waiting = waiting
            self._rebuild()

    def _find_waiting(self) -> frozenset[Key]:
        """The drafts that wait in the outbox."""
        waiting = {entry.id for entry in self._sync.snapshot.entries if entry.state is OutboxState.WAITING}
        return frozenset(key for key, draft in self._drafts.snapshot.drafts.items() if draft.change_id in waiting)

    def _on_drafts_changed(self) -> None:
        drafts = self._drafts.snapshot.drafts
        known = set(self._statuses)
        for key in known - drafts.keys():
            del self._statuses[key]
        for key in drafts.keys() - known:
            self._statuses[key] = _first_status(drafts[key], self._catalog.snapshot)
        waiting = self._find_waiting()
        is_other = waiting != self._waiting or known != set(drafts) or any(drafts[key].base is None for key in drafts)
        self._waiting = waiting
        if is_other and self.snapshot.is_ready:
            self._rebuild()

    def _judge_soon(self) -> None:
        """Find out where each draft stands against what is live now: others may have published meanwhile."""
        drafts, live = self._drafts.snapshot.drafts, {(e.kind, e.id): e for e in self._catalog.snapshot.entries}
        pairs = {key: (live.get(key), draft) for key, draft in drafts.items()}
        unknown = {key: pair for key, pair in pairs.items() if not _is_same(self._judged.get(key), pair)}
        if unknown:
            self._tasks.start("catalog list", "judge", self._judge(unknown))

    async def _judge(self, pairs: dict[Key, tuple[Entry | None, EntryDraft]]) -> None:
        def work() -> dict[Key, EntryStatus]:
            return {key: status_of(live, draft) for key, (live, draft) in pairs.items()}

        found = await self._tasks.call(lambda: asyncio.to_thread(work))
        now = {key: status for key, status in found.items() if self._drafts.snapshot.get(*key) is pairs[key][1]}
        self._judged |= {key: pairs[key] for key in now}
        if any(self._statuses.get(key) is not status for key, status in now.items()):
            self._statuses |= now
            self._rebuild()

    def _rebuild(self) -> None:
        self._build(self.snapshot)

    def _build(self, listed: CatalogList) -> None:
        """Build the rows of a kind."""
        kind, catalog = listed.kind, self._catalog.snapshot
        drafts = self._drafts.snapshot
        new = [draft for draft in drafts.drafts.values() if draft.kind is kind and draft.base is None]
        rows = [self._new_row(draft) for draft in sorted(new, key=lambda draft: draft.id)]
        entries = catalog.of(kind)
        live = {entry.id for entry in entries}
        lost = [draft for draft in drafts.drafts.values() if draft.kind is kind and draft.base and draft.id not in live]
        rows += [self._row(draft.base) for draft in lost if draft.base]
        known = {row.key: row for row in self._all} if self._is_unchanged(catalog, kind) else {}
        for entry in entries:
            row, status = known.get((kind, entry.id)), self._status((kind, entry.id))
            rows.append(row if row is not None and row.status is status else self._row(entry))
        self._all = tuple(rows)
        self._searched = None
        self._built_from = (catalog, kind, self._usage)
        counts = Counter(row.status for row in rows if row.status is not EntryStatus.LIVE)
        self._choose(replace(listed, total=len(rows), counts=tuple(counts.items())))

    def _is_unchanged(self, catalog: Catalog, kind: Kind) -> bool:
        built = self._built_from
        return built is not None and built[0] is catalog and built[1] is kind and built[2] is self._usage

    def _choose(self, now: CatalogList) -> None:
        """Show the rows that are wanted, in their order."""
        folded = self._folded() if now.search.strip() else ()
        self._become(replace(now, rows=found_rows(self._all, now, folded)))

    def _folded(self) -> list[str]:
        """What is searched in each row, folded once for all keys that are typed."""
        if self._searched is None:
            self._searched = [f"{row.label} {row.id}".casefold() for row in self._all]
        return self._searched

    def _row(self, entry: Entry) -> EntryRow:
        key = (entry.kind, entry.id)
        figures, problems = self._usage.figures.get(key, 0), self._findings.problems.get(key, 0)
        templates = self._findings.templates.get(key, 0)
        return EntryRow(entry.kind, entry.id, entry.label, self._status(key), figures, problems, entry, templates)

    def _new_row(self, draft: EntryDraft) -> EntryRow:
        label = draft.name.strip() or f"New {draft.kind.singular}"
        key = (draft.kind, draft.id)
        status = EntryStatus.WAITING if key in self._waiting else EntryStatus.NEW
        return EntryRow(draft.kind, draft.id, label, status, 0, 0, None)

    def _status(self, key: Key) -> EntryStatus:
        return EntryStatus.WAITING if key in self._waiting else self._statuses.get(key, EntryStatus.LIVE)

    async def _count_figures(self) -> None:
        workspace, catalog = self._workspace, self._catalog.snapshot
        usage = await self._tasks.call(lambda: self._records.usage(workspace))
        findings = self._findings
        if findings.catalog is not catalog:
            findings = await self._tasks.call(lambda: asyncio.to_thread(_find, catalog))
        is_same = (findings.problems, findings.templates) == (self._findings.problems, self._findings.templates)
        self._findings = findings
        if usage.figures != self._usage.figures or not is_same:
            self._usage = Usage(usage.figures)
            self._rebuild()
        self._folded()  # so that the first key that is typed does not wait for it


def _find(catalog: Catalog) -> Findings:
    from studio.core.coverage import problems_of, templates_of  # not needed before the list is shown

    return Findings(catalog, problems_of(catalog), templates_of(catalog))


def _is_same(known: tuple[Entry | None, EntryDraft] | None, pair: tuple[Entry | None, EntryDraft]) -> bool:
    return known is not None and known[0] is pair[0] and known[1] is pair[1]


def _first_status(draft: EntryDraft, catalog: Catalog) -> EntryStatus:
    """What a draft is taken for until it was read."""
    if draft.base is None:
        return EntryStatus.NEW
    if draft.is_deletion:
        return EntryStatus.DELETED
    is_gone = catalog.get(draft.kind, draft.id) is None and bool(catalog.entries)
    return EntryStatus.CONFLICT if is_gone else EntryStatus.EDITED
