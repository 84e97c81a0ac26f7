"""Up to where a team's catalog is known here; each function runs inside one of the library's transactions or reads."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from studio.backend.library import entries as entry_rows
from studio.backend.library.database import damaged
from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.core.catalog import Entry, Kind


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


def count(connection: sqlite3.Connection, workspace: str, kind: Kind) -> int:
    """How many entries are here."""
    row = connection.execute(
        "SELECT count(*) FROM catalog_entries WHERE workspace = ? AND kind = ?", (workspace, kind.value)
    ).fetchone()
    return row[0]


def save(connection: sqlite3.Connection, workspace: str, kind: Kind, mark: PullMark) -> None:
    """Keep the mark, in the transaction that keeps the rows."""
    times = (_number(mark.newest), _number(mark.settled), _number(mark.pulled_at))
    connection.execute("INSERT OR REPLACE INTO pulls VALUES (?, ?, ?, ?, ?)", (workspace, kind.value, *times))


def stamps(connection: sqlite3.Connection, workspace: str, kind: Kind) -> dict[int, datetime | None]:
    """The stamp of each entry that is here, by id. Raises LibraryDamaged where one cannot be read."""
    rows = connection.execute(
        "SELECT id, updated_at FROM catalog_entries WHERE workspace = ? AND kind = ?", (workspace, kind.value)
    )
    try:
        return {entry_id: None if stamp is None else datetime.fromisoformat(stamp) for entry_id, stamp in rows}
    except ValueError as error:
        raise damaged() from error


def without_stamp(connection: sqlite3.Connection, workspace: str, kind: Kind) -> dict[int, Entry]:
    """The entries without a stamp, which come with each pull."""
    rows = connection.execute(
        "SELECT kind, id, name, value, created_at, updated_at FROM catalog_entries "
        "WHERE workspace = ? AND kind = ? AND updated_at IS NULL",
        (workspace, kind.value),
    )
    return {row[1]: entry_rows.read(row) for row in rows}


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
