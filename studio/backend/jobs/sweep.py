"""After a crash: the jobs that dead processes left are saved, failed or unknown, and no complete picture is lost."""

import re
import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studio.backend.jobs import journal
from studio.backend.jobs.lease import Lease
from studio.backend.library import Library, figures
from studio.backend.library.arrival import Arrival
from studio.backend.library.recovery import PictureReader, found_figure
from studio.core.engines import FINDABLE, FREE_ENGINES
from studio.core.errors import FigureMissing, LibraryError, PictureError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.job import Job, JobState
from studio.core.ports.engines import EngineReceipt
from studio.core.ports.library import LibraryNotice
from studio.core.recipe import PictureFormat, Recipe
from studio.core.spending import Bill

LONGEST_FETCH = 3600.0
"""Seconds after which nobody is fetching a picture any more."""
_PART = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part")


class Sweep:
    """Looks after jobs and parts of dead processes; the caller holds the sweep lock."""

    def __init__(self, library: Library, lease: Lease) -> None:
        self._library = library
        self._lease = lease
        self._notices: list[LibraryNotice] = []

    async def run(self, dead: set[str]) -> tuple[LibraryNotice, ...]:
        """Settle every running job of the dead owners, then every part that is left."""
        library, lease = self._library, self._lease
        for owner in sorted(dead):
            jobs = await library.database.write(
                lambda connection, gone=owner: journal.take_over(
                    connection, library.recipes, JobState.RUNNING, gone, lease.owner
                )
            )
            for job in jobs:
                await self._settle(job, owner)
        await self._settle_parts()
        return tuple(self._notices)

    async def _settle(self, job: Job, owner: str) -> None:
        """One job that was running when its process died; what can be looked for waits until its account is here."""
        try:
            if await self._found(job):
                return
            if job.recipe.engine in FINDABLE:
                await self._library.database.write(lambda connection: journal.give_back(connection, job.id, owner))
            elif not await self._arrived(job):
                await self._give_up(job)
        except LibraryError as error:
            await self._library.database.write(lambda connection: journal.give_back(connection, job.id, owner))
            self._notices.append(LibraryNotice(error.sentence, error.next_step))

    async def _found(self, job: Job) -> bool:
        """The picture had its name already, with or without its row."""
        library = self._library
        try:
            figure = await library.figure(job.id)
        except FigureMissing:
            found = await library.on_disk(lambda: _picture_in_place(library, job.id))
            if found is None:
                return False
            figure = found
            await library.database.write(lambda connection: _insert(connection, job, figure, library))
            return True
        await library.database.write(lambda connection: _end_saved(connection, job, figure, library))
        return True

    async def _arrived(self, job: Job) -> bool:
        """The part holds the whole picture."""
        library, part = self._library, self._library.folder.part(job.id)
        if not part.exists():
            return False
        made = datetime.fromtimestamp(part.stat().st_mtime, UTC)
        arrival = Arrival(job.id, job.workspace, job.recipe, part, made, EngineReceipt())
        try:
            figure = await library.keep(
                arrival, lambda connection, figure: _end_saved(connection, job, figure, library)
            )
        except PictureError:
            return False
        # whoever starts the studio next reads it: what an account makes is nobody else's business
        title = f"“{figure.title}”" if job.workspace == THIS_COMPUTER else "A figure"
        self._notices.append(LibraryNotice(f"{title} had arrived before the studio stopped; it is saved now."))
        return True

    async def _give_up(self, job: Job) -> None:
        library, part = self._library, self._library.folder.part(job.id)
        ended = given_up(job, library.clock())
        if ended.state is JobState.UNKNOWN:
            await library.on_disk(lambda: _keep_remains(library, part))
        else:
            await library.on_disk(lambda: library.files.remove(part))
        await library.database.write(lambda connection: journal.end(connection, ended, Bill.UNKNOWN))

    async def _settle_parts(self) -> None:
        """Parts of jobs that are over (their picture could not be saved then) or that nobody knows any more.

        What was being fetched from a team when a studio died is not kept: the team has it, and it is that account's.
        """
        library = self._library
        await library.on_disk(lambda: _forget_fetched(library))
        for part in sorted(library.folder.incoming.glob("*.part")):
            if not _PART.fullmatch(part.name):
                continue
            job_id = part.stem
            job = await library.database.read(
                lambda connection, wanted=job_id: journal.get(connection, library.recipes, wanted)
            )
            if job is not None and not job.state.is_over:
                continue
            job = job or Job(job_id, THIS_COMPUTER, _nothing_known(), JobState.UNKNOWN, library.clock())
            try:
                if not await self._arrived(job):
                    await library.on_disk(lambda left=part: _keep_remains(library, left))
            except LibraryError as error:
                self._notices.append(LibraryNotice(error.sentence, error.next_step))


def given_up(job: Job, now: datetime) -> Job:
    """How a job ended whose process died and whose picture never came."""
    if job.recipe.engine in FREE_ENGINES:
        return replace(
            job,
            state=JobState.FAILED,
            ended_at=now,
            reason="The studio stopped while this was being made.",
            next_step="Make it again; it costs nothing.",
        )
    return replace(
        job,
        state=JobState.UNKNOWN,
        ended_at=now,
        reason="The studio stopped while this was being made, and it may have been billed.",
        next_step="Look at your usage before you make it again.",
    )


def _saved(job: Job, figure: Figure, library: Library) -> Job:
    return replace(job, state=JobState.SAVED, ended_at=library.clock(), figure_id=figure.id, reason="", next_step="")


def _end_saved(connection: sqlite3.Connection, job: Job, figure: Figure, library: Library) -> None:
    """It was paid; what the service charged is only known where the figure tells it."""
    journal.end_saved(connection, _saved(job, figure, library), figure)


def _insert(connection: sqlite3.Connection, job: Job, figure: Figure, library: Library) -> None:
    figures.insert(connection, figure)
    _end_saved(connection, job, figure, library)


def _picture_in_place(library: Library, figure_id: str) -> Figure | None:
    """The crash came between the picture's name and its row."""
    for picture_format in PictureFormat:
        path = library.folder.picture(figure_id, picture_format)
        if path.exists():
            try:
                return found_figure(library.folder, library.files, figure_id, path, PictureReader())
            except PictureError:
                library.files.rename(path, library.folder.damaged / path.name)
    return None


def _forget_fetched(library: Library) -> None:
    long_ago = library.clock().timestamp() - LONGEST_FETCH
    for left in library.folder.incoming.glob("*.fetched*"):
        with suppress(FileNotFoundError):  # whoever fetched it may just have finished
            if left.stat().st_mtime < long_ago:
                library.files.remove(left)


def _keep_remains(library: Library, part: Path) -> None:
    if part.exists():
        library.files.rename(part, library.folder.remains(part.stem))


def _nothing_known() -> Recipe:
    return Recipe(subject="", text="")
