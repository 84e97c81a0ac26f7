"""The process that is killed: it signs in, empties the outbox of a library, and tells each time that something begins."""

import asyncio
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import studio.backend.session.team  # loaded once, in the fork server  # noqa: F401
from studio.backend.environment import TeamEnvironment
from studio.backend.library import Library
from studio.backend.library import outbox as rows
from studio.backend.outbox import Outbox
from studio.core.outbox import OutboxEntry, OutboxEvent, OutboxMoved
from tests.backend.libraries import closed_library
from tests.backend.sessions import MemoryRing, open_session
from tests.servers.team import PASSWORD

BEGAN, DONE = "began", "done"


@dataclass
class Plan:
    """Whose outbox, in which library, at which team."""

    root: Path
    url: str
    key: str
    email: str
    mutant: str = ""


@contextmanager
def child(plan: Plan) -> Iterator[tuple["multiprocessing.process.BaseProcess", Connection]]:
    """A running child and what it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.team.outbox_child"])
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


def run(plan: Plan, tell: Connection) -> None:
    """The child's whole life."""
    asyncio.run(_work(plan, tell))
    tell.send(DONE)
    tell.close()
    os._exit(0)


async def _work(plan: Plan, tell: Connection) -> None:
    library = closed_library(plan.root)
    await library.open()
    async with open_session(plan.root, TeamEnvironment(plan.url, plan.key), MemoryRing()) as session:
        await session.sign_in(plan.email, PASSWORD)
        outbox = Outbox(session, library)
        if plan.mutant:
            _take_out_too_early(outbox, library)

        def on_event(event: OutboxEvent) -> None:
            if isinstance(event, OutboxMoved) and event.running:
                tell.send(BEGAN)

        outbox.listen(on_event)
        await outbox.drain()
    await library.close()


def _take_out_too_early(outbox: Outbox, library: Library) -> None:
    """The planted bug."""
    run = outbox.emptying.errands.run

    async def remove_and_run(entry: OutboxEntry, on_sent: Any) -> Any:
        await library.database.write(lambda connection: rows.remove(connection, entry.id))
        return await run(entry, on_sent)

    outbox.emptying.errands.run = remove_and_run  # type: ignore[method-assign]
