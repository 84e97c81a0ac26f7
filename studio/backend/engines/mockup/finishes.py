"""Colours as classes and gradients: the style sheet of one mock-up, and the metals of frame and seal."""

from studio.backend.engines.mockup.palette import BLACK, WHITE, Palette, Rgb, hex_of, mix

FINISHES = ("matte", "satin", "metallic", "foil", "gold")
_GOLD: Rgb = (1.0, 0.8, 0.36)
_RAINBOW: tuple[Rgb, ...] = ((1.0, 0.62, 0.86), (0.6, 0.95, 1.0), (1.0, 0.96, 0.66), (0.72, 0.7, 1.0))


def finish_stops(finish: str, colour: Rgb) -> list[tuple[float, Rgb]]:
    """The stops of a frame or seal: from flat card to gold leaf."""
    light, dark = mix(colour, WHITE, 0.62), mix(colour, BLACK, 0.28)
    if finish == "satin":
        return [(0, mix(colour, WHITE, 0.34)), (0.5, colour), (1, mix(colour, BLACK, 0.12))]
    if finish == "metallic":
        return [
            (0, light),
            (0.22, colour),
            (0.38, mix(colour, WHITE, 0.86)),
            (0.52, colour),
            (0.7, dark),
            (0.86, light),
            (1, colour),
        ]
    if finish == "foil":
        tints = [mix(tint, colour, 0.42) for tint in _RAINBOW]
        return [
            (0, light),
            (0.16, tints[0]),
            (0.34, tints[1]),
            (0.48, WHITE),
            (0.62, tints[2]),
            (0.8, tints[3]),
            (1, light),
        ]
    if finish == "gold":
        gold = mix(_GOLD, colour, 0.25)
        deep, pale = mix(gold, (0.5, 0.26, 0.0), 0.5), mix(gold, WHITE, 0.72)
        return [(0, gold), (0.2, pale), (0.36, gold), (0.55, deep), (0.7, gold), (0.84, pale), (1, gold)]
    return [(0, mix(colour, WHITE, 0.12)), (1, colour)]


def gradient(name: str, stops: list[tuple[float, Rgb]], x2: float = 1.0, y2: float = 1.0) -> str:
    """A linear gradient across the bounding box."""
    inner = "".join(f'<stop offset="{offset:g}" stop-color="{hex_of(colour)}"/>' for offset, colour in stops)
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="{x2:g}" y2="{y2:g}">{inner}</linearGradient>'


def glow(name: str, colour: Rgb, opacity: float) -> str:
    """A radial gradient that fades out."""
    value = hex_of(colour)
    return (
        f'<radialGradient id="{name}"><stop offset="0" stop-color="{value}" stop-opacity="{opacity:g}"/>'
        f'<stop offset=".55" stop-color="{value}" stop-opacity="{opacity * 0.45:g}"/>'
        f'<stop offset="1" stop-color="{value}" stop-opacity="0"/></radialGradient>'
    )


def definitions(palette: Palette, finish: str) -> str:
    """The gradients that templates and pieces may name: ground, frame, seal, title, backlight, floor."""
    stops = finish_stops(finish, palette.rarity)
    return "".join(
        (
            gradient("g-ground", [(0, palette.ground), (1, palette.second)], 0.35),
            gradient("g-side", [(0, mix(palette.ground, BLACK, 0.35)), (1, mix(palette.second, BLACK, 0.5))], 0.0),
            gradient("g-frame", stops),
            gradient("g-seal", stops),
            gradient(
                "g-title", [(0, WHITE), (0.45, palette.light), (1, mix(palette.light, palette.bright, 0.75))], 0.0
            ),
            gradient("g-plate", [(0, mix(palette.ink, WHITE, 0.1)), (1, palette.ink)], 0.0),
            gradient("g-inside", [(0, mix(palette.second, BLACK, 0.52)), (1, mix(palette.ground, BLACK, 0.3))], 0.0),
            glow("g-backlight", mix(palette.light, palette.accent, 0.25), 0.92),
            glow("g-floor", palette.ink, 0.62),
        )
    )


