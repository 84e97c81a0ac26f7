"""Threads for blocking work, awaited from the backend's loop."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

NICENESS = 10


class Worker:
    """One thread (or a few) that runs blocking functions in the order in which they come."""

    def __init__(self, name: str, threads: int = 1, *, gives_way: bool = False) -> None:
        """With `gives_way` the window's thread is asked first when both want a core."""
        self._pool = ThreadPoolExecutor(threads, name, give_way if gives_way else None)

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


def give_way() -> None:
    """Let the calling thread run after those that somebody waits for: decoding and hashing fill a core for tens of ms.

    A studio that gives way already (`nice`) stays as it is: no thread may ask for more than it has. Linux alone has a priority for each thread and treats all as equal; Windows and macOS favour the window's by themselves.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
