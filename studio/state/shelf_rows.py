"""Which rows of a query stand on which shelf."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class ShelfRows:
    """Rows shelf after shelf, without gaps. Only sizes are known of shelves that are not looked at; it never changes."""

    def __init__(self, sizes: Sequence[int] = ()) -> None:
        self._sizes = tuple(sizes)
        self._ends = tuple(accumulate(self._sizes))

    @property
    def count(self) -> int:
        """How many shelves there are."""
        return len(self._sizes)

    @property
    def total(self) -> int:
        """How many rows stand on all of them."""
        return self._ends[-1] if self._ends else 0

    def shelf_of(self, row: int) -> int:
        """The number of the shelf of a row."""
        return bisect_right(self._ends, row)

    def rows(self, shelf: int) -> range:
        """The rows of a shelf."""
        end = self._ends[shelf]
        return range(end - self._sizes[shelf], end)

    def grown(self, shelf: int) -> "ShelfRows":
        """The same shelves with one more row on one of them."""
        return self._changed(shelf, 1)

    def shrunk(self, shelf: int) -> "ShelfRows":
        """The same shelves with one row less on one of them; an empty one is taken down."""
        return self._changed(shelf, -1)

    def _changed(self, shelf: int, by: int) -> "ShelfRows":
        size = self._sizes[shelf] + by
        changed = (size,) if size else ()
        return ShelfRows((*self._sizes[:shelf], *changed, *self._sizes[shelf + 1 :]))
