"""The queue of jobs: journalled before they start, a few at a time, each one saved, failed, cancelled or unknown."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from studio.backend.files import disk_errors, free_bytes
from studio.backend.jobs import journal
from studio.backend.jobs.lease import Lease
from studio.backend.jobs.part import Part
from studio.backend.jobs.sweep import FREE_ENGINES, Sweep
from studio.backend.library import Library
from studio.backend.library.arrival import Arrival
from studio.core.errors import DiskFull, EngineError, LibraryError, PictureError, StudioError
from studio.core.figure import Figure
from studio.core.job import Job, JobChanged, JobEvent, JobProgressed, JobState
from studio.core.ports import Engine, EngineReceipt, LibraryNotice
from studio.core.recipe import Recipe

MINIMUM_FREE = 200 * 1024 * 1024
"""Bytes that must be free before a job starts."""

Price = tuple[Decimal | None, Decimal | None]

_log = logging.getLogger(__name__)


def _no_price(recipe: Recipe) -> Price:
    return (Decimal(0), Decimal(0)) if recipe.engine in FREE_ENGINES else (None, None)


class _Running:
    """A job that was started: its task, and the part of it that a cancel stops."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.task: asyncio.Task[None]
        self._making: asyncio.Task[EngineReceipt] | None = None
        self._is_stopped = False

    async def make(self, making: Coroutine[None, None, EngineReceipt]) -> EngineReceipt:
        """Await the making, unless it was stopped before it began."""
        if self._is_stopped:
            making.close()
            raise asyncio.CancelledError
        self._making = asyncio.create_task(making, name=f"making {self.job.id}")
        return await self._making

    def stop(self) -> None:
        """Stop the making, once."""
        if not self._is_stopped and self._making is not None:
            self._making.cancel()
        self._is_stopped = True


