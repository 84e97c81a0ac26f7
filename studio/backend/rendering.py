"""The child process that composes and rasterises mock-ups, because resvg keeps the GIL while it draws.

`serve` answers draw requests on the standard input until it ends, which it does with the process that started it.
It imports no Qt; resvg is found through resvg-py.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import resvg_py
from PIL import Image

from studio.backend.engines.mockup.composition import Composer
from studio.backend.engines.mockup.frames import HEADER, MAX_REQUEST, DrawRequest, Frame, pack
from studio.backend.engines.mockup.scene import Scene
from studio.core.errors import StudioError
from studio.core.recipe import PictureFormat, Recipe, Size

MEMORY_LIMIT = 2 * 1024**3
_NICENESS = 5


def serve() -> int:
    """Draw what is asked for until the input ends; the exit code."""
    requests, answers = _own_pipes()
    _limit_itself()
    composers = dict[Path, Composer]()
    try:
        while (request := _read_request(requests)) is not None:
            if request.resources not in composers:
                composers[request.resources] = Composer(request.resources)
            composer = composers[request.resources]
            for frame in _answers(composer, request):
                answers.write(frame)
                answers.flush()
    except BrokenPipeError:
        # Who asked is gone, and so is the reason to draw.
        return 0
    return 0


def rasterise(scene: Scene, longer_side: int | None = None) -> bytes:
    """A scene as PNG bytes, at its own size or with its longer side of so many px."""
    width, height = scene.size.width, scene.size.height
    if longer_side is not None and longer_side < max(width, height):
        share = longer_side / max(width, height)
        width, height = max(1, round(width * share)), max(1, round(height * share))
    return resvg_py.svg_to_bytes(svg_string=scene.svg, skip_system_fonts=True, width=width, height=height)


def encode(png: bytes, recipe: Recipe) -> bytes:
    """The picture in the recipe's format; PNG stays as it was drawn."""
    if recipe.format is PictureFormat.PNG:
        return png
    quality = 92 if recipe.compression is None else max(1, min(100, recipe.compression))
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        if recipe.format is PictureFormat.JPEG:
            _on_white(picture).save(buffer, "JPEG", quality=quality)
        else:
            picture.save(buffer, "WEBP", quality=quality, method=3)
    return buffer.getvalue()


def preview_side(size: Size, wanted: int) -> int | None:
    """The longer side of the preview, or None where the picture itself is no larger."""
    return wanted if max(size.width, size.height) > wanted else None


def _on_white(picture: Image.Image) -> Image.Image:
    """JPEG knows no clear parts: they become white."""
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, layer).convert("RGB")


def _answers(composer: Composer, request: DrawRequest) -> Iterator[bytes]:
    """The frames of one answer, each made when it is asked for: the preview leaves before the picture is drawn."""
    try:
        scene = composer.compose(request.recipe, request.reference, request.seed)
        side = preview_side(request.recipe.size, request.preview)
        if side is not None:
            yield pack(Frame.PREVIEW, rasterise(scene, side))
        yield pack(Frame.PICTURE, encode(rasterise(scene), request.recipe))
        yield pack(Frame.REPORT, json.dumps({"notes": list(scene.notes)}).encode())
    except StudioError as error:
        yield pack(Frame.REFUSAL, json.dumps([error.sentence, error.next_step]).encode())
    except MemoryError:
        refusal = "There is not enough memory to draw this mock-up.", "Close other programs, or choose a smaller shape."
        yield pack(Frame.REFUSAL, json.dumps(refusal).encode())


def _read_request(pipe: BinaryIO) -> DrawRequest | None:
    """The next request, or None at the end of the input."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    if kind != Frame.REQUEST or length > MAX_REQUEST:
        return None
    data = pipe.read(length)
    return DrawRequest.from_bytes(data) if len(data) == length else None


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Input and output for frames alone: what anything else prints goes to the error stream.

    The descriptors are used, not `sys.stdin` and `sys.stdout`: a windowed bundle has none.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


def _limit_itself() -> None:
    """Bound the memory and step back behind the window, where the system knows such limits."""
    if sys.platform == "win32":
        return
    import resource  # Windows has no such module

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux" and hard in (resource.RLIM_INFINITY, MEMORY_LIMIT):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    os.nice(_NICENESS)
