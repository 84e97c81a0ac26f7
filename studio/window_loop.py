"""The loop of the GUI thread."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import qasync

# qasync has few types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false


class WindowLoop(qasync.QEventLoop):
    """qasync's loop, except that nothing of it happens while it does not run.

    Qt's events are let through also when what was to be completed is complete (by qasync 0.28 itself, and by who tests
    windows). What is called then finds no running loop and is lost: here it waits for the next run.
    """

    def __init__(self, *values: Any, **options: Any) -> None:
        self._held: list[_Handle] = []
        super().__init__(*values, **options)

    def run_forever(self) -> Any:
        """Run until it is stopped; what was held comes first."""
        held, self._held = self._held, []
        for handle in held:
            super()._add_callback(handle)
        return super().run_forever()

    def run_until_complete(self, future: Awaitable[Any]) -> Any:
        """Run until it is done, and give its result."""
        done = asyncio.ensure_future(future, loop=self)
        done.add_done_callback(self._on_done)
        try:
            self.run_forever()
        finally:
            done.remove_done_callback(self._on_done)
        if not done.done():
            raise RuntimeError("The loop was stopped before all was done.")
        return done.result()

    def hold(self, handle: "_Handle") -> None:
        """Keep something for the next run."""
        self._held.append(handle)

    def _add_callback(self, handle: asyncio.Handle, delay: Any = 0) -> asyncio.Handle:
        return super()._add_callback(_Handle(handle, self), delay)

    def _on_done(self, _done: asyncio.Future[Any]) -> None:
        self.stop()


class _Handle(asyncio.Handle):
    """A callback that waits while its loop does not run."""

    def __init__(self, handle: Any, loop: WindowLoop) -> None:
        super().__init__(handle._callback, handle._args, loop, handle._context)
        self._window_loop = loop

    def _run(self) -> None:
        if self._window_loop.is_running():
            super()._run()
        else:
            self._window_loop.hold(self)
