"""Which rows of a query stand on which shelf."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

MOST_CHANGES = 32


class ShelfRows:
    """Rows shelf after shelf, without gaps. Only sizes are known of shelves that are not looked at; it never changes.

    One row more or less of tens of thousands of shelves is noted beside them, not counted through all of them.
    """

    def __init__(self, sizes: Sequence[int] = ()) -> None:
        self._sizes = tuple(sizes)
        self._ends = tuple(accumulate(self._sizes))
        self._changes: tuple[tuple[int, int], ...] = ()  # shelf, and how many rows more

    @property
    def count(self) -> int:
        """How many shelves there are."""
        return len(self._sizes)

    @property
    def total(self) -> int:
        """How many rows stand on all of them."""
        return self._end(self.count - 1) if self._sizes else 0

    def shelf_of(self, row: int) -> int:
        """The number of the shelf of a row."""
        return bisect_right(range(self.count), row, key=self._end)

    def rows(self, shelf: int) -> range:
        """The rows of a shelf."""
        return range(self._end(shelf - 1) if shelf else 0, self._end(shelf))

    def grown(self, shelf: int) -> "ShelfRows":
        """The same shelves with one more row on one of them."""
        return self._changed(shelf, 1)

    def shrunk(self, shelf: int) -> "ShelfRows":
        """The same shelves with one row less on one of them; an empty one is taken down."""
        return self._changed(shelf, -1)

    def _end(self, shelf: int) -> int:
        return self._ends[shelf] + sum(by for other, by in self._changes if other <= shelf)

    def _changed(self, shelf: int, by: int) -> "ShelfRows":
        if len(self.rows(shelf)) + by and len(self._changes) < MOST_CHANGES:
            changed = ShelfRows.__new__(ShelfRows)
            changed._sizes, changed._ends = self._sizes, self._ends
            changed._changes = (*self._changes, (shelf, by))
            return changed
        sizes = list(self._sizes)
        for other, more in (*self._changes, (shelf, by)):
            sizes[other] += more
        return ShelfRows([size for size in sizes if size])
