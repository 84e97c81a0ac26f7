"""Threads for blocking work."""

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from studio.backend.worker import NICENESS, Worker, give_way


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
async def test_what_fills_a_core_gives_way_to_the_window() -> None:
    ours = _niceness()
    heavy, light = Worker("heavy", gives_way=True), Worker("light")
    given = max(NICENESS, ours)
    assert await heavy.run(_niceness) == given
    assert ours == await light.run(_niceness) == _niceness()
    heavy.stop()
    light.stop()
    with ThreadPoolExecutor(1, initializer=give_way) as pool:
        assert await asyncio.get_running_loop().run_in_executor(pool, _niceness) == given


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
async def test_who_was_started_to_give_way_asks_for_no_more_than_that() -> None:
    """A user may not: it would be refused, and every picture with it."""

    def niceness_of_one_that_gives_way_already() -> int:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        give_way()
        return _niceness()

    with ThreadPoolExecutor(1) as pool:
        assert await asyncio.get_running_loop().run_in_executor(pool, niceness_of_one_that_gives_way_already) == 19


async def test_a_cancelled_caller_returns_only_when_the_function_has_ended() -> None:
    begun, end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert end.wait(10)
        ended.set()

    worker = Worker("slow")
    task = asyncio.create_task(worker.run(work))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    worker.stop()
