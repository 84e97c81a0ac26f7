"""What is asked of the team's project about a figure: the function itself, the buckets, and the claim. Inside Session.call."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from studio.backend.engines.server.reply import Made, made_of, refusal_of
from studio.backend.retry_after import retry_after
from studio.backend.session.refusals import not_understood, plain
from studio.core.errors import StudioError, TeamRefused, TeamUnreachable
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue
from studio.core.publishing import FIGURES, RECIPES, public_url, record_path
from studio.core.team_server import ServerModel, Standing, TeamServer

if TYPE_CHECKING:
    from studio.backend.session.team import Team

NAME = "static-image-generator"
PATIENCE = 420.0
"""Seconds that one call may take: longer than a hosted function lives (400 s)."""


class Running(Exception):
    """The figure is being made; it is worth asking again after so many seconds."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Claim:
    """The function has set down that it makes this figure; `age` is in seconds, by the server's own clock."""

    age: float


async def status(team: "Team") -> TeamServer:
    """What the function tells of itself. Raises TeamUnreachable or NotSignedIn."""
    from studio.backend.team.answers import MAX_ANSWER, load, read  # with the SDK, when something is asked

    async with team.http.stream("GET", f"{team.project.url}/functions/v1/{NAME}") as response:
        body = await read(response, MAX_ANSWER)
    if response.status_code == 404:
        return TeamServer(Standing.MISSING)
    told = load(body)
    if response.status_code != 200:
        error = told.get("error") if isinstance(told, dict) else None
        message = error.get("message") if isinstance(error, dict) else None
        raise TeamUnreachable(plain(message if isinstance(message, str) else "") or "The team’s server does not work.")
    return _told(told)


async def ask(team: "Team", wish: JsonObject) -> Made:
    """One call for a figure. Raises Running, RequestError, TeamUnreachable or NotSignedIn."""
    import httpx  # with the SDK, when something is asked

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
        raise Running(wait)
    raise error


async def find(team: "Team", figure_id: str) -> Made | None:
    """The figure by its record and its picture in the buckets, or None. Raises TeamError."""
    from studio.backend.team import buckets  # with the SDK, when something is asked
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


async def trace(team: "Team", figure_id: str) -> Made | Claim | None:
    """The figure, else the claim on it, else None: nobody has begun to make it. Raises TeamError."""
    from studio.backend.team import rows  # with the SDK, when something is asked
    from studio.backend.team.answers import ask as ask_team

    params = [("select", "at"), ("id", f"eq.{figure_id}")]
    answer = await ask_team(team, "GET", "/rest/v1/figure_claims", params=params)
    claims = rows.readers(answer)
    # a figure that is there now was perhaps not there before its claim was read
    made = await find(team, figure_id)
    if made is not None or not claims:
        return made
    now = rows.date_of(answer) or datetime.now(UTC)
    try:
        return Claim((now - claims[0].time("at")).total_seconds())
    except StudioError:
        raise not_understood() from None


def never_left(error: TeamUnreachable) -> bool:
    """There was nobody to send the request to, so it surely was not carried out."""
    from studio.backend.team import answers  # with the SDK, which is in memory where something was asked

    return answers.never_left(error)


def _told(body: JsonValue) -> TeamServer:
    try:
        data = JsonReader(body)
        models = tuple(_model(JsonReader(each)) for each in data.list("models"))
        return TeamServer(
            Standing.READY if data.get("isReady") is True else Standing.WITHOUT_KEY,
            tuple(model for model in models if model.qualities),
            data.text("model"),
            data.number("limit"),
            data.number("used"),
        )
    except StudioError:
        raise not_understood() from None


def _model(data: JsonReader) -> ServerModel:
    """`auto` chooses among those that are done in time, so it is there where any of them is."""
    fits = tuple(quality for quality in data.list("fits") if isinstance(quality, str))
    return ServerModel(data.text("id"), ("auto", *fits) if fits else ())
