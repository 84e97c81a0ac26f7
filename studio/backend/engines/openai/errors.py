"""Why an image service made no picture, by what it means for money: surely nothing was billed, or something may have been.

RequestError (an EngineError)
├── NotRun             the request surely did not run; only this may be repeated
├── Refused            the service looked at it and said no (its safety system)
├── OutcomeUnknown     cut off, too slow, or the service stumbled: it may have been billed
└── AnswerUnusable     an answer came, and there is no picture in it that can be kept; it may have been billed
"""

from studio.core.errors import EngineError


class RequestError(EngineError):
    """`request_id` is the service's own name for the request, empty where it gave none; `next_step` ends with it."""

    may_be_billed = True

    def __init__(self, sentence: str, next_step: str = "", *, request_id: str = "") -> None:
        super().__init__(sentence, f"{next_step} Request id: {request_id}".strip() if request_id else next_step)
        self.request_id = request_id


class NotRun(RequestError):
    """Nothing was made and nothing is billed.

    `can_repeat` says that the same request may work later without anyone changing anything (no connection, too many
    requests); `retry_after` are the seconds that the service asked to wait, None where it did not say.
    """

    may_be_billed = False

    def __init__(
        self,
        sentence: str,
        next_step: str = "",
        *,
        request_id: str = "",
        can_repeat: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence, next_step, request_id=request_id)
        self.can_repeat = can_repeat
        self.retry_after = retry_after


class Refused(RequestError):
    """The safety system said no, to the prompt (nothing was made) or to the finished picture."""

    def __init__(self, sentence: str, next_step: str = "", *, request_id: str = "", may_be_billed: bool = True) -> None:
        super().__init__(sentence, next_step, request_id=request_id)
        self.may_be_billed = may_be_billed


class OutcomeUnknown(RequestError):
    """Nobody here knows whether the picture was made; it is never asked for again by itself."""


class AnswerUnusable(RequestError):
    """The service answered, but not with a picture that can be kept."""
