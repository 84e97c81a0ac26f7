"""The one place where work is started and where the GUI thread and the backend's thread meet.

Stores are coroutines on the GUI thread's loop. What they need of the backend runs on the backend's own loop, in its
own thread; `Tasks.call` carries a coroutine over and brings its result, failure or cancellation back.
"""

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class Tasks(QObject):
    """Starts, names, cancels and joins the tasks of the GUI thread.

    `failed` carries what a person should hear: the StudioError of a task, or one that stands for a bug.
    """

    failed = Signal(object)

    def __init__(self, backend_loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._backend_loop = backend_loop
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._loose: set[asyncio.Task[None]] = set()
        self._has_ended = False

    def start(self, owner: str, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` on the GUI thread's loop; a task of the same owner and name is cancelled first."""
        if self._has_ended:
            work.close()
            return
        self.cancel(owner, name)
        task = asyncio.get_running_loop().create_task(self._guarded(work, f"{owner}.{name}"), name=f"{owner}.{name}")
        key = (owner, name)
        self._running[key] = task
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)
        task.add_done_callback(lambda done: self._forget(key, done))
        # a task that is cancelled before its first step never touches its coroutine
        task.add_done_callback(lambda _done: work.close())

    def cancel(self, owner: str, name: str) -> None:
        """Cancel a task, if it runs."""
        task = self._running.get((owner, name))
        if task is not None:
            task.cancel()

    @property
    def is_idle(self) -> bool:
        """No task is on its way."""
        return not self._loose

    async def call(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run `work()` on the backend's loop and wait for it here.

        Cancelling the caller cancels the work over there and waits for its own end.
        """
        started: concurrent.futures.Future[Result] = concurrent.futures.Future()
        remote: list[asyncio.Task[Result]] = []

        def begin() -> None:
            task = self._backend_loop.create_task(work())
            remote.append(task)
            task.add_done_callback(lambda done: _pass_on(done, started))

        def stop() -> None:
            remote[0].cancel()  # runs after `begin`: the loop keeps the order

        self._backend_loop.call_soon_threadsafe(begin)
        waiting = asyncio.wrap_future(started)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            if not waiting.done():
                self._backend_loop.call_soon_threadsafe(stop)
                await asyncio.wait([waiting])
            if not waiting.cancelled():
                waiting.exception()
            raise

    def relay(self, receiver: Callable[[Any], None]) -> Callable[[Any], None]:
        """A function for the backend's thread that calls `receiver` on the GUI thread, in order."""
        loop = asyncio.get_running_loop()

        def receive(value: Any) -> None:
            if not self._has_ended:
                receiver(value)

        def deliver(value: Any) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(receive, value)

        return deliver

    async def join(self) -> None:
        """Cancel everything and wait until it has ended."""
        while tasks := self._loose - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def end(self) -> None:
        """Join, and from now on start nothing and hear nothing: what is behind the stores is about to go."""
        self._has_ended = True
        await self.join()

    async def _guarded(self, work: Coroutine[Any, Any, None], name: str) -> None:
        try:
            await work
        except StudioError as error:
            self.failed.emit(error)
        except Exception:  # noqa: BLE001 - a task ends here: a bug is logged with its trace and shown as one
            _log.exception("the task %s failed", name)
            self.failed.emit(bug_error())

    def _forget(self, key: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._running.get(key) is task:
            del self._running[key]


def bug_error() -> StudioError:
    """What a person is told when the studio itself is at fault."""
    return StudioError("Something went wrong inside the studio.", "Nothing was lost. The log has the details.")


def _pass_on(task: asyncio.Task[Result], future: concurrent.futures.Future[Result]) -> None:
    if task.cancelled():
        future.cancel()
        return
    error = task.exception()
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(task.result())
