"""The SQLite database: connections, one thread that writes and one that reads, and failures in plain words."""

import logging
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from studio.backend.files import Files, disk_is_full, read_only
from studio.backend.worker import Worker
from studio.core.errors import LibraryBusy, LibraryDamaged, LibraryError

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds for which a statement waits for another process."""

_log = logging.getLogger(__name__)


def connect(path: Path, *, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection with our settings: WAL, synchronous=FULL (durable at a power cut), foreign keys, no surprises.

    `cell_size_check` finds broken pages before they are used (sqlite.org/pragma.html).
    """
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -8192")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def database_errors(path: Path) -> Generator[None]:
    """Turn what SQLite raises inside into the LibraryError that a person can be told about."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug of ours, told as one
    except UnicodeDecodeError as error:  # SQLite's message quotes a broken schema
        raise damaged() from error
    except sqlite3.DatabaseError as error:
        _log.warning("SQLite refused: %s", error)
        raise _library_error(error, path) from error


def _library_error(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return LibraryBusy(
                "Another program holds the library.", "Close other windows of the studio, then try again."
            )
        case sqlite3.SQLITE_FULL:
            return disk_is_full()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return read_only(path.parent)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged()
        case _ if code in {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}:
            return disk_is_full()
        case _:
            return LibraryError(
                "The library's list could not be read or written.", "Close the studio and start it again."
            )


def damaged() -> LibraryDamaged:
    """The database holds what the studio never wrote."""
    return LibraryDamaged(
        "The library's list is damaged.",
        "Close the studio and start it again: the list is then made anew from the pictures.",
    )


def is_readable(read: Callable[[], object]) -> bool:
    """Whether a row can be read as what the studio writes; `read` raises LibraryDamaged where it cannot."""
    try:
        read()
    except LibraryDamaged:
        return False
    return True


class Database:
    """The open database. `write` runs a function in a transaction, all or nothing; `read` runs one beside it."""

    def __init__(self, path: Path, files: Files) -> None:
        self.path = path
        self.is_suspect = False
        """Something failed in a way after which the next start should look closely."""
        self._files = files
        self._writer = Worker("library-writer")
        self._reader = Worker("library-reader")
        self._connections: list[sqlite3.Connection] = []

    def open(self) -> None:
        """Connect (blocking). Raises LibraryError."""
        with database_errors(self.path):
            while len(self._connections) < 2:
                self._connections.append(connect(self.path))

    async def shut(self) -> None:
        """Disconnect, each in its own thread; `open` may follow. The last to leave moves the WAL into the database."""
        if self._connections:
            await self._reader.run(self._connections.pop().close)
            await self._writer.run(self._connections.pop().close)

    async def blocking(self, function: Callable[[], T]) -> T:
        """Run a function in the writing thread, without a transaction."""
        return await self._writer.run(function)

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in one transaction; when this returns it is on the disk. Raises LibraryError."""
        return await self._writer.run(lambda: self._in_transaction(change))

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Run `question` on what is committed when it begins, whatever is written meanwhile. Raises LibraryError."""
        return await self._reader.run(lambda: self._guarded(lambda connection: _at_once(connection, question), 1))

    def stop(self) -> None:
        """End the threads, after `shut` (blocking; they are idle)."""
        self._writer.stop()
        self._reader.stop()

    def _in_transaction(self, change: Callable[[sqlite3.Connection], T]) -> T:
        return self._guarded(lambda connection: transaction(connection, self._files, change), 0)

    def _guarded(self, function: Callable[[sqlite3.Connection], T], index: int) -> T:
        if len(self._connections) <= index:
            raise LibraryError("The library is closed.", "Start the studio again.")
        try:
            with database_errors(self.path):
                return function(self._connections[index])
        except LibraryDamaged:
            self.is_suspect = True
            raise


def _at_once(connection: sqlite3.Connection, question: Callable[[sqlite3.Connection], T]) -> T:
    """Run several SELECTs on one state of the database."""
    connection.execute("BEGIN")
    try:
        return question(connection)
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def transaction(connection: sqlite3.Connection, files: Files, change: Callable[[sqlite3.Connection], T]) -> T:
    """Run `change` between BEGIN IMMEDIATE and COMMIT; anything raised rolls all of it back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = change(connection)
        files.commit(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
