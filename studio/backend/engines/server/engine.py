"""Asks the team's function for a figure under the job's own id, and finds it again where the answer was lost.

The function sets down a claim under the figure's id before it pays, so the same id is never paid for twice: asking again
is always safe. What it says is in the README under "The edge function". Everything is asked in the name of the account
that the job belongs to; another one that is signed in meanwhile neither pays nor publishes.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from studio.backend.engines.server import function
from studio.backend.engines.server.function import Claim, Running
from studio.backend.engines.server.reply import Made, lost, never_asked
from studio.backend.engines.server.wish import wish_of
from studio.core.engines import SERVER
from studio.core.errors import (
    AnswerUnusable,
    NotRun,
    NotSignedIn,
    OutcomeUnknown,
    RequestError,
    TeamRefused,
    TeamUnreachable,
)
from studio.core.job import Progress
from studio.core.json_text import JsonObject
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.publishing import FIGURES
from studio.core.recipe import Recipe, Reference
from studio.core.team_server import Standing, TeamServer

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

LONGEST = 900.0
"""Seconds after which a figure that was never heard of again is unknown."""
CLAIM_LIVES = 480.0
"""Seconds from a claim after which nothing comes of it any more: no hosted function lives longer (400 s)."""
UNCLAIMED = 30.0
"""Seconds in which a request that was on its way when the studio stopped would have been claimed."""
_PAUSE, _LONGEST_PAUSE = 5.0, 60.0
_TRIES = 3

T = TypeVar("T")


class ServerEngine:
    """`core.ports.engines.FindingEngine` and `core.ports.team.TeamImageServer`.

    `monotonic` (seconds) and `sleep` are for tests.
    """

    name = SERVER

    def __init__(
        self,
        session: "Session",
        reference_path: Callable[[Reference], Path],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._session = session
        self._reference_path = reference_path
        self._monotonic = monotonic
        self._sleep = sleep

    async def status(self) -> TeamServer:
        """What can be asked of the team's server now, and how much of the day is left."""
        try:
            return await self._session.call(function.status)
        except NotSignedIn:
            return TeamServer(Standing.SIGNED_OUT)
        except (TeamUnreachable, TeamRefused):
            return TeamServer(Standing.AWAY)

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Make the picture into `sink`; the figure that comes back is published already.

        Raises RequestError, or NotSignedIn where its account is away and nothing was asked for.
        """
        wish = await asyncio.to_thread(wish_of, recipe, sink.figure_id, self._reference_path)
        on_progress(Progress("The team’s server makes it…"))
        made = await self._made(wish, sink)
        return await self._received(made, sink, on_progress)

    async def find(
        self, sink: PictureSink, on_progress: Callable[[Progress], None], *, is_patient: bool
    ) -> EngineReceipt:
        """Bring the picture of a request whose answer nobody heard; nothing is asked for.

        Who `is_patient` waits for the network, and for a figure that is still being made. Raises NotRun where it surely
        was not begun, OutcomeUnknown where it is not there, NotSignedIn where its account is away.
        """
        on_progress(Progress("Looking for it at the team…"))
        begun, pause = self._monotonic(), _PAUSE
        while True:
            try:
                found = await self._team(sink, lambda team: function.trace(team, sink.figure_id))
            except TeamRefused as error:
                raise OutcomeUnknown(error.sentence, error.next_step) from None
            except TeamUnreachable as error:
                if not is_patient:
                    raise OutcomeUnknown(error.sentence, lost().next_step) from None
                on_progress(Progress("Waiting for the team, to look for it there…"))
                pause = min(_LONGEST_PAUSE, pause * 2)
                wait = max(pause, error.retry_after or 0.0)
            else:
                if isinstance(found, Made):
                    return await self._received(found, sink, on_progress)
                if not is_patient or (found is not None and found.age > CLAIM_LIVES):
                    raise lost()
                if found is None and self._monotonic() - begun > UNCLAIMED:
                    raise never_asked()
                if isinstance(found, Claim):
                    on_progress(Progress("The team’s server is still making it…"))
                wait, pause = _PAUSE, _PAUSE
            await self._sleep(wait)

    async def close(self) -> None:
        """Nothing is held: the connections are the session's."""

    async def _made(self, wish: JsonObject, sink: PictureSink) -> Made:
        """Ask until the figure is there, or it is known that it will not be."""
        deadline = self._monotonic() + LONGEST
        was_lost = False
        while True:
            try:
                return await self._team(sink, lambda team: function.ask(team, wish))
            except Running as running:
                wait, was_lost = running.seconds or _PAUSE, True
            except TeamUnreachable as error:
                if not was_lost and function.never_left(error):
                    raise NotRun(
                        error.sentence, error.next_step, can_repeat=True, retry_after=error.retry_after
                    ) from None
                wait, was_lost = error.retry_after or _PAUSE, True
                found = await self._look(sink)
                if found is not None:
                    return found
            except NotSignedIn:
                if was_lost:
                    raise lost() from None
                raise
            if self._monotonic() + wait > deadline:
                raise lost()
            await self._sleep(wait)

    async def _look(self, sink: PictureSink) -> Made | None:
        """The figure as it lies in the buckets, or None where it does not (yet), or nobody answers."""
        try:
            return await self._team(sink, lambda team: function.find(team, sink.figure_id))
        except (TeamUnreachable, TeamRefused, NotSignedIn):
            return None

    async def _received(self, made: Made, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        on_progress(Progress("Fetching it…", 0.9))
        await self._fetch(made, sink)
        return EngineReceipt(
            model=made.model, usage=made.usage, parameters=made.parameters, url=made.url, text=made.prompt
        )

    async def _fetch(self, made: Made, sink: PictureSink) -> None:
        """The picture's bytes into the sink, compared with what the server says of them."""
        from studio.backend.team import buckets  # with the SDK, when something is asked

        for trial in range(1, _TRIES + 1):
            try:
                data = await self._team(
                    sink, lambda team: buckets.download(team, FIGURES, made.path, limit=buckets.MAX_PICTURE)
                )
            except (TeamUnreachable, NotSignedIn, TeamRefused) as error:
                if trial == _TRIES or not isinstance(error, TeamUnreachable):
                    raise _published_only(made, error.sentence) from None
                await self._sleep(error.retry_after or _PAUSE)
                continue
            if hashlib.sha256(data).hexdigest() != made.sha256:
                raise _published_only(made, "What came is not the picture that the team’s server made.")
            for start in range(0, len(data), buckets.PIECE):
                await sink.write(data[start : start + buckets.PIECE])
            return

    async def _team(self, sink: PictureSink, work: "Callable[[Team], Awaitable[T]]") -> T:
        return await self._session.call(work, workspace=sink.workspace)


def _published_only(made: Made, sentence: str) -> RequestError:
    return AnswerUnusable(sentence, f"The figure was made and is published: {made.url}")
