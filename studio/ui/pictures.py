"""Pictures for the screens: decoded in one thread beside the GUI thread, newest wish first."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.ports.library import FigureLibrary
from studio.state.tasks import Tasks

MAX_WISHES = 120
AT_ONCE = 2
FORMATS = {"png", "jpeg", "webp"}


class Pictures(QObject):
    """Decodes picture files and bytes to QImage, and brings thumbnails one wish after the other.

    `QImageReader.read` lets other threads run while it decodes; `QImage.fromData` would hold them up.
    """

    thumbnail_ready = Signal(str, QImage)  # figure id
    thumbnail_failed = Signal(str)  # figure id
    thumbnail_dropped = Signal(str)  # figure id

    def __init__(self, tasks: Tasks, library: FigureLibrary, prepare_thread: Callable[[], None] | None = None) -> None:
        """`prepare_thread` is called in the decoding thread before its first picture."""
        super().__init__()
        self._tasks = tasks
        self._library = library
        self._decoder = ThreadPoolExecutor(1, "pictures", prepare_thread)
        self._wishes: OrderedDict[str, Figure] = OrderedDict()
        self._at_work = 0
        self._next_worker = 0

    async def load(self, source: Path | bytes, max_side: int = 0) -> QImage | None:
        """A picture of the library, decoded; at most `max_side` px on its longer side unless 0. None where it fails."""
        loop = asyncio.get_running_loop()
        image = await loop.run_in_executor(self._decoder, _decode, source, max_side)
        return None if image.isNull() else image

    async def encode_png(self, image: QImage) -> bytes:
        """PNG bytes of a picture from the clipboard."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._decoder, _encode_png, image)

    def want_thumbnail(self, figure: Figure) -> None:
        """Bring a figure's thumbnail soon; `thumbnail_ready` or `thumbnail_failed` answers.

        `thumbnail_dropped` says that there were too many wishes since: one that is still wanted is asked for again.
        """
        self._wishes[figure.id] = figure
        self._wishes.move_to_end(figure.id)
        while len(self._wishes) > MAX_WISHES:
            dropped, _ = self._wishes.popitem(last=False)
            self.thumbnail_dropped.emit(dropped)
        if self._at_work < AT_ONCE:
            self._at_work += 1
            self._next_worker += 1
            self._tasks.start("pictures", f"thumbnails {self._next_worker}", self._bring_thumbnails())

    def close(self) -> None:
        """End the decoding thread."""
        self._wishes.clear()
        self._decoder.shutdown(wait=True, cancel_futures=True)

    async def _bring_thumbnails(self) -> None:
        try:
            while self._wishes:
                _, figure = self._wishes.popitem(last=True)
                image = await self._thumbnail(figure)
                if image is None:
                    self.thumbnail_failed.emit(figure.id)
                else:
                    self.thumbnail_ready.emit(figure.id, image)
        finally:
            self._at_work -= 1

    async def _thumbnail(self, figure: Figure) -> QImage | None:
        try:
            return await self.load(await self._tasks.call(lambda: self._library.thumbnail(figure)))
        except StudioError:
            return None


def _decode(source: Path | bytes, max_side: int) -> QImage:
    if isinstance(source, bytes):
        buffer = QBuffer()
        buffer.setData(QByteArray(source))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
    else:
        reader = QImageReader(str(source))
        reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()).decode() not in FORMATS:
        return QImage()
    size = reader.size()
    if max_side and max(size.width(), size.height()) > max_side:
        reader.setScaledSize(size.scaled(QSize(max_side, max_side), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.hasAlphaChannel():  # as it is painted: the GUI thread would convert it otherwise
        image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    return image


def _encode_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
