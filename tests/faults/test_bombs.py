"""Bombs and broken pictures as references: refused with a sentence, memory bounded; a photo of 50 megapixels works."""

import json
import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.core.errors import PictureError
from tests.backend.libraries import chunk, open_library, png
from tests.faults.report import Campaign

ROOT = Path(__file__).parents[2]
MEMORY = 400
"""Megabytes that the process may have taken at most, Python and Pillow included."""

KEEP = """
import json, resource, sys, tempfile
from pathlib import Path
from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.backend.references import keep_reference
from studio.core.errors import PictureError
with tempfile.TemporaryDirectory() as root:
    folder = Folder(Path(root))
    folder.make(Files())
    try:
        reference = keep_reference(folder, Files(), Path(sys.argv[1]), "a photo")
        said = f"{reference.width}x{reference.height}"
    except PictureError as error:
        said = str(error)
status = Path("/proc/self/status")
if status.exists():
    peak = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
print(json.dumps([said, peak]))
"""


def kept(path: Path) -> tuple[str, float]:
    """What a new process says of a reference, and the most memory that it took, in MB.

    Linux counts the parent's memory into `ru_maxrss` of a child, but not into its VmHWM.
    """
    done = subprocess.run([sys.executable, "-c", KEEP, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    said, peak = json.loads(done.stdout)
    print(f"{path.name}: {said} ({peak:.0f} MB)")
    return said, peak


def bomb(width: int, height: int, *, colour: int = 0, depth: int = 1, row: int | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = bytes(row if row is not None else (width * depth * {0: 1, 2: 3, 6: 4}[colour] + 7) // 8 + 1)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def camera(size: tuple[int, int], **options: object) -> bytes:
    small = Image.effect_noise((size[0] // 16, size[1] // 16), 60).convert("RGB")
    output = BytesIO()
    small.resize(size, Image.Resampling.NEAREST).save(output, "JPEG", quality=88, **options)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("100 megapixels in 12 KB", 60),
        ("a row of 2^31 pixels", 60),
        ("a text that unpacks to 100 MB", 60),
        ("64 megapixels of nothing", MEMORY),
    ],
)
def test_a_bomb_takes_little_memory(name: str, limit: int, tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    if name.startswith("100"):
        path.write_bytes(bomb(10_000, 10_000))
        assert path.stat().st_size < 13_000
    elif name.startswith("a row"):
        path.write_bytes(bomb(2**31 - 1, 1, row=9))
    elif name.startswith("a text"):
        whole = png()
        text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
        path.write_bytes(whole[:33] + text + whole[33:])
    else:
        path.write_bytes(bomb(8_000, 8_000, colour=6, depth=8))
    said, peak = kept(path)
    assert peak < limit
    if name.startswith(("100", "a row")):
        assert "which is too many" in said


@pytest.mark.parametrize("is_progressive", [False, True])
def test_a_photo_of_50_megapixels_works_in_bounded_memory(is_progressive: bool, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(camera((8160, 6120), progressive=is_progressive))
    said, peak = kept(path)
    assert said == "2048x1536"
    assert peak < MEMORY


async def test_no_broken_picture_gets_through_and_each_has_its_sentence(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    campaign = Campaign("broken pictures as references", "a reference that is decoded before it is checked", 20261122)
    wholes = [png(), camera((640, 460)), camera((640, 460), progressive=True)]
    output = BytesIO()
    Image.effect_noise((320, 240), 50).convert("RGB").save(output, "WEBP")
    wholes.append(output.getvalue())
    async with open_library(tmp_path) as library:
        for number in range(300):
            data = bytearray(wholes[number % len(wholes)])
            is_cut = number % 3 == 0
            if is_cut:
                del data[chance.randrange(len(data)) :]
            else:
                for _ in range(chance.randrange(1, 8)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                await library.add_reference(bytes(data), "x")
                campaign.expect(not is_cut, f"{number}: a cut picture was taken")
            except PictureError as error:
                campaign.expect(error.sentence and error.next_step, f"{number}: no sentence")
            campaign.tries += 1
    campaign.finish(minimum=300)


async def test_the_same_check_catches_a_reference_that_is_not_checked_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow alone takes a PNG whose end is missing."""
    from studio.backend import references

    real = references.inspect
    monkeypatch.setattr(references, "inspect", lambda source, **_: real(png()) if source != png() else real(source))
    async with open_library(tmp_path) as library:
        reference = await library.add_reference(png()[:-12], "x")
        assert reference.width == 24
