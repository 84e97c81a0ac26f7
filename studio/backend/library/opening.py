"""Opening and closing the library: who is alone with it, what version it has, whether it is whole."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.library import entries, figures, ledger, recovery
from studio.backend.library.database import connect, damaged, database_errors, transaction
from studio.backend.library.locks import ProcessLock
from studio.backend.library.migrations import Migration, back_up, check_version, migrate
from studio.backend.library.salvage import salvage
from studio.core.catalog import Entry
from studio.core.errors import LibraryBusy, LibraryDamaged
from studio.core.ports.library import LibraryNotice

PATIENCE = 30.0
BACKUPS_KEPT = 7


@dataclass(frozen=True, slots=True)
class Opener:
    """All that opening needs; its methods block and run in the library's writing thread."""

    folder: Folder
    files: Files
    migrations: tuple[Migration, ...]
    starter: Callable[[], Sequence[Entry]]
    clock: Callable[[], datetime]
    presence: ProcessLock

    def open(self) -> tuple[LibraryNotice, ...]:
        """Make, migrate or mend the library, and hold the lock that says that a studio is here. Raises LibraryError."""
        with disk_errors(self.folder.root):
            self.folder.make(self.files)
            gate = self._gate()
            try:
                is_alone = self.presence.take()
                with database_errors(self.folder.database):
                    notices = self._prepare() if is_alone else self._join()
                self._be_present()
            except BaseException:
                self.presence.release()
                raise
            finally:
                gate.release()
        return notices

    def leave(self, *, is_well: bool) -> None:
        """Let go, after the database was shut; the last one to leave notes that it left it whole."""
        with disk_errors(self.folder.root):
            gate = self._gate()
            try:
                if not is_well:
                    self.files.replace(self.folder.suspect, b"")
                elif self.presence.take():
                    self.files.replace(self.folder.closed_well, json.dumps(_state(self.folder.database)).encode())
            finally:
                self.presence.release()
                gate.release()

    def rebuild(self) -> recovery.Findings:
        """Make the database anew, after it was shut; the old one is set aside. Raises LibraryBusy while others are here."""
        with disk_errors(self.folder.root), database_errors(self.folder.database):
            gate = self._gate()
            try:
                if not self.presence.take():
                    raise _others_are_here()
                return self._make_anew()
            finally:
                self._be_present()
                gate.release()

    def back_up_today(self) -> None:
        """Copy the database once a day; the newest copies are kept."""
        today = self.folder.backups / f"{self.clock():library-%Y-%m-%d}.sqlite"
        if today.exists():
            return
        with disk_errors(self.folder.root), database_errors(self.folder.database):
            connection = connect(self.folder.database)
            try:
                back_up(connection, self.files, today)
            finally:
                connection.close()
            for old in self._backups()[BACKUPS_KEPT:]:
                self.files.remove(old)

    def _gate(self) -> ProcessLock:
        gate = ProcessLock(self.folder.locks / "opening.lock")
        if not gate.take(patience=PATIENCE):
            raise LibraryBusy("Another window is just opening the library.", "Wait a moment, then try again.")
        return gate

    def _be_present(self) -> None:
        if not self.presence.take(shared=True, patience=PATIENCE):
            raise _others_are_here()

    def _join(self) -> tuple[LibraryNotice, ...]:
        """Others have it open, so it was looked at already."""
        connection = connect(self.folder.database)
        try:
            version = check_version(connection, self.migrations)
        finally:
            connection.close()
        if version < self.migrations[-1].version:
            raise _others_are_here()
        return ()

    def _prepare(self) -> tuple[LibraryNotice, ...]:
        """Nobody else has it open: make it, migrate it, mend it."""
        database, is_trusted = self.folder.database, self._was_closed_well()
        before = database.stat().st_mtime if database.exists() else 0.0
        has_pictures = next(self.folder.pictures(), None) is not None
        if not database.exists() or not database.stat().st_size:
            if not has_pictures:
                self._make_first()
                return ()
            return self._notices("The library's list was missing and was made anew", self._make_anew())
        try:
            connection = connect(database)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            _raise_unless_broken(error)
            return self._notices("The library's list was damaged and was made anew", self._make_anew())
        try:
            findings = self._mend(connection, before, is_trusted=is_trusted)
        except (LibraryDamaged, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            _raise_unless_broken(error)
            findings = None
        finally:
            connection.close()
        if findings is None:
            return self._notices("The library's list was damaged and was made anew", self._make_anew())
        self.files.remove(self.folder.closed_well)
        self.files.remove(self.folder.suspect)
        if not findings.taken_in and not findings.faults:
            return ()
        return self._notices("The studio was not closed well", findings)

    def _mend(self, connection: sqlite3.Connection, before: float, *, is_trusted: bool) -> recovery.Findings:
        is_current = check_version(connection, self.migrations) == self.migrations[-1].version
        if is_current and not is_trusted and not recovery.is_whole(connection, thoroughly=self.folder.suspect.exists()):
            raise damaged()
        migrate(connection, self.files, self.migrations, self.folder.backups)
        if is_trusted:
            return recovery.Findings()
        return transaction(connection, self.files, lambda inside: self._reconcile(inside, before))

    def _reconcile(self, connection: sqlite3.Connection, before: float) -> recovery.Findings:
        for path in self.folder.figures.glob("*/*.tmp"):
            self.files.remove(path)
        known = figures.ids(connection)
        findings = recovery.take_in_all(connection, self.folder, self.files, known)
        recovery.refresh(connection, self.folder, before)
        if not entries.is_started(connection):
            entries.start(connection, self.starter())
        return findings

    def _make_first(self) -> None:
        connection = connect(self.folder.database)
        try:
            migrate(connection, self.files, self.migrations, self.folder.backups)
            transaction(connection, self.files, lambda inside: entries.start(inside, self.starter()))
        finally:
            connection.close()
        self.files.sync_folder(self.folder.root)

    def _make_anew(self) -> recovery.Findings:
        """A new database beside the old one; only when it is complete does it take the old one's place."""
        new = self.folder.root / "library.new.sqlite"
        for path in _with_companions(new):
            self.files.remove(path)
        connection = connect(new)
        try:
            migrate(connection, self.files, self.migrations, self.folder.backups)
            findings = transaction(connection, self.files, self._fill)
        finally:
            connection.close()
        aside = self.folder.damaged / f"{self.clock():library-%Y-%m-%d-%H%M%S-%f}.sqlite"
        for path, target in zip(_with_companions(self.folder.database), _with_companions(aside), strict=True):
            if path.exists():
                self.files.rename(path, target)
        self.files.remove(self.folder.closed_well)
        self.files.rename(new, self.folder.database)
        self.files.sync_folder(self.folder.root)
        return findings

    def _fill(self, connection: sqlite3.Connection) -> recovery.Findings:
        findings = recovery.take_in_all(connection, self.folder, self.files, set())
        copies = [*self.folder.damaged.glob("library-*.sqlite"), *self._backups()]
        newest = sorted(copies, key=lambda path: path.stat().st_mtime, reverse=True)
        salvage(connection, [self.folder.database, *newest[:3]])
        ledger.take_from_figures(connection)
        if not entries.is_started(connection):
            entries.start(connection, self.starter())
        return findings

    def _backups(self) -> list[Path]:
        return sorted(self.folder.backups.glob("library-*.sqlite"), reverse=True)

    def _was_closed_well(self) -> bool:
        wal = _with_companions(self.folder.database)[1]
        if wal.exists() and wal.stat().st_size:
            return False
        try:
            noted = json.loads(self.folder.closed_well.read_bytes())
            return noted == _state(self.folder.database)
        except (OSError, ValueError):
            return False

    def _notices(self, what: str, findings: recovery.Findings) -> tuple[LibraryNotice, ...]:
        figures_ = "1 figure was" if findings.taken_in == 1 else f"{findings.taken_in} figures were"
        first = LibraryNotice(f"{what}; {figures_} found in its folder.", "Nothing is left for you to do.")
        return (first, *(LibraryNotice(fault, f"It lies in {self.folder.damaged}.") for fault in findings.faults))


def _raise_unless_broken(error: Exception) -> None:
    """Only damage is mended by a new database; a full disk or a lock would pass."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA}:
        raise error


def _others_are_here() -> LibraryBusy:
    return LibraryBusy("Another studio has this library open.", "Close its windows and commands, then try again.")


def _with_companions(database: Path) -> tuple[Path, Path, Path]:
    """A database with its write-ahead log and the log's index."""
    return database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")


def _state(path: Path) -> dict[str, int]:
    there = path.stat()
    return {"size": there.st_size, "time": there.st_mtime_ns}
