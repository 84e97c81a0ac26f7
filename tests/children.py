"""Processes that tests kill: children of a fork server that has their modules loaded, so that many of them take little time."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

Plan = TypeVar("Plan")


@contextmanager
def running_child(
    run: Callable[[Plan, Connection], None], plan: Plan, modules: Sequence[str]
) -> Iterator[tuple[BaseProcess, Connection]]:
    """A child that does `run` with its plan, and what it says; it is ended in the end. `modules` are loaded beforehand."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(plan, tell))
    process.start()
    tell.close()
    try:
        yield process, hear
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        process.close()
        hear.close()
