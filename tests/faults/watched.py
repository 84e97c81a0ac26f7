"""Files that watch their own calls: to end the process at any of them, or to refuse it as a full or broken disk would."""

import os
import signal
import sqlite3
from pathlib import Path

from studio.backend.files import Files


class WatchedFiles(Files):
    """Calls `reached` before and after each call that durability rests on."""

    def reached(self, step: str, *, is_done: bool) -> None:
        """`step` is about to happen, or has happened."""

    def create(self, path: Path) -> int:
        self.reached(f"create {path.suffix}", is_done=False)
        descriptor = super().create(path)
        self.reached(f"create {path.suffix}", is_done=True)
        return descriptor

    def write(self, descriptor: int, data: bytes) -> None:
        self.reached("write", is_done=False)
        super().write(descriptor, data)
        self.reached("write", is_done=True)

    def sync(self, descriptor: int) -> None:
        self.reached("sync", is_done=False)
        super().sync(descriptor)
        self.reached("sync", is_done=True)

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        self.reached("close", is_done=True)

    def rename(self, source: Path, target: Path) -> None:
        self.reached(f"rename {target.suffix}", is_done=False)
        super().rename(source, target)
        self.reached(f"rename {target.suffix}", is_done=True)

    def commit(self, connection: sqlite3.Connection) -> None:
        self.reached("commit", is_done=False)
        super().commit(connection)
        self.reached("commit", is_done=True)


class KillingFiles(WatchedFiles):
    """Ends its own process with SIGKILL at the n-th step after `arm`."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0
        self.is_armed = False

    def reached(self, step: str, *, is_done: bool) -> None:
        if self.is_armed:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


class RefusingFiles(WatchedFiles):
    """Raises an OSError at the n-th step after it was armed, and, where it `lasts`, at all later ones."""

    def __init__(self, at: int, error: int, *, lasts: bool = True) -> None:
        self.at = at
        self.lasts = lasts
        self.error = error
        self.count = 0
        self.is_armed = False
        self.refused: list[str] = []

    def reached(self, step: str, *, is_done: bool) -> None:
        if not self.is_armed or is_done:
            return
        self.count += 1
        if self.count == self.at or (self.lasts and self.count > self.at):
            self.refused.append(step)
            if step == "commit":
                raise _full()
            raise OSError(self.error, os.strerror(self.error))


def _full() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error
