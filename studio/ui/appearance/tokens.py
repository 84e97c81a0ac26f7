"""The roles of colour of one appearance, and the arithmetic of contrast (WCAG 2.2, relative luminance)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SHAPES = ("circle", "triangle", "diamond", "star", "burst", "square", "hexagon")
NON_TEXT = 3.0
TEXT = 4.5
MIDDLE = 0.18  # luminance from which black contrasts more than white
_HEX = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Role → "#rrggbb". The first block stands in tokens.toml, the second is mixed from it."""

    canvas: str
    panel: str
    raised: str
    line: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    selected: str
    focus: str
    ok: str
    warning: str
    error: str
    slot_subject: str
    slot_theme: str
    slot_rarity: str

    hover: str
    pressed: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    ok_soft: str
    warning_soft: str
    error_soft: str
    disabled: str
    shadow: str

    def roles(self) -> dict[str, str]:
        """All roles by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Scale:
    """Type and space in px at 100 %."""

    font: str
    mono: str
    text: int
    title: int
    label: int
    radius: int


@dataclass(frozen=True, slots=True)
class RarityLook:
    """How a rarity is marked: a shape, in a colour that stands at least 3:1 off its ground."""

    name: str
    colour: str
    shape: str


def tokens_from(table: Mapping[str, str]) -> Tokens:
    """The roles of one appearance, with the mixed ones added."""
    return Tokens(
        **table,
        hover=mix(table["selected"], table["raised"], 0.55),
        pressed=mix(table["text"], table["selected"], 0.08),
        accent_hover=mix(table["text"], table["accent"], 0.1),
        accent_pressed=mix(table["text"], table["accent"], 0.18),
        accent_soft=mix(table["accent"], table["panel"], 0.16),
        ok_soft=mix(table["ok"], table["panel"], 0.3),
        warning_soft=mix(table["warning"], table["panel"], 0.1),
        error_soft=mix(table["error"], table["panel"], 0.1),
        disabled=mix(table["muted"], table["panel"], 0.62),
        shadow=mix("#000000", min(table["text"], table["canvas"], key=_luminance), 0.75),
    )


def scale_from(table: Mapping[str, Any]) -> Scale:
    """Type and space as tokens.toml has them."""
    return Scale(
        table["font"], table["mono"], table["text_px"], table["title_px"], table["label_px"], table["radius_px"]
    )


def mix(over: str, under: str, share: float) -> str:
    """`share` of the first colour laid over the second."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str, ratio: float) -> str:
    """The colour, made darker or lighter only as far as it takes to stand off the ground by `ratio`."""
    towards = "#000000" if _luminance(ground) > MIDDLE else "#ffffff"
    for step in range(21):
        moved = mix(towards, colour, step / 20)
        if contrast(moved, ground) >= ratio:
            return moved
    return towards


def is_hex(text: str) -> bool:
    """Whether a text from outside is a plain #rrggbb colour."""
    return _HEX.fullmatch(text) is not None


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
