import itertools
from pathlib import Path

import pytest

from studio.backend.engines.mockup.artwork import Artwork
from studio.backend.engines.mockup.faces import FontBook, Style
from studio.backend.engines.mockup.geometry import inside, overlaps
from studio.backend.engines.mockup.skeleton import load_poses
from studio.backend.engines.mockup.templates import Packaging, Templates, read_template, shape_of
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, Size

RESOURCES = Path(__file__).parents[2] / "resources"
PACKAGINGS = RESOURCES / "mockup" / "packagings"
# Grounds, on which the others lie.
GROUNDS = {"studio", "pattern", "window"}


@pytest.mark.parametrize("path", sorted(PACKAGINGS.glob("*.svg")), ids=lambda path: path.stem)
def test_no_two_slots_of_a_packaging_lie_over_one_another(path: Path) -> None:
    template = read_template(path)
    slots = {name: slot.outline for name, slot in template.slots.items() if name not in GROUNDS}
    # A seal may stand in a corner that the box around a figure has and the figure's outline has not.
    covered = [
        (a, b) for (a, left), (b, right) in itertools.combinations(slots.items(), 2) if overlaps(left, right, 1.0)
    ]
    assert covered == []
    width, height = template.size.width, template.size.height
    page = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    assert [name for name, outline in slots.items() if not inside(outline, page)] == []


@pytest.mark.parametrize("path", sorted(PACKAGINGS.glob("*.svg")), ids=lambda path: path.stem)
def test_a_packaging_uses_nothing_that_is_slow_to_draw(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    drawn = text[text.index("</defs>") :]
    assert "<filter" not in text
    assert "clip-path=" not in drawn
    assert "mask=" not in drawn
    assert "<text" not in drawn


def test_every_packaging_has_a_file_for_every_shape() -> None:
    templates = Templates(PACKAGINGS)
    sizes = {templates.get(kind, size).size for kind in Packaging for size in (PORTRAIT, SQUARE, LANDSCAPE)}
    assert sizes == {PORTRAIT, SQUARE, LANDSCAPE}
    assert [shape_of(Size(*size)) for size in ((640, 960), (1000, 1100), (1920, 1080))] == [
        "portrait",
        "square",
        "landscape",
    ]


def test_a_file_of_a_drawing_program_is_read_and_a_file_without_slots_is_named(tmp_path: Path) -> None:
    text = (PACKAGINGS / "blister-portrait.svg").read_text(encoding="utf-8")
    edited = tmp_path / "edited.svg"
    edited.write_text(
        '<?xml version="1.0"?>\n'
        + text.replace("<rect ", '<rect\n   inkscape:label="x" ').replace("<defs>", "<metadata><x/></metadata><defs>")
    )
    assert read_template(edited).slots.keys() == read_template(PACKAGINGS / "blister-portrait.svg").slots.keys()
    assert "inkscape" not in "".join(read_template(edited).parts)
    (tmp_path / "bare.svg").write_text('<svg viewBox="0 0 10 10"></svg>')
    with pytest.raises(ValueError, match=r"bare\.svg lacks the slots barcode, figure"):
        read_template(tmp_path / "bare.svg")


def test_there_is_enough_of_everything() -> None:
    artwork = Artwork(RESOURCES / "mockup")
    counts = {
        kind: len(artwork.pieces(kind))
        for kind in ("accessories", "hair", "headgear", "eyes", "mouths", "outfits", "heads", "emblems")
    }
    assert counts["accessories"] >= 16
    assert counts["emblems"] == 8
    assert min(counts.values()) >= 4
    assert len(load_poses(RESOURCES / "mockup" / "poses.json")) >= 6
    book = FontBook(RESOURCES / "fonts" / "display", ())
    assert len({next(book.chain(style)).path for style in Style}) == 5


def test_every_asked_for_thing_is_found_by_its_own_name() -> None:
    pieces = Artwork(RESOURCES / "mockup").pieces("accessories")
    asked = "wrench pan fork joystick sword wand guitar book camera skateboard laptop telescope umbrella flower trophy raygun"
    assert [word for word in asked.split() if not any(word in piece.words for piece in pieces.values())] == []
