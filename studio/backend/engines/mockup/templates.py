"""Packagings: SVG templates with slots, one file for each shape of picture (resources/mockup/packagings/README.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio.backend.engines.mockup.artwork import attributes, read_svg
from studio.backend.engines.mockup.casting import words_of
from studio.backend.engines.mockup.geometry import Affine, Box, Point
from studio.core.recipe import Recipe, Size

_SLOT = re.compile(r"<rect\b[^>]*?\bid=\"slot-([\w-]+)\"[^>]*?/>")
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_TURN = re.compile(r"rotate\(\s*([-\d.]+)[ ,]+([-\d.]+)[ ,]+([-\d.]+)\s*\)")


class Packaging(StrEnum):
    """The ways to pack a figure."""

    BLISTER = "blister"
    BOX = "box"
    CARD = "card"
    STAND = "stand"


_WORDS = (
    (Packaging.BLISTER, "blister bubble carded"),
    (Packaging.STAND, "stand loose unboxed pedestal plinth base turntable"),
    (Packaging.BOX, "box boxed boxe window collector"),
    (Packaging.CARD, "card retro backing backer trading"),
)
REQUIRED = frozenset({"studio", "pattern", "title", "window", "figure", "name", "subject", "print", "barcode", "seal"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: its box, how it is turned, and the hints on its rectangle."""

    box: Box
    turn: Affine
    hints: Mapping[str, str]

    @property
    def outline(self) -> tuple[Point, ...]:
        """The convex outline of what may be filled: `data-outline` where the slot has one, else its rectangle."""
        numbers = [float(value) for value in self.hints.get("outline", "").replace(",", " ").split()]
        return tuple(zip(numbers[::2], numbers[1::2], strict=True)) or self.turn.outline(self.box.corners())


@dataclass(frozen=True, slots=True)
class Template:
    """A packaging in one shape: its size, its SVG in parts around the slots, and the slots by name."""

    size: Size
    parts: tuple[str, ...]
    order: tuple[str, ...]
    slots: Mapping[str, Slot]

    def filled(self, contents: Mapping[str, str]) -> str:
        """The SVG with each slot's rectangle replaced by its content (by nothing where there is none)."""
        pieces = [self.parts[0]]
        for name, part in zip(self.order, self.parts[1:], strict=True):
            pieces += (contents.get(name, ""), part)
        return "".join(pieces)


def choose_packaging(recipe: Recipe) -> Packaging:
    """The packaging that the prompt template speaks of: in its name first, then in its text; else a blister."""
    if recipe.prompt is None:
        return Packaging.BLISTER
    for text in (recipe.prompt.name or "", recipe.prompt.template):
        words = words_of(text)
        first = [(words.index(word), kind) for kind, known in _WORDS for word in known.split() if word in words]
        if first:
            return min(first)[1]
    return Packaging.BLISTER


def shape_of(size: Size) -> str:
    """Which of the three layouts suits a size."""
    ratio = size.width / size.height
    return "landscape" if ratio > 1.22 else "portrait" if ratio < 0.82 else "square"


class Templates:
    """The templates of a folder; a file is read when first needed and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[str, Template] = {}

    def get(self, packaging: Packaging, size: Size) -> Template:
        """The template for a packaging whose shape is nearest to the size."""
        name = f"{packaging.value}-{shape_of(size)}"
        if name not in self._templates:
            self._templates[name] = read_template(self._folder / f"{name}.svg")
        return self._templates[name]


def read_template(path: Path) -> Template:
    """Read a template file. Raises ValueError where a slot is missing."""
    root, body = read_svg(path)
    body = _STYLE.sub("", body)
    slots: dict[str, Slot] = {}
    parts: list[str] = []
    order: list[str] = []
    position = 0
    for match in _SLOT.finditer(body):
        parts.append(body[position : match.start()])
        position = match.end()
        order.append(match[1])
        slots[match[1]] = _read_slot(match[0])
    parts.append(body[position:])
    if missing := REQUIRED - slots.keys():
        raise ValueError(f"{path.name} lacks the slots {', '.join(sorted(missing))}")
    width, height = (round(float(value)) for value in attributes(root)["viewBox"].split()[2:])
    return Template(Size(width, height), tuple(parts), tuple(order), slots)


def _read_slot(tag: str) -> Slot:
    values = attributes(tag)
    box = Box(*(float(values[name]) for name in ("x", "y", "width", "height")))
    turn = _TURN.search(values.get("transform", ""))
    affine = Affine.turned(*(float(value) for value in turn.groups())) if turn else Affine()
    return Slot(
        box, affine, {key.removeprefix("data-"): value for key, value in values.items() if key.startswith("data-")}
    )
