"""The process that is killed: it makes figures in a library and tells each one that it was told is saved.

Runs in children of the fork server, so that a thousand of them take minutes, not hours.
"""

import asyncio
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from studio.backend.files import Files
from studio.backend.jobs import Jobs
from studio.backend.jobs.lease import Lease
from studio.core.job import JobChanged, JobEvent, JobProgressed, JobState
from tests.backend.libraries import PiecesEngine, closed_library, recipe
from tests.faults.children import killable
from tests.faults.watched import KillingFiles

BEGAN = "began"
SILENCE = 20.0
"""Seconds without a word after which a child is taken for stuck; it is killed when its context ends."""


@dataclass
class Plan:
    """What a child does: `kill_at` is the step at which it ends itself; `mutant` takes a protection out."""

    root: Path
    subjects: list[str] = field(default_factory=list)
    engine: str = "mockup"
    pieces: int = 4
    kill_at: int = 0
    mutant: str = ""


def child(plan: Plan) -> AbstractContextManager[tuple[BaseProcess, Connection]]:
    """A running child and what it says: BEGAN at each first byte, then (figure id, sha256) for each saved figure."""
    return killable(run, plan)


def said(hear: Connection) -> list[tuple[str, str]]:
    """Every figure that the child acknowledged before its end, or before it fell silent: a planted bug may make it wait."""
    heard: list[tuple[str, str]] = []
    while hear.poll(SILENCE):
        try:
            word = hear.recv()
        except (EOFError, ConnectionResetError):
            return heard
        if word != BEGAN:
            heard.append(word)
    return heard


def run(plan: Plan, tell: Connection) -> None:
    """The child's whole life; with a planted bug it may die loudly, which nobody needs to read."""
    if plan.mutant:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if plan.mutant == "every other lease is dead":
        Lease.abandoned = lambda self, owners: {owner for owner in owners if owner != self.owner}
    asyncio.run(_work(plan, tell))
    tell.close()
    os._exit(0)


async def _work(plan: Plan, tell: Connection) -> None:
    files = KillingFiles(plan.kill_at) if plan.kill_at else Files()
    library = closed_library(plan.root, files)
    await library.open()
    jobs = Jobs(library, {plan.engine: PiecesEngine(plan.engine, plan.pieces)})
    await jobs.open()
    begun: set[str] = set()

    def on_event(event: JobEvent) -> None:
        if isinstance(event, JobProgressed) and event.job_id not in begun:
            begun.add(event.job_id)
            tell.send(BEGAN)
        if isinstance(event, JobProgressed) and plan.mutant == "told before it is saved":
            tell.send((event.job_id, ""))
        if isinstance(event, JobChanged) and event.job.state is JobState.SAVED and event.figure:
            tell.send((event.figure.id, event.figure.sha256))

    jobs.listen(on_event)
    if isinstance(files, KillingFiles):
        files.is_armed = True
    made = await jobs.submit("local", [recipe(subject, plan.engine) for subject in plan.subjects])
    await jobs.wait([job.id for job in made])
    if isinstance(files, KillingFiles):
        files.is_armed = False
    await jobs.close()
    await library.close()