class Jobs:
    """`core.ports.JobRunner`. `parallel` says how many jobs an engine may run at once (1 where it says nothing).

    `price` gives the range in USD that is journalled with a job; `free` is asked for the free bytes of a folder.
    """

    def __init__(
        self,
        library: Library,
        engines: Mapping[str, Engine],
        parallel: Mapping[str, int] | None = None,
        *,
        price: Callable[[Recipe], Price] = _no_price,
        free: Callable[[Path], int] = free_bytes,
        minimum_free: int = MINIMUM_FREE,
    ) -> None:
        self._library = library
        self._engines = engines
        self._parallel = parallel or {}
        self._price = price
        self._free = free
        self._minimum_free = minimum_free
        self._lease = Lease(library.folder.locks)
        self._queues: dict[str, deque[Job]] = {name: deque() for name in engines}
        self._active: Counter[str] = Counter()
        self._running: dict[str, _Running] = {}
        self._ends: dict[str, asyncio.Future[Job]] = {}
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

    async def adopt(self) -> tuple[Job, ...]:
        """Take over the jobs that wait since their process died, and start them when their turn comes."""
        library, adopted = self._library, list[Job]()
        for owner in sorted(await self._dead()):
            adopted += await library.database.write(
                lambda connection, gone=owner: journal.take_over(
                    connection, library.recipes, JobState.WAITING, gone, self._lease.owner
                )
            )
        for job in adopted:
            self._enqueue(job)
        return tuple(adopted)

    async def submit(self, workspace: str, recipes: Sequence[Recipe]) -> tuple[Job, ...]:
        """Journal the jobs and start them when their turn comes. Raises LibraryError before anything is journalled."""
        for recipe in recipes:
            if recipe.engine not in self._engines:
                raise EngineError(f"There is no engine “{recipe.engine}” here.", "Choose another engine.")
        if not self._lease.owner:
            await self.open()
        await self._check_space()
        now = self._library.clock()
        jobs = tuple(
            Job(str(uuid4()), workspace, recipe, JobState.WAITING, now, None, None, "", "", *self._price(recipe))
            for recipe in recipes
        )
        await self._library.database.write(
            lambda connection: [journal.add(connection, job, self._lease.owner) for job in jobs]
        )
        for job in jobs:
            self._enqueue(job)
        return jobs

    async def cancel(self, job_id: str) -> None:
        """Cancel a job; returns when its work has really ended. A job that is over or not ours stays as it is."""
        for queue in self._queues.values():
            job = next((job for job in queue if job.id == job_id), None)
            if job is not None:
                queue.remove(job)
                await self._end(replace(job, state=JobState.CANCELLED, reason="You cancelled it."))
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
        """Stop: running jobs are cancelled, waiting ones stay journalled for the next window."""
        self._is_closing = True
        for queue in self._queues.values():
            for job in queue:
                self._ends.pop(job.id).set_result(job)
            queue.clear()
        tasks = [running.task for running in self._running.values()]
        for running in self._running.values():
            running.stop()
        if tasks:
            await asyncio.wait(tasks)
        await self._library.on_disk(self._lease.release)

    async def _dead(self) -> set[str]:
        owners = await self._library.database.read(journal.owners)
        dead = await self._library.on_disk(lambda: self._lease.abandoned(owners))
        await self._library.on_disk(lambda: self._lease.clear(owners))
        return dead

    def _enqueue(self, job: Job) -> None:
        self._ends[job.id] = asyncio.get_running_loop().create_future()
        self._tell(JobChanged(job))
        self._queues.setdefault(job.recipe.engine, deque()).append(job)
        self._start(job.recipe.engine)

    def _start(self, engine: str) -> None:
        """Start waiting jobs of an engine as far as it may run them at once."""
        queue = self._queues[engine]
        while queue and not self._is_closing and self._active[engine] < max(1, self._parallel.get(engine, 1)):
            job = queue.popleft()
            self._active[engine] += 1
            running = _Running(job)
            self._running[job.id] = running
            running.task = asyncio.create_task(self._run(running), name=f"job {job.id}")
            running.task.add_done_callback(lambda _, done=job: self._on_done(done))

    def _on_done(self, job: Job) -> None:
        self._active[job.recipe.engine] -= 1
        del self._running[job.id]
        self._start(job.recipe.engine)

    async def _run(self, running: "_Running") -> None:
        """A job from its start to its end; whatever happens, the journal and the listeners learn of it.

        A cancel stops only the making: once the last byte is here the picture is saved.
        """
        job = running.job
        part = Part(self._library.folder.part(job.id), self._library.files, self._library.disk)
        try:
            receipt = await running.make(self._make(job, part))
            await self._keep(job, part, receipt)
        except asyncio.CancelledError:
            await self._clean_up(part)
            await self._end(replace(job, state=JobState.CANCELLED, reason=_cancel_reason(job)))
        except StudioError as error:
            await self._clean_up(part)
            await self._end(replace(job, state=JobState.FAILED, reason=error.sentence, next_step=error.next_step))
        except Exception:  # noqa: BLE001 - a task ends here: what an engine raises beside StudioError is a bug, told as one
            _log.exception("Job %s failed", job.id)
            await self._clean_up(part)
            reason = "Something went wrong inside the studio."
            await self._end(replace(job, state=JobState.FAILED, reason=reason, next_step="Try once more."))

    async def _make(self, job: Job, part: Part) -> EngineReceipt:
        """The engine's work, into the part."""
        engine = self._engines.get(job.recipe.engine)
        if engine is None:
            raise EngineError(f"There is no engine “{job.recipe.engine}” here.", "Choose another engine.")
        await self._check_space()
        await self._library.database.write(lambda connection: journal.begin(connection, job.id))
        self._tell(JobChanged(replace(job, state=JobState.RUNNING)))
        await part.open()
        receipt = await engine.make(job.recipe, part, lambda progress: self._tell(JobProgressed(job.id, progress)))
        await part.close()
        return receipt

    async def _keep(self, job: Job, part: Part, receipt: EngineReceipt) -> None:
        now = self._library.clock()
        ended = replace(job, state=JobState.SAVED, ended_at=now, figure_id=job.id)
        arrival = Arrival(job.id, job.workspace, job.recipe, part.path, now, receipt)
        try:
            figure = await self._library.keep(arrival, lambda connection, _: journal.end(connection, ended))
        except PictureError as error:
            raise EngineError("The picture that the engine made is not whole.", "Make it again.") from error
        except LibraryError as error:
            await self._end(_kept_part(job, error))
            return
        self._settle(ended, figure)

    async def _clean_up(self, part: Part) -> None:
        try:
            await part.discard()
        except LibraryError as error:
            _log.warning("A part could not be removed: %s", error)

    async def _end(self, job: Job) -> None:
        """Journal how a job ended, and tell; where the journal cannot be written, the next start settles the job."""
        ended = replace(job, ended_at=self._library.clock())
        try:
            await self._library.database.write(lambda connection: journal.end(connection, ended))
        except LibraryError as error:
            _log.warning("The end of job %s is not journalled: %s", job.id, error)
        self._settle(ended)

    def _settle(self, job: Job, figure: Figure | None = None) -> None:
        end = self._ends.pop(job.id, None)
        if end is not None and not end.done():
            end.set_result(job)
        self._tell(JobChanged(job, figure))

    def _tell(self, event: JobEvent) -> None:
        for listener in self._listeners:
            listener(event)

    async def _check_space(self) -> None:
        folder = self._library.folder.root

        def free() -> int:
            with disk_errors(folder):
                return self._free(folder)

        if await self._library.disk.run(free) < self._minimum_free:
            megabytes = self._minimum_free // (1024 * 1024)
            raise DiskFull(f"Less than {megabytes} MB are free on the disk.", "Free some space, then try again.")


def _cancel_reason(job: Job) -> str:
    if job.recipe.engine in FREE_ENGINES:
        return "You cancelled it."
    return "You cancelled it; what had begun may be billed."


def _kept_part(job: Job, error: LibraryError) -> Job:
    """The picture is here but could not be saved: its part stays for the next start."""
    return replace(
        job,
        state=JobState.FAILED,
        reason=f"{error.sentence} The picture is kept aside.",
        next_step="Free some space or allow writing, then start the studio again to save it.",
    )
