"""Locks between processes, held by the kernel: the death of their holder releases them, however it died."""

import os
import secrets
import sys
import time
from pathlib import Path

_PAUSE = 0.02
_SLOTS = 4096


class ProcessLock:
    """A lock on one file: one holder, or any number of sharing holders.

    Two objects exclude each other also within one process. Needs a folder that can be written; raises OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """This object holds the lock."""
        return self._descriptor is not None

    def take(self, *, shared: bool = False, patience: float = 0.0) -> bool:
        """Try to get the lock for `patience` seconds; False where others hold it."""
        deadline = time.monotonic() + patience
        while not self._try(shared=shared):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        return True

    def release(self) -> None:
        """Let go; nothing happens where it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def retire(self) -> None:
        """Let go and remove the file, for locks whose name is never used again."""
        if sys.platform == "win32":
            self.release()
            self.path.unlink(missing_ok=True)
        else:
            self.path.unlink(missing_ok=True)
            self.release()

    def _try(self, *, shared: bool) -> bool:
        self.release()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(descriptor, shared=shared) or not _is_at(descriptor, self.path):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True


def is_abandoned(path: Path) -> bool:
    """No living process holds this lock; the file is removed on the way. A missing file is abandoned too."""
    if not path.exists():
        return True
    lock = ProcessLock(path)
    if not lock.take():
        return False
    lock.retire()
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    """The file was not removed between opening and locking it."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, shared: bool) -> bool:
        """Windows locks bytes: a sharing holder has one of them, a single holder all."""
        os.lseek(descriptor, secrets.randbelow(_SLOTS) if shared else 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1 if shared else _SLOTS)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
