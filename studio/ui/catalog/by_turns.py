"""Work on widgets that is too long for one turn of the window, done a part in each."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

TURN_SECONDS, MOST_STEPS = 0.002, 4
"""After this much of it the window has its turn; to lay out, paint and delete what was changed takes about as long again."""


class ByTurns(QObject):
    """Goes through the steps of one work at a time, at least one in each turn; another work takes its place."""

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
        steps, until = self._steps, time.perf_counter() + TURN_SECONDS
        if steps is None:
            return
        for count, _ in enumerate(steps, 1):
            if self._steps is not steps or count == MOST_STEPS or time.perf_counter() >= until:
                return
        if self._steps is steps:
            self.stop()
