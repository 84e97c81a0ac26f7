"""The drawn figure: a character in a pose, with its tool, as SVG and as the outlines of what must stay in sight."""

import itertools
import math
import re
from dataclasses import dataclass

from studio.backend.engines.mockup.artwork import Artwork, Piece, attributes
from studio.backend.engines.mockup.casting import Character
from studio.backend.engines.mockup.geometry import Affine, Box, Point, circle_points, hull, number, overlaps
from studio.backend.engines.mockup.skeleton import FOOT, Limb, Pose, Skeleton, build_skeleton

FACE = Box(-96, -74, 192, 186)
TOOL_REACH = 330.0
_TORSO = "M-70 -286C-112 -284 -128 -262 -126 -236L-90 -110L-95 6Q0 34 95 6L90 -110L126 -236C128 -262 112 -284 70 -286Q0 -262 -70 -286Z"
_NECK = "M-30 -300V-276Q0 -254 30 -276V-300Z"
_SLOT = re.compile(r"<g\b[^>]*?data-slot=\"emblem\"[^>]*/>")


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure in its own units, the floor's middle at the origin: SVG, and outlines of all, face and tool."""

    svg: str
    hull: tuple[Point, ...]
    face: tuple[Point, ...]
    tool: tuple[Point, ...]
    base: float


@dataclass(frozen=True, slots=True)
class _Wardrobe:
    piece: Piece
    emblem: str

    def colour(self, part: str) -> str:
        return self.piece.hints.get(part, "top")

    def layer(self, name: str) -> str:
        return _SLOT.sub(self._place, self.piece.layer(name))

    def _place(self, match: re.Match[str]) -> str:
        data = attributes(match[0])
        scale = float(data["data-size"]) / 100
        x, y = data["data-x"], data["data-y"]
        return f'<g class="emblem" transform="translate({x} {y}) scale({number(scale)})">{self.emblem}</g>'


def draw_figure(artwork: Artwork, character: Character, pose: Pose, tool: Piece, emblem: str) -> Figure:
    """Draw the character in the pose, the tool in its second hand where it hides neither face nor head."""
    skeleton = build_skeleton(pose)
    wardrobe = _Wardrobe(artwork.piece("outfits", character.outfit), artwork.piece("emblems", emblem).body)
    head = _head(artwork, character)
    face = skeleton.head.outline(FACE.corners())
    head_box = _head_box(artwork, character)
    held = _hold(skeleton, tool, skeleton.head.outline(_narrow(head_box).corners()), face)
    tool_outline = held.outline(tool.box.corners())
    torso, turned = skeleton.torso.svg, skeleton.head.svg
    is_skirted = "skirt" in wardrobe.piece.hints
    parts = [
        _peg(skeleton),
        _group(torso, wardrobe.layer("back")),
        _group(turned, head[0]),
        *(_leg(leg, wardrobe) for leg in skeleton.legs),
        "" if is_skirted else _hips(skeleton, wardrobe),
        _group(
            torso,
            f'<path class="{wardrobe.colour("base")} line" d="{_TORSO}"/><path class="shade" style="fill-opacity:.13" d="{_SHADED_SIDE}"/>{wardrobe.layer("torso")}<path class="skin line" d="{_NECK}"/>',
        ),
        _arm(skeleton.arms[0], wardrobe),
        _arm(skeleton.arms[1], wardrobe),
        _group(turned, head[1]),
        _hand(skeleton.arms[0], wardrobe, pose.hand),
        _group(held.svg, tool.body),
        _fist(wardrobe, held),
    ]
    points = [*tool_outline, *_reach(skeleton), *skeleton.head.outline(head_box.corners())]
    points += skeleton.torso.outline(_clothes_box(wardrobe).corners())
    points.append((0.0, 0.0))
    return Figure("".join(parts), hull(points), face, tool_outline, -pose.lift)


_SHADED_SIDE = "M62 -283C112 -284 128 -262 126 -236L90 -110L95 6Q76 12 52 15Q84 -140 62 -283Z"


def _group(transform: str, svg: str) -> str:
    return f'<g transform="{transform}">{svg}</g>' if svg else ""


def _head(artwork: Artwork, character: Character) -> tuple[str, str]:
    """What lies behind the body and what lies before it."""
    base = artwork.piece("heads", character.head)
    gear = artwork.piece("headgear", character.headgear) if character.headgear else None
    hair = artwork.piece("hair", character.hair) if character.hair else None
    stays = gear.hints.get("hair", "all") if gear else "all"
    back = (gear.layer("back") if gear else "") + (hair.layer("back") if hair and stays != "none" else "")
    front = [base.layer("base")]
    if character.mouth:
        front.append(artwork.piece("mouths", character.mouth).body)
    front.append(base.layer("nose"))
    if character.eyes:
        front.append(artwork.piece("eyes", character.eyes).body)
    if hair and stays == "all":
        front.append(hair.layer("front"))
    elif hair and stays == "sides":
        front.append(_SIDES)
    if gear:
        front.append(gear.layer("front"))
    return back, "".join(front)


