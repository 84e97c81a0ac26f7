"""Numbered migrations: the schema's version is SQLite's user_version, each step is one transaction."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.backend.files import Files
from studio.backend.library.database import damaged, transaction
from studio.core.errors import LibraryNewer

_NAME = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the version that it leads to and its statements."""

    version: int
    script: str


def load_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of a folder, by number."""
    found = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return tuple(Migration(int(match[1]), path.read_text("utf-8")) for match, path in found if match)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema's version; 0 for a database without one."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def check_version(connection: sqlite3.Connection, migrations: tuple[Migration, ...]) -> int:
    """The schema's version. Raises LibraryNewer for one that this studio could lose something of.

    The number is noted twice: where the two differ, bits have changed, which is damage and no newer studio.
    """
    version = version_of(connection)
    if version:
        noted = connection.execute("SELECT value FROM facts WHERE key = 'schema'").fetchone()
        if noted is None or noted[0] != str(version):
            raise damaged()
    if version > migrations[-1].version:
        raise LibraryNewer(
            "This library was written by a newer version of the studio.", "Update this studio, then start it again."
        )
    return version


def migrate(connection: sqlite3.Connection, files: Files, migrations: tuple[Migration, ...], backups: Path) -> None:
    """Bring the schema to the newest version; before each step a database that was there is copied into `backups`."""
    is_new = not version_of(connection)
    for migration in migrations:
        version = version_of(connection)
        if migration.version <= version:
            continue
        if not is_new:
            back_up(connection, files, backups / f"before-{migration.version:04}.sqlite")
        transaction(connection, files, lambda inside, step=migration: _apply(inside, step))


def back_up(connection: sqlite3.Connection, files: Files, target: Path) -> None:
    """Copy the whole database to `target`, which is there only when it is complete."""
    temporary = target.with_name(f"{target.name}.tmp")
    files.remove(temporary)
    copy = sqlite3.connect(temporary)
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    files.sync_file(temporary)
    files.rename(temporary, target)
    files.sync_folder(target.parent)


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in _statements(migration.script):
        connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('schema', ?)", (str(migration.version),))
    connection.execute(f"PRAGMA user_version = {migration.version}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
