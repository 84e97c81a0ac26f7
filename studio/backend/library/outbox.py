"""The outbox in the library's database; each function runs inside one of its transactions or reads."""

import json
import sqlite3
from datetime import datetime
from typing import Any
from uuid import uuid4

from studio.backend.library.database import damaged, is_readable
from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.outbox import EntryChange, OutboxEntry, OutboxState, Publication, Work
from studio.core.publishing import picture_path

_READ = "SELECT id, workspace, work, title, data, created_at, state, attempts, reason, next_step FROM outbox"
_ADD = (
    "INSERT INTO outbox (id, workspace, work, title, figure_id, data, created_at, state, attempts, reason, next_step) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PAUSED = "outbox paused "


def add(connection: sqlite3.Connection, entry: OutboxEntry) -> None:
    """Put an entry behind all others."""
    connection.execute(
        _ADD,
        (
            entry.id,
            entry.workspace,
            entry.work.value,
            entry.title,
            entry.figure_id,
            json.dumps(entry.task.to_json(), ensure_ascii=False, allow_nan=False),
            to_microseconds(entry.created_at),
            entry.state.value,
            entry.attempts,
            entry.reason,
            entry.next_step,
        ),
    )


def publication(figure: Figure, now: datetime) -> OutboxEntry:
    """The entry that publishes a figure of a team's workspace under its own name."""
    user_id = figure.workspace.rpartition("/")[2]
    task = Publication(figure.id, picture_path(user_id, figure))
    return OutboxEntry(str(uuid4()), figure.workspace, Work.PUBLISH, figure.title, task, now)


def entries(connection: sqlite3.Connection, workspace: str) -> tuple[OutboxEntry, ...]:
    """All entries of a workspace, in order. Raises LibraryDamaged where one cannot be read."""
    rows = connection.execute(f"{_READ} WHERE workspace = ? ORDER BY seq", (workspace,)).fetchall()
    return tuple(map(_entry, rows))


def first(connection: sqlite3.Connection, workspace: str) -> OutboxEntry | None:
    """The entry whose turn it is."""
    row = connection.execute(
        f"{_READ} WHERE workspace = ? AND state = 'waiting' ORDER BY seq LIMIT 1", (workspace,)
    ).fetchone()
    return None if row is None else _entry(row)


def get(connection: sqlite3.Connection, entry_id: str) -> OutboxEntry | None:
    """One entry, or None."""
    row = connection.execute(f"{_READ} WHERE id = ?", (entry_id,)).fetchone()
    return None if row is None else _entry(row)


def of_figure(connection: sqlite3.Connection, workspace: str, figure_id: str) -> OutboxEntry | None:
    """The one entry about a figure, or None."""
    row = connection.execute(f"{_READ} WHERE workspace = ? AND figure_id = ?", (workspace, figure_id)).fetchone()
    return None if row is None else _entry(row)


def begin(connection: sqlite3.Connection, entry_id: str) -> bool:
    """Count one more try, before it is made; False where the entry was taken out meanwhile."""
    return connection.execute("UPDATE outbox SET attempts = attempts + 1 WHERE id = ?", (entry_id,)).rowcount > 0


def put_off(connection: sqlite3.Connection, entry_id: str, sentence: str, *, is_counted: bool) -> None:
    """It did not work now; a try that met no server does not count."""
    connection.execute(
        "UPDATE outbox SET reason = ?, next_step = '', attempts = attempts - ? WHERE id = ?",
        (sentence, 0 if is_counted else 1, entry_id),
    )


def park(connection: sqlite3.Connection, entry_id: str, reason: str, next_step: str) -> None:
    """The team refused it: the others go past it until somebody tries again."""
    connection.execute(
        "UPDATE outbox SET state = 'parked', reason = ?, next_step = ? WHERE id = ?", (reason, next_step, entry_id)
    )


def try_again(connection: sqlite3.Connection, workspace: str, entry_id: str) -> None:
    """It waits for its turn once more, in its old place."""
    connection.execute(
        "UPDATE outbox SET state = 'waiting', attempts = min(attempts, 1) WHERE id = ? AND workspace = ?",
        (entry_id, workspace),
    )


def remove(connection: sqlite3.Connection, entry_id: str) -> bool:
    """The team has it, or nobody wants it any more; False where it was gone already."""
    return connection.execute("DELETE FROM outbox WHERE id = ?", (entry_id,)).rowcount > 0


def is_paused(connection: sqlite3.Connection, workspace: str) -> bool:
    """Somebody paused this outbox."""
    return connection.execute("SELECT 1 FROM facts WHERE key = ?", (_PAUSED + workspace,)).fetchone() is not None


def set_paused(connection: sqlite3.Connection, workspace: str, *, paused: bool) -> None:
    """Pause it, or let it go on."""
    if paused:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, '1')", (_PAUSED + workspace,))
    else:
        connection.execute("DELETE FROM facts WHERE key = ?", (_PAUSED + workspace,))


def unreadable(connection: sqlite3.Connection) -> list[str]:
    """The ids of entries that the studio never wrote."""
    rows = connection.execute(_READ)
    return [row[0] for row in rows if not is_readable(lambda row=row: _entry(row))]


def _entry(row: tuple[Any, ...]) -> OutboxEntry:
    try:
        work, data = Work(row[2]), json.loads(row[4])
        task = Publication.from_json(data) if work.is_about_figure else EntryChange.from_json(data)
        made, state = from_microseconds(row[5]), OutboxState(row[6])
    except (ValueError, OverflowError, RecursionError, StudioError) as error:
        raise damaged() from error
    return OutboxEntry(row[0], row[1], work, row[3], task, made, state, row[7], row[8], row[9])
