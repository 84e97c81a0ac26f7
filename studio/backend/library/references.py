"""The pictures that a brief is given along: references and masks, kept in the library by their sha256."""

from pathlib import Path

from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.backend.library.disk import Disk
from studio.backend.library.figures import missing
from studio.core.figure import Figure
from studio.core.recipe import Reference, Size


class References:
    """Takes pictures in. Every coroutine raises PictureError where it cannot be done with them, or LibraryError."""

    def __init__(self, folder: Folder, files: Files, disk: Disk) -> None:
        self._folder = folder
        self._files = files
        self._disk = disk

    async def add(self, source: Path | bytes, name: str) -> Reference:
        """Check, turn upright, scale, strip and keep a picture."""

        def keep() -> Reference:
            from studio.backend.references import keep_reference  # Pillow is not needed before the first reference

            return keep_reference(self._folder, self._files, source, name)

        return await self._disk.guarded(keep)

    async def add_figure(self, figure: Figure) -> Reference:
        """Keep a figure's own picture: its very bytes, scaled only where models take no picture so large.

        Raises FigureMissing.
        """

        def keep() -> Reference:
            from studio.backend.references import keep_figure  # Pillow is not needed before the first reference

            if not Path(figure.path).exists():
                raise missing()
            return keep_figure(self._folder, self._files, Path(figure.path), figure.title)

        return await self._disk.guarded(keep)

    async def add_mask(self, source: Path | bytes, name: str, size: Size) -> Reference:
        """Check and keep a mask for a picture of this size."""

        def keep() -> Reference:
            from studio.backend.masks import keep_mask  # Pillow is not needed before the first mask

            return keep_mask(self._folder, self._files, source, name, size)

        return await self._disk.guarded(keep)
