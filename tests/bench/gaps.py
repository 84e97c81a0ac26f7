"""How long the GUI thread is held: a 1 ms precise timer measures its own gaps; a stall is a gap minus 1 ms.

With `time.thread_time` as the clock a gap is what the GUI thread itself did in between, whoever else used the processor.
"""

import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer


class Gaps:
    """Ticks until it is stopped; `take` gives the stalls in ms since the last one was taken."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter, period: float = 1) -> None:
        self._clock, self._period = clock, period
        self._stalls: list[float] = []
        self._last = clock()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Tick from now on."""
        self._stalls.clear()
        self._last = self._clock()
        self._timer.start(1)

    def take(self) -> list[float]:
        """The stalls so far; it goes on with none."""
        stalls, self._stalls = self._stalls, []
        return stalls

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def _on_tick(self) -> None:
        now = self._clock()
        self._stalls.append((now - self._last) * 1_000 - self._period)
        self._last = now


def p99(stalls: list[float]) -> float:
    """The 99th percentile, ms."""
    return statistics.quantiles(stalls, n=100)[98]
