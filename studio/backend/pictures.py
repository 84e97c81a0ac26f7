"""Pictures as bytes: which format they are, whether they are whole, how large; nothing is decoded here."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from studio.backend.picture_bytes import PictureReader
from studio.backend.picture_formats import PNG_SIGNATURE, jpeg, png, webp
from studio.core.errors import PictureError
from studio.core.recipe import PictureFormat

MAX_PIXELS = 64_000_000
"""Of a figure, and of PNG and WebP references; four bytes each when decoded."""
MAX_BYTES = 64 * 1024 * 1024

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file of bytes is: its format, size in pixels, size in bytes and sha256."""

    format: PictureFormat
    width: int
    height: int
    size_bytes: int
    sha256: str
    has_alpha: bool
    is_progressive: bool = False
    """A JPEG whose coefficients must all be held at once, which takes more memory."""

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


def inspect(source: Path | bytes, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read a whole picture once, in pieces. Raises PictureError where it is not one that we accept, else OSError."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_BYTES:
        raise PictureError(
            f"This picture is larger than {MAX_BYTES // (1024 * 1024)} MB.", "Save it smaller, then try again."
        )
    with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        return _inspect(PictureReader(stream), max_pixels)


def format_of(head: bytes) -> PictureFormat:
    """The format by the first bytes (32 are enough). Raises PictureError that names what it is instead."""
    if head.startswith(PNG_SIGNATURE):
        return PictureFormat.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return PictureFormat.JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PictureFormat.WEBP
    raise _refusal(head)


def _refusal(head: bytes) -> PictureError:
    if not head:
        return PictureError("This file is empty.", "Choose another picture.")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return PictureError(
            "Photos in HEIC or AVIF cannot be read here.",
            "Share it as JPEG: on an iPhone choose Options, Most Compatible; elsewhere export it as JPEG.",
        )
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return PictureError("This is a GIF.", "Save one frame of it as PNG or JPEG, then try again.")
    return PictureError("This file is not a PNG, JPEG or WebP picture.", "Save it as one of them, then try again.")


def _inspect(reader: PictureReader, max_pixels: int) -> Picture:
    picture_format = format_of(reader.head())
    shape = {PictureFormat.PNG: png, PictureFormat.JPEG: jpeg, PictureFormat.WEBP: webp}[picture_format](
        reader, max_pixels
    )
    size, sha256 = reader.finish()
    return Picture(
        picture_format, shape.width, shape.height, size, sha256, shape.has_alpha, is_progressive=shape.is_progressive
    )
