"""The threads in which the library's files are read and written."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from studio.backend.files import disk_errors
from studio.backend.worker import Worker

T = TypeVar("T")

_THREADS = 2


class Disk(Worker):
    """Runs what blocks on the disk of the library in `root`."""

    def __init__(self, root: Path) -> None:
        super().__init__("library-disk", _THREADS, gives_way=True)
        self._root = root

    async def guarded(self, function: Callable[[], T]) -> T:
        """Run a function there; what the disk refuses is a LibraryError."""

        def run() -> T:
            with disk_errors(self._root):
                return function()

        return await self.run(run)
