"""Publishing into the library's own catalog, and the history of its entries; each function runs in one transaction."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from studio.backend.library import entries
from studio.backend.library.database import damaged
from studio.backend.library.figures import from_microseconds, to_microseconds
from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryVersion, published_first
from studio.core.draft import EntryDraft, same_entry, text_of
from studio.core.errors import CatalogConflict
from studio.core.json_text import load_json

BEGINNING = "As it was before its history began"
_READ = "SELECT version, name, value, text, note, author, at FROM catalog_history"
_ENTRY = "SELECT kind, id, name, value, created_at, updated_at FROM catalog_entries"


def publish(connection: sqlite3.Connection, workspace: str, change: CatalogChange, now: datetime) -> Entry | None:
    """Write a change and its version; the same change again answers as before. Raises CatalogConflict."""
    known = connection.execute(
        "SELECT entry_id FROM catalog_history WHERE change_id = ? AND version IS NOT NULL", (change.change_id,)
    ).fetchone()
    if known is not None:
        return live(connection, workspace, change.kind, known[0])
    if change.id is None:
        entry_id = _next_id(connection, workspace, change.kind)
        before = None
    else:
        entry_id, before = change.id, live(connection, workspace, change.kind, change.id)
        if not same_entry(before, change.base):
            raise conflict()
        if before is not None:
            _begin(connection, workspace, before)
    if change.is_deletion:
        _delete(connection, workspace, change.kind, entry_id)
        record(connection, workspace, change, entry_id, now)
        return None
    entry = Entry(change.kind, entry_id, change.name, change.value, before.created_at if before else now, now)
    entries.put(connection, workspace, [entry])
    keep_text(connection, workspace, change.kind, entry_id, change.text)
    record(connection, workspace, change, entry_id, now)
    return entry


def conflict() -> CatalogConflict:
    """The base of a change is not what is live."""
    return CatalogConflict(published_first(), "Merge your edit with theirs.")


def live(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int) -> Entry | None:
    """The entry as it is, or None."""
    row = connection.execute(
        f"{_ENTRY} WHERE workspace = ? AND kind = ? AND id = ?", (workspace, kind.value, entry_id)
    ).fetchone()
    return None if row is None else entries.read(row)


def of_entry(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int) -> tuple[EntryVersion, ...]:
    """The versions of an entry, newest first; where it has none yet, what is live is the only one."""
    rows = connection.execute(
        f"{_READ} WHERE workspace = ? AND kind = ? AND entry_id = ? ORDER BY seq DESC",
        (workspace, kind.value, entry_id),
    ).fetchall()
    found = tuple(_version(kind, entry_id, row) for row in rows)
    if not any(version.number is not None for version in found):
        entry = live(connection, workspace, kind, entry_id)
        if entry is not None:
            at = entry.updated_at or entry.created_at
            return (*found, EntryVersion(1, entry, entry.name, text_of(entry), BEGINNING, "", at))
    return found


def set_aside(
    connection: sqlite3.Connection, workspace: str, draft: EntryDraft, change_id: str, note: str, now: datetime
) -> None:
    """Keep an edit as it is, without a version."""
    connection.execute(
        "INSERT OR IGNORE INTO catalog_history "
        "(workspace, kind, entry_id, version, change_id, name, value, text, note, author, at) "
        "VALUES (?, ?, ?, NULL, ?, ?, NULL, ?, ?, '', ?)",
        (workspace, draft.kind.value, draft.id, change_id, draft.name, draft.text, note, to_microseconds(now)),
    )


def kept_text(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int) -> str | None:
    """The spelling that was published here last."""
    row = connection.execute(
        "SELECT text FROM catalog_texts WHERE workspace = ? AND kind = ? AND entry_id = ?",
        (workspace, kind.value, entry_id),
    ).fetchone()
    return None if row is None else row[0]


def put_all(
    connection: sqlite3.Connection, workspace: str, incoming: Iterable[tuple[Entry, str]], note: str, now: datetime
) -> None:
    """Insert or replace entries with a version each; the text is the id of the change."""
    for entry, change_id in incoming:
        before = live(connection, workspace, entry.kind, entry.id)
        if before is not None:
            _begin(connection, workspace, before)
        entries.put(connection, workspace, [entry])
        change = CatalogChange(change_id, entry.kind, entry.id, before, entry.name, entry.value, text_of(entry), note)
        record(connection, workspace, change, entry.id, now)


def keep_text(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int, text: str | None) -> None:
    """Keep the spelling that was typed; None forgets it."""
    place = (workspace, kind.value, entry_id)
    if text is None:
        connection.execute("DELETE FROM catalog_texts WHERE workspace = ? AND kind = ? AND entry_id = ?", place)
    else:
        connection.execute("INSERT OR REPLACE INTO catalog_texts VALUES (?, ?, ?, ?)", (*place, text))


def newest(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int) -> Entry | None:
    """The entry as its newest version here has it, or None."""
    row = connection.execute(
        f"{_READ} WHERE workspace = ? AND kind = ? AND entry_id = ? AND version IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (workspace, kind.value, entry_id),
    ).fetchone()
    return None if row is None else _version(kind, entry_id, row).entry


def append(
    connection: sqlite3.Connection, workspace: str, entry: Entry, change_id: str, words: str, at: datetime
) -> None:
    """Keep an entry as it is as a version of which nothing more is known."""
    change = CatalogChange(change_id, entry.kind, entry.id, None, entry.name, entry.value, text_of(entry), words)
    record(connection, workspace, change, entry.id, at)


def _begin(connection: sqlite3.Connection, workspace: str, entry: Entry) -> None:
    """Keep what is live before its history begins."""
    if not _has_versions(connection, workspace, entry):
        change_id = f"{workspace} {entry.kind.value} {entry.id} beginning"
        append(connection, workspace, entry, change_id, BEGINNING, entry.updated_at or entry.created_at)


def record(
    connection: sqlite3.Connection,
    workspace: str,
    change: CatalogChange,
    entry_id: int,
    at: datetime,
    author: str = "",
) -> None:
    """Append a change as the entry's next version; one that is noted already stays as it is."""
    place = (workspace, change.kind.value, entry_id)
    number = connection.execute(
        "SELECT coalesce(max(version), 0) + 1 FROM catalog_history WHERE workspace = ? AND kind = ? AND entry_id = ?",
        place,
    ).fetchone()[0]
    value = None if change.is_deletion else json.dumps(change.value, ensure_ascii=False)
    connection.execute(
        "INSERT OR IGNORE INTO catalog_history "
        "(workspace, kind, entry_id, version, change_id, name, value, text, note, author, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*place, number, change.change_id, change.name, value, change.text, change.note, author, to_microseconds(at)),
    )


