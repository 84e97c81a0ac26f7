"""The colours of one mock-up: the theme's and the rarity's where they are colours, ours where they are not, all readable."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from studio.backend.engines.mockup.chance import Chance
from studio.core.catalog import Entry
from studio.core.json_text import JsonValue

Rgb: TypeAlias = tuple[float, float, float]

WHITE: Rgb = (1.0, 1.0, 1.0)
BLACK: Rgb = (0.0, 0.0, 0.0)
READABLE = 4.5

# Ground, second ground, accent, dark ink: for themes that bring no colours of their own.
HOUSE_PALETTES = (
    ("#2b2f77", "#6d4fd0", "#ffd166", "#14153a"),
    ("#0f4c5c", "#2a9d8f", "#ffb347", "#0b2530"),
    ("#7a1f3d", "#e0563f", "#ffe08a", "#330c1d"),
    ("#1f5f3a", "#7fb93a", "#ffd9e8", "#0f2a1a"),
    ("#25324a", "#4f7cac", "#ff8552", "#111a2b"),
)
LEVEL_COLOURS = {
    "common": "#9aa3b8",
    "uncommon": "#58d68d",
    "rare": "#5aa9ff",
    "epic": "#c07bff",
    "legendary": "#ffc24b",
}
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def read_colour(value: JsonValue) -> Rgb | None:
    """`#rrggbb` or `#rgb`, else None."""
    if not isinstance(value, str) or not _HEX.fullmatch(value.strip()):
        return None
    digits = value.strip()[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:], 16) / 255


def hex_of(colour: Rgb) -> str:
    """`#rrggbb`."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in colour)


def mix(left: Rgb, right: Rgb, share: float) -> Rgb:
    """`share` of the right colour in the left one."""
    r, g, b = (a + (b - a) * share for a, b in zip(left, right, strict=True))
    return r, g, b


def luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.2)."""
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(left: Rgb, right: Rgb) -> float:
    """Contrast ratio from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(left), luminance(right)))
    return (high + 0.05) / (low + 0.05)


def darkened(colour: Rgb, against: Rgb, ratio: float) -> Rgb:
    """The colour, darkened until it stands out from `against`."""
    return _moved(colour, BLACK, against, ratio)


def lightened(colour: Rgb, against: Rgb, ratio: float) -> Rgb:
    """The colour, lightened until it stands out from `against`."""
    return _moved(colour, WHITE, against, ratio)


def _moved(colour: Rgb, towards: Rgb, against: Rgb, ratio: float) -> Rgb:
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if contrast(moved, against) >= ratio:
            return moved
    return towards


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours by their roles. `ink` is dark enough for white lettering on it, `light` light enough on `ink`."""

    ground: Rgb
    second: Rgb
    accent: Rgb
    ink: Rgb
    light: Rgb
    rarity: Rgb

    def on(self, ground: Rgb) -> Rgb:
        """Lettering on a ground: light or ink, whichever is easier to read."""
        return max(
            (self.light, self.ink, WHITE, BLACK),
            key=lambda colour: (contrast(colour, ground) >= READABLE, contrast(colour, ground)),
        )

    @property
    def bright(self) -> Rgb:
        """The accent where it must be read on ink."""
        return lightened(self.accent, self.ink, READABLE)


def read_palette(theme: Entry | None, rarity: Entry | None, chance: Chance) -> Palette:
    """The palette of a theme and a rarity level; anything that is no colour is replaced from a house palette."""
    colors = theme.detail("colors") if theme else None
    given = [read_colour(value) for value in colors[:5]] if isinstance(colors, list) else []
    if isinstance(colors, dict):
        given = [read_colour(value) for value in list(colors.values())[:5]]
    house = [read_colour(value) for value in chance.pick("house palette", HOUSE_PALETTES)]
    ground, second, accent, ink = (
        (given[index] if index < len(given) else None) or house[index] or WHITE for index in range(4)
    )
    ink = darkened(ink, WHITE, 11.0)
    light = (given[4] if len(given) > 4 else None) or mix(WHITE, accent, 0.08)
    return Palette(ground, second, lightened(accent, ink, 3.0), ink, lightened(light, ink, 9.0), read_level(rarity))


def read_level(rarity: Entry | None) -> Rgb:
    """The colour of a rarity level: its own, else that of its name, else silver."""
    own = read_colour(rarity.detail("colour")) or read_colour(rarity.detail("color")) if rarity else None
    named = LEVEL_COLOURS.get((rarity.name or "").strip().casefold()) if rarity else None
    return own or read_colour(named) or (0.78, 0.8, 0.86)
