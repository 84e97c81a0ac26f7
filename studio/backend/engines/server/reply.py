"""What the team's function answers: a figure, or why there is none and what that means for money."""

from dataclasses import dataclass

from studio.backend.session.refusals import not_understood, plain
from studio.core.errors import NotRun, OutcomeUnknown, Refused, RequestError, StudioError, TeamUnreachable
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Made:
    """A figure that the server made; `path` is the picture's in the bucket, `prompt` the one that was used."""

    path: str
    url: str
    sha256: str
    prompt: str
    model: str
    usage: JsonValue
    parameters: JsonObject


def made_of(body: JsonValue) -> Made:
    """The figure of an answer. Raises TeamUnreachable where it is something else: the buckets then tell more."""
    try:
        data = JsonReader(body)
        figure = JsonReader(data.object("figure"))
        path, sha256 = data.text("path"), figure.text("sha256")
        return Made(path, data.text("url"), sha256, figure.text("prompt"), figure.text("model"), figure.get("usage"), {})
    except TeamUnreachable:
        raise
    except StudioError:
        raise not_understood() from None


def refusal_of(status: int, body: JsonValue, wait: float | None) -> RequestError | None:
    """The error of an answer; None where the figure is being made. Raises TeamUnreachable where nothing is known."""
    error = body.get("error") if isinstance(body, dict) else None
    fields = error if isinstance(error, dict) else {}
    code, message, request_id = (_text(fields, key) for key in ("code", "message", "requestId"))
    if code == "figure_running":
        return None
    if status == 404 and not code.startswith("entry_"):
        return NotRun("The team has no image server.", "Ask an admin to set the function up, or choose another engine.")
    if code in ("figure_lost", "openai_trouble"):
        return OutcomeUnknown(message, request_id=request_id)
    if code == "moderated":
        return Refused(message, request_id=request_id, may_be_billed="prompt" not in message)
    if code in ("team_trouble", "") or (status >= 500 and code not in _SURE):
        raise TeamUnreachable(plain(message) or "The team’s server does not work right now.", retry_after=wait)
    can_repeat = code == "openai_busy"
    return NotRun(plain(message), request_id=request_id, can_repeat=can_repeat, retry_after=wait)


def lost() -> OutcomeUnknown:
    """Nobody here knows what became of it."""
    return OutcomeUnknown(
        "The team’s server did not say what became of this figure.",
        "It may have been made: look at the published figures before you make it again.",
    )


def _text(fields: JsonObject, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


_SURE = frozenset({"openai_key", "openai_address", "not_set_up", "openai_model"})
"""Refusals with a status of 500 and more after which nothing was made."""