def _has_versions(connection: sqlite3.Connection, workspace: str, entry: Entry) -> bool:
    return (
        connection.execute(
            "SELECT 1 FROM catalog_history WHERE workspace = ? AND kind = ? AND entry_id = ? AND version IS NOT NULL",
            (workspace, entry.kind.value, entry.id),
        ).fetchone()
        is not None
    )


def _next_id(connection: sqlite3.Connection, workspace: str, kind: Kind) -> int:
    """An id that no entry has or ever had."""
    return connection.execute(
        "SELECT max("
        "coalesce((SELECT max(id) FROM catalog_entries WHERE workspace = ?1 AND kind = ?2), 0), "
        "coalesce((SELECT max(entry_id) FROM catalog_history WHERE workspace = ?1 AND kind = ?2), 0)) + 1",
        (workspace, kind.value),
    ).fetchone()[0]


def _delete(connection: sqlite3.Connection, workspace: str, kind: Kind, entry_id: int) -> None:
    place = (workspace, kind.value, entry_id)
    connection.execute("DELETE FROM catalog_entries WHERE workspace = ? AND kind = ? AND id = ?", place)
    keep_text(connection, workspace, kind, entry_id, None)


def _version(kind: Kind, entry_id: int, row: tuple[Any, ...]) -> EntryVersion:
    number, name, value, text, note, author, at = row
    time = from_microseconds(at)
    entry = None
    if value is not None:
        try:
            entry = Entry(kind, entry_id, name, load_json(value), time, time)
        except ValueError as error:
            raise damaged() from error
    return EntryVersion(number, entry, name, text, note, author, time)
