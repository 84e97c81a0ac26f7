"""The plain things of a scene: the studio wall, the shadow on the floor, a thing laid in a tray, the bar code."""

import math

from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.geometry import Affine, Box, bounds, number
from studio.backend.engines.mockup.palette import Palette, Rgb, hex_of, mix
from studio.core.recipe import Size

_WALL: Rgb = (0.925, 0.918, 0.945)
_TABLE: Rgb = (0.74, 0.72, 0.79)


def studio_wall(palette: Palette, frame: Box, template: Size) -> str:
    """Wall and table behind the packaging, out to the edges of the picture."""
    wall, table = mix(_WALL, palette.second, 0.1), mix(_TABLE, palette.second, 0.16)
    edge = template.height * 0.8
    stops = (
        '<linearGradient id="g-wall" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{hex_of(wall)}"/><stop offset="1" stop-color="{hex_of(mix(wall, table, 0.4))}"/></linearGradient>'
        '<linearGradient id="g-table" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{hex_of(table)}"/><stop offset="1" stop-color="{hex_of(mix(table, palette.ink, 0.22))}"/></linearGradient>'
    )
    x, width = number(frame.x), number(frame.width)
    return (
        f'{stops}<rect x="{x}" y="{number(frame.y)}" width="{width}" height="{number(edge - frame.y)}" fill="url(#g-wall)"/>'
        f'<rect x="{x}" y="{number(edge)}" width="{width}" height="{number(frame.bottom - edge)}" fill="url(#g-table)"/>'
    )


def floor_shadow(place: Affine, base: float) -> str:
    """The shadow under the feet; a figure in the air has a fainter one."""
    x, y = place.apply((0.0, -6.0))
    scale = place.d
    strength = 1.0 if base == 0 else 0.7
    return (
        f'<ellipse class="floor" opacity="{number(strength)}" cx="{number(x)}" cy="{number(y)}" '
        f'rx="{number(230 * scale)}" ry="{number(34 * scale)}"/>'
    )


def standing(piece: Box, place: Box) -> Affine:
    """How a thing stands on a table: upright, its foot on the lower edge."""
    scale = min(1.25, _scale(piece, place, 0.0))
    return Affine.moved(place.centre[0] - scale * piece.centre[0], place.bottom - scale * piece.bottom) @ Affine.scaled(
        scale
    )


def laid_out(piece: Box, tray: Box, tilt: float, *, keeps_level: bool) -> Affine:
    """How a thing lies in a tray: upright or across, as large as fits; what is meant to be level stays so."""
    angles = (tilt, tilt / 3) if keeps_level else (tilt, 90 + tilt, tilt / 3, 90 + tilt / 3)
    best = max(angles, key=lambda angle: round(_scale(piece, tray, angle), 2))
    scale = min(1.25, _scale(piece, tray, best))
    (x, y), (cx, cy) = tray.centre, piece.centre
    return Affine.moved(x, y) @ Affine.turned(best) @ Affine.scaled(scale) @ Affine.moved(-cx, -cy)


def _scale(piece: Box, tray: Box, angle: float) -> float:
    turned = bounds(Affine.turned(angle).outline(piece.corners()))
    return min(tray.width / turned.width, tray.height / turned.height)


def barcode(box: Box, chance: Chance) -> str:
    """A bar code of nothing in particular, 95 modules wide with guard bars, as on any pack."""
    inner = Box(box.x + box.width * 0.06, box.y + box.height * 0.12, box.width * 0.88, box.height * 0.76)
    module = inner.width / 95
    path, position = "", 0
    widths = [1 + math.floor(value * 4) for value in chance.numbers("bars", 64)]
    for index, width in enumerate(widths):
        if position + width > 95:
            break
        if index % 2 == 0:
            x = inner.x + position * module
            path += f"M{number(x)} {number(inner.y)}h{number(width * module * 0.92)}v{number(inner.height)}h{number(-width * module * 0.92)}Z"
        position += width
    x, y, width, height = (number(value) for value in (box.x, box.y, box.width, box.height))
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="#fff"/><path fill="#111" d="{path}"/>'
