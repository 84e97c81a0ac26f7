"""Time that passes only when somebody sleeps, or when a test says so."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class VirtualTime:
    """A monotonic clock in seconds, and the sleep that moves it on."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Pass the time at once; sleepers wake in the order in which they are due."""
        due = self.now + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, due)


@contextmanager
def hurried_loop(seconds: float) -> Iterator[Callable[[], None]]:
    """Gives a function that moves the clock of the running loop on by so much: time limits are up, and nobody waited."""
    loop = asyncio.get_running_loop()
    usual, ahead = loop.time, 0.0

    def hurry() -> None:
        nonlocal ahead
        ahead += seconds

    loop.time = lambda: usual() + ahead  # pyright: ignore[reportAttributeAccessIssue] - the loop reads it each time
    try:
        yield hurry
    finally:
        loop.time = usual  # pyright: ignore[reportAttributeAccessIssue]
