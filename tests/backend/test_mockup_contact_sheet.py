import io
from pathlib import Path

import pytest
from PIL import Image

from studio.backend.engines.mockup.composition import Composer
from studio.backend.rendering import rasterise
from tests.backend.mockup_recipes import generated

ROOT = Path(__file__).parents[2]
COUNT, SIDE, COLUMNS = 200, 256, 20


@pytest.mark.long
def test_a_contact_sheet_of_two_hundred_different_mock_ups_is_drawn_to_be_looked_at() -> None:
    composer = Composer(ROOT / "resources")
    sheet = Image.new("RGB", (COLUMNS * SIDE, COUNT // COLUMNS * SIDE), "#d9d6e0")
    pictures: set[bytes] = set()
    for index, one in enumerate(generated(COUNT, seed=11)):
        png = rasterise(composer.compose(one), SIDE)
        pictures.add(png)
        with Image.open(io.BytesIO(png)) as picture:
            x = index % COLUMNS * SIDE + (SIDE - picture.width) // 2
            y = index // COLUMNS * SIDE + (SIDE - picture.height) // 2
            sheet.paste(picture, (x, y), picture.convert("RGBA"))
    target = ROOT / "build" / "contact-sheet.png"
    target.parent.mkdir(exist_ok=True)
    sheet.save(target)
    assert len(pictures) == COUNT
