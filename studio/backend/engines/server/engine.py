"""Asks the team's function for a figure under the job's own id, and finds it again where the answer was lost.

The function sets down a claim under the figure's id before it pays, so the same id is never paid for twice: asking again
is always safe. What it says is in the README under "The edge function".
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from studio.backend.engines.openai.trouble import retry_after
from studio.backend.engines.server.reply import Made, lost, made_of, refusal_of
from studio.backend.engines.server.wish import wish_of
from studio.core.engines import SERVER
from studio.core.errors import AnswerUnusable, NotRun, NotSignedIn, RequestError, TeamRefused, TeamUnreachable
from studio.core.job import Progress
from studio.core.json_text import JsonObject
from studio.core.ports import EngineReceipt, PictureSink
from studio.core.publishing import FIGURES, RECIPES, public_url, record_path
from studio.core.recipe import Recipe, Reference

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

NAME = "static-image-generator"
PATIENCE = 420.0
"""Seconds that one call may take: longer than a hosted function lives (400 s)."""
LONGEST = 900.0
"""Seconds after which a figure that was never heard of again is unknown."""
_PAUSE = 5.0
_TRIES = 3

T = TypeVar("T")


class ServerEngine:
    """`core.ports.Engine` for a team. `monotonic` (seconds) and `sleep` are for tests."""

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

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Make the picture into `sink`. Raises RequestError; the figure that comes back is published already."""
        wish = await asyncio.to_thread(wish_of, recipe, sink.figure_id, self._reference_path)
        on_progress(Progress("The team’s server makes it…"))
        made = await self._made(wish, sink.figure_id)
        on_progress(Progress("Fetching it…", 0.9))
        await self._fetch(made, sink)
        return EngineReceipt(
            model=made.model, usage=made.usage, parameters=made.parameters, url=made.url, text=made.prompt
        )

    async def close(self) -> None:
        """Nothing is held: the connections are the session's."""

    async def _made(self, wish: JsonObject, figure_id: str) -> Made:
        """Ask until the figure is there, or it is known that it will not be."""
        deadline = self._monotonic() + LONGEST
        was_lost = False
        while True:
            try:
                return await self._team(lambda team: _ask(team, wish))
            except _Running as running:
                wait, was_lost = running.seconds, True
            except TeamUnreachable as error:
                if not was_lost and _never_left(error):
                    raise NotRun(
                        error.sentence, error.next_step, can_repeat=True, retry_after=error.retry_after
                    ) from None
                wait, was_lost = error.retry_after or _PAUSE, True
                found = await self._look(figure_id)
                if found is not None:
                    return found
            except NotSignedIn as error:
                raise (lost() if was_lost else NotRun(error.sentence, error.next_step)) from None
            if self._monotonic() + wait > deadline:
                raise lost()
            await self._sleep(wait)

    async def _look(self, figure_id: str) -> Made | None:
        """The figure as it lies in the buckets, or None where it does not (yet), or nobody answers."""
        try:
            return await self._team(lambda team: _found(team, figure_id))
        except (TeamUnreachable, TeamRefused, NotSignedIn):
            return None

    async def _fetch(self, made: Made, sink: PictureSink) -> None:
        """The picture's bytes into the sink, compared with what the server says of them."""
        from studio.backend.team import buckets  # with the SDK, when something is asked

        for trial in range(1, _TRIES + 1):
            try:
                data = await self._team(
                    lambda team: buckets.download(team, FIGURES, made.path, limit=buckets.MAX_PICTURE)
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

    async def _team(self, work: "Callable[[Team], Awaitable[T]]") -> T:
        return await self._session.call(work)


class _Running(Exception):
    """The figure is being made."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


async def _ask(team: "Team", wish: JsonObject) -> Made:
    """One call of the function. Raises _Running, RequestError, TeamUnreachable or NotSignedIn."""
    import httpx

    from studio.backend.team.answers import MAX_ANSWER, load, read

    address = f"{team.project.url}/functions/v1/{NAME}"
    patience = httpx.Timeout(PATIENCE, connect=10, pool=None)
    async with team.http.stream("POST", address, json=wish, timeout=patience) as response:
        body = load(await read(response, MAX_ANSWER))
    if response.status_code == 200:
        return made_of(body, team.project, str(wish["figureId"]))
    wait = retry_after(response.headers, datetime.now(UTC))
    error = refusal_of(response.status_code, body, wait)
    if error is None:
        raise _Running(wait or _PAUSE)
    raise error


async def _found(team: "Team", figure_id: str) -> Made | None:
    """The figure by its record and its picture in the buckets."""
    from studio.backend.team import buckets
    from studio.backend.team.records import read_record

    user_id = team.account.id
    try:
        data = await buckets.download(team, RECIPES, record_path(user_id, figure_id), limit=buckets.MAX_RECORD)
    except TeamRefused as error:
        if buckets.is_absent(error):
            return None
        raise
    record = read_record(data, figure_id)
    if record is None or await buckets.info(team, FIGURES, f"{user_id}/{record.file_name}") is None:
        return None
    figure = record.figure
    return Made(
        path=f"{user_id}/{record.file_name}",
        url=public_url(team.project, f"{user_id}/{record.file_name}"),
        sha256=figure.sha256,
        prompt=figure.recipe.text,
        model=figure.recipe.model,
        usage=figure.usage,
        parameters=figure.recipe.parameters,
    )


def _never_left(error: TeamUnreachable) -> bool:
    from studio.backend.team.answers import never_left

    return never_left(error)


def _published_only(made: Made, sentence: str) -> RequestError:
    return AnswerUnusable(sentence, f"The figure was made and is published: {made.url}")