# What shows of the hair under a hat.
_SIDES = (
    '<path class="hair line" d="M-101 -50C-112 -20 -110 10 -100 26C-92 22 -88 6 -88 -20L-82 -58Z'
    'M101 -50C112 -20 110 10 100 26C92 22 88 6 88 -20L82 -58Z"/>'
)


def _head_box(artwork: Artwork, character: Character) -> Box:
    top = 150.0
    if character.hair:
        top = 216.0 if character.hair == "mohawk" else 192.0
    if character.headgear:
        hints = artwork.piece("headgear", character.headgear).hints
        top = float(hints.get("top", top)) if hints.get("hair") != "all" else max(top, float(hints.get("top", "0")))
    return Box(-172, -top - 4, 344, top + 130)


def _narrow(head: Box) -> Box:
    """The head without the brims and tips that a tool may pass behind."""
    return Box(-108, head.y * 0.72, 216, 112 - head.y * 0.72)


def _clothes_box(wardrobe: _Wardrobe) -> Box:
    width, bottom = 250.0, 40.0
    if "skirt" in wardrobe.piece.hints:
        width, bottom = 360.0, 340.0
    elif wardrobe.layer("back"):
        width, bottom = 408.0, 250.0
    return Box(-width / 2, -290, width, 290 + bottom)


def _reach(skeleton: Skeleton) -> list[Point]:
    points: list[Point] = []
    for arm in skeleton.arms:
        points += circle_points(arm.middle, 44, 6)
        points += circle_points(arm.end, 66, 6)
    for leg in skeleton.legs:
        points += ((leg.end[0] - 84, leg.end[1] + FOOT), (leg.end[0] + 84, leg.end[1] + FOOT))
    return points


def capsule(start: Point, end: Point, start_radius: float, end_radius: float) -> str:
    """Path data of the convex outline around two circles."""
    distance = math.dist(start, end)
    if distance <= abs(start_radius - end_radius):
        centre, radius = (start, start_radius) if start_radius > end_radius else (end, end_radius)
        return _circle(centre, radius)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    spread = math.acos((start_radius - end_radius) / distance)
    a, b = _at(start, start_radius, angle + spread), _at(end, end_radius, angle + spread)
    c, d = _at(end, end_radius, angle - spread), _at(start, start_radius, angle - spread)
    far, near = (1, 0) if spread > math.pi / 2 else (0, 1)
    return (
        f"M{_xy(a)}L{_xy(b)}A{number(end_radius)} {number(end_radius)} 0 {far} 0 {_xy(c)}"
        f"L{_xy(d)}A{number(start_radius)} {number(start_radius)} 0 {near} 0 {_xy(a)}Z"
    )


def _circle(centre: Point, radius: float) -> str:
    r = number(radius)
    return f"M{_xy((centre[0] - radius, centre[1]))}a{r} {r} 0 1 0 {number(2 * radius)} 0a{r} {r} 0 1 0 {number(-2 * radius)} 0Z"


