"""The process that is killed: it signs in, empties the outbox of a library, and tells each time that something begins."""

import asyncio
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

import studio.backend.session.team  # loaded once, in the fork server  # noqa: F401
from studio.backend.environment import TeamEnvironment
from studio.backend.library import Library
from studio.backend.library import outbox as rows
from studio.backend.outbox import Outbox
from studio.core.outbox import OutboxEntry, OutboxEvent, OutboxMoved
from tests.backend.libraries import closed_library
from tests.backend.sessions import MemoryRing, open_session
from tests.faults.children import killable
from tests.servers.team import PASSWORD
from tests.team.certificates import share_certificates

BEGAN, DONE = "began", "done"


@dataclass
class Plan:
    """Whose outbox, in which library, at which team."""

    root: Path
    url: str
    key: str
    email: str
    mutant: str = ""


def child(plan: Plan) -> AbstractContextManager[tuple[BaseProcess, Connection]]:
    """A running child and what it says."""
    return killable(run, plan)


def run(plan: Plan, tell: Connection) -> None:
    """The child's whole life."""
    share_certificates(pytest.MonkeyPatch())
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
