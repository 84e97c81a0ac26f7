"""Pictures by their bytes: format, size, wholeness; nothing is decoded."""

import hashlib
import random
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.backend.pictures import MAX_PIXELS, inspect
from studio.core.errors import PictureError
from studio.core.recipe import PictureFormat
from tests.backend.libraries import chunk, png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def encoded(picture_format: str, mode: str = "RGB", size: tuple[int, int] = (97, 61), **options: object) -> bytes:
    image = Image.effect_noise(size, 70).convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.effect_noise(size, 90))
    output = BytesIO()
    image.save(output, picture_format, **options)
    return output.getvalue()


PICTURES: dict[str, Callable[[], bytes]] = {
    "png": lambda: encoded("PNG"),
    "png alpha": lambda: encoded("PNG", "RGBA"),
    "png palette": lambda: encoded("PNG", "P", transparency=2),
    "jpeg": lambda: encoded("JPEG", quality=90),
    "jpeg progressive": lambda: encoded("JPEG", progressive=True),
    "jpeg restarts": lambda: encoded("JPEG", restart_marker_blocks=2),
    "webp": lambda: encoded("WEBP", quality=80),
    "webp lossless": lambda: encoded("WEBP", lossless=True),
    "webp alpha": lambda: encoded("WEBP", "RGBA"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_whole_picture_is_told_by_its_bytes(name: str) -> None:
    data = PICTURES[name]()
    picture = inspect(data)
    assert picture.format.value == name.split(maxsplit=1)[0]
    assert (picture.width, picture.height) == (97, 61)
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert picture.size_bytes == len(data)
    assert picture.has_alpha is (name in {"png alpha", "png palette", "webp alpha"})


@pytest.mark.parametrize("name", PICTURES)
def test_no_cut_picture_counts_as_whole(name: str) -> None:
    data, chance = PICTURES[name](), random.Random(7)
    cuts = {*range(len(data) - 64, len(data)), *(chance.randrange(len(data)) for _ in range(200))}
    for cut in sorted(cuts):
        with pytest.raises(PictureError):
            inspect(data[:cut])


def test_no_bit_of_a_png_can_change_unseen() -> None:
    data = png()
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(PictureError):
            inspect(bytes(changed))


def test_random_changes_never_raise_anything_else() -> None:
    chance = random.Random(11)
    for name in PICTURES:
        data = PICTURES[name]()
        for _ in range(150):
            changed = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                changed[chance.randrange(min(len(data), 400))] = chance.randrange(256)
            with suppress(PictureError):
                inspect(bytes(changed))


def bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_by_its_header_at_once() -> None:
    data = bomb(10_000, 10_000)
    assert len(data) < 13_000
    with pytest.raises(PictureError, match="10000 × 10000 pixels"):
        inspect(data)
    assert MAX_PIXELS < 10_000 * 10_000


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"GIF89a" + bytes(50), "This is a GIF."),
        (b"\0\0\0\x18ftypheic" + bytes(50), "Photos in HEIC or AVIF cannot be read here."),
        (b"\0\0\0\x18ftypavif" + bytes(50), "Photos in HEIC or AVIF cannot be read here."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This file is not a PNG, JPEG or WebP picture."),
        (b"II*\0" + bytes(50), "This file is not a PNG, JPEG or WebP picture."),
        (b"hello", "This file is not a PNG, JPEG or WebP picture."),
        (png() + b"more", "This picture is damaged."),
        (SIGNATURE + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""), "This picture is damaged."),
        (SIGNATURE + chunk(b"IEND", b""), "This picture is damaged."),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureError) as caught:
        inspect(data)
    assert caught.value.sentence == sentence
    assert caught.value.next_step


def test_moving_pictures_are_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    for picture_format in ("PNG", "WEBP"):
        output = BytesIO()
        frames[0].save(output, picture_format, save_all=True, append_images=frames[1:])
        with pytest.raises(PictureError, match="moving"):
            inspect(output.getvalue())


def test_a_photo_with_something_behind_its_end_is_whole() -> None:
    """Phones append depth maps and films behind the end marker of a JPEG."""
    assert inspect(encoded("JPEG") + b"film" * 100).format is PictureFormat.JPEG


def test_a_jpeg_full_of_escaped_bytes_is_read_in_linear_time(tmp_path: Path) -> None:
    data = encoded("JPEG")
    long_scan = data[:-2] + b"\xff\x00" * 4_000_000 + data[-2:]
    path = tmp_path / "a.jpg"
    path.write_bytes(long_scan)
    before = time.process_time()
    assert inspect(path).size_bytes == len(long_scan)
    print(f"8 MB of escapes: {time.process_time() - before:.2f} s")
