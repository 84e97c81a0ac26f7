"""What composing gives: the drawing, and where everything on it lies."""

from collections.abc import Mapping
from dataclasses import dataclass

from studio.backend.engines.mockup.geometry import Affine, Box, Point
from studio.core.recipe import Size


@dataclass(frozen=True, slots=True)
class Scene:
    """A composed mock-up.

    `outlines` are convex polygons in px of the picture by name: the slots (`slot title`, `slot name`, …), what was set
    into them (`title`, `name`, `subject`, `print`, `badge`: one for each line), `figure`, `face`, `tool`, `window`,
    `seal`, `tray-1`, …. `notes` are sentences about what could not be drawn as asked.
    """

    size: Size
    svg: str
    outlines: Mapping[str, tuple[tuple[Point, ...], ...]]
    notes: tuple[str, ...]

    def one(self, name: str) -> tuple[Point, ...]:
        """The outline of something that is there once."""
        (outline,) = self.outlines[name]
        return outline


@dataclass(frozen=True, slots=True)
class View:
    """How a template lies in the picture: whole, centred, with room around it where the shapes differ."""

    size: Size
    scale: float
    left: float
    top: float

    @classmethod
    def fit(cls, size: Size, template: Size) -> "View":
        """The largest whole view of a template."""
        scale = min(size.width / template.width, size.height / template.height)
        left = (size.width - template.width * scale) / 2
        return cls(size, scale, left, (size.height - template.height * scale) / 2)

    @property
    def frame(self) -> Box:
        """The whole picture in the template's units."""
        return Box(
            -self.left / self.scale, -self.top / self.scale, self.size.width / self.scale, self.size.height / self.scale
        )

    @property
    def affine(self) -> Affine:
        """Template units to px."""
        return Affine(self.scale, 0, 0, self.scale, self.left, self.top)
