"""Tasks over a real second thread: results, failures, cancelling and order."""

import asyncio
from collections.abc import Iterator

import pytest

from studio.backend.thread import BackendThread
from studio.core.errors import StudioError
from studio.state.tasks import Tasks


@pytest.fixture
def backend() -> Iterator[BackendThread]:
    thread = BackendThread()
    yield thread
    thread.stop()


@pytest.fixture
def tasks(backend: BackendThread) -> Tasks:
    return Tasks(backend.loop)


async def test_work_runs_on_the_backend_and_its_result_comes_here(tasks: Tasks, backend: BackendThread) -> None:
    async def work() -> bool:
        return asyncio.get_running_loop() is backend.loop

    assert await tasks.call(work)
    assert asyncio.get_running_loop() is not backend.loop


async def test_a_failure_comes_here(tasks: Tasks) -> None:
    async def work() -> None:
        raise StudioError("The disk is full.")

    with pytest.raises(StudioError, match="full"):
        await tasks.call(work)


async def test_a_cancelled_caller_waits_for_the_works_own_end(tasks: Tasks) -> None:
    loop = asyncio.get_running_loop()
    begun = asyncio.Event()
    story: list[str] = []

    async def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.02)
            story.append("closed")

    async def caller() -> None:
        try:
            await tasks.call(work)
        finally:
            story.append("cancelled")

    tasks.start("test", "caller", caller())
    await begun.wait()
    tasks.cancel("test", "caller")
    await tasks.join()
    assert story == ["closed", "cancelled"]


async def test_cancelling_at_once_is_no_trouble(tasks: Tasks) -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    for _ in range(50):
        caller = asyncio.ensure_future(tasks.call(work))
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller


async def test_an_expected_error_is_told_as_it_is_and_a_bug_as_a_bug(tasks: Tasks) -> None:
    told: list[StudioError] = []
    tasks.failed.connect(told.append)

    async def expected() -> None:
        raise StudioError("The folder is gone.", "Choose another.")

    async def bug() -> None:
        raise KeyError("x")

    tasks.start("test", "expected", expected())
    tasks.start("test", "bug", bug())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [error.sentence for error in told] == ["The folder is gone.", "Something went wrong inside the studio."]


async def test_a_task_of_the_same_name_takes_the_place_of_the_first(tasks: Tasks) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    tasks.start("brief", "save", work(1))
    tasks.start("brief", "save", work(2))
    await tasks.call(lambda: asyncio.sleep(0))
    await asyncio.sleep(0)
    assert done == [2]


async def test_news_from_the_backend_arrives_in_order(tasks: Tasks) -> None:
    heard: list[int] = []
    complete = asyncio.Event()

    def hear(number: int) -> None:
        heard.append(number)
        if number == 999:
            complete.set()

    tell = tasks.relay(hear)

    async def talk() -> None:
        for number in range(1_000):
            tell(number)

    await tasks.call(talk)
    await complete.wait()
    assert heard == list(range(1_000))
