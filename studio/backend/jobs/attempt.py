"""One job from its turn to its end: asked for (once, unless it surely did not run), received, and kept.

Protocol B: before the request leaves, the job is journalled as running and its price is held against the budget; from
then on it may be billed, and whatever goes wrong, it is never asked for again by itself.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Coroutine
from dataclasses import replace
from decimal import Decimal

from studio.backend.files import disk_errors
from studio.backend.jobs import journal
from studio.backend.jobs.part import Part
from studio.backend.jobs.surroundings import Surroundings
from studio.backend.jobs.terms import Terms
from studio.backend.library import Library, ledger
from studio.backend.library.arrival import Arrival
from studio.core.engines import ARTIST_PAYS, FINDABLE, FREE_ENGINES
from studio.core.errors import DiskFull, EngineError, LibraryError, NotRun, NotSignedIn, PictureError, StudioError
from studio.core.job import Job, JobChanged, JobProgressed, JobState, Progress
from studio.core.ports.engines import Engine, EngineReceipt
from studio.core.publishing import alt_text
from studio.core.spending import Bill

_log = logging.getLogger(__name__)


class Attempt:
    """A job that was started. `stop` cancels it; once the last byte is here the picture is saved all the same."""

    def __init__(self, job: Job, engine: Engine | None, around: Surroundings) -> None:
        self.job = job
        self.task: asyncio.Task[None]
        self._engine = engine
        self._library = library = around.library
        self._gate = around.gate
        self._terms = around.terms
        self._tell = around.tell
        self._settle = around.settle
        self._part = Part(library.folder.part(job.id), job.workspace, library.files, library.disk)
        self._making: asyncio.Task[EngineReceipt] | None = None
        self._is_stopped = False
        self._is_closing = False
        self._is_asked = False
        """The request may have left, so the picture may be billed."""

    def stop(self, *, is_closing: bool = False) -> None:
        """Stop the making, once. `is_closing`: the studio ends, and what was not asked for yet waits for the next one."""
        self._is_closing = self._is_closing or is_closing
        if not self._is_stopped and self._making is not None:
            self._making.cancel()
        self._is_stopped = True

    async def run(self) -> None:
        """Make the picture; whatever happens, the journal and the listeners learn of it."""
        try:
            receipt = await self._stoppable(self._make())
        except asyncio.CancelledError:
            await self._stopped()
        except NotSignedIn as error:
            await self._set_aside(error)
        except StudioError as error:
            await self._failed(error)
        except Exception:  # noqa: BLE001 - a task ends here: what an engine raises beside StudioError is a bug, told as one
            _log.exception("Job %s failed", self.job.id)
            await self._failed(EngineError("Something went wrong inside the studio.", "Try once more."))
        else:
            await self._keep(receipt)

    async def _stoppable(self, making: Coroutine[None, None, EngineReceipt]) -> EngineReceipt:
        if self._is_stopped:
            making.close()
            raise asyncio.CancelledError
        self._making = asyncio.create_task(making, name=f"making {self.job.id}")
        return await self._making

    async def _make(self) -> EngineReceipt:
        """Ask until the request ran, or cannot run."""
        if self._engine is None:
            raise EngineError(f"There is no engine “{self.job.recipe.engine}” here.", "Choose another engine.")
        repeats, waited, why = 0, 0.0, ""
        while True:
            waited += await self._wait_for_turn(why)
            try:
                return await self._ask(self._engine)
            except NotRun as error:
                self._is_asked = False
                pause = self._gate.pause_after(error, repeats, waited)
                if pause is None:
                    raise
                repeats, why = repeats + 1, error.sentence
                self._gate.close(pause)
                await self._wait_again(error)

    async def _wait_for_turn(self, why: str) -> float:
        """Wait before the gate, and say why and how long still; returns the seconds."""
        wait = self._gate.wait

        def tell(seconds: int) -> None:
            until = f"{'Asking again' if why else 'Asking'} in {seconds} s."
            self._tell(JobProgressed(self.job.id, Progress(f"{why} {until}".strip())))

        await self._gate.passed(tell)
        return wait

    async def _ask(self, engine: Engine) -> EngineReceipt:
        job = self.job
        await check_space(self._library, self._terms)
        await self._part.discard()  # of this job's process before, which died when nothing was asked for yet
        await self._part.open()
        # from here on it may be billed, also where the commit is the last thing that happens
        self._is_asked = job.recipe.engine not in FREE_ENGINES
        try:
            await self._library.database.write(self._begin)
        except StudioError:
            self._is_asked = False
            raise
        self._tell(JobChanged(replace(job, state=JobState.RUNNING)))
        receipt = await engine.make(job.recipe, self._part, self._on_progress)
        await self._part.close()
        return receipt

    def _begin(self, connection: sqlite3.Connection) -> None:
        job = self.job
        if job.recipe.engine in ARTIST_PAYS:
            ledger.ask(connection, job, self._library.clock(), self._terms.budget())
        journal.set_state(connection, job.id, JobState.RUNNING)

    def _on_progress(self, progress: Progress) -> None:
        self._tell(JobProgressed(self.job.id, progress))

    async def _wait_again(self, error: NotRun) -> None:
        """Nothing ran: the job waits like one that never had its turn, also for the next start."""
        _log.info("Job %s is asked for again later: %s", self.job.id, error.sentence)
        await self._part.discard()
        await self._library.database.write(self._back_to_waiting)
        self._tell(JobChanged(self.job))

    def _back_to_waiting(self, connection: sqlite3.Connection) -> None:
        journal.set_state(connection, self.job.id, JobState.WAITING)
        ledger.settle(connection, self.job.id, Bill.NOTHING)

    async def _keep(self, receipt: EngineReceipt) -> None:
        try:
            await self._save(receipt)
        except PictureError as error:
            free = self.job.recipe.engine in FREE_ENGINES
            await self._failed(
                EngineError(error.sentence if not free else _NOT_WHOLE, "Make it again." if free else "")
            )
        except LibraryError as error:
            await self._end(self._kept_part(error), Bill.PAID if self._is_asked else Bill.NOTHING, receipt.cost)

    async def _save(self, receipt: EngineReceipt) -> None:
        """Protocol W. Raises PictureError where what came is no whole picture."""
        job, now = self.job, self._library.clock()
        ended = replace(job, state=JobState.SAVED, ended_at=now, figure_id=job.id, reason="", next_step="")
        publishes = await self._library.database.read(lambda connection: journal.publishes(connection, job.id))
        words = alt_text(job.recipe) if publishes else ""
        arrival = Arrival(job.id, job.workspace, job.recipe, self._part.path, now, receipt, words)
        figure = await self._library.keep(
            arrival, lambda connection, figure: journal.end_saved(connection, ended, figure)
        )
        self._settle(ended, figure)

    async def _stopped(self) -> None:
        job = self.job
        if self._is_closing and self._can_go_on_later:
            await self._clean_up()
            self._settle(job, None)
            return
        if not self._is_asked:
            await self._clean_up()
            await self._end(replace(job, state=JobState.CANCELLED, reason="You cancelled it."), Bill.NOTHING)
            return
        if self._is_closing:
            error = EngineError("The studio was closed while this was being made.", _LOOK)
            await self._failed(error)
            return
        await self._clean_up()
        goes_on = "the team’s server may go on with it, and publish it."
        reason = f"You cancelled it; {goes_on if job.recipe.engine in FINDABLE else 'what had begun may be billed.'}"
        await self._end(replace(job, state=JobState.CANCELLED, reason=reason), Bill.UNKNOWN)

    @property
    def _can_go_on_later(self) -> bool:
        """The journal says that it waits, and the next start asks for it; or that it runs, and it is looked for."""
        engine = self.job.recipe.engine
        return engine in FINDABLE if self._is_asked else engine not in FREE_ENGINES

    async def _set_aside(self, error: NotSignedIn) -> None:
        """Its account is away, and nothing was asked for: it waits until that account signs in."""
        self._is_asked = False
        waiting = replace(self.job, state=JobState.WAITING, reason=error.sentence, next_step=error.next_step)
        try:
            await self._part.discard()
            await self._library.database.write(self._back_to_waiting)
        except LibraryError as failure:
            _log.warning("Job %s could not be set aside: %s", self.job.id, failure)
        self._settle(waiting, None)
        self._tell(JobProgressed(self.job.id, Progress("Waits until its account signs in.")))

    async def _failed(self, error: StudioError) -> None:
        """It did not work. What may be billed is unknown, and what came of it is saved where it is whole, else kept."""
        job = self.job
        may_be_billed = self._is_asked and getattr(error, "may_be_billed", True)
        if not may_be_billed:
            await self._clean_up()
            failed = replace(job, state=JobState.FAILED, reason=error.sentence, next_step=error.next_step)
            await self._end(failed, Bill.NOTHING)
            return
        kept = await self._kept_what_came()
        if kept is None:
            return
        reason = f"{error.sentence} {kept}".strip()
        await self._end(
            replace(job, state=JobState.UNKNOWN, reason=reason, next_step=error.next_step or _LOOK), Bill.UNKNOWN
        )

    async def _kept_what_came(self) -> str | None:
        """Save a picture that is whole after all (None), or put aside what is not, and say so."""
        if not self._part.size:
            await self._clean_up()
            return ""
        try:
            await self._part.close()
            await self._save(EngineReceipt())
        except PictureError:
            remains = self._library.folder.remains(self.job.id)
            try:
                await self._part.keep_aside(remains)
            except LibraryError as error:
                _log.warning("What came of job %s could not be put aside: %s", self.job.id, error)
                return ""
            return f"What came of it is kept as {remains.name} in the library’s folder “{remains.parent.name}”."
        except LibraryError as error:
            _log.warning("What came of job %s waits for the next start: %s", self.job.id, error)
            return "What came of it is kept for the next start."
        return None

    async def _clean_up(self) -> None:
        try:
            await self._part.discard()
        except LibraryError as error:
            _log.warning("A part could not be removed: %s", error)

    def _kept_part(self, error: LibraryError) -> Job:
        """The picture is here but could not be saved: its part stays for the next start."""
        return replace(
            self.job,
            state=JobState.UNKNOWN if self._is_asked else JobState.FAILED,
            reason=f"{error.sentence} The picture is kept aside.",
            next_step="Free some space or allow writing, then start the studio again to save it.",
        )

    async def _end(self, job: Job, bill: Bill, cost: Decimal | None = None) -> None:
        """Journal how it ended, and tell; where the journal cannot be written, the next start settles the job."""
        ended = replace(job, ended_at=self._library.clock())
        try:
            await self._library.database.write(lambda connection: journal.end(connection, ended, bill, cost))
        except LibraryError as error:
            _log.warning("The end of job %s is not journalled: %s", job.id, error)
        self._settle(ended, None)


async def check_space(library: Library, terms: Terms) -> None:
    """Raises DiskFull where less is free than must stay free."""
    folder, minimum = library.folder.root, terms.minimum_free()

    def free() -> int:
        with disk_errors(folder):
            return terms.free(folder)

    if await library.disk.run(free) < minimum:
        raise DiskFull(
            f"Less than {minimum // (1024 * 1024)} MB are free on the disk.", "Free some space, then try again."
        )


_NOT_WHOLE = "The picture that the engine made is not whole."
_LOOK = "It may have been billed: look at your usage before you make it again."
