"""Masks in the library: kept by what they are, exactly as large as their picture; everything else is refused."""

import hashlib
import struct
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.backend.engines.openai.request import read_uploads
from studio.core.errors import FigureMissing, PictureError
from studio.core.mask import MaskPixels, encode_mask
from studio.core.models_file import read_models
from studio.core.recipe import PictureFormat, Size
from tests.backend.libraries import chunk, make_figures, open_library, png, recipe

SIZE = Size(30, 20)
TODAY = date(2026, 11, 22)
MODELS = read_models((Path(__file__).parents[2] / "resources" / "models.toml").read_bytes())


def painted(size: Size = SIZE) -> MaskPixels:
    """The left half may change, with one soft column."""
    half = size.width // 2
    row = b"\xff" * half + b"\x77" + bytes(size.width - half - 1)
    return MaskPixels(size, row * size.height)


def saved(image: Image.Image, **options: object) -> bytes:
    output = BytesIO()
    image.save(output, "PNG", **options)
    return output.getvalue()


def alpha_of(path: Path) -> bytes:
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        return image.getchannel("A").tobytes()


async def test_a_painted_mask_is_kept_byte_for_byte_and_once(tmp_path: Path) -> None:
    data = encode_mask(painted())
    async with open_library(tmp_path) as library:
        mask = await library.add_mask(data, "Mask of ADA", SIZE)
        assert (mask.name, mask.format, mask.width, mask.height) == ("Mask of ADA", PictureFormat.PNG, 30, 20)
        assert mask.sha256 == hashlib.sha256(data).hexdigest()
        assert library.reference_path(mask).read_bytes() == data
        assert await library.add_mask(data, "Mask of ADA", SIZE) == mask
        assert len(list(library.folder.references.iterdir())) == 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "RGB with a transparent colour"])
async def test_a_mask_from_another_program_keeps_its_alpha_and_nothing_else(mode: str, tmp_path: Path) -> None:
    opaque = Image.new("RGBA", (30, 20), (200, 10, 10, 255))
    opaque.paste((9, 200, 9, 0), (0, 0, 15, 20))
    data = {
        "RGBA": lambda: saved(opaque, pnginfo=None, exif=b"Exif\0\0SECRET"),
        "LA": lambda: saved(opaque.convert("LA")),
        "PA": lambda: saved(opaque.convert("RGBA").quantize(8)),
        "RGB with a transparent colour": _keyed,
    }[mode]()
    async with open_library(tmp_path) as library:
        mask = await library.add_mask(data, "drawn elsewhere", SIZE)
        path = library.reference_path(mask)
        assert alpha_of(path) == (bytes(15) + b"\xff" * 15) * 20
        assert b"SECRET" not in path.read_bytes()


def _grey16() -> bytes:
    """16 bits grey, in which one value is transparent."""
    row = b"\0" + b"\x12\x34" * 15 + b"\xff\xff" * 15
    header = struct.pack(">IIBBBBB", 30, 20, 16, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"tRNS", b"\x12\x34"), chunk(b"IDAT", zlib.compress(row * 20)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def _keyed() -> bytes:
    image = Image.new("RGB", (30, 20), (1, 2, 3))
    image.paste((9, 9, 9), (0, 0, 15, 20))
    return saved(image, transparency=(9, 9, 9))


async def test_a_file_works_as_well_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "mask.png").write_bytes(encode_mask(painted()))
    async with open_library(tmp_path) as library:
        assert (await library.add_mask(tmp_path / "mask.png", "mask.png", SIZE)).width == 30


