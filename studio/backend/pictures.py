"""Pictures as bytes: which format they are, whether they are whole, how large; nothing is decoded here.

PNG: signature, every chunk's CRC, IHDR, IEND (W3C PNG 3). JPEG: SOI, segments, scans, EOI (ITU T.81). WebP: RIFF size,
chunks, one picture (RFC 9649). A picture is whole when its end marker was reached, not when its bytes ran out.
"""

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from studio.core.errors import PictureError
from studio.core.recipe import PictureFormat

MAX_PIXELS = 64_000_000
"""Of a figure, and of PNG and WebP references; four bytes each when decoded."""
MAX_BYTES = 64 * 1024 * 1024

_PIECE = 256 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_EOI, _SOS = 0xD9, 0xDA
_MAX_SCANS = 200
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
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
        return _inspect(_Reader(stream), max_pixels)


def format_of(head: bytes) -> PictureFormat:
    """The format by the first bytes (32 are enough). Raises PictureError that names what it is instead."""
    if head.startswith(_PNG):
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


class _Reader:
    """Reads a stream in pieces and hashes all that goes by; too few bytes mean the picture is not whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._held = b""
        self._at = 0
        self.position = 0

    def take(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        data = self.ahead(count)[self._at : self._at + count]
        if len(data) < count:
            raise incomplete()
        self._at += count
        self.position += count
        return data

    def skip(self, count: int) -> None:
        """Go on by `count` bytes."""
        while count:
            step = min(count, _PIECE)
            self.take(step)
            count -= step

    def skip_to(self, pattern: re.Pattern[bytes]) -> None:
        """Go on to where a pattern of two bytes stands."""
        while True:
            held = self.ahead(2)
            match = pattern.search(held, self._at)
            step = (match.start() if match else len(held) - 1) - self._at
            self.position += step
            self._at += step
            if match:
                return
            if len(self.ahead(2)) - self._at < 2:
                raise incomplete()

    def crc(self, count: int, start: int) -> int:
        """CRC-32 of the next `count` bytes, going on."""
        while count:
            step = min(count, _PIECE)
            start = zlib.crc32(self.take(step), start)
            count -= step
        return start

    def head(self) -> bytes:
        """The first bytes."""
        return self.ahead(32)[:32]

    @property
    def is_at_end(self) -> bool:
        """No byte is left."""
        return self._at >= len(self.ahead(1))

    def finish(self) -> tuple[int, str]:
        """Read what is left; the size in bytes and the sha256 of everything."""
        while not self.is_at_end:
            self.position += len(self._held) - self._at
            self._at = len(self._held)
        return self.position, self._hash.hexdigest()

    def ahead(self, count: int) -> bytes:
        """What is held, filled so that `count` bytes follow the place where we are, if there are so many."""
        if len(self._held) - self._at < count:
            data = self._stream.read(max(count, _PIECE))
            self._hash.update(data)
            self._held = self._held[self._at :] + data
            self._at = 0
        return self._held


def incomplete() -> PictureError:
    """The bytes end before the picture does."""
    return PictureError("This picture is not complete.", "Get the file again, then try once more.")


def _broken() -> PictureError:
    return PictureError("This picture is damaged.", "Get the file again, then try once more.")


def _moving() -> PictureError:
    return PictureError("This is a moving picture.", "Save one frame of it as PNG or JPEG, then try again.")


def _inspect(reader: _Reader, max_pixels: int) -> Picture:
    picture_format = format_of(reader.head())
    shape = {PictureFormat.PNG: _png, PictureFormat.JPEG: _jpeg, PictureFormat.WEBP: _webp}[picture_format](
        reader, max_pixels
    )
    size, sha256 = reader.finish()
    return Picture(
        picture_format, shape.width, shape.height, size, sha256, shape.has_alpha, is_progressive=shape.is_progressive
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the headers of a picture tell."""

    width: int
    height: int
    has_alpha: bool = False
    is_progressive: bool = False


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if not width or not height:
        raise _broken()
    if width * height > max_pixels or max(width, height) > 65_535:
        raise PictureError(
            f"This picture has {width} × {height} pixels, which is too many.",
            f"Scale it to at most {max_pixels // 1_000_000} megapixels, then try again.",
        )


