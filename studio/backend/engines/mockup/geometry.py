"""Points, boxes and convex outlines in px: what a scene knows about where its parts lie."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, y growing downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, by: float) -> "Box":
        """The box made smaller by `by` on each side (larger where negative)."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def corners(self) -> tuple[Point, ...]:
        """The four corners, clockwise from the upper left."""
        return (self.x, self.y), (self.right, self.y), (self.right, self.bottom), (self.x, self.bottom)


@dataclass(frozen=True, slots=True)
class Affine:
    """The SVG matrix (a b c d e f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __matmul__(self, inner: "Affine") -> "Affine":
        """First `inner`, then this one."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def apply(self, point: Point) -> Point:
        """Where a point goes."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def outline(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Where points go."""
        return tuple(self.apply(point) for point in points)

    @property
    def svg(self) -> str:
        """The value of a `transform` attribute."""
        numbers = " ".join(number(value) for value in (self.a, self.b, self.c, self.d, self.e, self.f))
        return f"matrix({numbers})"

    @classmethod
    def moved(cls, x: float, y: float) -> "Affine":
        """A translation."""
        return cls(e=x, f=y)

    @classmethod
    def scaled(cls, x: float, y: float | None = None) -> "Affine":
        """A scale about the origin."""
        return cls(a=x, d=x if y is None else y)

    @classmethod
    def turned(cls, degrees: float, x: float = 0.0, y: float = 0.0) -> "Affine":
        """A clockwise turn about a point."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)


def number(value: float) -> str:
    """A number as short as a drawing needs it: three decimals, no tail of zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 100 else f"{value:.1f}".removesuffix(".0")


def bounds(points: Iterable[Point]) -> Box:
    """The upright box around points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def hull(points: Iterable[Point]) -> tuple[Point, ...]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower = _chain(ordered)
    upper = _chain(ordered[::-1])
    return (*lower[:-1], *upper[:-1])


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def overlaps(left: Sequence[Point], right: Sequence[Point], tolerance: float = 0.0) -> bool:
    """Whether two convex outlines share more than a strip of `tolerance` px (separating axes)."""
    for outline in (left, right):
        for index, start in enumerate(outline):
            end = outline[(index + 1) % len(outline)]
            normal = (end[1] - start[1], start[0] - end[0])
            length = math.hypot(*normal)
            if length == 0:
                continue
            low_l, high_l = _shadow(left, normal)
            low_r, high_r = _shadow(right, normal)
            if min(high_l, high_r) - max(low_l, low_r) <= tolerance * length:
                return False
    return True


def _shadow(outline: Sequence[Point], axis: Point) -> tuple[float, float]:
    values = [x * axis[0] + y * axis[1] for x, y in outline]
    return min(values), max(values)


def inside(inner: Sequence[Point], outer: Sequence[Point], tolerance: float = 0.5) -> bool:
    """Whether every point of `inner` lies in the convex `outer`, give or take `tolerance` px."""
    sign = 1.0 if sum(_turn(outer[i - 2], outer[i - 1], outer[i]) for i in range(len(outer))) >= 0 else -1.0
    for index, end in enumerate(outer):
        start = outer[index - 1]
        length = math.dist(start, end)
        if length and any(sign * _turn(start, end, point) < -tolerance * length for point in inner):
            return False
    return True


def circle_points(centre: Point, radius: float, count: int = 12) -> tuple[Point, ...]:
    """Points on a polygon around a circle (it touches the circle, so it never understates it)."""
    outer = radius / math.cos(math.pi / count)
    step = 2 * math.pi / count
    return tuple((centre[0] + outer * math.cos(i * step), centre[1] + outer * math.sin(i * step)) for i in range(count))
