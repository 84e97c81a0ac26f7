"""How long the GUI thread is held: a 1 ms precise timer measures its own gaps; a stall is a gap minus 1 ms."""

import statistics
import time

from PySide6.QtCore import Qt, QTimer


class Gaps:
    """Ticks until it is stopped; `take` gives the stalls in ms since the last one was taken."""

    def __init__(self) -> None:
        self._stalls: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Tick from now on."""
        self._stalls.clear()
        self._last = time.perf_counter()
        self._timer.start(1)

    def take(self) -> list[float]:
        """The stalls so far; it goes on with none."""
        stalls, self._stalls = self._stalls, []
        return stalls

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self._stalls.append((now - self._last) * 1_000 - 1)
        self._last = now


def p99(stalls: list[float]) -> float:
    """The 99th percentile, ms."""
    return statistics.quantiles(stalls, n=100)[98]
