import io
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageChops

from studio.backend.engines.mockup.casting import Character
from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.child import child_command
from studio.backend.engines.mockup.composition import Composer
from studio.backend.engines.mockup.figure import draw_figure
from studio.backend.engines.mockup.finishes import definitions, style_sheet
from studio.backend.engines.mockup.frames import HEADER, DrawRequest, Frame, pack
from studio.backend.engines.mockup.geometry import bounds
from studio.backend.engines.mockup.palette import read_palette
from studio.backend.engines.mockup.scene import Scene
from studio.backend.rendering import encode, preview_side, rasterise
from studio.core.recipe import PictureFormat, Size
from tests.backend.mockup_recipes import recipe

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"


def child() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        child_command(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )


def test_the_child_answers_with_preview_picture_and_report_and_ends_with_its_input() -> None:
    request = DrawRequest(recipe(size=Size(160, 240)), RESOURCES, None, 64)
    with child() as process:
        out, _ = process.communicate(pack(Frame.REQUEST, request.to_bytes()), timeout=60)
    kinds: list[int] = []
    while out:
        kind, length = HEADER.unpack(out[: HEADER.size])
        kinds.append(kind)
        out = out[HEADER.size + length :]
    assert kinds == [Frame.PREVIEW, Frame.PICTURE, Frame.REPORT]
    assert process.returncode == 0


def test_the_child_ends_on_a_frame_that_is_no_request() -> None:
    with child() as process:
        out, _ = process.communicate(pack(Frame.PICTURE, b"x") + b"rest", timeout=60)
    assert out == b""


def test_the_child_brings_neither_qt_nor_a_sdk() -> None:
    code = "import sys, studio.backend.rendering; print([m for m in ('PySide6', 'qasync', 'openai', 'pydantic', 'liquid', 'sqlite3') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_request_survives_the_pipe() -> None:
    request = DrawRequest(recipe(name="Ада \ud800"), RESOURCES, Path("a.png"), 512)
    assert DrawRequest.from_bytes(request.to_bytes()) == request


def test_the_preview_is_left_out_where_the_picture_is_no_larger() -> None:
    assert preview_side(Size(1024, 1536), 512) == 512
    assert preview_side(Size(512, 300), 512) is None


def test_clear_parts_become_white_in_a_jpeg() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(encode(buffer.getvalue(), recipe(format=PictureFormat.JPEG)))) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


def test_no_figure_is_drawn_beyond_the_outline_that_it_declares() -> None:
    """What the geometry tests rely on: each hat, hair and outfit in some pose, drawn, stays inside its hull."""
    artwork = Composer(RESOURCES).artwork
    poses = Composer(RESOURCES).poses
    names = {
        kind: sorted(artwork.pieces(kind))
        for kind in ("headgear", "hair", "outfits", "accessories", "mouths", "eyes", "heads")
    }
    palette = read_palette(None, None, Chance("x"))
    style = style_sheet(palette, (0.9, 0.7, 0.6), (0.3, 0.2, 0.1), ((0.4, 0.2, 0.8), (0.2, 0.2, 0.4)))
    beyond: list[str] = []
    for index in range(24):
        pick = {kind: options[index % len(options)] for kind, options in names.items()}
        person = Character(
            "human", pick["hair"], pick["headgear"], "dots", pick["mouths"], pick["outfits"], (1, 1, 1), (0, 0, 0)
        )
        figure = draw_figure(
            artwork, person, poses[index % len(poses)], artwork.piece("accessories", pick["accessories"]), "stars"
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="140" height="140" viewBox="-700 -1300 1400 1400"><style>{style}</style>'
            f"<defs>{definitions(palette, 'matte')}</defs>{figure.svg}</svg>"
        )
        with Image.open(io.BytesIO(rasterise(Scene(Size(140, 140), svg, {}, ())))) as picture:
            drawn = ImageChops.subtract(picture.getchannel("A"), Image.new("L", picture.size, 60)).getbbox()
        box = bounds(figure.hull)
        assert drawn is not None
        left, top, right, bottom = (value * 10 for value in drawn)
        if (
            left - 700 < box.x - 16
            or top - 1300 < box.y - 16
            or right - 700 > box.right + 16
            or bottom - 1300 > box.bottom + 16
        ):
            beyond.append(
                f"{pick} {poses[index % len(poses)].name} {(left - 700, top - 1300, right - 700, bottom - 1300)} {box}"
            )
    assert beyond == []
