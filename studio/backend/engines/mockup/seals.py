"""The seal of a rarity level: its shape in its finish, pips for the rank, and the level's name on a ribbon."""

from studio.backend.engines.mockup.geometry import Box, Point, number
from studio.backend.engines.mockup.patterns import star_points
from studio.core.catalog import Entry

SHAPES = ("circle", "triangle", "diamond", "star", "burst")
_LEVELS = {
    "common": ("circle", 1, "matte"),
    "uncommon": ("triangle", 2, "satin"),
    "rare": ("diamond", 3, "metallic"),
    "epic": ("star", 4, "foil"),
    "legendary": ("burst", 5, "gold"),
}


def read_seal(rarity: Entry | None, finishes: tuple[str, ...]) -> tuple[str, int, str]:
    """Shape, rank (0 to 5) and finish of a level: its details, else what its name says, else a plain circle."""
    if rarity is None:
        return "circle", 0, "matte"
    shape, rank, finish = _LEVELS.get((rarity.name or "").strip().casefold(), ("circle", 0, "satin"))
    own_shape, own_rank, own_finish = rarity.detail("shape"), rarity.detail("rank"), rarity.detail("finish")
    if isinstance(own_shape, str) and own_shape in SHAPES:
        shape = own_shape
    if isinstance(own_rank, int) and not isinstance(own_rank, bool) and 1 <= own_rank <= 5:
        rank = own_rank
    if isinstance(own_finish, str) and own_finish in finishes:
        finish = own_finish
    return shape, rank, finish


def badge_text(rarity: Entry | None) -> str:
    """What the ribbon says."""
    if rarity is None:
        return "PROOF"
    badge = rarity.detail("badge")
    return badge if isinstance(badge, str) and badge.strip() else rarity.label


def ribbon_box(box: Box) -> Box:
    """Where the ribbon crosses the seal."""
    return Box(box.x, box.y + 0.56 * box.height, box.width, 0.235 * box.height)


def draw_seal(shape: str, rank: int, box: Box) -> str:
    """The seal and its empty ribbon within a square box."""
    radius = min(box.width, box.height) / 2
    cx, cy = box.centre
    outline = _shape(shape, cx, cy, radius * 0.97)
    inner = _shape(
        shape, cx, cy + (0.03 * radius if shape == "triangle" else 0), radius * (0.74 if shape != "star" else 0.7)
    )
    lift = {"triangle": 0.02, "star": -0.1}.get(shape, -0.22) * radius
    return (
        f'<path class="shadow" transform="translate({number(radius * 0.05)} {number(radius * 0.08)})" d="{outline}"/>'
        f'<path class="seal" stroke="#fff" stroke-width="{number(radius * 0.06)}" stroke-linejoin="round" d="{outline}"/>'
        f'<path class="ink-line" stroke-opacity=".45" stroke-width="{number(radius * 0.025)}" stroke-linejoin="round" d="{inner}"/>'
        f'<path class="ink" d="{_pips(rank, cx, cy + lift, radius, shape)}"/>{_ribbon(ribbon_box(box))}'
    )


def _shape(shape: str, cx: float, cy: float, radius: float) -> str:
    if shape == "circle":
        r = number(radius)
        return f"M{number(cx - radius)} {number(cy)}a{r} {r} 0 1 0 {number(2 * radius)} 0a{r} {r} 0 1 0 {number(-2 * radius)} 0Z"
    if shape == "triangle":
        points = [(cx, cy - radius), (cx + 0.98 * radius, cy + 0.74 * radius), (cx - 0.98 * radius, cy + 0.74 * radius)]
    elif shape == "diamond":
        points = [(cx, cy - radius), (cx + radius, cy), (cx, cy + radius), (cx - radius, cy)]
    elif shape == "star":
        points = star_points(cx, cy + 0.06 * radius, radius, 5, 0.55)
    else:
        points = star_points(cx, cy, radius, 18, 0.86)
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def _pips(rank: int, cx: float, cy: float, radius: float, shape: str) -> str:
    """One small star for each step of the rank; a seal without a rank shows one large one."""
    if not rank:
        return _star(cx, cy, 0.36 * radius)
    size = radius * (0.17 if shape in ("circle", "burst", "diamond") else 0.13)
    rows = _rows(rank) if shape in ("triangle", "diamond", "star") and rank > 2 else [rank]
    path = ""
    for row, count in enumerate(rows):
        y = cy + (row - (len(rows) - 1) / 2) * 2.1 * size
        for index in range(count):
            offset = index - (count - 1) / 2
            bend = 0.0 if len(rows) > 1 else 0.35 * size * offset * offset * (0.6 if count > 3 else 1)
            path += _star(cx + offset * 2.15 * size, y + bend, size)
    return path


def _rows(rank: int) -> list[int]:
    return {3: [1, 2], 4: [1, 3], 5: [2, 3]}[rank]


def _star(x: float, y: float, radius: float) -> str:
    points: list[Point] = star_points(x, y, radius)
    return "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "Z"


def _ribbon(box: Box) -> str:
    notch, fold = box.height * 0.36, box.height * 0.22
    x, y, right, bottom = (number(value) for value in (box.x, box.y, box.right, box.bottom))
    middle = number(box.y + box.height / 2)
    return (
        f'<path class="ink" stroke="#fff" stroke-width="{number(max(2.0, fold * 0.3))}" stroke-linejoin="round" '
        f'd="M{x} {y}H{right}L{number(box.right - notch)} {middle}L{right} {bottom}H{x}L{number(box.x + notch)} {middle}Z"/>'
    )
