"""References: upright, small, stripped, kept by what they are; everything else is refused with a sentence."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from studio.core.errors import PictureError
from studio.core.recipe import PictureFormat
from tests.backend.libraries import open_library, png


def photo(size: tuple[int, int] = (60, 40), orientation: int = 1, **options: object) -> bytes:
    """A photo that is red on the left and blue on the right, as the sensor saw it, with a camera's notes."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x9286] = orientation, "SECRET-CAMERA", "SECRET-PLACE"
    output = BytesIO()
    image.save(output, "JPEG", exif=notes, comment=b"SECRET-COMMENT", **options)
    return output.getvalue()


UPRIGHT = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}


@pytest.mark.parametrize("orientation", UPRIGHT)
async def test_a_photo_is_turned_upright_and_tells_nothing(orientation: int, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(photo(orientation=orientation), "C:\\me\\IMG_1.JPG")
        path = library.reference_path(reference)
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == reference.sha256 == path.stem
        assert (reference.name, reference.format) == ("IMG_1.JPG", PictureFormat.JPEG)
        assert b"SECRET" not in data
        with Image.open(path) as image:
            assert (image.width, image.height) == (reference.width, reference.height)
            assert not image.getexif()
            red = {"left": (5, 20), "right": (55, 20), "top": (20, 5), "bottom": (20, 55)}[UPRIGHT[orientation]]
            assert image.convert("RGB").getpixel(red)[0] > 200


@pytest.mark.parametrize(
    ("picture_format", "mode", "size", "kept"),
    [
        ("JPEG", "RGB", (3000, 1500), (2048, 1024)),
        ("JPEG", "L", (300, 150), (300, 150)),
        ("JPEG", "CMYK", (300, 150), (300, 150)),
        ("PNG", "RGBA", (1000, 7000), (293, 2048)),
        ("PNG", "P", (300, 150), (300, 150)),
        ("PNG", "1", (300, 150), (300, 150)),
        ("PNG", "I;16", (300, 150), (300, 150)),
        ("WEBP", "RGB", (4097, 10), (2048, 5)),
    ],
)
async def test_any_kind_of_picture_is_kept_within_2048_pixels(
    picture_format: str, mode: str, size: tuple[int, int], kept: tuple[int, int], tmp_path: Path
) -> None:
    output = BytesIO()
    Image.new(mode, size).save(output, picture_format)
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(output.getvalue(), "a picture")
        assert reference.format.value == picture_format.lower()
        assert (reference.width, reference.height) == kept
        with Image.open(library.reference_path(reference)) as image:
            assert image.size == kept
            assert image.mode in {"RGB", "RGBA"}


async def test_grey_in_16_bits_stays_grey(tmp_path: Path) -> None:
    output = BytesIO()
    Image.new("I;16", (9, 9), 128 * 256).save(output, "PNG")
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(output.getvalue(), "scan")
        with Image.open(library.reference_path(reference)) as image:
            assert image.getpixel((4, 4)) == (128, 128, 128)


async def test_a_mask_keeps_its_alpha(tmp_path: Path) -> None:
    output = BytesIO()
    image = Image.new("RGBA", (3000, 3000), (0, 0, 0, 255))
    image.paste((0, 0, 0, 0), (1000, 1000, 2000, 2000))
    image.save(output, "PNG")
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(output.getvalue(), "mask")
        with Image.open(library.reference_path(reference)) as kept:
            assert kept.mode == "RGBA"
            assert [kept.getpixel(place)[3] for place in ((10, 10), (1024, 1024), (2040, 2040))] == [255, 0, 255]


async def test_a_colour_profile_is_applied_and_a_broken_one_ignored(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    async with open_library(tmp_path) as library:
        for icc in (profile, b"no profile at all", profile[:200]):
            reference = await library.add_reference(photo(icc_profile=icc), "photo")
            with Image.open(library.reference_path(reference)) as image:
                assert "icc_profile" not in image.info
                assert image.getpixel((5, 20))[0] > 200


async def test_the_same_picture_is_kept_once_and_a_file_works_as_well_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photo())
    async with open_library(tmp_path) as library:
        one = await library.add_reference(photo(), "a.jpg")
        two = await library.add_reference(tmp_path / "a.jpg", "a.jpg")
        assert one == two
        assert len(list(library.folder.references.iterdir())) == 1


async def test_a_name_is_only_text_to_show(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(png(), "../../etc/\u202epass\0wd" + "x" * 500)
        assert reference.name.startswith("passwdxxx")
        assert len(reference.name) == 120


async def test_what_cannot_be_a_reference_is_refused_with_a_sentence(tmp_path: Path) -> None:
    heic = b"\0\0\0\x18ftypheic" + bytes(64)
    wrong: list[tuple[bytes | Path, str]] = [
        (b"", "This file is empty."),
        (heic, "Photos in HEIC or AVIF cannot be read here."),
        (photo()[:-200], "This picture is not complete."),
        (png()[:-3], "This picture is not complete."),
        (b"%PDF-1.7", "This file is not a PNG, JPEG or WebP picture."),
        (tmp_path / "gone.png", "This file could not be read."),
        (tmp_path, "This file could not be read."),
    ]
    async with open_library(tmp_path) as library:
        for source, sentence in wrong:
            with pytest.raises(PictureError) as caught:
                await library.add_reference(source, "x")
            assert caught.value.sentence == sentence
            assert caught.value.next_step
        assert not list(library.folder.references.iterdir())


async def test_pixels_that_do_not_decode_are_a_sentence(tmp_path: Path) -> None:
    from tests.backend.libraries import chunk

    header = png()[8:33]
    rubbish = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b"")
    async with open_library(tmp_path) as library:
        with pytest.raises(PictureError, match="damaged"):
            await library.add_reference(rubbish, "x")
