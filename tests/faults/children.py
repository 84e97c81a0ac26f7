"""Processes that are killed. They are children of one fork server that has loaded what all of them need.

A test process has one fork server, with the modules that were named before its first child.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

LOADED = ["tests.faults.driver", "tests.faults.paying", "openai", "tests.team.outbox_child"]
Plan = TypeVar("Plan")


@contextmanager
def killable(run: Callable[[Plan, Connection], None], plan: Plan) -> Iterator[tuple[BaseProcess, Connection]]:
    """A child that runs `run(plan, tell)`, and the end at which it is heard; it is killed if it still runs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
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
