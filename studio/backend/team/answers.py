"""One request to the team and its answer, read up to a limit; refusals come out as TeamRefused in plain words."""

from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.backend.session.refusals import ASK_ADMIN, not_understood, plain
from studio.core.errors import JsonError, TeamRefused, TeamUnreachable
from studio.core.json_text import JsonValue, load_json

if TYPE_CHECKING:
    import httpx

    from studio.backend.session.team import Team

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer; a page of rows is a thousand of them at most."""
_MAX_REFUSAL = 64 * 1024
_FORBIDDEN = frozenset({"42501", "403", "401", "Unauthorized", "AccessDenied"})
_TOO_LARGE = frozenset({"EntityTooLarge", "Payload too large"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> JsonValue:
        """The body as JSON. Raises TeamUnreachable where it is something else."""
        return load(self.body)


def load(body: bytes) -> JsonValue:
    """A body as JSON. Raises TeamUnreachable where it is something else, as a page of a hotel's network is."""
    try:
        return load_json(body)
    except JsonError:
        raise not_understood() from None


class AnswerTooLong(TeamUnreachable):
    """The answer is longer than what is asked for should be."""

    def __init__(self) -> None:
        other = not_understood()
        super().__init__(other.sentence, other.next_step)


class Refusal(TeamRefused):
    """A refusal with the server's `details`, which programs read."""

    def __init__(self, refused: TeamRefused, details: JsonValue) -> None:
        super().__init__(refused.sentence, refused.next_step, code=refused.code, status=refused.status)
        self.details = details


async def ask(
    team: "Team",
    method: str,
    path: str,
    *,
    params: Sequence[tuple[str, str]] = (),
    json: JsonValue = None,
    content: bytes | AsyncIterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
    patience: "httpx.Timeout | None" = None,
    limit: int = MAX_ANSWER,
) -> Answer:
    """One request; `path` begins with /. Raises TeamRefused, TeamUnreachable or NotSignedIn, and httpx's own."""
    how: dict[str, Any] = {"params": list(params), "content": content, "headers": headers}
    if json is not None:
        how["json"] = json
    if patience is not None:
        how["timeout"] = patience
    async with team.http.stream(method, f"{team.project.url}{path}", **how) as response:
        status = response.status_code
        body = await read(response, limit if status < 400 else _MAX_REFUSAL)
    if status >= 400:
        raise refusal_of(status, body)
    return Answer(status, {name.lower(): value for name, value in response.headers.items()}, body)


def never_left(error: TeamUnreachable) -> bool:
    """There was nobody to send the request to, so it surely was not carried out."""
    import httpx  # in memory by now, where a request was sent

    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


async def read(response: "httpx.Response", limit: int) -> bytes:
    """The body, not more than so many bytes. Raises AnswerTooLong where there is more."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > limit:
            if response.status_code >= 400:
                break  # the beginning of a refusal says enough
            raise AnswerTooLong
    return bytes(body)


def refusal_of(status: int, body: bytes) -> Refusal:
    """What the database's or the storage's error body says: PostgREST names `code`, `message` and `details`; the
    storage service names `statusCode`, `error` and `message`, often inside a 400.
    """
    try:
        said = load_json(body)
    except JsonError:
        said = None
    fields = said if isinstance(said, dict) else {}
    own_status = str(fields.get("statusCode") or "")
    status = int(own_status) if own_status.isdecimal() else status
    code = _text(fields, "code") or _text(fields, "error") or str(status)
    message = _text(fields, "message")
    return Refusal(_told(status, code, message), fields.get("details"))


def _told(status: int, code: str, message: str) -> TeamRefused:
    if code in _FORBIDDEN or status in (401, 403):
        return TeamRefused("The team does not let you do this.", ASK_ADMIN, code=code, status=status)
    if status == 413 or code in _TOO_LARGE:
        sentence = "This is larger than the team takes."
        return TeamRefused(sentence, "Save a smaller copy, and publish that.", code=code, status=413)
    if message == "Bucket not found":
        sentence = "The team’s project has no place for this yet."
        return TeamRefused(sentence, "Ask an admin to set it up: the check of the team’s set-up says how.", code=code)
    said = plain(message)
    return TeamRefused("The team’s server refused this.", f"It says: {said}" if said else "", code=code, status=status)


def _text(fields: Mapping[str, JsonValue], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
