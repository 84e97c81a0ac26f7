"""Work on widgets that is too long for one turn of the window, done a part in each."""

import time
from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

TURN_SECONDS, APART_SECONDS, MOST_STEPS = 0.001, 0.001, 4
"""After this much of it the window has its turn; to lay out, paint and delete what was changed takes about as long again."""

AT_ONCE = 12_000
"""Characters up to which a text is shown in the turn of the window in which it was chosen."""


class ByTurns(QObject):
    """Goes through the steps of one work at a time, at least one in each turn; another work takes its place.

    Two of these never work in the same turn: the one that began later goes on when the other has nothing left.
    """

    _last: ClassVar[tuple[int, float]] = (0, 0.0)  # who had the last turn, and when it ended

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """There is something left to do."""
        return self._steps is not None

    def begin(self, steps: Iterator[object]) -> None:
        """Do these steps, from the next turn on."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Leave what is left undone."""
        self._steps = None
        self._timer.stop()

    def _go_on(self) -> None:
        steps, now = self._steps, time.perf_counter()
        who, ended = ByTurns._last
        if steps is None or (who != id(self) and now - ended < APART_SECONDS):
            return
        self._do_some(steps, now + TURN_SECONDS)
        ByTurns._last = id(self), time.perf_counter()

    def _do_some(self, steps: Iterator[object], until: float) -> None:
        for count, _ in enumerate(steps, 1):
            if self._steps is not steps or count == MOST_STEPS or time.perf_counter() >= until:
                return
        if self._steps is steps:
            self.stop()
