"""The loop of the GUI thread, where Qt's events are let through while it does not run."""

import asyncio

from PySide6.QtWidgets import QApplication

from studio.window_loop import WindowLoop


def test_what_qt_lets_through_between_two_runs_waits_for_the_next(qapp: QApplication) -> None:
    ran: list[str] = []

    async def begin() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.001, note, "first")
        loop.call_later(0.002, note, "second")

    def note(text: str) -> None:
        asyncio.get_running_loop()
        ran.append(text)

    async def wait() -> None:
        await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=lambda: WindowLoop(qapp)) as runner:
        runner.run(begin())
        for _ in range(20):
            qapp.processEvents()
            qapp.thread().msleep(1)
        assert ran == []
        runner.run(wait())
        assert ran == ["first", "second"]


def test_what_is_cancelled_while_it_waits_is_not_called(qapp: QApplication) -> None:
    ran: list[str] = []
    handles: list[asyncio.Handle] = []

    async def begin() -> None:
        handles.append(asyncio.get_running_loop().call_later(0.001, ran.append, "never"))

    async def wait() -> None:
        await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=lambda: WindowLoop(qapp)) as runner:
        runner.run(begin())
        qapp.thread().msleep(2)
        qapp.processEvents()
        handles[0].cancel()
        runner.run(wait())
    assert ran == []
