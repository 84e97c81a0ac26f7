"""Thumbnails: small pictures of figures, made by Qt's image reader away from the GUI thread.

The only backend module that knows Qt, and only when a thumbnail is really made.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.pictures import format_of, inspect
from studio.backend.worker import Worker
from studio.core.errors import FigureMissing, PictureError
from studio.core.figure import Figure
from studio.core.recipe import PictureFormat

LONGER_SIDE = 384
"""Pixels: a tile of 190 at a screen scale of 2."""
QUALITY = 85
MEMORY = 512
"""Megabytes that decoding one picture may take; 64 megapixels take 256."""
THREADS = 2


class Thumbnails:
    """Makes thumbnails, a few at a time and never two of the same picture at once."""

    def __init__(self, folder: Folder, files: Files) -> None:
        self._folder = folder
        self._files = files
        self._worker = Worker("thumbnails", THREADS, gives_way=True)
        self._making: dict[str, asyncio.Task[Path]] = {}
        self._loading = asyncio.Lock()
        self._is_loaded = False

    async def get(self, figure: Figure) -> Path:
        """The thumbnail's file. Raises FigureMissing, PictureError or LibraryError."""
        for has_alpha in (False, True):
            path = self._folder.thumbnail(figure.sha256, has_alpha=has_alpha)
            if path.exists():
                return path
        task = self._making.get(figure.sha256)
        if task is None:
            task = asyncio.create_task(self._made(figure), name="thumbnail")
            self._making[figure.sha256] = task
            task.add_done_callback(lambda _: self._making.pop(figure.sha256, None))
        return await asyncio.shield(task)

    async def get_fetched(self, key: str, fetch: Callable[[], Awaitable[bytes]]) -> Path:
        """The thumbnail of a picture that lies elsewhere; `key` is as good as its sha256, and names the file."""
        for has_alpha in (False, True):
            path = self._folder.thumbnail(key, has_alpha=has_alpha)
            if path.exists():
                return path
        source = self._folder.incoming / f"{key}.fetched"
        data = await fetch()
        await self._load()
        return await self._worker.run(lambda: self._make_fetched(key, source, data))

    async def close(self) -> None:
        """Wait for what is being made."""
        if self._making:
            await asyncio.wait(self._making.values())
        self._worker.stop()

    async def _made(self, figure: Figure) -> Path:
        await self._load()
        return await self._worker.run(lambda: self._make(figure))

    async def _load(self) -> None:
        async with self._loading:
            if not self._is_loaded:
                await self._worker.run(_load_qt)
                self._is_loaded = True

    def _make(self, figure: Figure) -> Path:
        source = Path(figure.path)
        if not source.exists():
            raise FigureMissing("The picture of this figure is not there any more.", "Run “library check”.")
        return self._keep(figure.sha256, source)

    def _make_fetched(self, key: str, source: Path, data: bytes) -> Path:
        with disk_errors(self._folder.root):
            source.write_bytes(data)
        try:
            inspect(source)
            return self._keep(key, source)
        finally:
            source.unlink(missing_ok=True)

    def _keep(self, key: str, source: Path) -> Path:
        data, has_alpha = small_picture(source)
        target = self._folder.thumbnail(key, has_alpha=has_alpha)
        with disk_errors(self._folder.root):
            target.parent.mkdir(exist_ok=True)
            temporary = target.with_name(f"{target.name}.tmp")
            with suppress(FileNotFoundError):
                temporary.write_bytes(data)
                self._files.rename(temporary, target)
        return target


def _load_qt() -> tuple[object, ...]:
    """PySide6 makes its types when they are first asked for, and fails where two threads ask at once."""
    from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
    from PySide6.QtGui import QImage, QImageReader

    lazy = (Qt.AspectRatioMode.KeepAspectRatio, QIODevice.OpenModeFlag.WriteOnly)
    return (*lazy, QBuffer, QSize(1, 1), QImage(), QImageReader())


def small_picture(source: Path) -> tuple[bytes, bool]:
    """A picture scaled down, as JPEG or (where it has alpha) WebP bytes. Raises PictureError."""
    from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
    from PySide6.QtGui import QImage, QImageReader

    with source.open("rb") as stream:
        picture_format = format_of(stream.read(32))
    QImageReader.setAllocationLimit(MEMORY)
    reader = QImageReader(str(source), picture_format.value.encode())  # pyright: ignore[reportArgumentType] - bytes are right
    size = reader.size()
    if not size.isValid():
        raise PictureError("This picture cannot be shown.", "Run “library check”.")
    small = size.scaled(QSize(LONGER_SIDE, LONGER_SIDE), Qt.AspectRatioMode.KeepAspectRatio)
    if small.width() < size.width():
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    image: QImage = reader.read()
    if image.isNull():
        raise PictureError("This picture cannot be shown.", "Run “library check”.")
    has_alpha = image.hasAlphaChannel()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, PictureFormat.WEBP.value if has_alpha else PictureFormat.JPEG.value, QUALITY)  # pyright: ignore[reportCallIssue, reportArgumentType] - the stub of QImage.save lacks text formats
    return bytes(buffer.data().data()), has_alpha
