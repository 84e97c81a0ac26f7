"""Up to where a team's catalog is known here; each function runs inside one of the library's transactions or reads."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.core.catalog import Kind


@dataclass(frozen=True, slots=True)
class PullMark:
    """`newest` is the newest stamp that came here; of what the server had written by `settled` all has been seen."""

    newest: datetime | None = None
    settled: datetime | None = None
    pulled_at: datetime | None = None


def load(connection: sqlite3.Connection, workspace: str, kind: Kind) -> PullMark:
    """The mark of one kind; an empty one before the first pull."""
    row = connection.execute(
        "SELECT newest, settled, pulled_at FROM pulls WHERE workspace = ? AND kind = ?", (workspace, kind.value)
    ).fetchone()
    return PullMark() if row is None else PullMark(*map(_time, row))


def save(connection: sqlite3.Connection, workspace: str, kind: Kind, mark: PullMark) -> None:
    """Keep the mark, in the transaction that keeps the rows."""
    times = (_number(mark.newest), _number(mark.settled), _number(mark.pulled_at))
    connection.execute("INSERT OR REPLACE INTO pulls VALUES (?, ?, ?, ?, ?)", (workspace, kind.value, *times))


def remove_entries(connection: sqlite3.Connection, workspace: str, kind: Kind, ids: Iterable[int]) -> None:
    """The team has these entries no more."""
    connection.executemany(
        "DELETE FROM catalog_entries WHERE workspace = ? AND kind = ? AND id = ?",
        [(workspace, kind.value, entry_id) for entry_id in ids],
    )


def _time(number: int | None) -> datetime | None:
    return None if number is None else from_microseconds(number)


def _number(time: datetime | None) -> int | None:
    return None if time is None else to_microseconds(time)
