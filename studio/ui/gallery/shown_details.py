"""Brings to the details panel what it shows of the selection: facts at once, then the thumbnail, then the picture."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject

from studio.core.figure import Figure
from studio.state.gallery import Gallery
from studio.state.tasks import Tasks
from studio.ui.gallery.details import DetailsPanel
from studio.ui.pictures import Pictures
from studio.ui.slots import slot_of

PICTURE_AFTER_SECONDS = 0.08
"""Moving along with an arrow key decodes only the picture that is stayed at."""


class ShownDetails(QObject):
    """Follows the gallery's snapshot; a picture is decoded as large as the panel shows it."""

    def __init__(self, panel: DetailsPanel, tasks: Tasks, pictures: Pictures) -> None:
        super().__init__(panel)
        self._panel = panel
        self._tasks = tasks
        self._pictures = pictures
        pictures.thumbnail_ready.connect(panel.show_picture)

    def show(self, gallery: Gallery, chosen: tuple[Figure, ...], count: int) -> None:
        """Show the current figure, or what `count` selected ones have in common, of which `chosen` are known."""
        panel, current = self._panel, gallery.current
        if current is None or not chosen:
            panel.show_nothing()
            return
        before = panel.shown_id
        if count == 1:
            panel.show_figure(current)
            panel.show_lineage(gallery.parent, gallery.children)
            panel.prompt.show_spans(tuple((span.text, slot_of(span)) for span in gallery.spans))
        else:
            panel.show_several(chosen, count)
        if current.id != before or panel.picture.image.isNull():
            self._pictures.want_thumbnail(current)
            self._tasks.start("gallery", "picture", self._bring_picture(current))

    async def _bring_picture(self, figure: Figure) -> None:
        await asyncio.sleep(PICTURE_AFTER_SECONDS)
        image = await self._pictures.load(Path(figure.path), self._panel.picture.sharp_side())
        if image is not None:
            self._panel.show_picture(figure.id, image)
