import itertools
from pathlib import Path
from xml.parsers.expat import ParserCreate

import pytest
from PIL import Image

from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.composition import Composer
from studio.backend.engines.mockup.geometry import Point, inside, overlaps
from studio.backend.engines.mockup.palette import READABLE, contrast, read_palette
from studio.backend.engines.mockup.scene import Scene
from studio.backend.engines.mockup.templates import Packaging, choose_packaging
from studio.core.catalog import Kind
from studio.core.errors import EngineError
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, Recipe, Size
from tests.backend.mockup_recipes import HOSTILE, PROMPTS, entry, generated, prompt, rarity, recipe, theme

RESOURCES = Path(__file__).parents[2] / "resources"
COUNT = 500
# What must be read or seen, and so must never lie over one another.
READ = ("title", "name", "subject", "print", "seal", "slot barcode", "tray-1", "tray-2", "spine")


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(RESOURCES)


def assert_well_formed(svg: str) -> None:
    ParserCreate().Parse(svg, True)


def outlines(scene: Scene, name: str) -> tuple[tuple[Point, ...], ...]:
    return scene.outlines.get(name, ())


def faults(scene: Scene) -> list[str]:
    """Every way in which the scene breaks the layout's promises, in words."""
    found: list[str] = []
    pixel = max(0.6, scene.size.height / 1500)
    for name, room in (("title", "slot title"), ("name", "slot name"), ("subject", "slot subject"), ("print", "slot print"),
                       ("spine", "slot spine"), ("badge", "seal"), ("figure", "slot figure"), ("face", "slot figure"), ("tool", "slot figure"),
                       ("tray-1", "slot tray-1"), ("tray-2", "slot tray-2")):  # fmt: skip
        found += [
            f"{name} leaves {room}" for outline in outlines(scene, name) if not inside(outline, scene.one(room), pixel)
        ]
    shown = [(name, outline) for name in (*READ, "figure") for outline in outlines(scene, name)]
    for (left, a), (right, b) in itertools.combinations(shown, 2):
        if overlaps(a, b, pixel):
            found.append(f"{left} covers {right}")
    for face, tool in itertools.product(outlines(scene, "face"), outlines(scene, "tool")):
        if overlaps(face, tool, pixel):
            found.append("the tool covers the face")
    frame = ((0.0, 0.0), (scene.size.width, 0.0), (scene.size.width, scene.size.height), (0.0, scene.size.height))
    found += [f"{name} leaves the picture" for name, outline in shown if not inside(outline, frame, pixel)]
    found += [f"no {name}" for name in ("title", "name") if not outlines(scene, name)]
    return found


def test_five_hundred_different_recipes_fit_and_cover_nothing_that_must_be_read(composer: Composer) -> None:
    seen: set[str] = set()
    broken: dict[str, list[str]] = {}
    for number, one in enumerate(generated(COUNT)):
        scene = composer.compose(one)
        assert_well_formed(scene.svg)
        seen.add(scene.svg)
        if wrong := faults(scene):
            broken[f"{number} {one.prompt.name if one.prompt else ''} {one.size} {one.name[:20]!r}"] = wrong
    assert broken == {}
    assert len(seen) == COUNT


def test_every_pose_tool_and_packaging_keeps_face_and_lettering_free(composer: Composer) -> None:
    things = sorted(composer.artwork.pieces("accessories"))
    broken: dict[str, list[str]] = {}
    for index, thing in enumerate(things * 3):
        one = recipe(f"person {index} with a {thing.replace('-', ' ')}", "Name", list(PROMPTS)[index % 4],
                     size=(PORTRAIT, SQUARE, LANDSCAPE)[index % 3], variation=3 * (index % 10))  # fmt: skip
        if wrong := faults(composer.compose(one)):
            broken[f"{index} {thing}"] = wrong
    assert broken == {}


def test_the_check_itself_sees_a_name_that_overfills_its_plate_and_a_tool_over_the_title(composer: Composer) -> None:
    scene = composer.compose(recipe())
    (left, top), _, (right, bottom), _ = scene.one("slot name")
    wide = ((left - 40, top), (right + 40, top), (right + 40, bottom), (left - 40, bottom))
    spoiled = Scene(
        scene.size, scene.svg, {**scene.outlines, "name": (wide,), "figure": (scene.one("slot title"),)}, ()
    )
    assert {"name leaves slot name", "title covers figure"} <= set(faults(spoiled))


def test_variations_share_the_person_but_not_the_pose(composer: Composer) -> None:
    pictures = {composer.compose(recipe(variation=number)).svg for number in range(8)}
    assert len(pictures) == 8
    poses = {composer.compose(recipe(variation=number)).outlines["face"] for number in range(6)}
    assert len(poses) == 6


def test_equal_recipes_are_composed_to_equal_drawings_by_different_composers(composer: Composer) -> None:
    assert Composer(RESOURCES).compose(recipe()).svg == composer.compose(recipe()).svg


