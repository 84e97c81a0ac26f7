"""A queue that pays: the real engine at a test server, over a real library; what its children do in the kill campaign."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path

from studio.backend.engines.openai import Address, Clients, Connection, OpenAIEngine, Patience
from studio.backend.jobs import Jobs, Terms
from studio.backend.jobs.gate import Gate
from studio.backend.jobs.sweep import Sweep
from studio.backend.library import Library
from studio.backend.vault import Secret
from studio.core.briefing import price_of
from studio.core.job import JobChanged, JobEvent, JobProgressed, JobState
from studio.core.models import ImageModels
from studio.core.recipe import Recipe
from tests.backend.libraries import closed_library
from tests.backend.openai_making import MODEL, MODELS, NOW, PATIENT, SMALL
from tests.faults.children import killable
from tests.faults.driver import BEGAN
from tests.servers.openai_server import KEY
from tests.virtual_time import VirtualTime


def click(subject: str, **more: object) -> Recipe:
    """What one press on the button freezes; the prompt tells the server's journal which one it was."""
    return Recipe(subject, f"click {subject}", engine="openai", model=MODEL, size=SMALL, quality="low", **more)


def engine_at(
    base_url: str, library: Library, models: ImageModels = MODELS, patience: Patience = PATIENT
) -> OpenAIEngine:
    """The real engine, with its key."""
    connection = Connection(Address.parse(base_url), Secret(KEY))

    async def connect() -> Connection:
        return connection

    return OpenAIEngine(connect, lambda: models, library.reference_path, Clients(patience), clock=lambda: NOW)


@asynccontextmanager
async def paying(
    library: Library,
    base_url: str,
    *,
    models: ImageModels = MODELS,
    patience: Patience = PATIENT,
    budget: Decimal | None = None,
    at_once: int = 4,
) -> AsyncIterator[Jobs]:
    """Jobs with the real engine and its prices; waiting for a service takes no time."""
    engine, time = engine_at(base_url, library, models, patience), VirtualTime()
    terms = Terms(
        price=lambda recipe: price_of(recipe, models, NOW.date()), budget=lambda: budget, minimum_free=lambda: 0
    )
    jobs = Jobs(
        library, {"openai": engine}, {"openai": at_once}, terms, lambda: Gate(time.clock, time.sleep, lambda: 0.0)
    )
    await jobs.open()
    try:
        yield jobs
    finally:
        await jobs.close()
        await engine.close()


@dataclass
class Queue:
    """What a child does: press the button once for each subject."""

    root: Path
    base_url: str
    subjects: list[str] = field(default_factory=list[str])


def child(queue: Queue) -> AbstractContextManager[tuple[BaseProcess, Pipe]]:
    """A running child and what it says: BEGAN when its first request is under way, then the subject of each saved figure."""
    return killable(_run, queue)


def _run(queue: Queue, tell: Pipe) -> None:
    asyncio.run(_work(queue, tell))
    tell.close()


async def give_everything_back(self: Sweep, dead: set[str]) -> tuple[()]:
    """A planted bug: what ran when its process died is taken for something that still waits."""
    for part in self._library.folder.incoming.glob("*.part"):
        part.unlink()
    await self._library.database.write(
        lambda connection: connection.execute("UPDATE jobs SET state = 'waiting' WHERE state = 'running'")
    )
    return ()


async def _work(queue: Queue, tell: Pipe) -> None:
    library = closed_library(queue.root)
    await library.open()
    begun = False

    def on_event(event: JobEvent) -> None:
        nonlocal begun
        if isinstance(event, JobProgressed) and not begun:
            begun = True
            tell.send(BEGAN)
        if isinstance(event, JobChanged) and event.job.state is JobState.SAVED:
            tell.send(event.job.recipe.subject)

    async with paying(library, queue.base_url) as jobs:
        jobs.listen(on_event)
        made = await jobs.submit("local", [click(subject) for subject in queue.subjects])
        await jobs.wait([job.id for job in made])
    await library.close()
