"""Pictures for the test server: real PNG, WebP and JPEG of the size that was asked for, no two with the same bytes."""

import hashlib
import io
import random
import struct
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw

_PNG_END = 12


def picture(width: int, height: int, kind: str, label: str, *, transparent: bool = False, noise: int = 40) -> bytes:
    """A picture with `label` drawn on it; with `noise` about as large as a real one."""
    if kind == "png":
        base = _encoded(width, height, kind, transparent, noise)
        return _with_text(base, label)
    return _draw(width, height, kind, transparent, noise, label)


def preview(width: int, height: int, kind: str, index: int, label: str) -> bytes:
    """A blurred stage of a picture, of full size."""
    return picture(width, height, kind, f"{label} preview {index}", noise=4 + 4 * index)


@lru_cache(maxsize=16)
def _encoded(width: int, height: int, kind: str, transparent: bool, noise: int) -> bytes:
    return _draw(width, height, kind, transparent, noise, "")


def _draw(width: int, height: int, kind: str, transparent: bool, noise: int, label: str) -> bytes:
    seed = int.from_bytes(hashlib.sha256(label.encode()).digest()[:4], "big")
    colour = tuple(random.Random(seed).choices(range(60, 220), k=3))
    image = Image.new("RGB", (width, height), colour)
    if noise:
        grain = [Image.effect_noise((width, height), noise) for _ in range(3)]
        image = Image.blend(image, Image.merge("RGB", grain), 0.5)
    draw = ImageDraw.Draw(image)
    middle, unit = width // 2, min(width, height) // 12
    draw.rounded_rectangle((unit, unit, width - unit, height - unit), unit, outline=(255, 255, 255), width=8)
    draw.ellipse((middle - unit * 2, unit * 2, middle + unit * 2, unit * 6), fill=(250, 240, 230))
    draw.rectangle((middle - unit * 2, unit * 6, middle + unit * 2, unit * 10), fill=(40, 60, 110))
    if label:
        draw.text((unit * 2, unit * 2), label[:80], fill=(255, 255, 255))
    if transparent:
        image.putalpha(Image.new("L", image.size, 200))
    buffer = io.BytesIO()
    image.save(buffer, kind.upper(), **({"compress_level": 1} if kind == "png" else {}))
    return buffer.getvalue()


def _with_text(png: bytes, text: str) -> bytes:
    """The PNG with a tEXt chunk before its end (W3C PNG 3, 11.3.3)."""
    body = b"tEXt" + b"Comment\0" + text.encode("latin-1", "replace")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:-_PNG_END] + chunk + png[-_PNG_END:]
