"""What can go wrong with a request, as plain data: how far it came, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from studio.core.json_text import JsonValue


class Reach(Enum):
    """Why the service was never reached; the request surely did not run."""

    NO_NAME = "the name has no address"
    NO_CONNECTION = "nobody answers there"
    NOT_TRUSTED = "the certificate is not trusted"
    TOO_SLOW = "the connection took too long"


class Break(Enum):
    """How an exchange broke after the request had begun to leave."""

    CUT = "the connection ended"
    SILENT = "nothing came for too long"
    TOO_LONG = "all of it took too long"


@dataclass(frozen=True, slots=True)
class NotReached:
    """The request did not leave."""

    reach: Reach


@dataclass(frozen=True, slots=True)
class Broken:
    """The request left, and no whole answer came. `has_begun` says that the answer had begun."""

    how: Break
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The service answered with something else than success; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: JsonValue

    @property
    def request_id(self) -> str:
        """The service's name for the request."""
        return clean_id(self.headers.get("x-request-id", ""))


Trouble = NotReached | Broken | Answered


@dataclass(frozen=True, slots=True)
class ServiceError:
    """The error in a body, of whatever form: an object, a text, FastAPI's `detail`, or plain text."""

    message: str = ""
    code: str = ""
    type: str = ""
    param: str = ""
    stage: str = ""
    categories: tuple[str, ...] = ()

    @classmethod
    def of(cls, body: JsonValue) -> "ServiceError":
        """Read the error out of a body, or out of its `error`."""
        if isinstance(body, dict):
            inner = body.get("error") or body.get("detail")
            if inner and "code" not in body and "message" not in body:
                return cls.of(inner)
            details = body.get("moderation_details")
            details = details if isinstance(details, dict) else {}
            categories = details.get("categories")
            return cls(
                _text(body.get("message")) or _text(body.get("msg")),
                *(_text(body.get(key)) for key in ("code", "type", "param")),
                stage=_text(details.get("moderation_stage")),
                categories=tuple(filter(None, map(_text, categories))) if isinstance(categories, list) else (),
            )
        if isinstance(body, list):
            return cls.of(body[0]) if body else cls()
        if isinstance(body, str):
            return cls(message="" if body.lstrip().startswith("<") else body)
        return cls()


def clean_id(text: str) -> str:
    """A request id that can be shown and copied."""
    return "".join(sign for sign in text[:100] if sign.isascii() and (sign.isalnum() or sign in "-_."))


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list) else str(value)
