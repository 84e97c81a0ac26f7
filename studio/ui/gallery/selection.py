"""The figures of the rows that are selected, also of rows that have to be fetched first."""

from collections.abc import Sequence

from studio.core.figure import Figure
from studio.state.figure_window import FigureWindow

MOST = 1000
"""So many figures can be worked on at once: fewer than the window holds, so that all of them are known."""


class Selection:
    """Rows as the grid has them, and the figures that are known of them."""

    def __init__(self, window: FigureWindow) -> None:
        self._window = window
        self._rows: tuple[int, ...] = ()
        self._current = -1

    @property
    def count(self) -> int:
        """How many rows are selected."""
        return len(self._rows)

    def choose(self, rows: Sequence[int], current: int) -> None:
        """Other rows are selected; `current` is the one that was picked last."""
        self._rows = tuple(rows)
        self._current = current

    def figures(self) -> tuple[Figure, ...]:
        """The known figures, the current one last; asking also fetches what is not known yet."""
        rows = self._rows[:MOST]
        if self._current in self._rows:
            rows = (*(row for row in rows if row != self._current), self._current)
        found = (self._window.figure_at(row) for row in rows)
        return tuple(figure for figure in found if figure is not None)
