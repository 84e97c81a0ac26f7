"""What a change of the catalog that reached the team leaves in the library; part of the outbox's own transaction.

The row as it is now, a version for the history of this computer, the spelling that was typed, and no draft any more.
"""

import json
import sqlite3
from datetime import datetime

from studio.backend.library import entries, pulls, versions
from studio.core.catalog_change import CatalogChange
from studio.core.draft import PREFIX, EntryDraft, same_entry, text_of
from studio.core.errors import StudioError
from studio.core.outbox import EntryPublished

FOUND = "As it was found"
_DRAFT = (
    "SELECT key, value FROM drafts WHERE workspace = ? AND substr(key, 1, ?) = ? AND json_valid(value) "
    "AND json_extract(value, '$.change_id') = ?"
)


def keep(connection: sqlite3.Connection, workspace: str, made: EntryPublished, now: datetime) -> None:
    """Keep what the team says; the same change again is noted once."""
    change, entry = made.change, made.entry
    entry_id = entry.id if entry is not None else change.entry_id
    if entry_id is None:
        return
    before = versions.live(connection, workspace, change.kind, entry_id)
    known = versions.newest(connection, workspace, change.kind, entry_id)
    if before is not None and not same_entry(before, known) and not same_entry(before, entry):
        versions.append(connection, workspace, before, f"before {change.change_id}", FOUND, now)
    if entry is not None:
        entries.put(connection, workspace, [entry])
    else:
        pulls.remove_entries(connection, workspace, change.kind, [entry_id])
    draft = _take_draft(connection, workspace, change.change_id)
    text = draft.text if draft is not None else text_of(entry) if entry is not None else ""
    versions.keep_text(connection, workspace, change.kind, entry_id, None if entry is None else text)
    name = before.name if change.is_deletion and before is not None else change.name
    is_deletion = entry is None
    noted = CatalogChange(
        change.change_id, change.kind, entry_id, before, name, change.value, text, change.note, is_deletion
    )
    versions.record(connection, workspace, noted, entry_id, now, author=workspace.rpartition("/")[2])


def _take_draft(connection: sqlite3.Connection, workspace: str, change_id: str) -> EntryDraft | None:
    """The draft that the change was made from, which is published now; one that was typed on has no such change any more."""
    row = connection.execute(_DRAFT, (workspace, len(PREFIX), PREFIX, change_id)).fetchone()
    if row is None:
        return None
    connection.execute("DELETE FROM drafts WHERE workspace = ? AND key = ?", (workspace, row[0]))
    try:
        return EntryDraft.from_json(json.loads(row[1]))
    except StudioError:
        return None
