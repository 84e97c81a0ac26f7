"""The part: where an engine's bytes go as they arrive, straight to a file, whatever they are."""

from pathlib import Path

from studio.backend.files import Files, disk_errors
from studio.backend.pictures import MAX_BYTES
from studio.backend.worker import Worker
from studio.core.errors import PictureError


class Part:
    """`core.ports.engines.PictureSink` on a new file that only this user may read. `close` and `discard` may come at any time."""

    def __init__(self, path: Path, workspace: str, files: Files, worker: Worker) -> None:
        self.path = path
        self.workspace = workspace
        self._files = files
        self._worker = worker
        self._descriptor: int | None = None
        self._size = 0

    @property
    def figure_id(self) -> str:
        """The figure that the picture will be: a part bears its name."""
        return self.path.stem

    @property
    def size(self) -> int:
        """Bytes that have come so far."""
        return self._size

    async def open(self) -> None:
        """Make the file. Raises LibraryError."""
        await self._worker.run(self._open)

    async def write(self, data: bytes) -> None:
        """Append bytes. Raises DiskFull, LibraryReadOnly, or PictureError past the largest picture that we keep."""
        self._size += len(data)
        if self._size > MAX_BYTES:
            raise PictureError("The engine sent a picture that is too large.", "Choose a smaller size, then try again.")
        await self._worker.run(lambda: self._write(data))

    async def close(self) -> None:
        """No more bytes will come."""
        await self._worker.run(self._close)

    async def discard(self) -> None:
        """Remove the file; `open` may follow."""
        await self._worker.run(self._discard)

    async def keep_aside(self, remains: Path) -> None:
        """Give the file another name, under which nobody takes it for a picture that is still arriving."""
        await self._worker.run(lambda: self._keep_aside(remains))

    def _open(self) -> None:
        with disk_errors(self.path.parent):
            self._descriptor = self._files.create(self.path)

    def _write(self, data: bytes) -> None:
        if self._descriptor is None:
            raise ValueError("The part is closed.")
        with disk_errors(self.path.parent):
            self._files.write(self._descriptor, data)

    def _close(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with disk_errors(self.path.parent):
                self._files.close(descriptor)

    def _keep_aside(self, remains: Path) -> None:
        self._close()
        with disk_errors(self.path.parent):
            self._files.sync_file(self.path)
            self._files.rename(self.path, remains)

    def _discard(self) -> None:
        self._close()
        self._size = 0
        with disk_errors(self.path.parent):
            self._files.remove(self.path)
