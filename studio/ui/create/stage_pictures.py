"""The pictures of the stage: previews of jobs, thumbnails and whole pictures of figures, decoded beside the GUI thread."""

import asyncio
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.core.figure import Figure
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation, OpenJob
from studio.state.tasks import Tasks
from studio.ui.pictures import Pictures

WHOLE_KEPT = 2  # a picture of 1024 × 1536 takes 6 MB
THUMBNAILS_KEPT = 12  # about what the strip shows at once
PREVIEW_SIDE = 768


class StagePictures(QObject):
    """Brings what the stage wants and keeps the last of it; of the whole pictures only the newest wish is brought."""

    picture_ready = Signal(str)  # figure id
    picture_failed = Signal(str, bool)  # figure id, whether its file is still there
    preview_ready = Signal(str)  # job id

    def __init__(self, tasks: Tasks, pictures: Pictures, generation: GenerationStore) -> None:
        super().__init__()
        self._tasks = tasks
        self._pictures = pictures
        self._generation = generation
        self._shown = Generation()
        self._whole: OrderedDict[str, QImage] = OrderedDict()
        self._thumbnails: OrderedDict[str, QImage] = OrderedDict()
        self._preview_bytes: dict[str, bytes] = {}
        self._previews: dict[str, QImage] = {}
        pictures.thumbnail_ready.connect(self._on_thumbnail)
        generation.changed.connect(self._on_changed)
        self._on_changed()

    def picture(self, figure_id: str) -> QImage | None:
        """The whole picture, where it is held."""
        return self._whole.get(figure_id)

    def thumbnail(self, figure_id: str) -> QImage | None:
        """The thumbnail, where it is held."""
        return self._thumbnails.get(figure_id)

    def preview(self, job_id: str) -> QImage | None:
        """The newest preview of an open job, where it is decoded."""
        return self._previews.get(job_id)

    def want(self, figure: Figure) -> None:
        """Bring the whole picture; `picture_ready` or `picture_failed` answers unless another one is wanted first."""
        self._tasks.start("create", "picture", self._bring(figure))

    def _on_changed(self) -> None:
        before, now = self._shown, self._generation.snapshot
        self._shown = now
        fresh = saved_between(before, now)
        if fresh is not None and fresh[0].job.id in self._previews:
            _keep(self._thumbnails, fresh[1].id, self._previews[fresh[0].job.id], THUMBNAILS_KEPT)
        open_ids = {item.job.id for item in now.jobs}
        for job_id in [job_id for job_id in self._preview_bytes if job_id not in open_ids]:
            del self._preview_bytes[job_id]
            self._previews.pop(job_id, None)
        for item in now.jobs:
            self._follow(item)

    def _follow(self, item: OpenJob) -> None:
        job_id, data = item.job.id, item.progress.preview if item.progress else None
        if data is not None and self._preview_bytes.get(job_id) is not data:
            self._preview_bytes[job_id] = data
            self._tasks.start("create", f"preview {job_id}", self._decode_preview(job_id, data))

    async def _bring(self, figure: Figure) -> None:
        path = Path(figure.path)
        image = await self._pictures.load(path)
        if image is None:
            self.picture_failed.emit(figure.id, await asyncio.to_thread(path.is_file))
            return
        _keep(self._whole, figure.id, image, WHOLE_KEPT)
        self.picture_ready.emit(figure.id)

    async def _decode_preview(self, job_id: str, data: bytes) -> None:
        image = await self._pictures.load(data, PREVIEW_SIDE)
        if image is not None and self._preview_bytes.get(job_id) is data:
            self._previews[job_id] = image
            self.preview_ready.emit(job_id)

    def _on_thumbnail(self, figure_id: str, image: QImage) -> None:
        _keep(self._thumbnails, figure_id, image, THUMBNAILS_KEPT)


def saved_between(before: Generation, now: Generation) -> tuple[OpenJob, Figure] | None:
    """The job that has become a figure between two snapshots, and that figure."""
    open_ids = {item.job.id for item in now.jobs}
    gone = [item for item in before.jobs if item.job.id not in open_ids]
    known = {figure.id for figure in before.recent}
    if len(gone) == 1 and now.recent and now.recent[0].id not in known:
        return gone[0], now.recent[0]
    return None


def _keep(images: OrderedDict[str, QImage], key: str, image: QImage, most: int) -> None:
    images[key] = image
    images.move_to_end(key)
    while len(images) > most:
        images.popitem(last=False)
