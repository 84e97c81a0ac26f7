"""References: pictures that the artist gives along, made upright, small and free of what a camera wrote into them."""

import hashlib
import struct
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageCms, ImageMath
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.pictures import MAX_PIXELS, Picture, inspect
from studio.core.errors import PictureError
from studio.core.recipe import PictureFormat, Reference

LONGER_SIDE = 2048
"""Pixels of what is kept and sent."""
MAX_PHOTO_PIXELS = 120_000_000
"""Of a JPEG, which is scaled while it is decoded; a progressive one is held whole first and has the common limit."""
MAX_WEBP_PIXELS = 24_000_000
"""Of a WebP: its decoder holds several copies."""

FIGURE_SIDE = 3840
"""Pixels of a figure's longer side up to which its own bytes are sent: the largest that models make and take."""
FIGURE_BYTES = 50_000_000
"""Of one picture that goes in (openai SDK, docstring of images.edit)."""

_MAX_NAME = 120
_MAX_PROFILE = 1024 * 1024
_QUALITY = 92
_STRIP = 64
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's orientation (CIPA DC-008, 4.6.5) and what brings the picture upright."""
_READERS = {PictureFormat.PNG: PngImageFile, PictureFormat.JPEG: JpegImageFile, PictureFormat.WEBP: WebPImageFile}
BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, MemoryError)
"""What Pillow raises for broken pictures, by its plugins' sources."""


def keep_reference(folder: Folder, files: Files, source: Path | bytes, name: str) -> Reference:
    """Check a picture, turn it upright, scale it, strip it and keep it under the sha256 of what is kept.

    Raises PictureError for what is no picture that we take, LibraryError where it cannot be written.
    """
    picture = _checked(source)
    data, width, height = _cleaned(source, picture)
    sha256 = hashlib.sha256(data).hexdigest()
    reference = Reference(sha256, shown_name(name), picture.format, width, height)
    keep_bytes(folder, files, reference, data)
    return reference


def keep_figure(folder: Folder, files: Files, path: Path, name: str) -> Reference:
    """Keep the bytes of a figure as they are (its signature stays valid); one too large or turned is made anew.

    Raises PictureError where the file is damaged, LibraryError where it cannot be written.
    """
    picture = _checked(path)
    is_small = max(picture.width, picture.height) <= FIGURE_SIDE and picture.size_bytes < FIGURE_BYTES
    if not is_small or _is_turned(path, picture):
        return keep_reference(folder, files, path, name)
    reference = Reference(picture.sha256, shown_name(name), picture.format, picture.width, picture.height)
    with disk_errors(folder.root):
        if not folder.reference(reference).exists():
            files.copy(path, folder.reference(reference))
    return reference


def keep_bytes(folder: Folder, files: Files, reference: Reference, data: bytes) -> None:
    """Keep what a reference or a mask consists of, once. Raises LibraryError."""
    target = folder.reference(reference)
    with disk_errors(folder.root):
        if not target.exists():
            files.replace(target, data)
            files.sync_folder(target.parent)


def _is_turned(path: Path, picture: Picture) -> bool:
    """EXIF says that the pixels do not lie upright."""
    try:
        with path.open("rb") as stream:
            return _READERS[picture.format](stream).getexif().get(_ORIENTATION, 1) in _TURNS
    except BROKEN:
        return True


def _checked(source: Path | bytes) -> Picture:
    """The picture by its bytes alone: a bomb is refused before anything is decoded."""
    try:
        picture = inspect(source, max_pixels=MAX_PHOTO_PIXELS)
    except OSError as error:
        raise PictureError("This file could not be read.", "Choose another picture.") from error
    limit = _limit(picture)
    if picture.pixels > limit:
        raise PictureError(
            f"This picture has {picture.width} × {picture.height} pixels, which is too many.",
            f"Scale it to at most {limit // 1_000_000} megapixels, then try again.",
        )
    return picture


def _limit(picture: Picture) -> int:
    """How many pixels can be decoded in some 350 MB."""
    if picture.format is PictureFormat.WEBP:
        return MAX_WEBP_PIXELS
    if picture.format is PictureFormat.JPEG and not picture.is_progressive:
        return MAX_PHOTO_PIXELS
    return MAX_PIXELS


def _cleaned(source: Path | bytes, picture: Picture) -> tuple[bytes, int, int]:
    """The encoded picture that is kept, with its width and height."""
    try:
        with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
            image = _decoded(stream, picture)
            output = BytesIO()
            image.save(output, picture.format.value, quality=_QUALITY)
    except BROKEN as error:
        raise PictureError("This picture is damaged.", "Get the file again, then try once more.") from error
    return output.getvalue(), image.width, image.height


def _decoded(stream: BinaryIO, picture: Picture) -> Image.Image:
    """The pixels: scaled, upright, in sRGB, with nothing else attached."""
    image: Image.Image = _READERS[picture.format](stream)
    image.draft("RGB", (LONGER_SIDE, LONGER_SIDE))
    profile, orientation = image.info.get("icc_profile"), image.getexif().get(_ORIENTATION, 1)
    image.load()
    if image.mode not in {"RGB", "RGBA"}:
        image = _in_eight_bits(image).convert("RGBA" if picture.has_alpha else "RGB")
    image.info.clear()
    image = _reduced(image)
    image.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS)
    if isinstance(profile, bytes) and len(profile) <= _MAX_PROFILE:
        image = _in_srgb(image, profile)
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Grey in 16 bits scaled to 8; Pillow's own conversion would cut it off at white."""
    if not image.mode.startswith("I"):
        return image
    return ImageMath.lambda_eval(lambda names: names["convert"](names["image"] / 256, "L"), image=image.convert("I"))


def _reduced(image: Image.Image) -> Image.Image:
    """A large picture averaged down by a whole number, strip by strip: Pillow would copy all of it for its alpha."""
    factor = int(max(image.size) / (1.5 * LONGER_SIDE))
    if factor < 2:
        return image
    width, height = image.size
    small = Image.new(image.mode, (-(-width // factor), -(-height // factor)))
    for row in range(0, small.height, _STRIP):
        top, bottom = row * factor, min(height, (row + _STRIP) * factor)
        small.paste(image.crop((0, top, width, bottom)).reduce(factor), (0, row))
    return small


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours of a camera's own space brought to sRGB; a profile that makes no sense is left out."""
    with suppress(ImageCms.PyCMSError, OSError):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - untyped in Pillow
        converted = ImageCms.profileToProfile(image, source, srgb, outputMode=image.mode)  # pyright: ignore[reportUnknownArgumentType] - as above
        if converted is not None:
            converted.info.clear()
            return converted
    return image


def shown_name(name: str) -> str:
    """A file's name as text to show: no folders, nothing that cannot be printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:_MAX_NAME]
