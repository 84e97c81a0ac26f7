"""Thumbnails per second of CPU, held against libvips: PNG at least 0.6 of it, JPEG and WebP at least as many.

Both make the same thumbnail (384 px on the longer side, JPEG at quality 85) of the same files, one after the other
picture by picture in one process and on one core; the CPU time of the whole process counts, so threads hide nothing.
Pictures are drawn from noise, gradients and shapes with the weight of a real product shot.
"""

import os

os.environ["VIPS_CONCURRENCY"] = "1"

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyvips
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.backend.thumbnails import LONGER_SIDE, QUALITY, small_picture
from tests.bench.rows import Row, report

PICTURES = 12
ROUNDS = 5
SIZES = ((1024, 1536), (1536, 1024), (1024, 1024))
SHARES = {"png": 0.6, "jpeg": 1.0, "webp": 1.0}
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


def drawn(size: tuple[int, int], seed: int) -> Image.Image:
    """A picture with soft light, hard edges and grain."""
    chance = random.Random(seed)
    light = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", [light.point([value * gain // 255 for value in range(256)]) for gain in (200, 150, 230)])
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rounded_rectangle((x, y, x + chance.randrange(20, 300), y + chance.randrange(20, 300)), 24, fill=colour)
    grain = Image.effect_noise(size, 14).filter(ImageFilter.GaussianBlur(0.6))
    return ImageChops.add(image, Image.merge("RGB", [grain] * 3), 2, -64)


def written(folder: Path) -> dict[str, list[Path]]:
    """The pictures as files of each format."""
    files: dict[str, list[Path]] = {name: [] for name in SHARES}
    for number in range(PICTURES):
        image = drawn(SIZES[number % len(SIZES)], number)
        for name, options in (("png", {}), ("jpeg", {"quality": 95}), ("webp", {"quality": 90})):
            path = folder / f"{number}{SUFFIXES[name]}"
            image.save(path, name, **options)
            files[name].append(path)
    return files


def ours(path: Path) -> bytes:
    return small_picture(path)[0]


def libvips(path: Path) -> bytes:
    image = pyvips.Image.thumbnail(str(path), LONGER_SIDE, height=LONGER_SIDE)
    return image.jpegsave_buffer(Q=QUALITY, keep=0)


def cpu(make: Callable[[Path], bytes], path: Path) -> float:
    """CPU milliseconds of this process for one thumbnail."""
    before = time.process_time_ns()
    assert make(path)
    return (time.process_time_ns() - before) / 1e6


def main() -> int:
    pyvips.cache_set_max(0)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder))
        for name, paths in files.items():
            left: list[float] = []
            right: list[float] = []
            for path in paths[:2]:
                ours(path)
                libvips(path)
            for _ in range(ROUNDS):
                for path in paths:
                    left.append(cpu(ours, path))
                    right.append(cpu(libvips, path))
            rows.append(row(name, left, right))
    return report("thumbnails", rows)


def row(name: str, left: list[float], right: list[float]) -> Row:
    """CPU per thumbnail; a share of s of libvips means at most 1/s of its time."""
    mine, theirs = statistics.median(left), statistics.median(right)
    label = f"thumbnail of a {name.upper()}, CPU ({theirs / mine:.2f} of libvips, asked {SHARES[name]})"
    return Row(label, mine, theirs, "ms", mine / theirs, 1 / SHARES[name])


if __name__ == "__main__":
    sys.exit(main())
