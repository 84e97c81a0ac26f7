"""Which figures and jobs an entry of the catalog was used for; each function is one read."""

import json
import sqlite3
from collections.abc import Sequence

from studio.backend.library.database import damaged
from studio.backend.library.recipes import PackedRecipe, RecipeReader
from studio.core.catalog import Entry, Kind, entry_from_json
from studio.core.draft import same_entry
from studio.core.errors import StudioError
from studio.core.recipe import Recipe

_COLUMNS = {Kind.PROMPTS: "prompt", Kind.THEMES: "theme", Kind.RARITY: "rarity"}
_COUNTS = (
    "SELECT json_extract(value, '$.id'), sum(used) FROM frozen_entries JOIN "
    "(SELECT {0} AS hash, count(*) AS used FROM figures WHERE workspace = ? AND deleted_at IS NULL GROUP BY {0}) "
    "USING (hash) GROUP BY 1"
)
_NEWEST = (
    "SELECT prompt, theme, rarity, recipe FROM figures WHERE workspace = ? AND deleted_at IS NULL AND {0} IN ({1}) "
    "ORDER BY created_at DESC, seq DESC LIMIT ?"
)
_IDS = (
    "SELECT id FROM figures WHERE workspace = ? AND deleted_at IS NULL AND {0} IN ({1}) "
    "ORDER BY created_at DESC, seq DESC LIMIT ?"
)
_WAITING = "SELECT count(*) FROM jobs WHERE workspace = ? AND state = 'waiting' AND {0} IN ({1})"
_FROZEN = (
    "SELECT hash, value FROM frozen_entries WHERE json_extract(value, '$.kind') = ? AND json_extract(value, '$.id') = ?"
)


def counts(connection: sqlite3.Connection, workspace: str) -> dict[tuple[Kind, int], int]:
    """How many figures (not deleted) were made with each entry."""
    found: dict[tuple[Kind, int], int] = {}
    for kind, column in _COLUMNS.items():
        rows = connection.execute(_COUNTS.format(column), (workspace,))
        found |= {(kind, entry_id): used for entry_id, used in rows if isinstance(entry_id, int)}
    return found


def frozen(connection: sqlite3.Connection, kind: Kind, entry_id: int) -> list[str]:
    """The hashes of all versions of an entry that recipes froze."""
    return [row[0] for row in connection.execute(_FROZEN, (kind.value, entry_id))]


def newest(
    connection: sqlite3.Connection,
    reader: RecipeReader,
    workspace: str,
    kind: Kind,
    hashes: Sequence[str],
    limit: int,
) -> list[Recipe]:
    """The recipes of the newest figures that were made with one of these."""
    rows = connection.execute(_NEWEST.format(_COLUMNS[kind], ", ".join("?" * len(hashes))), (workspace, *hashes, limit))
    return [reader.unpack(connection, PackedRecipe(*row)) for row in rows.fetchall()]


def older_ids(connection: sqlite3.Connection, workspace: str, live: Entry, limit: int) -> list[str]:
    """The ids of the newest figures that were made from another version of an entry than this one."""
    others = [key for key, entry in _versions(connection, live.kind, live.id) if not same_entry(entry, live)]
    statement = _IDS.format(_COLUMNS[live.kind], ", ".join("?" * len(others)))
    return [row[0] for row in connection.execute(statement, (workspace, *others, limit))]


def waiting(connection: sqlite3.Connection, workspace: str, kind: Kind, hashes: Sequence[str]) -> int:
    """Jobs that have not started and keep the version they were journalled with."""
    statement = _WAITING.format(_COLUMNS[kind], ", ".join("?" * len(hashes)))
    return connection.execute(statement, (workspace, *hashes)).fetchone()[0]


def _versions(connection: sqlite3.Connection, kind: Kind, entry_id: int) -> list[tuple[str, Entry | None]]:
    """All versions of an entry that recipes froze, by hash."""
    try:
        return [
            (row[0], entry_from_json(json.loads(row[1]))) for row in connection.execute(_FROZEN, (kind.value, entry_id))
        ]
    except (ValueError, StudioError) as error:
        raise damaged() from error