def _fills(palette: Palette, skin: Rgb, hair: Rgb, clothes: tuple[Rgb, Rgb]) -> dict[str, Rgb]:
    """The plain fills by class."""
    top, bottom = clothes
    return {
        "skin": skin, "skin-dark": mix(skin, (0.45, 0.15, 0.1), 0.32), "hair": hair, "hair-dark": mix(hair, BLACK, 0.3),
        "top": top, "top-dark": mix(top, BLACK, 0.26), "bottom": bottom, "bottom-dark": mix(bottom, BLACK, 0.3),
        "accent": palette.accent, "accent-dark": mix(palette.accent, palette.ink, 0.35), "light": palette.light,
        "iris": mix(palette.accent, palette.ink, 0.25), "ink": palette.ink,
        "footer": palette.ink, "stripe": palette.accent, "second": palette.second, "base": palette.ground,
        "deep": mix(palette.ground, BLACK, 0.35), "deeper": mix(palette.ground, BLACK, 0.55), "pale": mix(palette.light, palette.ground, 0.12),
        "rarity": palette.rarity,
    }  # fmt: skip


def style_sheet(palette: Palette, skin: Rgb, hair: Rgb, clothes: tuple[Rgb, Rgb]) -> str:
    """All classes of templates and pieces, in the colours of this mock-up."""
    ink = hex_of(palette.ink)
    rules = [f".{name}{{fill:{hex_of(colour)}}}" for name, colour in _fills(palette, skin, hair, clothes).items()]
    rules += [f".{name}{{fill:{colour}}}" for name, colour in _FIXED.items()]
    rules += [
        f".{name}{{fill:url(#g-{name})}}"
        for name in ("ground", "side", "frame", "seal", "plate", "inside", "backlight", "floor", "title")
    ]
    rules += [
        f".line{{stroke:{ink};stroke-width:6;stroke-linejoin:round;stroke-linecap:round}}",
        f".seam{{fill:{ink};stroke:{ink};stroke-width:10;stroke-linejoin:round}}",
        f".thin{{stroke:{ink};stroke-width:4;fill:none;stroke-linecap:round;stroke-linejoin:round}}",
        f".brow{{stroke:{ink};stroke-width:8;fill:none;stroke-linecap:round;stroke-linejoin:round}}",
        f".hinge{{fill:{ink};fill-opacity:.1;stroke:{ink};stroke-opacity:.4;stroke-width:3}}",
        f".shade{{fill:{ink};fill-opacity:.2}}",
        f".shadow{{fill:{ink};fill-opacity:.28}}",
        ".shine{fill:#fff;fill-opacity:.5}",
        ".glass{fill:#bfe6ff;fill-opacity:.55}",
        ".gleam{stroke:#fff;stroke-opacity:.5;stroke-width:7;fill:none;stroke-linecap:round}",
        ".peg{fill:#fff;fill-opacity:.5;stroke:#fff;stroke-opacity:.8;stroke-width:3}",
        f".accent-line{{stroke:{hex_of(palette.accent)};fill:none}}",
        f".second-line{{stroke:{hex_of(palette.second)};fill:none}}",
        f".light-line{{stroke:{hex_of(palette.light)};fill:none}}",
        f".ink-line{{stroke:{ink};fill:none}}",
        f".emblem{{fill:{hex_of(palette.bright)};stroke:{ink};stroke-width:8;stroke-linejoin:round}}",
        ".frame-line{stroke:url(#g-frame);fill:none}",
        f".pattern-a{{fill:{hex_of(palette.accent)};fill-opacity:.42}}",
        f".pattern-b{{fill:{hex_of(palette.light)};fill-opacity:.2}}",
        f".pattern-c{{fill:{ink};fill-opacity:.2}}",
        ".star{fill:#fff;fill-opacity:.62}",
        f".pattern-line{{stroke:{hex_of(palette.accent)};stroke-opacity:.62;stroke-width:4;fill:none}}",
    ]
    return "".join(rules)


_FIXED = {
    "white": "#fff", "metal": "#ccd5e4", "metal-dark": "#8d99b0", "wood": "#bb7b42", "wood-dark": "#85512a",
    "gold": "#ffc94d", "gold-dark": "#d9962a", "red": "#e8495a", "green": "#4fae58", "green-dark": "#357a3d", "black": "#2e2d3c",
}  # fmt: skip
