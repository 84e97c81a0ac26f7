"""The queue of jobs: journalled before they start, a few at a time, in order."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from studio.backend.jobs import journal
from studio.backend.jobs.attempt import Attempt, check_space
from studio.backend.jobs.gate import Gate
from studio.backend.jobs.lease import Lease
from studio.backend.jobs.search import Search
from studio.backend.jobs.surroundings import Surroundings
from studio.backend.jobs.sweep import Sweep
from studio.backend.jobs.terms import Terms
from studio.backend.library import Library, ledger
from studio.core.engines import FINDABLE
from studio.core.errors import EngineError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.job import Job, JobChanged, JobEvent, JobState
from studio.core.ports.engines import Engine
from studio.core.ports.library import LibraryNotice
from studio.core.recipe import Recipe
from studio.core.spending import Bill, LedgerEntry, Spending

SEARCHES_AT_ONCE = 4
_SEARCH = " search"


class Jobs:
    """`JobRunner` and `Ledger` of `core.ports.jobs`. `at_once` says how many jobs an engine may run together (else 1)."""

    def __init__(
        self,
        library: Library,
        engines: Mapping[str, Engine],
        at_once: Mapping[str, int] | None = None,
        terms: Terms | None = None,
        make_gate: Callable[[], Gate] = Gate,
    ) -> None:
        self._library = library
        self._engines = engines
        self._at_once = dict.fromkeys((f"{name}{_SEARCH}" for name in FINDABLE), SEARCHES_AT_ONCE) | dict(at_once or {})
        self._terms = terms or Terms()
        self._lease = Lease(library.folder.locks)
        self._gates = {name: make_gate() for name in engines}
        self._make_gate = make_gate
        self._queues: dict[str, deque[Job]] = {}
        self._active: Counter[str] = Counter()
        self._running: dict[str, Attempt] = {}
        self._ends: dict[str, asyncio.Future[Job]] = {}
        self._aside: dict[str, Job] = {}
        self._sought: dict[str, bool] = {}
        self._listeners: list[Callable[[JobEvent], None]] = []
        self._is_closing = False
        self._opening = asyncio.Lock()

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Settle what dead processes left running; the notices say what was found. `submit` does it where nobody did."""
        async with self._opening:
            await self._library.on_disk(self._lease.take)
            lock = self._lease.sweep_lock()
            if not await self._library.on_disk(lock.take):
                return ()
            try:
                return await Sweep(self._library, self._lease).run(await self._dead())
            finally:
                await self._library.on_disk(lock.release)

    async def adopt(self, workspace: str = THIS_COMPUTER) -> tuple[Job, ...]:
        """Go on with a workspace's jobs whose process died, or that wait here since their account went away.

        Those that wait are started when their turn comes; a picture that may have been made is looked for where that can
        be done, once by each process. Jobs of other workspaces wait on.
        """
        library, owner, dead = self._library, self._lease.owner, await self._dead()
        jobs = [self._aside.pop(job.id) for job in list(self._aside.values()) if job.workspace == workspace]
        jobs += await library.database.write(
            lambda connection: journal.take_waiting(connection, library.recipes, workspace, dead, owner)
        )
        jobs += await self._take_lost(workspace, dead)
        for job in jobs:
            self._enqueue(job)
        return tuple(jobs)

    async def look(self, workspace: str) -> tuple[Job, ...]:
        """Look once for pictures that may have been made before a process died; gives the jobs that are saved by it."""
        lost = await self._take_lost(workspace, await self._dead(), is_patient=False)
        for job in lost:
            self._enqueue(job)
        return tuple(job for job in await self.wait([job.id for job in lost]) if job.state is JobState.SAVED)

    async def submit(self, workspace: str, recipes: Sequence[Recipe], *, publishes: bool = False) -> tuple[Job, ...]:
        """Journal the jobs and start them when their turn comes. Raises LibraryError before anything is journalled.

        With `publishes` each figure goes into the outbox in the transaction that saves it.
        """
        for recipe in recipes:
            if recipe.engine not in self._engines:
                raise EngineError(f"There is no engine “{recipe.engine}” here.", "Choose another engine.")
        if not self._lease.owner:
            await self.open()
        await check_space(self._library, self._terms)
        jobs = tuple(self._job(workspace, recipe) for recipe in recipes)
        await self._library.database.write(
            lambda connection: [journal.add(connection, job, self._lease.owner, publishes=publishes) for job in jobs]
        )
        for job in jobs:
            self._enqueue(job)
        return jobs

    async def publish_when_done(self, workspace: str, *, publishes: bool) -> None:
        """Whether the figures of a workspace's jobs that go on are published when they are saved."""
        await self._library.database.write(
            lambda connection: journal.set_publishes(connection, workspace, value=publishes)
        )

    async def cancel(self, job_id: str) -> None:
        """Cancel a job; returns when its work has really ended. A job that is over or not ours stays as it is."""
        aside = self._aside.pop(job_id, None)
        if aside is not None:
            await self._cancel_waiting(aside)
            return
        for queue in self._queues.values():
            job = next((job for job in queue if job.id == job_id), None)
            if job is not None:
                queue.remove(job)
                await self._cancel_waiting(job)
                return
        running = self._running.get(job_id)
        if running is not None:
            running.stop()
            await asyncio.wait([running.task])

    async def recent(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs of a workspace, newest first."""
        library = self._library
        return await library.database.read(
            lambda connection: journal.recent(connection, library.recipes, workspace, limit)
        )

    async def unsettled(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs that go on, or that did not work and were not dismissed; newest first."""
        library = self._library
        return await library.database.read(
            lambda connection: journal.unsettled(connection, library.recipes, workspace, limit)
        )

    async def dismiss(self, job_ids: Sequence[str]) -> None:
        """Jobs that did not work have been seen: `unsettled` leaves them out from now on."""
        await self._library.database.write(lambda connection: journal.dismiss(connection, job_ids))

    async def spending(self) -> Spending:
        """Today's spending, by this computer's calendar."""
        now, budget = self._library.clock(), self._terms.budget()
        return await self._library.database.read(lambda connection: ledger.spending(connection, now, budget))

    async def entries(self, offset: int, limit: int, workspace: str = THIS_COMPUTER) -> tuple[LedgerEntry, ...]:
        """The requests of a workspace that could be billed, newest first."""
        return await self._library.database.read(
            lambda connection: ledger.entries(connection, workspace, offset, limit)
        )

    def let_run(self, engine: str, at_once: int) -> None:
        """Let an engine run so many jobs at once from now on; what runs already goes on."""
        self._at_once[engine] = at_once
        self._start(engine)

    async def wait(self, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """Wait until the jobs are over. Jobs of other processes are told as they are."""
        library, over = self._library, list[Job]()
        ends = {job_id: self._ends.get(job_id) for job_id in job_ids}
        for job_id, end in ends.items():
            job = (
                await asyncio.shield(end)
                if end is not None
                else await library.database.read(
                    lambda connection, wanted=job_id: journal.get(connection, library.recipes, wanted)
                )
            )
            if job is not None:
                over.append(job)
        return tuple(over)

    def listen(self, listener: Callable[[JobEvent], None]) -> None:
        """Call `listener` on the backend's loop for everything that happens to jobs of this process."""
        self._listeners.append(listener)

    async def close(self) -> None:
        """Stop: running jobs are cut off, waiting ones stay journalled for the next window."""
        self._is_closing = True
        for queue in self._queues.values():
            for job in queue:
                self._ends.pop(job.id).set_result(job)
            queue.clear()
        attempts = list(self._running.values())
        for attempt in attempts:
            attempt.stop(is_closing=True)
        if attempts:
            await asyncio.wait([attempt.task for attempt in attempts])
        await self._library.on_disk(self._lease.release)

    async def _dead(self) -> set[str]:
        owners = await self._library.database.read(journal.owners)
        dead = await self._library.on_disk(lambda: self._lease.abandoned(owners))
        await self._library.on_disk(lambda: self._lease.clear(owners))
        return dead

    def _enqueue(self, job: Job) -> None:
        self._ends[job.id] = asyncio.get_running_loop().create_future()
        self._tell(JobChanged(job))
        lane = _lane(job)
        self._queues.setdefault(lane, deque()).append(job)
        self._start(lane)

    def _start(self, lane: str) -> None:
        """Start waiting jobs of an engine as far as it may run them at once; those that only look have their own turn."""
        queue = self._queues.setdefault(lane, deque())
        while queue and not self._is_closing and self._active[lane] < max(1, self._at_once.get(lane, 1)):
            job = queue.popleft()
            self._active[lane] += 1
            attempt = self._attempt(job)
            self._running[job.id] = attempt
            attempt.task = asyncio.create_task(attempt.run(), name=f"job {job.id}")
            attempt.task.add_done_callback(lambda _, done=job: self._on_done(done))

    def _attempt(self, job: Job) -> Attempt:
        engine = self._engines.get(job.recipe.engine)
        gate = self._gates.setdefault(job.recipe.engine, self._make_gate())
        around = Surroundings(self._library, gate, self._terms, self._tell, self._settle)
        if job.state is JobState.WAITING:
            return Attempt(job, engine, around)
        return Search(job, engine, around, is_patient=self._sought[job.id])

    async def _take_lost(self, workspace: str, dead: set[str], *, is_patient: bool = True) -> tuple[Job, ...]:
        """Jobs to be looked for; each bears the state in which it was left."""
        library, owner, sought = self._library, self._lease.owner, tuple(self._sought)
        lost = await library.database.write(
            lambda connection: journal.take_lost(connection, library.recipes, workspace, dead, owner, sought)
        )
        self._sought |= {job.id: is_patient for job in lost}
        return lost

    def _on_done(self, job: Job) -> None:
        lane = _lane(job)
        self._active[lane] -= 1
        del self._running[job.id]
        self._start(lane)

    def _job(self, workspace: str, recipe: Recipe) -> Job:
        price = self._terms.price(recipe)
        now = self._library.clock()
        return Job(str(uuid4()), workspace, recipe, JobState.WAITING, now, price_low=price.low, price_high=price.high)

    async def _cancel_waiting(self, job: Job) -> None:
        ended = replace(job, state=JobState.CANCELLED, ended_at=self._library.clock(), reason="You cancelled it.")
        await self._library.database.write(lambda connection: journal.end(connection, ended, Bill.NOTHING))
        self._settle(ended, None)

    def _settle(self, job: Job, figure: Figure | None) -> None:
        if not job.state.is_over:
            self._aside[job.id] = replace(job, reason="", next_step="")
        end = self._ends.pop(job.id, None)
        if end is not None and not end.done():
            end.set_result(job)
        self._tell(JobChanged(job, figure))

    def _tell(self, event: JobEvent) -> None:
        for listener in self._listeners:
            listener(event)


def _lane(job: Job) -> str:
    """The queue of a job: its engine's, or that of the jobs whose picture is looked for there."""
    return job.recipe.engine if job.state is JobState.WAITING else f"{job.recipe.engine}{_SEARCH}"