@pytest.mark.parametrize(
    ("packaging", "size"), [(kind, size) for kind in PROMPTS for size in (PORTRAIT, SQUARE, LANDSCAPE)]
)
def test_every_packaging_has_a_layout_for_every_shape(composer: Composer, packaging: str, size: Size) -> None:
    scene = composer.compose(recipe(packaging=packaging, size=size))
    assert scene.size == size
    assert {
        "title",
        "name",
        "subject",
        "print",
        "badge",
        "figure",
        "face",
        "tool",
        "tray-1",
        "tray-2",
    } <= scene.outlines.keys()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Blister pack, studio shot", "a card", Packaging.BLISTER),
        ("Boxed collector edition", "", Packaging.BOX),
        ("Loose figure on a stand", "no box", Packaging.STAND),
        ("Retro backing card", "", Packaging.CARD),
        ("My own", "standing in a window box, {{ subject }}", Packaging.BOX),
        (None, "something else", Packaging.BLISTER),
    ],
)
def test_the_prompt_template_chooses_the_packaging(name: str | None, text: str, expected: Packaging) -> None:
    assert choose_packaging(recipe(prompt=entry(Kind.PROMPTS, name, text))) is expected
    assert choose_packaging(recipe(prompt=None)) is Packaging.BLISTER


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:30])
def test_any_json_in_the_details_still_gives_readable_lettering(composer: Composer, value: object) -> None:
    themes, levels = entry(Kind.THEMES, None, value), entry(Kind.RARITY, None, value)  # pyright: ignore[reportArgumentType]
    palette = read_palette(themes, levels, Chance("x"))
    assert contrast(palette.light, palette.ink) >= READABLE
    assert contrast(palette.on(palette.ink), palette.ink) >= READABLE
    assert contrast(palette.bright, palette.ink) >= READABLE
    assert faults(composer.compose(recipe(theme=themes, rarity=levels))) == []


def test_a_subject_gets_what_it_speaks_of(composer: Composer) -> None:
    wrench = composer.artwork.piece("accessories", "wrench").body
    parcel = composer.artwork.piece("accessories", "parcel").body
    toque = composer.artwork.piece("headgear", "toque").layer("front")
    plain = theme(0, accessories=["wibble"])
    assert wrench in composer.compose(recipe("A mechanic with a wrench", theme=plain)).svg
    assert toque in composer.compose(recipe("A sleepy cook", theme=plain)).svg
    assert parcel in composer.compose(recipe("A person", theme=plain)).svg


def test_a_transparent_background_leaves_wall_and_table_out(composer: Composer) -> None:
    assert "g-wall" in composer.compose(recipe()).svg
    assert "g-wall" not in composer.compose(recipe(background="transparent")).svg


def picture(path: Path, mode: str = "RGB", size: tuple[int, int] = (900, 600)) -> Path:
    image = Image.new(mode, size, (200, 40, 40) if mode == "RGB" else (0, 0, 0, 0))
    if mode == "RGBA":
        image.paste((30, 90, 200, 255), (300, 100, 600, 600))
    image.save(path)
    return path


@pytest.mark.parametrize("packaging", PROMPTS)
def test_the_first_reference_stands_in_the_window_instead_of_the_figure(
    composer: Composer, tmp_path: Path, packaging: str
) -> None:
    scene = composer.compose(recipe(packaging=packaging), picture(tmp_path / "photo.jpg"))
    assert "data:image/jpeg;base64," in scene.svg
    assert "face" not in scene.outlines
    assert inside(scene.one("window"), scene.one("photograph"))
    assert faults(scene) == []


def test_a_cut_out_stands_whole_in_front_of_the_backdrop(composer: Composer, tmp_path: Path) -> None:
    scene = composer.compose(recipe(), picture(tmp_path / "cut.png", "RGBA"))
    assert "data:image/png;base64," in scene.svg
    assert inside(scene.one("photograph"), scene.one("slot figure"))


def test_a_reference_of_fifty_megapixels_is_drawn_no_larger_than_it_is_seen(composer: Composer, tmp_path: Path) -> None:
    scene = composer.compose(recipe(size=Size(256, 384)), picture(tmp_path / "large.jpg", size=(8660, 5774)))
    assert len(scene.svg) < 200_000


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_broken_reference_is_refused_in_a_sentence(composer: Composer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.png").write_bytes(content)
    with pytest.raises(EngineError, match="reference picture cannot be read"):
        composer.compose(recipe(), tmp_path / "broken.png")


def test_a_reference_of_a_hundred_megapixels_in_few_bytes_is_refused(composer: Composer, tmp_path: Path) -> None:
    Image.new("1", (10_000, 10_000)).save(tmp_path / "bomb.png")
    with pytest.raises(EngineError, match="cannot be read"):
        composer.compose(recipe(), tmp_path / "bomb.png")


def test_a_missing_reference_is_refused_in_a_sentence(composer: Composer, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        composer.compose(recipe(), tmp_path / "gone.png")


def test_a_size_beyond_memory_is_refused_before_anything_is_drawn(composer: Composer) -> None:
    with pytest.raises(EngineError, match="too large"):
        composer.compose(recipe(size=Size(99_999, 99_999)))


def test_no_name_and_no_theme_still_make_a_whole_pack(composer: Composer) -> None:
    bare = Recipe(subject="A quiet librarian", text="A quiet librarian")
    assert faults(composer.compose(bare)) == []
    assert faults(composer.compose(recipe("", "", theme=None, rarity=None, prompt=prompt("box")))) == []
    assert faults(composer.compose(recipe(rarity=rarity(4), name="", packaging="stand"))) == []
