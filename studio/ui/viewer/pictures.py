"""Large pictures of figures: first as large as the screen, then all of it, and the neighbours ahead of time."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.core.figure import Figure
from studio.state.tasks import Tasks
from studio.ui.pictures import Pictures

MOST_SIDE = 6_144
"""Longer side of the largest picture that is decoded, px: 6,144 × 4,096 take 100 MB."""
MOST_BYTES = 256 * 1024 * 1024
WHOLE_AFTER_SECONDS = 0.15
"""Moving along decodes all pixels only of the picture that is stayed at."""


class LargePictures(QObject):
    """Decodes off the GUI thread and keeps what was seen last, as long as there is room."""

    ready = Signal(str, QImage)  # figure id
    failed = Signal(str)  # figure id

    def __init__(self, tasks: Tasks, pictures: Pictures, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pictures = pictures
        self._name = name
        self._kept: OrderedDict[str, QImage] = OrderedDict()

    def want(self, figure: Figure, screen_side: int, neighbours: Sequence[Figure] = ()) -> None:
        """Bring a picture; what is kept of it comes at once. Afterwards its neighbours are decoded for the screen."""
        kept = self._kept.get(figure.id)
        if kept is not None:
            self._kept.move_to_end(figure.id)
            self.ready.emit(figure.id, kept)
        self._tasks.start(self._name, "picture", self._bring(figure, screen_side, tuple(neighbours)))

    def clear(self) -> None:
        """Let go of everything."""
        self._tasks.cancel(self._name, "picture")
        self._kept.clear()

    async def _bring(self, figure: Figure, screen_side: int, neighbours: tuple[Figure, ...]) -> None:
        whole = min(MOST_SIDE, max(figure.width, figure.height))
        for side in dict.fromkeys((min(screen_side, whole), whole)):
            kept = self._kept.get(figure.id)
            if kept is not None and max(kept.width(), kept.height()) >= side:
                continue
            if kept is not None:
                await asyncio.sleep(WHOLE_AFTER_SECONDS)
            image = await self._pictures.load(Path(figure.path), side)
            if image is None:
                self.failed.emit(figure.id)
                break
            self._keep(figure.id, image)
            self.ready.emit(figure.id, image)
        for neighbour in neighbours:
            if neighbour.id not in self._kept:
                image = await self._pictures.load(Path(neighbour.path), screen_side)
                if image is not None:
                    self._keep(neighbour.id, image)

    def _keep(self, figure_id: str, image: QImage) -> None:
        self._kept[figure_id] = image
        self._kept.move_to_end(figure_id)
        while len(self._kept) > 1 and sum(kept.sizeInBytes() for kept in self._kept.values()) > MOST_BYTES:
            self._kept.popitem(last=False)
