"""A figure: one saved picture with its recipe and what people said of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from studio.core.json_text import JsonObject, JsonValue
from studio.core.recipe import PictureFormat, Recipe

THIS_COMPUTER = "local"
"""The workspace that is always there; a team's workspace is `<project>/<user id>`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One saved picture. The bytes are never changed; `sha256` is theirs, `path` is where they lie.

    `rating` is 0 (none) to 5, `cost` is USD, times are UTC. `status` is `local` or `published`; `url` is public.
    """

    id: str
    workspace: str
    recipe: Recipe
    path: str
    sha256: str
    format: PictureFormat
    width: int
    height: int
    size_bytes: int
    created_at: datetime
    rating: int = 0
    alt_text: str = ""
    usage: JsonValue = None
    cost: Decimal | None = None
    status: str = "local"
    url: str | None = None
    deleted_at: datetime | None = None

    @property
    def title(self) -> str:
        """What a caption shows."""
        return self.recipe.title

    def to_json(self) -> JsonObject:
        """The figure as commands print it."""
        return {
            "id": self.id,
            "path": self.path,
            "sha256": self.sha256,
            "width": self.width,
            "height": self.height,
            "size_bytes": self.size_bytes,
            "format": self.format.value,
            "recipe": self.recipe.to_json(),
            "engine": self.recipe.engine,
            "model": self.recipe.model,
            "usage": self.usage,
            "cost": str(self.cost) if self.cost is not None else None,
            "status": self.status,
            "url": self.url,
            "rating": self.rating,
            "alt_text": self.alt_text,
            "workspace": self.workspace,
            "created_at": self.created_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which figures, in which order. Empty text and sets mean: no filter."""

    workspace: str = THIS_COMPUTER
    search: str = ""
    minimum_rating: int = 0
    engine: str = ""
    status: str = ""
    oldest_first: bool = False
