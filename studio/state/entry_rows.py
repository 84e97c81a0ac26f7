"""What the list of the catalog's editors shows: its rows, their order, and how they were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from studio.core.catalog import Entry, Kind
from studio.core.draft import EntryStatus

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
    """One row; `problems` counts what its templates or details lack, `templates` those that name one of its details.

    `entry` is what is live, or what an edit began from where it was deleted meanwhile, None for a new one.
    """

    kind: Kind
    id: int
    label: str
    status: EntryStatus
    figures: int
    problems: int
    entry: Entry | None
    templates: int = 0

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


def found_rows(rows: Sequence[EntryRow], listed: CatalogList, folded: Sequence[str]) -> tuple[EntryRow, ...]:
    """The rows that are wanted, in their order; `folded` is what is searched in each."""
    pairs = list(zip(rows, folded, strict=True)) if folded else []
    found = list(rows)
    for word in listed.search.casefold().split():
        pairs = [pair for pair in pairs if word in pair[1]]
        found = [row for row, _text in pairs]
    if listed.only is not None:
        found = [row for row in found if row.status is listed.only]
    match listed.order:
        case Order.NAME:
            found.sort(key=lambda row: row.label.casefold())
        case Order.CHANGED:
            found.sort(key=_changed, reverse=True)
        case Order.FIGURES:
            found.sort(key=lambda row: row.figures, reverse=True)
        case Order.AS_IS:
            pass
    return tuple(found)


def _changed(row: EntryRow) -> datetime:
    return (row.entry.updated_at or row.entry.created_at) if row.entry is not None else LATEST
