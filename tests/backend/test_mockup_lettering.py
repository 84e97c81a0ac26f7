from pathlib import Path

import pytest

from studio.backend.engines.mockup.bidi import Run, visual_runs
from studio.backend.engines.mockup.faces import FontBook, Style
from studio.backend.engines.mockup.geometry import Box
from studio.backend.engines.mockup.lettering import Fit, Typesetter, clean, clusters

DISPLAY = Path(__file__).parents[2] / "resources" / "fonts" / "display"
PLATE = Box(100, 200, 400, 90)
FIT = Fit(Style.BLOCK, 90, 24, upper=True)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    """Our own faces only, so that the tests say the same on every system."""
    return Typesetter(FontBook(DISPLAY, ()))


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(
    "text", ["Ada", "Łódź Çedilla Ngọc", "Бабушка Зима", "Ελένη", "דוד המלך", "عبد الرحمن", "สมชาย", "0 1/2 & “x” – …"]
)
def test_every_lettering_draws_the_scripts_of_our_faces_inside_its_plate(
    typesetter: Typesetter, style: Style, text: str
) -> None:
    setting = typesetter.set(text, PLATE, Fit(style, 90, 20))
    assert setting.missing == ""
    assert setting.ink
    for ink in setting.ink:
        assert PLATE.x - 0.5 <= ink.x
        assert ink.right <= PLATE.right + 0.5
        assert PLATE.y - 0.5 <= ink.y
        assert ink.bottom <= PLATE.bottom + 0.5


def test_short_text_stands_on_one_line_and_longer_text_on_two(typesetter: Typesetter) -> None:
    assert len(typesetter.set("Ada", PLATE, FIT).ink) == 1
    assert len(typesetter.set("Inspector Russet Redtail", PLATE, FIT).ink) == 2


def test_text_beyond_two_readable_lines_is_shortened_with_an_ellipsis(typesetter: Typesetter) -> None:
    setting = typesetter.set("word " * 60, PLATE, FIT)
    assert setting.is_shortened
    assert setting.size >= FIT.min_size
    assert not typesetter.set("word", PLATE, FIT).is_shortened


def test_the_ink_is_what_is_drawn_and_not_the_advance_width(typesetter: Typesetter) -> None:
    setting = typesetter.set("Åj", PLATE, Fit(Style.ROUND, 60, 20))
    numbers = [
        float(part)
        for part in setting.path.replace("M", " ")
        .replace("L", " ")
        .replace("Q", " ")
        .replace("C", " ")
        .replace("Z", " ")
        .split()
    ]
    (ink,) = setting.ink
    assert min(numbers[::2]) >= ink.x - 0.6
    assert max(numbers[::2]) <= ink.right + 0.6
    assert min(numbers[1::2]) >= ink.y - 0.6
    assert max(numbers[1::2]) <= ink.bottom + 0.6


def test_what_no_face_has_is_left_out_and_named(typesetter: Typesetter) -> None:
    setting = typesetter.set("Ada 🦄", PLATE, FIT)
    assert setting.missing == "🦄"
    assert setting.ink
    nothing = typesetter.set("🦄🦄", PLATE, FIT)
    assert nothing.is_empty
    assert nothing.missing == "🦄🦄"


def test_full_width_letters_are_drawn_as_plain_ones(typesetter: Typesetter) -> None:
    assert typesetter.set("ＡＤＡ", PLATE, FIT).path == typesetter.set("ADA", PLATE, FIT).path


def test_a_face_of_the_system_draws_what_ours_lack(tmp_path: Path) -> None:
    """The Cyrillic face, taken away from ours, is found again in a folder that plays the system's."""
    ours, system = tmp_path / "ours", tmp_path / "system" / "truetype"
    ours.mkdir()
    system.mkdir(parents=True)
    for path in DISPLAY.glob("*.ttf"):
        (ours / path.name).write_bytes(path.read_bytes())
    (system / "Rubik.ttf").write_bytes((DISPLAY / "Rubik-Black.ttf").read_bytes())
    (system / "broken.ttf").write_bytes(b"no font")
    (ours / "Rubik-Black.ttf").write_bytes((DISPLAY / "Bungee-Regular.ttf").read_bytes())
    assert Typesetter(FontBook(ours, ())).set("Зима", PLATE, FIT).is_empty
    assert Typesetter(FontBook(ours, (tmp_path / "system",))).set("Зима", PLATE, FIT).ink


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada", [Run("Ada", False)]),
        ("דוד", [Run("דוד", True)]),
        ("Ada דוד", [Run("Ada ", False), Run("דוד", True)]),
        ("דוד Ada", [Run("Ada", False), Run("דוד ", True)]),
        ("דוד 17", [Run("17", False), Run("דוד ", True)]),
        ("Ada 17 דוד", [Run("Ada 17 ", False), Run("דוד", True)]),
        (
            "a דוד 3.5 המלך b",
            [Run("a ", False), Run(" המלך", True), Run("3.5", False), Run("דוד ", True), Run(" b", False)],
        ),
        ("", []),
    ],
)
def test_mixed_directions_are_put_in_the_order_in_which_they_are_seen(text: str, expected: list[Run]) -> None:
    assert visual_runs(text) == expected


def test_controls_overrides_and_towers_of_marks_are_taken_out_first() -> None:
    assert clean("a\x00b\n c\u202eevil\u202c \ud800") == "a b cevil"
    assert len(clean("Z" + "\u0335" * 40)) == 4
    assert clusters("e\u0301a👩‍🚀") == ["e\u0301", "a", "👩‍🚀"] or clusters(clean("e\u0301a")) == ["é", "a"]
