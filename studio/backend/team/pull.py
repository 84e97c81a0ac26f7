"""Pulling the team's catalog: what has changed since the last time, and what is gone.

One short answer of each kind tells how many rows there are and which stamp is the newest; mostly that is all.

A stamp is written before its row can be seen, so a row may turn up behind a newer one. What is newer than all that is
here is asked for each time; what was written shortly before a pull is looked at once more after `SETTLING` seconds, by
which all writes of that time are done. Rows without a stamp are asked for each time. Only where the count differs are all
ids listed, and only a list that is as long as the count says that an entry is gone.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from studio.backend.library import Library, pulls
from studio.backend.library import entries as entry_rows
from studio.backend.library.pulls import PullMark
from studio.backend.team import rows
from studio.backend.team.rows import Head
from studio.core.catalog import Entry, Kind, Pulled

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

SETTLING = timedelta(seconds=120)
"""Longer than any write of the catalog lasts."""


class CatalogPuller:
    """`core.ports.team.TeamCatalog`: keeps the catalog of a team's workspace like the team's; one pull at a time."""

    def __init__(self, session: "Session", library: Library) -> None:
        self._session = session
        self._library = library
        self._pulling = asyncio.Lock()

    async def pull(self) -> Pulled:
        """Pull all three kinds into the library. Raises TeamError or LibraryError; what came until then is kept."""
        async with self._pulling:
            workspace = self._session.workspace
            parts = await asyncio.gather(
                *(
                    self._session.call(lambda team, kind=kind: self._kind(team, workspace, kind), workspace=workspace)
                    for kind in Kind
                )
            )
        return Pulled(
            tuple(entry for part in parts for entry in part.changed),
            tuple(gone for part in parts for gone in part.removed),
            sum(part.total for part in parts),
        )

    async def _kind(self, team: "Team", workspace: str, kind: Kind) -> Pulled:
        (mark, count), head = await asyncio.gather(
            self._library.database.read(
                lambda connection: (pulls.load(connection, workspace, kind), pulls.count(connection, workspace, kind))
            ),
            rows.head(team, kind),
        )
        if _is_unchanged(mark, count, head):
            return Pulled((), (), head.total)
        known, unstamped = await self._library.database.read(
            lambda connection: (
                pulls.stamps(connection, workspace, kind),
                pulls.without_stamp(connection, workspace, kind),
            )
        )
        total, now = head.total, head.now
        changed = [*await _newer(team, kind, mark), *await _late(team, kind, mark, known, now)]
        here = known.keys() | {entry.id for entry in changed}
        gone: set[int] = set()
        if len(here) != total:
            listed = await rows.ids(team, kind)
            missing = sorted(set(listed) - here)
            changed += await rows.entries_with(team, kind, missing)
            here |= set(missing)
            if len(set(listed)) >= (await rows.count(team, kind))[0]:
                gone = here - set(listed)
        fresh = [entry for entry in changed if entry.id not in gone and not _is_here(entry, known, unstamped)]
        new_mark = _moved(mark, changed, now, self._library.clock())
        removed = sorted(gone & known.keys())
        if fresh or removed or (new_mark.newest, new_mark.settled) != (mark.newest, mark.settled):
            await self._library.database.write(
                lambda connection: _keep(connection, workspace, kind, fresh, removed, new_mark)
            )
        return Pulled(tuple(fresh), tuple((kind, entry_id) for entry_id in removed), len(here - gone))


def _is_unchanged(mark: PullMark, count: int, head: Head) -> bool:
    """Nothing is new, nothing is gone, and there is nothing that only a closer look would show."""
    if head.total != count or head.has_unstamped:
        return False
    if mark.newest is None or head.newest is None:
        return head.total == 0
    return head.newest <= mark.newest and not _is_time_for_late(mark, head.now)


def _is_time_for_late(mark: PullMark, now: datetime | None) -> bool:
    """All writes of the time around the last closer look are done."""
    return mark.settled is None or now is None or now >= mark.settled + 2 * SETTLING


def _is_here(entry: Entry, known: dict[int, datetime | None], unstamped: dict[int, Entry]) -> bool:
    """The row is as it was: pushed from here, or one without a stamp, which comes each time."""
    if entry.updated_at is None:
        return unstamped.get(entry.id) == entry
    return known.get(entry.id) == entry.updated_at


async def _newer(team: "Team", kind: Kind, mark: PullMark) -> list[Entry]:
    """Whole rows that are newer than all that is here, and those without a stamp."""
    if mark.newest is None:
        return await rows.entries(team, kind)
    return await rows.entries(team, kind, [("or", f'(updated_at.gt."{mark.newest.isoformat()}",updated_at.is.null)')])


async def _late(
    team: "Team", kind: Kind, mark: PullMark, known: dict[int, datetime | None], now: datetime | None
) -> list[Entry]:
    """Whole rows of the time around an earlier pull that could not be seen then; asked for once that time is over."""
    if mark.newest is None or not _is_time_for_late(mark, now):
        return []
    since = mark.settled or mark.newest - SETTLING
    between = [("updated_at", f"gte.{since.isoformat()}"), ("updated_at", f"lte.{mark.newest.isoformat()}")]
    late = await rows.stamps(team, kind, between)
    return await rows.entries_with(
        team, kind, sorted(key for key, stamp in late.items() if key not in known or known[key] != stamp)
    )


def _moved(mark: PullMark, entries: Sequence[Entry], now: datetime | None, pulled_at: datetime) -> PullMark:
    """The mark after a pull that looked at the late ones too, or did not need to yet."""
    stamps = [entry.updated_at for entry in entries if entry.updated_at is not None]
    newest = max([*stamps, mark.newest] if mark.newest is not None else stamps, default=None)
    if now is None:
        return PullMark(newest, None, pulled_at)
    is_open = mark.newest is not None and not _is_time_for_late(mark, now)
    return PullMark(newest, mark.settled if is_open else now - SETTLING, pulled_at)


def _keep(
    connection: sqlite3.Connection,
    workspace: str,
    kind: Kind,
    entries: Sequence[Entry],
    removed: Sequence[int],
    mark: PullMark,
) -> None:
    entry_rows.put(connection, workspace, entries)
    pulls.remove_entries(connection, workspace, kind, removed)
    pulls.save(connection, workspace, kind, mark)
