"""The look: contrast, live switching, icons, fonts and text size."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import delete

from studio.ui.appearance import Appearance, Tokens
from studio.ui.appearance.tokens import NON_TEXT, SHAPES, TEXT, contrast, mix, readable
from tests.ui.conftest import RESOURCES
from tests.ui.kitchen_sink import RARITIES, Sheet, settle

MODES = ("dark", "light")
GROUNDS = ("canvas", "panel", "raised", "selected", "hover")
TEXTS = [(text, ground) for text in ("text", "muted") for ground in GROUNDS]
TEXTS += [(text, ground) for text in ("faint", "ok", "warning", "error") for ground in ("canvas", "panel", "raised")]
TEXTS += [(f"slot_{slot}", ground) for slot in ("subject", "theme", "rarity") for ground in ("panel", "raised")]
TEXTS += [("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")]
TEXTS += [
    ("text", "accent_soft"),
    ("text", "pressed"),
    ("error", "error_soft"),
    ("text", "error_soft"),
    ("canvas", "focus"),
]
EDGES = [(edge, ground) for edge in ("border", "focus") for ground in ("canvas", "panel", "raised")]
EDGES += [("accent", "canvas"), ("accent", "panel"), ("accent", "line"), ("warning", "raised"), ("error", "raised")]


@pytest.fixture
def look(appearance: Appearance) -> Iterator[Appearance]:
    """The one appearance, dark again after the test."""
    yield appearance
    appearance.set_text_scale(0)
    appearance.apply("dark")


def switch(look: Appearance, mode: str) -> Tokens:
    look.apply(mode)  # type: ignore[arg-type] - one of MODES
    return look.tokens


@pytest.mark.parametrize("mode", MODES)
def test_text_stands_off_its_ground(look: Appearance, mode: str) -> None:
    roles = switch(look, mode).roles()
    weak = {(text, ground): contrast(roles[text], roles[ground]) for text, ground in TEXTS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("mode", MODES)
def test_borders_and_focus_stand_off_their_ground(look: Appearance, mode: str) -> None:
    roles = switch(look, mode).roles()
    weak = {(edge, ground): contrast(roles[edge], roles[ground]) for edge, ground in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < NON_TEXT} == {}


@pytest.mark.parametrize("mode", MODES)
def test_every_rarity_has_its_own_shape_and_a_visible_colour(look: Appearance, mode: str) -> None:
    tokens = switch(look, mode)
    marks = [look.rarity(name) for name in RARITIES]
    assert len({mark.shape for mark in marks}) == len(RARITIES)
    assert all(contrast(mark.colour, tokens.panel) >= NON_TEXT for mark in marks)


def test_a_rarity_takes_its_look_from_the_catalog_only_where_it_is_usable(look: Appearance) -> None:
    own = look.rarity("Mythic", "#ff00aa", "hexagon")
    assert (own.colour, own.shape) == ("#ff00aa", "hexagon")
    hostile = look.rarity("Epic", "red; background:url(x)", "../../etc")
    assert hostile == look.rarity("epic").__class__("Epic", look.rarity("epic").colour, "star")
    assert look.rarity("Nobody knows").shape in SHAPES


def test_the_mixed_colour_is_what_paint_would_be() -> None:
    assert mix("#ffffff", "#000000", 0.5) == "#808080"
    assert readable("#ffff00", "#ffffff", 3.0) != "#ffff00"
    assert contrast(readable("#ffff00", "#ffffff", 3.0), "#ffffff") >= 3.0


def test_switching_leaves_nothing_in_the_old_colours(look: Appearance, qapp: QApplication) -> None:
    look.apply("dark")
    sheet = Sheet(look)
    sheet.resize(1440, 900)
    sheet.show()
    grounds = {"dark": look.tokens.panel}
    for page in range(sheet.pages.count()):
        sheet.pages.setCurrentIndex(page)
        look.apply("dark")
        settle(qapp)
        assert share(sheet.grab().toImage(), look.tokens.panel) > 0.1
        look.apply("light")
        settle(qapp)
        after = sheet.grab().toImage()
        for role in ("canvas", "panel", "raised"):
            dark = getattr(look._modes["dark"], role)
            assert share(after, dark) < 0.0005, f"page {page} still shows the dark {role}"
    assert grounds["dark"] != look.tokens.panel
    sheet.close()
    delete(sheet)


def share(image: QImage, colour: str) -> float:
    """How much of a picture has exactly a colour, looked at in every seventh pixel."""
    pixels = memoryview(bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())).cast("I")[::7]
    return pixels.tolist().count(QColor(colour).rgb()) / len(pixels)


def test_an_icon_follows_the_appearance_without_being_set_again(look: Appearance) -> None:
    icon = look.icon("search")
    assert darkest(icon) != ""
    look.apply("dark")
    dark = strongest(icon, QIcon.Mode.Normal)
    look.apply("light")
    light = strongest(icon, QIcon.Mode.Normal)
    assert dark == look._modes["dark"].text
    assert light == look._modes["light"].text
    assert strongest(icon, QIcon.Mode.Disabled) == look.tokens.disabled


def darkest(icon: QIcon) -> str:
    return icon.name()


def strongest(icon: QIcon, mode: QIcon.Mode) -> str:
    """The colour of the most opaque pixels of an icon."""
    image = icon.pixmap(QSize(48, 48), 1.0, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def test_an_icon_is_sharp_on_a_dense_screen(look: Appearance) -> None:
    pixmap = look.icon("star").pixmap(QSize(16, 16), 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2.0


def test_every_icon_that_the_window_names_has_a_file_and_every_file_can_be_drawn(look: Appearance) -> None:
    files = {file.stem for file in (RESOURCES / "icons").glob("*.svg")}
    sources = "\n".join(file.read_text() for file in Path("studio/ui").rglob("*.py"))
    named = set(re.findall(r"(?:icon|pixmap|artwork)\(\s*\"([a-z0-9-]+)\"", sources))
    named |= set(re.findall(r"IconButton\([a-z._]+, \"([a-z0-9-]+)\"", sources))
    assert named <= files
    for name in files:
        assert not look.pixmap(name, "text", 16, 1.0).toImage().allGray() or name not in ("mark", "fan")


def test_text_is_set_in_the_bundled_fonts(look: Appearance) -> None:
    assert QFontInfo(QApplication.font()).family() == "Inter"
    assert QFontInfo(look.font("mono")).family() == "JetBrains Mono"
    assert QFontInfo(look.font("title")).weight() > QFontInfo(look.font()).weight()


def test_larger_text_reaches_fonts_and_style(look: Appearance, qapp: QApplication) -> None:
    label = QLabel("Text")
    label.show()
    before = label.sizeHint().height()
    look.set_text_scale(2.0)
    settle(qapp)
    assert label.sizeHint().height() >= 1.8 * before
    assert look.px(10) == 20
    label.close()


def test_a_change_is_told_once_after_everything_has_switched(look: Appearance) -> None:
    seen: list[str] = []
    on_changed = lambda: seen.append(QApplication.palette().window().color().name())  # noqa: E731 - one line is clearer
    look.changed.connect(on_changed)
    look.apply("light")
    look.changed.disconnect(on_changed)
    assert seen == [look.tokens.panel]


def test_as_the_system_is_dark_where_the_system_does_not_say(look: Appearance) -> None:
    look.apply("light")
    look.apply("system")
    assert look.mode == "system"
    assert look.is_dark


def test_no_widget_names_a_colour_or_a_style_sheet_itself() -> None:
    for file in Path("studio/ui").rglob("*.py"):
        if "appearance" in file.parts and file.parent.name == "appearance" and file.parent.parent.name == "ui":
            continue
        source = file.read_text()
        assert not re.search(r"[\"']#[0-9a-fA-F]{6}[\"']", source), f"{file} names a colour"
        assert "setStyleSheet" not in source, f"{file} sets a style sheet"


def test_fifty_thousand_calls_into_qt_leave_the_interpreter_alive(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None at each call and aborts after about 5,000."""
    label = QLabel("x")
    for _ in range(50_000):
        label.setText("y")
    assert label.text() == "y"


def test_the_studio_has_its_look_where_nothing_can_be_written(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, appearance: Appearance
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    other = Appearance(RESOURCES)
    other.apply("light")
    assert "chevron-down.svg" in qapp.styleSheet()
    monkeypatch.undo()
    appearance.apply("light")
    appearance.apply("dark")


def test_the_icon_of_the_application_is_drawn_from_its_svg_in_every_size() -> None:
    folder = RESOURCES / "icons" / "app"
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        image = QImage(str(folder / f"app-{size}.png"))
        assert image.size() == QSize(size, size)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(size * 2 // 10, size // 2).red() > 240
    assert (folder / "app.ico").read_bytes()[:4] == b"\x00\x00\x01\x00"


def test_an_icon_that_a_widget_paints_is_as_sharp_as_the_screen(look: Appearance) -> None:
    painted, wanted = (QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
    for image in (painted, wanted):
        image.setDevicePixelRatio(2.0)
        image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(painted)
    look.icon("list").paint(painter, QRect(2, 2, 16, 16))
    painter.end()
    painter = QPainter(wanted)
    painter.drawPixmap(QPoint(2, 2), look.pixmap("list", "text", 16, 2.0))
    painter.end()
    assert painted == wanted