def _at(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _xy(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _tube(colour: str, *parts: str) -> str:
    """Overlapping outlines drawn as one body: the outline first, the fill over it."""
    path = "".join(parts)
    return f'<path class="seam" d="{path}"/><path class="{colour}" d="{path}"/>'


def _joint(limb: Limb, radius: float) -> str:
    """The hinge of a toy."""
    return f'<circle class="hinge" cx="{number(limb.middle[0])}" cy="{number(limb.middle[1])}" r="{number(radius)}"/>'


def _gleam(limb: Limb, share: float, offset: float) -> str:
    a, b = _between(limb.start, limb.middle, share), _between(limb.start, limb.middle, 0.8)
    return f'<path class="gleam" d="M{number(a[0] - offset)} {number(a[1])}L{number(b[0] - offset)} {number(b[1])}"/>'


def _arm(arm: Limb, wardrobe: _Wardrobe) -> str:
    wrist = _between(arm.middle, arm.end, 0.86)
    sleeves = wardrobe.colour("sleeves")
    upper, lower = capsule(arm.start, arm.middle, 42, 33), capsule(arm.middle, wrist, 33, 27)
    if wardrobe.piece.hints.get("sleeve") == "long":
        cuff = capsule(_between(arm.middle, arm.end, 0.74), _between(arm.middle, arm.end, 0.9), 32, 33)
        return _tube(sleeves, upper, lower, cuff) + _joint(arm, 15) + _gleam(arm, 0.1, 14)
    skin = "metal" if sleeves == "metal" else "skin"
    bare = _tube(skin, upper, lower) + _joint(arm, 14)
    return (
        bare + _tube(sleeves, capsule(arm.start, _between(arm.start, arm.middle, 0.6), 45, 43)) + _gleam(arm, 0.05, 16)
    )


def _leg(leg: Limb, wardrobe: _Wardrobe) -> str:
    colour, boots = wardrobe.colour("legs"), wardrobe.colour("boots")
    body = _tube(colour, capsule(leg.start, leg.middle, 60, 45), capsule(leg.middle, leg.end, 45, 38))
    angle = leg.end_angle - 90
    turn = angle * (0.8 if abs(angle) > 20 else 0.0)
    place = f"translate({_xy(leg.end)}) rotate({number(turn)}) scale({leg.side} 1)"
    boot = (
        f'<g transform="{place}"><path class="{boots} line" d="M-40 -42H40V-8Q78 -4 82 34V44H-42V34Z"/>'
        '<path class="ink" d="M-42 34H82V44Q82 50 76 50H-36Q-42 50 -42 44Z"/><path class="gleam" d="M-24 -24V10"/></g>'
    )
    return body + _joint(leg, 18) + _gleam(leg, 0.3, 22) + boot


def _hips(skeleton: Skeleton, wardrobe: _Wardrobe) -> str:
    (left, right), colour = skeleton.legs, wardrobe.colour("legs")
    y = left.start[1]
    top = f"M{number(left.start[0] - 40)} {number(y - 34)}H{number(right.start[0] + 40)}V{number(y + 20)}Q0 {number(y + 84)} {number(left.start[0] - 40)} {number(y + 20)}Z"
    return f'<path class="{colour}" d="{top}"/>'


def _hand(arm: Limb, wardrobe: _Wardrobe, kind: str) -> str:
    """The free hand, its fingers along the forearm."""
    place = f"translate({_xy(arm.end)}) rotate({number(arm.end_angle - 90)}) scale({arm.side} 1)"
    shapes = {
        "open": (
            capsule((-2, 6), (-8, 44), 26, 17),
            capsule((8, 8), (16, 42), 22, 14),
            capsule((14, -2), (40, 16), 13, 11),
        ),
        "point": (_circle((0, 4), 33), capsule((0, 20), (0, 62), 14, 12), capsule((14, 0), (32, 12), 13, 11)),
    }
    parts = shapes.get(kind, (_circle((0, 4), 34), capsule((4, -6), (26, 8), 14, 12)))
    return f'<g transform="{place}">{_tube(wardrobe.colour("gloves"), *parts)}</g>'


def _fist(wardrobe: _Wardrobe, held: Affine) -> str:
    """Fingers around the grip: drawn over the tool, turned with it."""
    size = math.hypot(held.a, held.b)
    parts = (
        capsule((-17, -16), (18, -16), 15, 15),
        capsule((-18, 1), (20, 1), 15, 15),
        capsule((-16, 18), (16, 18), 14, 14),
    )
    fingers = "".join(
        f'<path class="{wardrobe.colour("gloves")} line" style="stroke-width:5" d="{part}"/>' for part in parts
    )
    return f'<g transform="{(held @ Affine.scaled(1 / size)).svg}">{fingers}</g>'


def _hold(skeleton: Skeleton, tool: Piece, head: tuple[Point, ...], face: tuple[Point, ...]) -> Affine:
    """Where the tool lies in the hand: turned outwards, then made smaller, until it leaves the head free, at least the face."""
    arm = skeleton.arms[1]
    reach = max(-tool.box.y, tool.box.bottom, tool.box.right, -tool.box.x)
    scale = min(1.0, TOOL_REACH / reach)
    angle = min(12.0, skeleton.pose.hold) if "aim" in tool.hints else skeleton.pose.hold
    for kept_free, shrinks in ((head, (1.0, 0.86, 0.74)), (face, (1.0, 0.86, 0.74, 0.6, 0.46, 0.34))):
        for shrink, turn in itertools.product(shrinks, range(0, 132, 12)):
            frame = Affine.moved(*arm.end) @ Affine.turned(angle + turn) @ Affine.scaled(scale * shrink)
            if not overlaps(frame.outline(tool.box.inset(4).corners()), kept_free):
                return frame
    return Affine.moved(*arm.end) @ Affine.turned(90) @ Affine.scaled(scale * 0.3)


def _peg(skeleton: Skeleton) -> str:
    """The clear peg that holds a jump in the air."""
    if not skeleton.pose.lift:
        return ""
    return (
        f'<path class="peg" d="M-13 -4V{number(-skeleton.pose.lift - 120)}H13V-4Z"/>'
        '<ellipse class="peg" cx="0" cy="-6" rx="92" ry="17"/>'
    )
