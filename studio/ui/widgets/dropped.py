"""Pictures that a person drops or pastes, told apart from text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files (unchecked: whatever was dropped) and pictures from the clipboard, in their order."""

    files: tuple[Path, ...] = ()
    images: tuple[QImage, ...] = ()


def has_pictures(data: QMimeData) -> bool:
    """Whether there is a local file or a picture in it; cheap enough for every move of a drag."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def dropped_pictures(data: QMimeData) -> Dropped | None:
    """What was dropped, or None where it holds neither file nor picture; files win over the picture drawn of them."""
    files = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    if files:
        return Dropped(files=files)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return Dropped(images=(image,))
    return None
