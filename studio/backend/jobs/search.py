"""A job whose answer nobody heard, because the studio stopped: its picture is looked for where it may have been made."""

import logging
from dataclasses import replace
from typing import cast

from studio.backend.jobs import journal
from studio.backend.jobs.attempt import Attempt, check_space
from studio.backend.jobs.surroundings import Surroundings
from studio.core.errors import EngineError, FigureMissing, LibraryError, NotSignedIn
from studio.core.figure import Figure
from studio.core.job import Job, JobChanged, JobState
from studio.core.ports.engines import Engine, EngineReceipt, FindingEngine
from studio.core.spending import Bill

_log = logging.getLogger(__name__)


class Search(Attempt):
    """Nothing is asked for. It ends as an attempt does: saved, surely not made, or still unknown.

    Who `is_patient` waits for the network and for what is still being made; else it is one look.
    """

    def __init__(self, job: Job, engine: Engine | None, around: Surroundings, *, is_patient: bool) -> None:
        super().__init__(job, engine, around)
        self._is_patient = is_patient
        self._is_asked = True  # by the process that stopped

    async def run(self) -> None:
        """Look, unless the library has it: somebody may have fetched it from the published figures meanwhile."""
        try:
            figure = await self._library.figure(self.job.id)
        except FigureMissing:
            await super().run()
        except LibraryError as error:
            await self._failed(error)
        else:
            await self._is_here(figure)

    async def _make(self) -> EngineReceipt:
        if self._engine is None:
            raise EngineError(f"There is no engine “{self.job.recipe.engine}” here.", "Choose another engine.")
        await check_space(self._library, self._terms)
        await self._part.discard()
        await self._part.open()
        self._tell(JobChanged(replace(self.job, state=JobState.RUNNING)))
        engine = cast("FindingEngine", self._engine)  # as core.engines.FINDABLE says
        receipt = await engine.find(self._part, self._on_progress, is_patient=self._is_patient)
        await self._part.close()
        return receipt

    async def _is_here(self, figure: Figure) -> None:
        ended = replace(self.job, state=JobState.SAVED, ended_at=self._library.clock(), figure_id=figure.id, reason="")
        try:
            await self._library.database.write(lambda connection: journal.end(connection, ended, Bill.PAID))
        except LibraryError as error:
            _log.warning("The end of job %s is not journalled: %s", self.job.id, error)
        self._settle(ended, figure)

    async def _set_aside(self, error: NotSignedIn) -> None:
        """It was asked for once, so it does not wait to be asked for: it is looked for when its account signs in."""
        await self._clean_up()
        self._settle(replace(self.job, state=JobState.RUNNING, reason=error.sentence), None)
