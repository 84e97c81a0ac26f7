"""Catalog entries and drafts in the database."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from studio.backend.library.database import damaged
from studio.backend.library.figures import to_microseconds
from studio.core.catalog import Catalog, Entry, entry_from_json
from studio.core.errors import StudioError
from studio.core.figure import THIS_COMPUTER
from studio.core.json_text import JsonValue

_STARTED = "starter catalog"


def put(connection: sqlite3.Connection, workspace: str, entries: Sequence[Entry]) -> None:
    """Insert or replace entries by kind and id; a replaced one keeps its place."""
    connection.executemany(
        "INSERT INTO catalog_entries (workspace, kind, id, name, value, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, kind, id) DO UPDATE SET "
        "name = excluded.name, value = excluded.value, created_at = excluded.created_at, updated_at = excluded.updated_at",
        [
            (
                workspace,
                entry.kind.value,
                entry.id,
                entry.name,
                json.dumps(entry.value, ensure_ascii=False),
                entry.created_at.isoformat(),
                entry.updated_at.isoformat() if entry.updated_at else None,
            )
            for entry in entries
        ],
    )


def catalog(connection: sqlite3.Connection, workspace: str) -> Catalog:
    """All entries of a workspace. Raises LibraryDamaged where one cannot be read."""
    rows = connection.execute(
        "SELECT kind, id, name, value, created_at, updated_at FROM catalog_entries WHERE workspace = ? ORDER BY seq",
        (workspace,),
    )
    return Catalog(tuple(read(row) for row in rows))


def start(connection: sqlite3.Connection, starter: Sequence[Entry]) -> None:
    """Give *this computer* the starter catalog."""
    put(connection, THIS_COMPUTER, starter)
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, '1')", (_STARTED,))


def is_started(connection: sqlite3.Connection) -> bool:
    """*This computer* had its starter catalog once."""
    return connection.execute("SELECT 1 FROM facts WHERE key = ?", (_STARTED,)).fetchone() is not None


def load_draft(connection: sqlite3.Connection, workspace: str, key: str) -> JsonValue:
    """A draft, or None."""
    row = connection.execute("SELECT value FROM drafts WHERE workspace = ? AND key = ?", (workspace, key)).fetchone()
    if row is None:
        return None
    try:
        return json.loads(row[0])
    except ValueError as error:
        raise damaged() from error


def drafts(connection: sqlite3.Connection, workspace: str, prefix: str) -> list[JsonValue]:
    """All drafts whose keys begin so; one that is no JSON is left out."""
    rows = connection.execute(
        "SELECT value FROM drafts WHERE workspace = ? AND substr(key, 1, ?) = ? AND json_valid(value)",
        (workspace, len(prefix), prefix),
    )
    return [json.loads(row[0]) for row in rows]


def save_draft(connection: sqlite3.Connection, workspace: str, key: str, value: JsonValue, now: datetime) -> None:
    """Keep a draft; None removes it."""
    if value is None:
        connection.execute("DELETE FROM drafts WHERE workspace = ? AND key = ?", (workspace, key))
        return
    text = json.dumps(value, allow_nan=False)
    connection.execute(
        "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", (workspace, key, text, to_microseconds(now))
    )


def read(row: Sequence[Any]) -> Entry:
    """An entry from its kind, id, name, value and times. Raises LibraryDamaged where they are something else."""
    try:
        entry = entry_from_json(
            {
                "kind": row[0],
                "id": row[1],
                "name": row[2],
                "value": json.loads(row[3]),
                "created_at": row[4],
                "updated_at": row[5],
            }
        )
    except (ValueError, StudioError) as error:
        raise damaged() from error
    if entry is None:
        raise damaged()
    return entry
