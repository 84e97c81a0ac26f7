"""Time that passes only when somebody sleeps."""

import asyncio


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
