"""The lists of the catalog's editors: entries of one kind with their drafts, found, sorted and counted."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import Usage
from studio.core.catalog_ports import CatalogRecords
from studio.core.draft import EntryDraft, EntryStatus
from studio.core.figure import THIS_COMPUTER
from studio.state.catalog import CatalogStore
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.store import Store
from studio.state.tasks import Tasks

LATEST = datetime.max.replace(tzinfo=UTC)
"""A new entry counts as the one that was changed last."""


class Order(StrEnum):
    """How a list is sorted."""

    AS_IS = "as in the pickers"
    NAME = "by name"
    CHANGED = "last changed first"
    FIGURES = "most figures first"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row; `problems` counts what its templates or details lack; `entry` is what is live, or what an edit began from where it was deleted meanwhile, None for a new one."""

    kind: Kind
    id: int
    label: str
    status: EntryStatus
    figures: int
    problems: int
    entry: Entry | None

    @property
    def key(self) -> tuple[Kind, int]:
        """The entry's kind and id."""
        return self.kind, self.id

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours of a theme or rarity level, as the details have them."""
        if self.entry is None:
            return ()
        colours = self.entry.detail("colors")
        values = colours if isinstance(colours, list) else [self.entry.detail("colour")]
        return tuple(value for value in values if isinstance(value, str))

    @property
    def shape(self) -> str:
        """The shape of a rarity level, or an empty text."""
        shape = self.entry.detail("shape") if self.entry is not None else None
        return shape if isinstance(shape, str) else ""


@dataclass(frozen=True, slots=True)
class CatalogList:
    """What the list shows. `total` counts entries of the kind, `counts` those in each status that is not live."""

    kind: Kind = Kind.THEMES
    rows: tuple[EntryRow, ...] = ()
    total: int = 0
    search: str = ""
    order: Order = Order.AS_IS
    only: EntryStatus | None = None
    counts: tuple[tuple[EntryStatus, int], ...] = ()
    is_ready: bool = False


class CatalogListStore(Store[CatalogList]):
    """Follows catalog, drafts and use; searching is a walk over words that were folded before."""

    def __init__(self, tasks: Tasks, catalog: CatalogStore, drafts: EntryDraftsStore, records: CatalogRecords) -> None:
        super().__init__(CatalogList())
        self._tasks = tasks
        self._catalog = catalog
        self._drafts = drafts
        self._records = records
        self._usage = Usage({})
        self._problems: dict[tuple[Kind, int], int] = {}
        self._statuses: dict[tuple[Kind, int], EntryStatus] = {}
        self._all: tuple[EntryRow, ...] = ()
        self._searched: list[str] | None = None
        self._built_from: tuple[Catalog, Kind, Usage] | None = None
        catalog.changed.connect(self._on_catalog_changed)
        drafts.changed.connect(self._on_drafts_changed)

    async def open(self) -> None:
        """Show the entries, and count the figures that were made with them."""
        self._become(replace(self.snapshot, is_ready=True))
        self._rebuild()
        self.count_figures()

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
        if self._statuses.get((kind, entry_id)) is not status:
            self._statuses[(kind, entry_id)] = status
            self._rebuild()

    def _on_catalog_changed(self) -> None:
        self._rebuild()
        if self.snapshot.is_ready:
            self.count_figures()

    def _on_drafts_changed(self) -> None:
        drafts = self._drafts.snapshot.drafts
        known = set(self._statuses)
        for key in known - drafts.keys():
            del self._statuses[key]
        for key in drafts.keys() - known:
            self._statuses[key] = _first_status(drafts[key], self._catalog.snapshot)
        if known != set(drafts) or any(drafts[key].base is None for key in drafts):
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
            row, status = known.get((kind, entry.id)), self._statuses.get((kind, entry.id), EntryStatus.LIVE)
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
        words = now.search.casefold().split()
        rows = list(self._all)
        if words:
            folded = self._folded()
            rows = [row for row, text in zip(rows, folded, strict=True) if all(word in text for word in words)]
        if now.only is not None:
            rows = [row for row in rows if row.status is now.only]
        if now.order is Order.NAME:
            rows = sorted(rows, key=lambda row: row.label.casefold())
        elif now.order is Order.CHANGED:
            rows = sorted(rows, key=_changed, reverse=True)
        elif now.order is Order.FIGURES:
            rows = sorted(rows, key=lambda row: row.figures, reverse=True)
        self._become(replace(now, rows=tuple(rows)))

    def _folded(self) -> list[str]:
        """What is searched in each row, folded once for all keys that are typed."""
        if self._searched is None:
            self._searched = [f"{row.label} {row.id}".casefold() for row in self._all]
        return self._searched

    def _row(self, entry: Entry) -> EntryRow:
        key = (entry.kind, entry.id)
        status = self._statuses.get(key, EntryStatus.LIVE)
        figures, problems = self._usage.figures.get(key, 0), self._problems.get(key, 0)
        return EntryRow(entry.kind, entry.id, entry.label, status, figures, problems, entry)

    def _new_row(self, draft: EntryDraft) -> EntryRow:
        label = draft.name.strip() or f"New {draft.kind.singular}"
        return EntryRow(draft.kind, draft.id, label, EntryStatus.NEW, 0, 0, None)

    async def _count_figures(self) -> None:
        usage = await self._tasks.call(lambda: self._records.usage(THIS_COMPUTER))
        catalog = self._catalog.snapshot
        problems = await self._tasks.call(lambda: asyncio.to_thread(_problems_of, catalog))
        if usage.figures != self._usage.figures or problems != self._problems:
            self._usage, self._problems = usage, problems
            self._rebuild()


def _problems_of(catalog: Catalog) -> dict[tuple[Kind, int], int]:
    from studio.core.coverage import problems_of  # not needed before the list is shown

    return problems_of(catalog)


def _changed(row: EntryRow) -> datetime:
    return (row.entry.updated_at or row.entry.created_at) if row.entry is not None else LATEST


def _first_status(draft: EntryDraft, catalog: Catalog) -> EntryStatus:
    """What a draft is taken for until it was read."""
    if draft.base is None:
        return EntryStatus.NEW
    if draft.is_deletion:
        return EntryStatus.DELETED
    is_gone = catalog.get(draft.kind, draft.id) is None and bool(catalog.entries)
    return EntryStatus.CONFLICT if is_gone else EntryStatus.EDITED
