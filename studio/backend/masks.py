"""Masks: which part of a picture may change, kept as the one file that the images API surely takes."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.backend.pictures import inspect
from studio.backend.references import BROKEN, keep_bytes, shown_name
from studio.core.errors import PictureError
from studio.core.mask import MaskPixels, decode_mask, encode_mask
from studio.core.recipe import PictureFormat, Reference, Size

_STRIP = 64
_OPPOSITE = bytes(255 - value for value in range(256))


def keep_mask(folder: Folder, files: Files, source: Path | bytes, name: str, size: Size) -> Reference:
    """Check that a PNG is a mask for a picture of this size, and keep its alpha alone, pixel for pixel.

    Raises PictureError for what is no such mask, LibraryError where it cannot be written.
    """
    mask = _read(_bytes_of(source), size)
    if mask.is_blank:
        raise PictureError("This mask marks nothing.", "Make the part transparent that may change.")
    data = encode_mask(mask)
    reference = Reference(
        hashlib.sha256(data).hexdigest(), shown_name(name), PictureFormat.PNG, size.width, size.height
    )
    keep_bytes(folder, files, reference, data)
    return reference


def _bytes_of(source: Path | bytes) -> bytes:
    """What is looked at and what is read are the same bytes, also where a file changes in between."""
    if isinstance(source, bytes):
        return source
    try:
        inspect(source)  # a file that is too large is not read whole
        return source.read_bytes()
    except OSError as error:
        raise PictureError("This file could not be read.", "Choose another mask.") from error


def _read(data: bytes, size: Size) -> MaskPixels:
    """The coverage of a mask from anywhere; a bomb is refused before anything is decoded."""
    picture = inspect(data)
    if picture.format is not PictureFormat.PNG:
        raise PictureError("A mask must be a PNG with transparency.", "Save it as PNG, then try again.")
    if (picture.width, picture.height) != (size.width, size.height):
        raise PictureError(
            f"This mask has {picture.width} × {picture.height} pixels, and its picture {size.width} × {size.height}.",
            "Make the mask exactly as large as the first reference.",
        )
    if not picture.has_alpha:
        raise PictureError("This mask has no transparency.", "Make the part transparent that may change.")
    try:
        return decode_mask(data, size)
    except PictureError:  # not one of the studio's own
        return _foreign(data, size)


def _foreign(data: bytes, size: Size) -> MaskPixels:
    try:
        image: Image.Image = PngImageFile(BytesIO(data))
        image.load()
        if image.mode.startswith("I"):  # Pillow knows no transparency there
            raise PictureError("This mask is grey in 16 bits.", "Save it as PNG in 8 bits, then try again.")
        return MaskPixels(size, b"".join(_coverage(image)))
    except BROKEN as error:
        raise PictureError("This mask is damaged.", "Get the file again, then try once more.") from error


def _coverage(image: Image.Image) -> Iterator[bytes]:
    """Strip by strip: Pillow holds other threads up while it converts."""
    for top in range(0, image.height, _STRIP):
        strip = image.crop((0, top, image.width, min(image.height, top + _STRIP))).convert("RGBA")
        yield strip.getchannel("A").tobytes().translate(_OPPOSITE)
