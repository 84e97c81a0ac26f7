"""The gate before a service: nobody passes before the time that the service asked for, and repeats are rare and few."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from studio.core.errors import NotRun

LONGEST_WAIT = 15 * 60.0
"""Seconds that a job waits for its turn by itself, all in all."""
_PAUSES = (2.0, 5.0, 10.0)
"""Seconds before a repeat where the service named none."""
_MOST_REPEATS = 6


class Gate:
    """One for each engine, shared by all its jobs. Times are monotonic: a clock that jumps changes nothing."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._closed_until = 0.0

    @property
    def wait(self) -> float:
        """Seconds until it opens."""
        return max(0.0, self._closed_until - self._clock())

    async def passed(self, tell: Callable[[int], None] = lambda _seconds: None) -> None:
        """Return when it is open; it may have been closed anew meanwhile. `tell` hears how many seconds are left,
        as they go by."""
        told = 0
        while (wait := self.wait) > 0:
            left = max(1, int(wait + 0.5))
            if left != told:
                told = left
                tell(left)
            await self._sleep(min(1.0, wait))

    def close(self, seconds: float) -> None:
        """Let nobody pass for so long."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def pause_after(self, error: NotRun, repeats: int, waited: float) -> float | None:
        """Seconds to wait before the same request is sent again, never less than asked for; None: give up.

        `repeats` counts the ones before, `waited` the seconds that they took.
        """
        if not error.can_repeat or repeats >= _MOST_REPEATS:
            return None
        if error.retry_after is None:
            if repeats >= len(_PAUSES):
                return None
            return _PAUSES[repeats] * (1 + self._jitter() / 4)
        pause = error.retry_after + 0.05 + self._jitter() * min(2.0, error.retry_after / 10)
        return pause if waited + pause <= LONGEST_WAIT else None
