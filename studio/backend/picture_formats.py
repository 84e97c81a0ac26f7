"""The structure of the three formats, walked to its end; nothing is decoded.

PNG: signature, every chunk's CRC, IHDR, IEND (W3C PNG 3). JPEG: SOI, segments, scans, EOI (ITU T.81). WebP: RIFF size,
chunks, one picture (RFC 9649). A picture is whole when its end marker was reached, not when its bytes ran out.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from studio.backend.picture_bytes import PictureReader, broken, moving
from studio.core.errors import PictureError

MAX_CHUNK = 64 * 1024 * 1024
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_EOI, _SOS = 0xD9, 0xDA
_MAX_SCANS = 200
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


@dataclass(frozen=True, slots=True)
class Shape:
    """What the headers of a picture tell."""

    width: int
    height: int
    has_alpha: bool = False
    is_progressive: bool = False


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if not width or not height:
        raise broken()
    if width * height > max_pixels or max(width, height) > 65_535:
        raise PictureError(
            f"This picture has {width} × {height} pixels, which is too many.",
            f"Scale it to at most {max_pixels // 1_000_000} megapixels, then try again.",
        )


def png(reader: PictureReader, max_pixels: int) -> Shape:
    """A PNG from its signature to IEND. Raises PictureError."""
    reader.take(len(PNG_SIGNATURE))
    width = height = 0
    has_alpha = has_data = False
    while True:
        length, kind = struct.unpack(">I4s", reader.take(8))
        if (kind == b"IHDR") is not (width == 0) or length > MAX_CHUNK:
            raise broken()
        if kind == b"IHDR":
            header = reader.take(13) if length == 13 else b""
            width, height, has_alpha = _png_header(header, max_pixels)
            crc = zlib.crc32(kind + header)
        else:
            crc = reader.crc(length, zlib.crc32(kind))
        if struct.unpack(">I", reader.take(4))[0] != crc:
            raise broken()
        if kind == b"acTL":
            raise moving()
        has_alpha = has_alpha or kind == b"tRNS"
        has_data = has_data or (kind == b"IDAT" and length > 0)
        if kind == b"IEND":
            if not has_data or length or not reader.is_at_end:
                raise broken()
            return Shape(width, height, has_alpha)


def _png_header(header: bytes, max_pixels: int) -> tuple[int, int, bool]:
    if len(header) != 13:
        raise broken()
    width, height, depth, colour, compression, method, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, ()) or compression or method or interlace > 1:
        raise broken()
    _check_size(width, height, max_pixels)
    return width, height, colour in {4, 6}


def jpeg(reader: PictureReader, max_pixels: int) -> Shape:
    """A JPEG from SOI to EOI. Raises PictureError."""
    reader.take(2)
    shape: Shape | None = None
    scans = 0
    while True:
        marker = _next_marker(reader, in_scan=scans > 0)
        if marker == _EOI:
            if shape is None or not scans:
                raise broken()
            return shape
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        length = struct.unpack(">H", reader.take(2))[0] - 2
        if length < 0:
            raise broken()
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            if length < 6 or shape is not None:
                raise broken()
            _, height, width, _ = struct.unpack(">BHHB", reader.take(6))
            _check_size(width, height, max_pixels)
            shape = Shape(width, height, is_progressive=marker in {0xC2, 0xC6, 0xCA, 0xCE})
            length -= 6
        if marker == _SOS:
            scans += 1
            if shape is None or scans > _MAX_SCANS:
                raise broken()
        reader.skip(length)


def _next_marker(reader: PictureReader, *, in_scan: bool) -> int:
    """The next marker's second byte. Between segments it must stand at once; in a scan the coded bytes are passed."""
    if in_scan:
        reader.skip_to(_MARKER)
    if reader.take(1) != b"\xff":
        raise broken()
    code = reader.take(1)[0]
    while code == 0xFF:
        code = reader.take(1)[0]
    return code


def webp(reader: PictureReader, max_pixels: int) -> Shape:
    """A WebP to the end that its RIFF size tells. Raises PictureError."""
    total = struct.unpack("<4sI4s", reader.take(12))[1]
    end = total + 8
    size: tuple[int, int] | None = None
    has_alpha = has_data = False
    while reader.position < end:
        kind, length = struct.unpack("<4sI", reader.take(8))
        after = reader.position + length
        if after > end:
            raise broken()
        if kind in {b"ANIM", b"ANMF"}:
            raise moving()
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
        raise broken()
    return Shape(*size, has_alpha)


def _vp8_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 10 or head[3:6] != b"\x9d\x01\x2a":
        raise broken()
    width, height = struct.unpack("<HH", head[6:10])
    return width & 0x3FFF, height & 0x3FFF, False


def _vp8l_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 5 or head[0] != 0x2F:
        raise broken()
    bits = struct.unpack("<I", head[1:5])[0]
    return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, bool(bits >> 28 & 1)


def _vp8x_size(head: bytes) -> tuple[int, int, bool]:
    if len(head) < 10:
        raise broken()
    if head[0] & 0x02:
        raise moving()
    width = int.from_bytes(head[4:7], "little") + 1
    height = int.from_bytes(head[7:10], "little") + 1
    return width, height, bool(head[0] & 0x10)


_WEBP_SIZES = {b"VP8 ": _vp8_size, b"VP8L": _vp8l_size, b"VP8X": _vp8x_size}
