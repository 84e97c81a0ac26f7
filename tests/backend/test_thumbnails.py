"""Thumbnails: small, made once, never of what is no whole picture; no window is needed."""

import asyncio
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.backend.library import Library
from studio.core.errors import FigureMissing, PictureError
from studio.core.figure import Figure
from tests.backend.libraries import PiecesEngine, open_jobs, open_library, png, recipe

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("qapp")  # else Qt takes the thread that decodes first for its main thread for good


def encoded(picture_format: str, mode: str, size: tuple[int, int]) -> bytes:
    image = Image.effect_noise(size, 70).convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.effect_noise(size, 90))
    output = BytesIO()
    image.save(output, picture_format)
    return output.getvalue()


async def saved(library: Library, data: bytes) -> Figure:
    async with open_jobs(library, PiecesEngine(data=data)) as jobs:
        (job,) = await jobs.submit("local", [recipe()])
        await jobs.wait([job.id])
    return await library.figure(job.id)


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "WEBP"])
async def test_a_thumbnail_keeps_the_shape_and_is_384_pixels_long(picture_format: str, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        path = await library.thumbnail(await saved(library, encoded(picture_format, "RGB", (500, 1000))))
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", (192, 384))


async def test_transparency_stays(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        path = await library.thumbnail(await saved(library, encoded("PNG", "RGBA", (800, 400))))
        with Image.open(path) as image:
            assert (image.format, image.mode, image.size) == ("WEBP", "RGBA", (384, 192))


async def test_a_small_picture_is_not_blown_up_and_a_thin_one_not_lost(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        for data, size in ((png(), (24, 36)), (encoded("PNG", "RGB", (2000, 2)), (384, 1))):
            with Image.open(await library.thumbnail(await saved(library, data))) as image:
                assert image.size == size


async def test_many_wishes_for_one_thumbnail_make_it_once(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        figure = await saved(library, encoded("PNG", "RGB", (600, 600)))
        paths = await asyncio.gather(*(library.thumbnail(figure) for _ in range(20)))
        made = paths[0].stat().st_mtime_ns
        assert len(set(paths)) == 1
        assert (await library.thumbnail(figure)).stat().st_mtime_ns == made
        assert [path.name for path in paths[0].parent.iterdir()] == [paths[0].name]


async def test_a_wish_that_is_dropped_does_not_spoil_the_others(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        figure = await saved(library, encoded("PNG", "RGB", (600, 600)))
        dropped, kept = (asyncio.ensure_future(library.thumbnail(figure)) for _ in range(2))
        await asyncio.sleep(0)
        dropped.cancel()
        assert (await kept).exists()


async def test_a_missing_or_broken_picture_is_a_sentence(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        figure = await saved(library, png())
        Path(figure.path).write_bytes(png()[:60])
        with pytest.raises(PictureError):
            await library.thumbnail(figure)
        Path(figure.path).write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
        with pytest.raises(PictureError):
            await library.thumbnail(figure)
        Path(figure.path).unlink()
        with pytest.raises(FigureMissing):
            await library.thumbnail(figure)
        assert not list(library.folder.thumbnails.rglob("*.*"))


def test_a_command_makes_thumbnails_without_a_window_and_without_a_word(tmp_path: Path) -> None:
    """Qt says much on stderr when its image plugins meet threads before there is an application."""
    script = f"""
import asyncio
from pathlib import Path
from tests.backend.libraries import make_figures, open_library
async def main():
    async with open_library(Path({str(tmp_path)!r})) as library:
        import sys
        ids = await make_figures(library, *map(str, range(12)))
        assert not any(name.startswith("PySide6") for name in sys.modules)
        await asyncio.gather(*[library.thumbnail(await library.figure(each)) for each in ids])
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
