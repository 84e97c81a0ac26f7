"""Threads for blocking work, awaited from the backend's loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """One thread (or a few) that runs blocking functions in the order in which they come."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, function: Callable[[], T]) -> T:
        """Run a function there. When the caller is cancelled, this still returns only after the function has ended."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, function)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise

    def stop(self) -> None:
        """End the thread; it is idle when nobody awaits it."""
        self._pool.shutdown(wait=True)