async def test_what_is_no_mask_for_this_picture_is_refused_with_a_sentence(tmp_path: Path) -> None:
    good = encode_mask(painted())
    photo = BytesIO()
    Image.new("RGB", (30, 20)).save(photo, "JPEG")
    bomb = _file(struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0), b"")
    wrong: list[tuple[bytes | Path, str]] = [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "This file is not a PNG, JPEG or WebP picture."),
        (photo.getvalue(), "A mask must be a PNG with transparency."),
        (png(30, 20), "This mask has no transparency."),
        (
            encode_mask(MaskPixels(Size(20, 30), b"\xff" * 600)),
            "This mask has 20 × 30 pixels, and its picture 30 × 20.",
        ),
        (encode_mask(MaskPixels(SIZE, bytes(600))), "This mask marks nothing."),
        (_grey16(), "This mask is grey in 16 bits."),
        (good[:-7], "This picture is not complete."),
        (bomb, "This picture has 60000 × 60000 pixels, which is too many."),
        (_file(struct.pack(">IIBBBBB", 30, 20, 8, 6, 0, 0, 0), b"\0" * 9), "This mask is damaged."),
        (_file(struct.pack(">IIBBBBB", 30, 20, 8, 6, 0, 0, 0), b"\x09" * (121 * 20)), "This mask is damaged."),
        (tmp_path / "gone.png", "This file could not be read."),
        (tmp_path, "This file could not be read."),
    ]
    async with open_library(tmp_path) as library:
        for source, sentence in wrong:
            with pytest.raises(PictureError) as caught:
                await library.add_mask(source, "x", SIZE)
            assert caught.value.sentence == sentence
            assert caught.value.next_step
        assert not list(library.folder.references.iterdir())


def _file(header: bytes, rows: bytes) -> bytes:
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


async def test_a_name_is_only_text_to_show(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        mask = await library.add_mask(encode_mask(painted()), "../../\u202eetc\0" + "x" * 500, SIZE)
        assert mask.name.startswith("etcxxx")
        assert len(mask.name) == 120


async def test_a_figure_becomes_a_reference_with_its_very_bytes(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener")
        figure = await library.figure(figure_id)
        reference = await library.figure_reference(figure)
        assert (reference.sha256, reference.name) == (figure.sha256, "a gardener")
        assert (reference.width, reference.height) == (figure.width, figure.height)
        assert library.reference_path(reference).read_bytes() == Path(figure.path).read_bytes()
        assert await library.figure_reference(figure) == reference


@pytest.mark.parametrize(
    ("size", "kept"), [((3840, 20), (3840, 20)), ((2100, 3000), (2100, 3000)), ((3856, 1928), (2048, 1024))]
)
async def test_only_a_figure_larger_than_models_take_is_scaled(
    size: tuple[int, int], kept: tuple[int, int], tmp_path: Path
) -> None:
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener")
        figure = await library.figure(figure_id)
        Path(figure.path).write_bytes(saved(Image.new("RGB", size, "red")))
        reference = await library.figure_reference(figure)
        with Image.open(library.reference_path(reference)) as image:
            assert image.size == kept == (reference.width, reference.height)


async def test_a_figure_that_lies_on_its_side_is_turned_so_that_mask_and_picture_agree(tmp_path: Path) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    photo = BytesIO()
    Image.new("RGB", (60, 40)).save(photo, "JPEG", exif=notes)
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener")
        figure = await library.figure(figure_id)
        Path(figure.path).write_bytes(photo.getvalue())
        reference = await library.figure_reference(figure)
        assert (reference.width, reference.height) == (40, 60)


async def test_a_figure_whose_file_is_gone_or_broken_is_told(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener")
        figure = await library.figure(figure_id)
        Path(figure.path).write_bytes(Path(figure.path).read_bytes()[:-9])
        with pytest.raises(PictureError):
            await library.figure_reference(figure)
        Path(figure.path).unlink()
        with pytest.raises(FigureMissing):
            await library.figure_reference(figure)
        assert not list(library.folder.references.iterdir())


async def test_figure_and_mask_go_to_the_service_as_they_lie_in_the_library(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        (figure_id,) = await make_figures(library, "a gardener")
        figure = await library.figure(figure_id)
        reference = await library.figure_reference(figure)
        size = Size(reference.width, reference.height)
        mask = await library.add_mask(encode_mask(painted(size)), "Mask of a gardener", size)
        edit = recipe("a gardener", references=(reference,), mask=mask, parent_id=figure.id)
        assert read_uploads(edit, library.reference_path) == {
            "image": ("reference-1.png", Path(figure.path).read_bytes(), "image/png"),
            "mask": ("mask.png", encode_mask(painted(size)), "image/png"),
        }
        assert MODELS.default(TODAY).reasons_against(edit, TODAY) == ()
