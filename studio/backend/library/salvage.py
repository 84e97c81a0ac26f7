"""What only the database held (jobs, drafts, catalog, ledger, outbox): carried over from a broken database or the newest backup."""

import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from studio.backend.library import entries, ledger, outbox
from studio.backend.library.database import is_readable
from studio.backend.library.migrations import version_of
from studio.backend.library.recipes import PackedRecipe, RecipeReader, entry_hash
from studio.core.job import JobState

_log = logging.getLogger(__name__)

_STATES = frozenset(state.value for state in JobState)
_TABLES: tuple[str, ...] = (
    *("facts", "frozen_entries", "catalog_entries", "catalog_history", "catalog_texts", "drafts", "jobs", "ledger"),
    *("pulls", "outbox"),
)


def salvage(connection: sqlite3.Connection, sources: Iterable[Path]) -> None:
    """Fill the tables that the folder cannot give from the first source that has each of them whole.

    What a broken source still gives of a table is taken too; a row that is there already stays.
    """
    wanted: list[str] = list(_TABLES)
    for source in sources:
        if wanted and source.is_file():
            wanted = _take_over(connection, source, wanted)
    for statement, values in unreadable(connection):
        connection.execute(statement, values)


def _take_over(connection: sqlite3.Connection, source: Path, tables: list[str]) -> list[str]:
    """Copy tables out of one database; returns those that were not read to their end."""
    try:
        old = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return tables
    try:
        if version_of(old) > version_of(connection):
            return tables
        return [table for table in tables if not _copy(connection, old, table)]
    except sqlite3.Error:
        return tables
    finally:
        old.close()


def unreadable(connection: sqlite3.Connection) -> list[tuple[str, tuple[object, ...]]]:
    """Jobs, catalog entries, drafts, requests and outbox entries that are not what the studio wrote, each as the statement that removes it."""
    reader, found = RecipeReader(), list[tuple[str, tuple[object, ...]]]()
    for job_id, state, *packed in connection.execute("SELECT id, state, prompt, theme, rarity, recipe FROM jobs"):
        if state not in _STATES or not is_readable(
            lambda packed=packed: reader.unpack(connection, PackedRecipe(*packed))
        ):
            found.append(("DELETE FROM jobs WHERE id = ?", (job_id,)))
    for seq, *row in connection.execute(
        "SELECT seq, kind, id, name, value, created_at, updated_at FROM catalog_entries"
    ):
        if not is_readable(lambda row=row: entries.read(row)):
            found.append(("DELETE FROM catalog_entries WHERE seq = ?", (seq,)))
    for workspace, key in connection.execute("SELECT workspace, key FROM drafts WHERE NOT json_valid(value)"):
        found.append(("DELETE FROM drafts WHERE workspace = ? AND key = ?", (workspace, key)))
    found += [("DELETE FROM ledger WHERE job_id = ?", (job_id,)) for job_id in ledger.unreadable(connection)]
    found += [("DELETE FROM outbox WHERE id = ?", (entry_id,)) for entry_id in outbox.unreadable(connection)]
    return found


def _copy(connection: sqlite3.Connection, old: sqlite3.Connection, table: str) -> bool:
    try:
        rows = old.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of the list above
        columns = ", ".join(column[0] for column in rows.description)  # an older version's may be fewer
        marks = ", ".join("?" * len(rows.description))
        for row in rows:
            if table == "frozen_entries" and entry_hash(row[1]) != row[0]:
                continue
            try:
                connection.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608 - as above
            except sqlite3.IntegrityError:
                _log.warning("A row of %s could not be carried over", table)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        _log.warning("The table %s of a set-aside database is broken: %s", table, error)
        return False
    return True