def _png(reader: _Reader, max_pixels: int) -> _Shape:
    reader.take(len(_PNG))
    width = height = 0
    has_alpha = has_data = False
    while True:
        length, kind = struct.unpack(">I4s", reader.take(8))
        if (kind == b"IHDR") is not (width == 0) or length > MAX_BYTES:
            raise _broken()
        if kind == b"IHDR":
            header = reader.take(13) if length == 13 else b""
            width, height, has_alpha = _png_header(header, max_pixels)
            crc = zlib.crc32(kind + header)
        else:
            crc = reader.crc(length, zlib.crc32(kind))
        if struct.unpack(">I", reader.take(4))[0] != crc:
            raise _broken()
        if kind == b"acTL":
            raise _moving()
        has_alpha = has_alpha or kind == b"tRNS"
        has_data = has_data or (kind == b"IDAT" and length > 0)
        if kind == b"IEND":
            if not has_data or length or not reader.is_at_end:
                raise _broken()
            return _Shape(width, height, has_alpha)


def _png_header(header: bytes, max_pixels: int) -> tuple[int, int, bool]:
    if len(header) != 13:
        raise _broken()
    width, height, depth, colour, compression, method, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, ()) or compression or method or interlace > 1:
        raise _broken()
    _check_size(width, height, max_pixels)
    return width, height, colour in {4, 6}


def _jpeg(reader: _Reader, max_pixels: int) -> _Shape:
    reader.take(2)
    shape: _Shape | None = None
    scans = 0
    while True:
        marker = _next_marker(reader, in_scan=scans > 0)
        if marker == _EOI:
            if shape is None or not scans:
                raise _broken()
            return shape
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        length = struct.unpack(">H", reader.take(2))[0] - 2
        if length < 0:
            raise _broken()
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            if length < 6 or shape is not None:
                raise _broken()
            _, height, width, _ = struct.unpack(">BHHB", reader.take(6))
            _check_size(width, height, max_pixels)
            shape = _Shape(width, height, is_progressive=marker in {0xC2, 0xC6, 0xCA, 0xCE})
            length -= 6
        if marker == _SOS:
            scans += 1
            if shape is None or scans > _MAX_SCANS:
                raise _broken()
        reader.skip(length)


def _next_marker(reader: _Reader, *, in_scan: bool) -> int:
    """The next marker's second byte. Between segments it must stand at once; in a scan the coded bytes are passed."""
    if in_scan:
        reader.skip_to(_MARKER)
    if reader.take(1) != b"\xff":
        raise _broken()
    code = reader.take(1)[0]
    while code == 0xFF:
        code = reader.take(1)[0]
    return code


def _webp(reader: _Reader, max_pixels: int) -> _Shape:
    total = struct.unpack("<4sI4s", reader.take(12))[1]
    end = total + 8
    size: tuple[int, int] | None = None
    has_alpha = has_data = False
    while reader.position < end:
        kind, length = struct.unpack("<4sI", reader.take(8))
        after = reader.position + length
        if after > end:
            raise _broken()
        if kind in {b"ANIM", b"ANMF"}:
            raise _moving()
        if kind in _WEBP_SIZES and not has_data:
            width, height, alpha = _WEBP_SIZES[kind](reader.take(min(length, 10)))
            _check_size(width, height, max_pixels)
            size = size or (width, height)
            has_alpha = has_alpha or alpha
            has_data = kind != b"VP8X"
        reader.skip(after - reader.position + (length & 1 if after < end else 0))
    if total & 1 and not reader.is_at_end:
        reader.skip(1)
    if size is None or not has_data or not reader.is_at_end:
        raise _broken()
    return _Shape(*size, has_alpha)


def _vp8_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 10 or head[3:6] != b"\x9d\x01\x2a":
        raise _broken()
    width, height = struct.unpack("<HH", head[6:10])
    return width & 0x3FFF, height & 0x3FFF, False


def _vp8l_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 5 or head[0] != 0x2F:
        raise _broken()
    bits = struct.unpack("<I", head[1:5])[0]
    return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, bool(bits >> 28 & 1)


def _vp8x_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 10:
        raise _broken()
    if head[0] & 0x02:
        raise _moving()
    width = int.from_bytes(head[4:7], "little") + 1
    height = int.from_bytes(head[7:10], "little") + 1
    return width, height, bool(head[0] & 0x10)


_WEBP_SIZES = {b"VP8 ": _vp8_size, b"VP8L": _vp8l_size, b"VP8X": _vp8x_size}
