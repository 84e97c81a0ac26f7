"""The library on this computer, as state, jobs and commands need it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.core.catalog import Catalog, Entry
from studio.core.figure import Figure, FigureQuery
from studio.core.json_text import JsonValue
from studio.core.recipe import Reference, Size
from studio.core.shelves import ShelfCount, ShelfKind


@dataclass(frozen=True, slots=True)
class LibraryNotice:
    """Something that happened when the library was opened and that a person should know."""

    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `library check` found: counts, and one sentence for each fault."""

    figures: int
    faults: tuple[str, ...]


class FigureLibrary(Protocol):
    """The library on this computer: figures, drafts, catalog and references. Raises LibraryError."""

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Open or create it, migrate it, mend what can be mended; the notices say what was done."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the files."""
        ...

    async def count(self, query: FigureQuery) -> int:
        """How many figures the query has."""
        ...

    async def page(self, query: FigureQuery, offset: int, limit: int) -> tuple[Figure, ...]:
        """The figures at `offset` and after, newest first unless the query says otherwise."""
        ...

    async def position(self, query: FigureQuery, figure_id: str) -> int | None:
        """Where in the query's order a figure stands, or None."""
        ...

    async def positions(self, query: FigureQuery, figure_ids: Sequence[str]) -> tuple[int | None, ...]:
        """Where in the query's order each of these figures stands, or None for one that it does not have."""
        ...

    async def shelf_sizes(self, query: FigureQuery) -> tuple[int, ...]:
        """How many figures stand on each shelf of the query, in its order."""
        ...

    async def shelves(self, query: FigureQuery, kind: ShelfKind) -> tuple[ShelfCount, ...]:
        """The shelves of a kind that the query's figures stand on, at most some hundred."""
        ...

    async def figure(self, figure_id: str) -> Figure:
        """One figure. Raises FigureMissing."""
        ...

    async def children(self, figure_id: str) -> tuple[Figure, ...]:
        """What was made from a figure in its workspace and is not deleted, the oldest first."""
        ...

    async def rate(self, figure_id: str, rating: int) -> Figure:
        """Set the rating, 0 to 5."""
        ...

    async def delete(self, figure_ids: Sequence[str]) -> None:
        """Mark figures as deleted; `restore` brings them back. Their files stay until they are purged."""
        ...

    async def restore(self, figure_ids: Sequence[str]) -> None:
        """Bring deleted figures back."""
        ...

    async def remove_for_good(self, figure_ids: Sequence[str]) -> int:
        """Remove deleted figures with their files; returns how many it were. Those that are not deleted stay."""
        ...

    async def save_copy(self, figure_id: str, target: Path) -> Path:
        """Copy the original bytes to `target` (atomic; an existing file is replaced)."""
        ...

    async def thumbnail(self, figure: Figure) -> Path:
        """The thumbnail's file, made when it is not there. Raises FigureMissing or PictureError."""
        ...

    async def add_reference(self, source: Path | bytes, name: str) -> Reference:
        """Check, turn upright, scale, strip and keep a reference picture. Raises PictureError."""
        ...

    async def figure_reference(self, figure: Figure) -> Reference:
        """A figure's own picture as a reference: its very bytes, scaled only where models take no picture so large.

        Raises FigureMissing or PictureError.
        """
        ...

    async def add_mask(self, source: Path | bytes, name: str, size: Size) -> Reference:
        """Check and keep a mask for a picture of this size: a PNG, transparent where the picture may change.

        Raises PictureError.
        """
        ...

    def reference_path(self, reference: Reference) -> Path:
        """Where the bytes of a reference or a mask lie."""
        ...

    async def load_draft(self, workspace: str, key: str) -> JsonValue:
        """A draft as it was saved, or None."""
        ...

    async def save_draft(self, workspace: str, key: str, value: JsonValue) -> None:
        """Keep a draft; None removes it."""
        ...

    async def catalog(self, workspace: str) -> Catalog:
        """The catalog of a workspace; *this computer* starts with the one on board."""
        ...

    async def put_entries(self, workspace: str, entries: Sequence[Entry]) -> None:
        """Insert or replace entries (by kind and id), all or none."""
        ...

    async def check(self) -> CheckResult:
        """Read every picture and compare it with its record."""
        ...

    async def rebuild(self) -> int:
        """Make the database anew from the pictures and sidecars; returns the number of figures."""
        ...
