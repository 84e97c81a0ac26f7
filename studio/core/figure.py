"""A figure: one saved picture with its recipe and what people said of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from studio.core.engines import payer_of
from studio.core.json_text import JsonObject, JsonValue
from studio.core.recipe import PictureFormat, Recipe
from studio.core.shelves import Shelf, ShelfKind, shelf_of

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

    def shelf(self, kind: ShelfKind) -> Shelf:
        """The shelf of a kind on which it stands."""
        return shelf_of(self.recipe, self.created_at, kind)

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
            "paid_by": payer_of(self.recipe.engine),
            "status": self.status,
            "url": self.url,
            "rating": self.rating,
            "alt_text": self.alt_text,
            "workspace": self.workspace,
            "created_at": self.created_at.isoformat(),
        }


class FigureOrder(StrEnum):
    """The order of figures; of equal ones the newer comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which figures, in which order. Empty text and sets mean: no filter.

    `within` are shelves, at most one of a kind: figures that do not stand on all of them are left out. With `shelves`
    the figures come shelf after shelf, each in the order of the query; names order figures without shelves only.
    """

    workspace: str = THIS_COMPUTER
    search: str = ""
    minimum_rating: int = 0
    engine: str = ""
    status: str = ""
    within: tuple[Shelf, ...] = ()
    is_deleted: bool = False
    order: FigureOrder = FigureOrder.NEWEST
    shelves: ShelfKind | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether a search or filter leaves figures out."""
        return bool(self.search or self.minimum_rating or self.engine or self.status or self.within)

    @property
    def all_figures(self) -> "FigureQuery":
        """The same query without search and filters."""
        return replace(self, search="", minimum_rating=0, engine="", status="", within=())

    def shelf(self, kind: ShelfKind) -> Shelf | None:
        """The shelf of a kind that it keeps to, or None."""
        return next((shelf for shelf in self.within if shelf.kind is kind), None)

    def keeping_to(self, kind: ShelfKind, shelf: Shelf | None) -> "FigureQuery":
        """The same query with another shelf of a kind; None takes that filter away."""
        others = tuple(each for each in self.within if each.kind is not kind)
        return replace(self, within=others if shelf is None else (*others, shelf))

    def admits(self, figure: Figure) -> bool:
        """Whether its filters let a figure through; what the search finds only the library knows."""
        return (
            figure.workspace == self.workspace
            and (figure.deleted_at is not None) == self.is_deleted
            and figure.rating >= self.minimum_rating
            and self.engine in ("", figure.recipe.engine)
            and self.status in ("", figure.status)
            and all(figure.shelf(shelf.kind).is_same(shelf) for shelf in self.within)
        )
