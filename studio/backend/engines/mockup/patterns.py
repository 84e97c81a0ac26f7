"""The eight backdrops of a theme, drawn to fill any box and cut at its edges; each is a few paths, whatever it shows.

They are cut here, point by point: a clip path costs the rasteriser as much as half of the picture.
"""

import math
from collections.abc import Callable, Sequence

from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.geometry import Box, Point, number

_BOLT = ((0.2, -1), (-0.6, 0.15), (-0.08, 0.15), (-0.25, 1), (0.6, -0.25), (0.1, -0.25), (0.5, -1))
# Half a leaf from tip to stem; the other half mirrors it.
_LEAF = ((0, -1), (0.3, -0.72), (0.48, -0.4), (0.52, -0.05), (0.4, 0.35), (0.18, 0.66), (0.04, 0.8), (0.04, 1.15))


class _Field:
    """Collects path data by class, cut to a box; patterns also take its focus and its chance."""

    def __init__(self, box: Box, focus: Point, chance: Chance) -> None:
        self.box = box
        self.focus = focus
        self.chance = chance
        self._paths: dict[str, list[str]] = {}

    def svg(self) -> str:
        """One path for each class, in the order of their first use."""
        return "".join(f'<path class="{name}" d="{"".join(parts)}"/>' for name, parts in self._paths.items())

    def polygon(self, name: str, points: Sequence[Point]) -> None:
        """A filled polygon (Sutherland-Hodgman)."""
        box = self.box
        xs, ys = [x for x, _ in points], [y for _, y in points]
        cut = list(points)
        if min(xs) < box.x:
            cut = _cut(cut, 0, box.x, 1)
        if max(xs) > box.right:
            cut = _cut(cut, 0, box.right, -1)
        if min(ys) < box.y:
            cut = _cut(cut, 1, box.y, 1)
        if max(ys) > box.bottom:
            cut = _cut(cut, 1, box.bottom, -1)
        if len(cut) >= 3:
            self._add(name, "M" + "L".join(f"{number(x)} {number(y)}" for x, y in cut) + "Z")

    def dot(self, name: str, x: float, y: float, radius: float) -> None:
        """A disc."""
        box = self.box
        if box.x + radius <= x <= box.right - radius and box.y + radius <= y <= box.bottom - radius:
            r, d = number(radius), number(2 * radius)
            self._add(name, f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z")
        elif box.x - radius < x < box.right + radius and box.y - radius < y < box.bottom + radius:
            self.polygon(name, [(x + radius * cos, y + radius * sin) for cos, sin in _CIRCLE])

    def line(self, name: str, start: Point, end: Point) -> None:
        """A stroke from a point inside towards one that may lie beyond an edge at the side."""
        (x0, y0), (x1, y1), box = start, end, self.box
        if x1 != x0:
            limit = box.right if x1 > x0 else box.x
            share = min(1.0, (limit - x0) / (x1 - x0))
            if share <= 0:
                return
            x1, y1 = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        self._add(name, f"M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}")

    def _add(self, name: str, path: str) -> None:
        self._paths.setdefault(name, []).append(path)


_CIRCLE = tuple((math.cos(step * math.pi / 12), math.sin(step * math.pi / 12)) for step in range(24))


def _cut(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """What of a polygon lies on one side of an edge (1: beyond it, -1: before it)."""
    kept: list[Point] = []
    for index, end in enumerate(points):
        start = points[index - 1]
        a, b = side * (start[axis] - edge), side * (end[axis] - edge)
        if (a < 0) != (b < 0):
            share = a / (a - b)
            kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
        if b >= 0:
            kept.append(end)
    return kept


def draw_pattern(name: str, box: Box, focus: Point, chance: Chance) -> str:
    """One of the eight backdrops; `focus` is where rays come from."""
    field = _Field(box, focus, chance)
    PATTERNS[name](field)
    return field.svg()


def pattern_name(asked: object, chance: Chance) -> str:
    """The pattern that is meant: the one asked for, else one by chance."""
    return asked if isinstance(asked, str) and asked in PATTERNS else chance.pick("pattern", sorted(PATTERNS))


def star_points(
    x: float, y: float, radius: float, tips: int = 5, inner: float = 0.45, turn: float = -90.0
) -> list[Point]:
    """The corners of a star."""
    step, start = math.pi / tips, math.radians(turn)
    radii = (radius, radius * inner)
    return [
        (x + radii[index % 2] * math.cos(start + index * step), y + radii[index % 2] * math.sin(start + index * step))
        for index in range(2 * tips)
    ]


def _placed(shape: Sequence[Point], x: float, y: float, size: float, angle: float) -> list[Point]:
    cos, sin = math.cos(angle) * size, math.sin(angle) * size
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in shape]


def _scatter(box: Box, spacing: float, chance: Chance, name: str) -> list[tuple[float, float, float, float]]:
    """Places in a shaken grid: x, y and two free numbers; never two in one cell, so that nothing clumps."""
    columns, rows = math.ceil(box.width / spacing) + 1, math.ceil(box.height / spacing) + 1
    numbers = iter(chance.numbers(name, columns * rows * 4))
    places: list[tuple[float, float, float, float]] = []
    for row in range(rows):
        for column in range(columns):
            dx, dy, a, b = (next(numbers) for _ in range(4))
            x = box.x + (column + 0.5 * (row % 2) + 0.5 * dx - 0.4) * spacing
            places.append((x, box.y + (row + 0.5 * dy - 0.1) * spacing, a, b))
    return places


def _grid(field: _Field) -> None:
    """A neon floor under a night sky."""
    horizon = field.box.y + 0.66 * field.box.height
    depth, middle = field.box.bottom - horizon, field.box.x + field.box.width / 2
    field.polygon(
        "pattern-c",
        [
            (field.box.x, horizon),
            (field.box.right, horizon),
            (field.box.right, field.box.bottom),
            (field.box.x, field.box.bottom),
        ],
    )
    for step in range(12):
        y = horizon + depth * (step / 11) ** 2.1
        field.line("pattern-line", (field.box.x, y), (field.box.right, y))
    for step in range(-20, 21):
        far, near = middle + step * field.box.width / 42, middle + step * field.box.width / 9
        field.line("pattern-line", (far, horizon), (near, field.box.bottom))
    sky = Box(field.box.x, field.box.y, field.box.width, horizon - field.box.y)
    for x, y, a, b in _scatter(sky, 86, field.chance, "sky"):
        if b < 0.62 and y < horizon - 8:
            field.dot("star", x, y, 1.6 + 3.4 * a * a)
    for x, y, a, b in _scatter(sky, 240, field.chance, "sparks"):
        if b < 0.5 and y < horizon - 24:
            field.polygon("pattern-a", star_points(x, y, 9 + 12 * a, 4, 0.22))


def _rays(field: _Field) -> None:
    count = field.chance.pick("rays", (16, 20, 24))
    reach = math.hypot(field.box.width, field.box.height)
    turn, step = field.chance.number("turn") * math.pi / count, math.pi / count
    for index in range(count):
        angles = (turn + 2 * index * step, turn + (2 * index + 1) * step)
        ends = [
            (field.focus[0] + reach * math.cos(angle), field.focus[1] + reach * math.sin(angle)) for angle in angles
        ]
        field.polygon("pattern-a", [field.focus, *ends])
    _halftone(field, 0.62)


def _halftone(field: _Field, start: float) -> None:
    """Printer's dots that grow towards the lower edge."""
    step = 34.0
    rows = int(field.box.height * (1 - start) / step) + 1
    for row in range(rows):
        y, radius = field.box.bottom - (rows - row - 1) * step, 2 + 7 * row / max(1, rows)
        for column in range(int(field.box.width / step) + 2):
            field.dot("pattern-c", field.box.x + step * (column + 0.5 * (row % 2)), y, radius)


def _leaves(field: _Field) -> None:
    shape = [*_LEAF, *((-x, y) for x, y in reversed(_LEAF[1:]))]
    for x, y, a, b in _scatter(field.box, 128, field.chance, "leaves"):
        field.polygon(_TONES[int(b * 3)], _placed(shape, x, y, 44 + 46 * a, b * 17.3))


_TONES = ("pattern-a", "pattern-b", "pattern-c")


def _stars(field: _Field) -> None:
    for x, y, a, b in _scatter(field.box, 116, field.chance, "stars"):
        if b < 0.52:
            field.polygon("pattern-a", star_points(x, y, 20 + 34 * a, 5, 0.45, -90 + 50 * (b - 0.25)))
        else:
            field.dot("star", x, y, 3 + 6 * a)


def _dots(field: _Field) -> None:
    step = 92.0
    for row in range(int(field.box.height / step) + 2):
        share = row * step / field.box.height
        for column in range(int(field.box.width / step) + 2):
            x, y = field.box.x + (column + 0.5 * (row % 2)) * step, field.box.y + row * step * 0.98
            field.dot("pattern-a", x, y, 12 + 24 * share)
            field.dot("pattern-b", x + step / 2, y + step / 2, 4 + 8 * max(0.0, 1 - share))


def _waves(field: _Field) -> None:
    step, length, height, points = 76.0, 150.0, 17.0, 12
    count = int(field.box.width / length * points) + points + 1
    for row in range(int(field.box.height / step) + 2):
        y, start = field.box.y + row * step, field.box.x - length * (0.5 + 0.5 * (row % 2))
        crest = [
            (start + index * length / points, y - height * math.sin(2 * math.pi * index / points))
            for index in range(count + points)
        ]
        field.polygon(_TONES[row % 3], [*crest, *((x, cy + 30) for x, cy in reversed(crest))])


def _checks(field: _Field) -> None:
    """Diamonds, smaller in the middle of the pack."""
    size = 74.0
    rows, columns = int(field.box.height / size) + 2, int(field.box.width / size) + 2
    for row in range(rows):
        half = size * 0.68 * (0.4 + 0.6 * abs(2 * (row + 0.5) / rows - 1))
        for column in range(columns):
            x, y = field.box.x + column * size + size / 2 * (row % 2), field.box.y + row * size
            field.polygon("pattern-a", [(x, y - half), (x + half, y), (x, y + half), (x - half, y)])
    _halftone(field, 0.7)


def _bolts(field: _Field) -> None:
    width, slant = 134.0, field.box.height * 0.7
    for index in range(-int(slant / width) - 2, int(field.box.width / width) + 2, 2):
        x = field.box.x + index * width
        corners = [
            (x, field.box.y),
            (x + width * 0.7, field.box.y),
            (x + width * 0.7 + slant, field.box.bottom),
            (x + slant, field.box.bottom),
        ]
        field.polygon("pattern-c", corners)
    for x, y, a, b in _scatter(field.box, 190, field.chance, "bolts"):
        field.polygon("pattern-a", _placed(_BOLT, x, y, 42 + 40 * a, (b - 0.5) * 0.9))


PATTERNS: dict[str, Callable[[_Field], None]] = {
    "grid": _grid,
    "rays": _rays,
    "leaves": _leaves,
    "stars": _stars,
    "dots": _dots,
    "waves": _waves,
    "checks": _checks,
    "bolts": _bolts,
}
