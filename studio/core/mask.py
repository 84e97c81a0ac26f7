"""A mask as the images API takes it: a PNG as large as its picture, transparent where the picture may change.

The studio's own mask files hold black in 8 bits RGBA, rows without a filter (W3C PNG 3): equal masks are equal bytes.
Reading and writing go in strips, so that no other thread is held up.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.errors import PictureError
from studio.core.recipe import Size

MAX_MASK_BYTES = 4_000_000
"""Less than 4 MB (openai SDK, docstring of images.edit; third parties speak of 50 MB)."""
LEVELS = 16
"""Steps of a soft edge as it is painted: more are not seen, and make the file several times as large."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_STRIP = 16
"""Rows at a time: some tenths of a millisecond."""
_OPPOSITE = bytes(255 - value for value in range(256))


@dataclass(frozen=True, slots=True)
class MaskPixels:
    """`coverage` is one byte for each pixel, row by row: 255 where the picture may change, 0 where it stays."""

    size: Size
    coverage: bytes

    @property
    def is_blank(self) -> bool:
        """Nothing may change."""
        return self.coverage == bytes(len(self.coverage))


def encode_mask(mask: MaskPixels) -> bytes:
    """The PNG of a mask. Raises PictureError where it is larger than the API takes."""
    size = mask.size
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, 6, 0, 0, 0)
    compressor = zlib.compressobj()
    data = b"".join([*(compressor.compress(rows) for rows in _rows(mask)), compressor.flush()])
    png = _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    if len(png) >= MAX_MASK_BYTES:
        raise PictureError(
            "This mask is too detailed: its file would be larger than 4 MB.",
            "Paint larger areas with a hard edge, or use a smaller picture.",
        )
    return png


def decode_mask(png: bytes, size: Size) -> MaskPixels:
    """The mask in a file that `encode_mask` wrote. Raises PictureError for anything else."""
    if len(png) >= MAX_MASK_BYTES or not png.startswith(_SIGNATURE):
        raise _broken()
    chunks = list(_chunks(png))
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, 6, 0, 0, 0)
    if [kind for kind, _ in chunks] != [b"IHDR", b"IDAT", b"IEND"] or chunks[0][1] != header or chunks[2][1]:
        raise _broken()
    try:
        coverage = b"".join(_covered(chunks[1][1], size))
    except zlib.error:
        raise _broken() from None
    return MaskPixels(size, coverage)


def _rows(mask: MaskPixels) -> Iterator[bytearray]:
    """The unfiltered rows of the PNG, a strip at a time."""
    width, height = mask.size.width, mask.size.height
    length = 1 + 4 * width
    for top in range(0, height, _STRIP):
        alpha = mask.coverage[top * width : min(height, top + _STRIP) * width].translate(_OPPOSITE)
        count = len(alpha) // width
        rows = bytearray(count * length)
        for row in range(count):
            rows[row * length + 4 : (row + 1) * length : 4] = alpha[row * width : (row + 1) * width]
        yield rows


def _covered(data: bytes, size: Size) -> Iterator[bytes]:
    """The coverage in compressed rows, a strip at a time; never more is unpacked than the size has room for."""
    length = 1 + 4 * size.width
    inflater = zlib.decompressobj()
    for top in range(0, size.height, _STRIP):
        count = min(_STRIP, size.height - top)
        rows = inflater.decompress(data, count * length)
        data = inflater.unconsumed_tail
        if len(rows) != count * length or any(rows[row * length] for row in range(count)):
            raise _broken()
        for row in range(count):
            yield rows[row * length + 4 : (row + 1) * length : 4].translate(_OPPOSITE)
    if inflater.decompress(data, 1) or not inflater.eof or inflater.unused_data:
        raise _broken()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        if len(png) - at < 12:
            raise _broken()
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data, check = png[at + 8 : at + 8 + length], png[at + 8 + length : at + 12 + length]
        if check != struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))):
            raise _broken()
        yield kind, data
        at += 12 + length


def _broken() -> PictureError:
    return PictureError("This mask is damaged.", "Paint it again.")
