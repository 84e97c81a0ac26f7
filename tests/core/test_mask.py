"""Masks as files: every pixel survives, equal masks are equal bytes, and nothing else is read as one."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.core.errors import PictureError
from studio.core.mask import MAX_MASK_BYTES, MaskPixels, decode_mask, encode_mask
from studio.core.recipe import Size

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@st.composite
def masks(draw: st.DrawFn) -> MaskPixels:
    size = Size(draw(st.integers(1, 40)), draw(st.integers(1, 40)))
    count = size.width * size.height
    return MaskPixels(size, draw(st.binary(min_size=count, max_size=count)))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def file_of(header: bytes, rows: bytes, end: bytes = b"") -> bytes:
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", end)


HEADER = struct.pack(">IIBBBBB", 2, 2, 8, 6, 0, 0, 0)
ROWS = (b"\0" + bytes(8)) * 2


@given(masks())
def test_what_was_painted_is_transparent_for_every_reader_and_comes_back_pixel_for_pixel(mask: MaskPixels) -> None:
    png = encode_mask(mask)
    with Image.open(BytesIO(png)) as image:
        assert (image.mode, image.size) == ("RGBA", (mask.size.width, mask.size.height))
        assert image.getchannel("A").tobytes() == bytes(255 - value for value in mask.coverage)
    assert decode_mask(png, mask.size) == mask


def test_a_soft_mask_of_the_largest_figure_stays_below_the_limit() -> None:
    size = Size(3840, 2160)
    row = bytes(17 * (x // 40 % 16) for x in range(size.width))
    assert len(encode_mask(MaskPixels(size, row * size.height))) < MAX_MASK_BYTES / 4


def test_a_mask_too_detailed_for_the_limit_is_told_in_a_sentence() -> None:
    size = Size(2400, 2400)
    noise = random.Random(3).randbytes(size.width * size.height)
    with pytest.raises(PictureError, match="4 MB"):
        encode_mask(MaskPixels(size, noise))


def test_a_blank_mask_says_so() -> None:
    assert MaskPixels(Size(2, 2), bytes(4)).is_blank
    assert not MaskPixels(Size(2, 2), b"\0\0\0\x01").is_blank


@pytest.mark.parametrize(
    "png",
    [
        b"",
        SIGNATURE,
        b"GIF89a",
        file_of(HEADER, ROWS)[:-5],
        file_of(HEADER, ROWS) + b"more",
        file_of(HEADER, ROWS)[:40] + b"\xff" + file_of(HEADER, ROWS)[41:],
        file_of(struct.pack(">IIBBBBB", 2, 3, 8, 6, 0, 0, 0), ROWS),
        file_of(struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0), ROWS),
        file_of(HEADER, ROWS[:-1]),
        file_of(HEADER, ROWS + b"\0"),
        file_of(HEADER, bytes(50_000_000)),
        file_of(HEADER, b"\1" + ROWS[1:]),
        file_of(HEADER, ROWS, b"x"),
        SIGNATURE + chunk(b"IHDR", HEADER) + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b""),
        SIGNATURE + chunk(b"IHDR", HEADER) + chunk(b"IDAT", zlib.compress(ROWS)),
        SIGNATURE + chunk(b"IHDR", HEADER) + chunk(b"acTL", bytes(8)) + file_of(HEADER, ROWS)[33:],
        SIGNATURE + struct.pack(">I", 0xFFFFFFFF) + b"IHDR",
    ],
)
def test_what_is_no_mask_of_ours_is_refused(png: bytes) -> None:
    with pytest.raises(PictureError, match="damaged"):
        decode_mask(png, Size(2, 2))
