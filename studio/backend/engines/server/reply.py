"""What the team's function answers: a figure, or why there is none and what that means for money."""

from dataclasses import dataclass

from studio.backend.session.refusals import not_understood, plain
from studio.core.errors import NotRun, OutcomeUnknown, Refused, RequestError, StudioError, TeamUnreachable
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue
from studio.core.project import Project
from studio.core.publishing import public_url


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


def made_of(body: JsonValue, project: Project, figure_id: str) -> Made:
    """The figure of an answer. Raises TeamUnreachable where it is something else: the buckets then tell more."""
    try:
        data = JsonReader(body)
        figure = JsonReader(data.object("figure"))
        path, sha256 = data.text("path"), figure.text("sha256")
        if f"-{figure_id}." not in path:
            raise not_understood()
        return Made(
            path,
            public_url(project, path),
            sha256,
            figure.text("prompt"),
            figure.text("model"),
            figure.get("usage"),
            {},
        )
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
    message = plain(message)
    if status == 404 and code not in _CATALOG:
        return NotRun("The team has no image server.", "Ask an admin to set the function up, or choose another engine.")
    if code in _MAY_BE_BILLED:
        return OutcomeUnknown(message, request_id=request_id)
    if code == "moderated":
        return Refused(message, request_id=request_id, may_be_billed="refused the prompt" not in message)
    if code in ("", "team_trouble"):
        raise TeamUnreachable(message or "The team’s server does not work right now.", retry_after=wait)
    can_repeat = code in ("openai_busy", "openai_unreachable")
    return NotRun(message, request_id=request_id, can_repeat=can_repeat, retry_after=wait)


def lost() -> OutcomeUnknown:
    """Nobody here knows what became of it."""
    return OutcomeUnknown(
        "The team’s server did not say what became of this figure.",
        "It may have been made: look at the published figures before you make it again.",
    )


def never_asked() -> NotRun:
    """The studio stopped before the function had begun; a claim would be there otherwise."""
    return NotRun(
        "The studio stopped before the team’s server had begun with this.", "Make it again: nothing was paid."
    )


def _text(fields: JsonObject, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


_CATALOG = frozenset({"entry_missing", "reference_missing"})
_MAY_BE_BILLED = frozenset(
    {"figure_lost", "openai_trouble", "openai_broke_off", "openai_unusable", "openai_too_slow", "bug"}
)
