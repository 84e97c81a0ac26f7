"""Files on disk: the few calls that durability rests on, in one object, and their failures in plain words."""

import errno
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.core.errors import DiskFull, LibraryError, LibraryReadOnly

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_PIECE = 1024 * 1024


class Files:
    """Makes, writes, syncs and renames files, and commits transactions.

    Everything that must be on the disk in a certain order goes through here, so that a test can record the order,
    refuse a call or end the process at any of them. The methods raise OSError; `disk_errors` puts it into words.
    """

    def create(self, path: Path) -> int:
        """Make a new file that only this user may read; a file that is there already is an error."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o600)

    def reopen(self, path: Path) -> int:
        """Open a file for syncing (Windows flushes only what was opened for writing)."""
        return os.open(path, os.O_RDWR | _NO_FOLLOW | _BINARY)

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of `data`."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def sync(self, descriptor: int) -> None:
        """Return when the bytes are on the disk; macOS keeps them in the drive's cache without F_FULLFSYNC."""
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a file."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file another name; whatever had that name is replaced in one step."""
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk; Windows has no such call and needs none."""
        if sys.platform == "win32":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            self.sync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is fine."""
        path.unlink(missing_ok=True)

    def commit(self, connection: sqlite3.Connection) -> None:
        """End a transaction; with synchronous=FULL it is on the disk when this returns."""
        connection.execute("COMMIT")

    def make_folder(self, folder: Path) -> None:
        """Make a folder that lasts: its name is synced in its parent."""
        if folder.is_dir():
            return
        folder.mkdir(exist_ok=True)
        self.sync_folder(folder.parent)

    def sync_file(self, path: Path) -> None:
        """Return when a file that was written earlier is on the disk."""
        descriptor = self.reopen(path)
        try:
            self.sync(descriptor)
        finally:
            self.close(descriptor)

    def replace(self, path: Path, data: bytes) -> None:
        """Write a whole file so that either the old or the new one is there after a crash, never half of it."""
        temporary = path.with_name(f"{path.name}.{_writer()}.tmp")
        self.remove(temporary)
        try:
            descriptor = self.create(temporary)
            try:
                self.write(descriptor, data)
                self.sync(descriptor)
            finally:
                self.close(descriptor)
            self.rename(temporary, path)
        except OSError:
            with suppress(OSError):
                self.remove(temporary)
            raise

    def copy(self, source: Path, target: Path) -> None:
        """Copy a file's bytes so that `target` is whole or untouched."""
        temporary = target.with_name(f".{target.name}.{_writer()}.tmp")
        try:
            with source.open("rb") as reader, temporary.open("wb") as writer:
                shutil.copyfileobj(reader, writer, _PIECE)
                writer.flush()
                self.sync(writer.fileno())
            self.rename(temporary, target)
        except OSError:
            with suppress(OSError):
                self.remove(temporary)
            raise
        self.sync_folder(target.parent)


def _writer() -> str:
    """Who writes: two threads, or two processes, may write the same file at once, each into a temporary of its own."""
    return f"{os.getpid()}.{threading.get_ident()}"


_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)


@contextmanager
def disk_errors(folder: Path) -> Generator[None]:
    """Turn an OSError inside into the LibraryError that a person can be told about; `folder` is what it names."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, folder) from error


def disk_error(error: OSError, folder: Path) -> LibraryError:
    """An OSError in plain words."""
    if error.errno in _FULL:
        return disk_is_full()
    if error.errno in _REFUSED:
        return read_only(folder)
    return LibraryError(
        "The disk could not read or write a file of the library.",
        f"Check that the disk of {folder} is there and well, then try again.",
    )


def disk_is_full() -> DiskFull:
    """No space is left."""
    return DiskFull("The disk is full.", "Free some space, then try again.")


def read_only(folder: Path) -> LibraryReadOnly:
    """The folder cannot be written."""
    return LibraryReadOnly("The studio may not write in its folder.", f"Allow writing in {folder}, then try again.")


def free_bytes(folder: Path) -> int:
    """Bytes that are free for this user on the disk of `folder`."""
    return shutil.disk_usage(folder).free
