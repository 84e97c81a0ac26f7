"""The lease of a process on its jobs: a locked file that the kernel lets go of when the process dies."""

from pathlib import Path
from uuid import uuid4

from studio.backend.library.locks import ProcessLock, is_abandoned

_PREFIX = "jobs-"


class Lease:
    """One process's claim on jobs that name it as their owner. All methods block; they raise OSError."""

    def __init__(self, locks: Path) -> None:
        self.owner = ""
        self._locks = locks
        self._lock: ProcessLock | None = None

    def take(self) -> None:
        """Make a new name and lock it, before any job bears it."""
        while self._lock is None:
            owner = str(uuid4())
            lock = ProcessLock(_path(self._locks, owner))
            if lock.take():
                self.owner, self._lock = owner, lock

    def release(self) -> None:
        """From now on the owner counts as dead."""
        if self._lock is not None:
            self._lock.retire()
            self._lock = None

    def abandoned(self, owners: set[str]) -> set[str]:
        """Those of the owners whose process is dead."""
        return {owner for owner in owners if owner != self.owner and is_abandoned(_path(self._locks, owner))}

    def sweep_lock(self) -> ProcessLock:
        """The lock that one process holds while it looks after the jobs of dead ones."""
        return ProcessLock(self._locks / "sweep.lock")

    def clear(self, owners: set[str]) -> None:
        """Remove the lock files of dead processes that own no open job."""
        for path in self._locks.glob(f"{_PREFIX}*.lock"):
            owner = path.stem.removeprefix(_PREFIX)
            if owner not in owners and owner != self.owner:
                is_abandoned(path)


def _path(locks: Path, owner: str) -> Path:
    return locks / f"{_PREFIX}{owner}.lock"
