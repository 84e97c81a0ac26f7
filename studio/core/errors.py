"""The errors a person can be told about: each is one sentence and one next step.

StudioError
├── JsonError            text is not the JSON that we accept (line and column)
├── PromptError          a template does not resolve (line and column)
├── CatalogError         an entry is missing, named twice, or cannot be imported
│   └── CatalogConflict  someone else has published this entry meanwhile
├── PictureError         bytes are not a picture that we accept
├── LibraryError         the library on this computer cannot do it
│   ├── LibraryNewer     it was written by a newer studio
│   ├── LibraryBusy      another program holds it
│   ├── LibraryDamaged   the database is broken; the pictures are rebuilt from the folder
│   ├── LibraryReadOnly  the folder cannot be written
│   ├── DiskFull         no space is left for it
│   └── FigureMissing    the figure or its picture is not there any more
├── EngineError          the engine could not make the picture
│   └── RequestError     a service that is asked for pictures did not give one; by what it means for money:
│       ├── NotRun           the request surely did not run; only this may be repeated
│       │   └── BudgetReached    today's budget has no room for it
│       ├── Refused          the service looked at it and said no (its safety system)
│       ├── OutcomeUnknown   cut off, too slow, or the service stumbled: it may have been billed
│       └── AnswerUnusable   an answer came without a picture that can be kept: it may have been billed
├── TeamError            the team's project did not do it
│   ├── TeamUnreachable  no connection, or the server stumbled: wait and try again
│   ├── NotSignedIn      nobody is signed in, or not who it belongs to: stop until that person is
│   ├── TeamRefused      the server looked at it and said no: the same again will not work
│   └── AccountRefused   it said no to signing in, signing up or a new password
└── SettingsError        a setting has a value it cannot have
    └── AddressRefused   what was given as the address of a team's project cannot be one

Anything else that is raised is a bug: it is logged with its trace and shown as one.
"""

__all__ = [
    "AccountRefused",
    "AddressRefused",
    "AnswerUnusable",
    "BudgetReached",
    "CatalogConflict",
    "CatalogError",
    "DiskFull",
    "EngineError",
    "FigureMissing",
    "JsonError",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryNewer",
    "LibraryReadOnly",
    "NotRun",
    "NotSignedIn",
    "OutcomeUnknown",
    "PictureError",
    "PromptError",
    "Refused",
    "RequestError",
    "SettingsError",
    "StudioError",
    "TeamError",
    "TeamRefused",
    "TeamUnreachable",
]


class StudioError(Exception):
    """What happened (`sentence`) and what to do next (`next_step`, may be empty), in plain words."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


class _PlacedError(StudioError):
    """An error at a place in a text; `line` and `column` count from 1."""

    def __init__(self, sentence: str, next_step: str = "", *, line: int = 1, column: int = 1) -> None:
        super().__init__(sentence, next_step)
        self.line = line
        self.column = column


class JsonError(_PlacedError):
    """The text is not the JSON that we accept."""


class PromptError(_PlacedError):
    """The template does not resolve."""


class CatalogError(StudioError):
    """An entry is missing, named twice, or cannot be imported."""


class CatalogConflict(CatalogError):
    """Someone else has published this entry since the edit began."""


class PictureError(StudioError):
    """The bytes are not a picture that we accept."""


class LibraryError(StudioError):
    """The library on this computer cannot do it."""


class LibraryNewer(LibraryError):
    """The library was written by a newer studio."""


class LibraryBusy(LibraryError):
    """Another program holds the library."""


class LibraryDamaged(LibraryError):
    """The database of the library is broken."""


class LibraryReadOnly(LibraryError):
    """The library's folder cannot be written."""


class DiskFull(LibraryError):
    """No space is left on the disk."""


class FigureMissing(LibraryError):
    """The figure, or its picture, is not there any more."""


class EngineError(StudioError):
    """The engine could not make the picture."""


class RequestError(EngineError):
    """`request_id` is the service's own name for the request, empty where it gave none; `next_step` ends with it."""

    may_be_billed = True

    def __init__(self, sentence: str, next_step: str = "", *, request_id: str = "") -> None:
        super().__init__(sentence, f"{next_step} Request id: {request_id}".strip() if request_id else next_step)
        self.request_id = request_id


class NotRun(RequestError):
    """Nothing was made and nothing is billed.

    `can_repeat` says that the same request may work later without anyone changing anything (no connection, too many
    requests); `retry_after` are the seconds that the service asked to wait, None where it did not say. `is_about_key`:
    the service did not accept the key, or not for this.
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
        is_about_key: bool = False,
    ) -> None:
        super().__init__(sentence, next_step, request_id=request_id)
        self.can_repeat = can_repeat
        self.retry_after = retry_after
        self.is_about_key = is_about_key


class Refused(RequestError):
    """The safety system said no, to the prompt (nothing was made) or to the finished picture."""

    def __init__(self, sentence: str, next_step: str = "", *, request_id: str = "", may_be_billed: bool = True) -> None:
        super().__init__(sentence, next_step, request_id=request_id)
        self.may_be_billed = may_be_billed


class OutcomeUnknown(RequestError):
    """Nobody here knows whether the picture was made; it is never asked for again by itself."""


class AnswerUnusable(RequestError):
    """The service answered, but not with a picture that can be kept."""


class BudgetReached(NotRun):
    """The day's budget has no room for the picture; nothing was asked of the service."""


class TeamError(StudioError):
    """The team's project did not do it."""


class TeamUnreachable(TeamError):
    """No connection, or the server stumbled: the same may work later without anyone changing anything.

    `retry_after` are the seconds that the server asked to wait, None where it did not say.
    """

    def __init__(self, sentence: str, next_step: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(sentence, next_step)
        self.retry_after = retry_after


class NotSignedIn(TeamError):
    """Nobody is signed in any more, or somebody else than the person it belongs to."""


class TeamRefused(TeamError):
    """The server looked at it and said no.

    `code` is the server's own word for it (`42501`, `23505`, `Duplicate`, …), `status` the HTTP status where it is known.
    """

    def __init__(self, sentence: str, next_step: str = "", *, code: str = "", status: int | None = None) -> None:
        super().__init__(sentence, next_step)
        self.code = code
        self.status = status


class AccountRefused(TeamError):
    """The server said no to signing in, signing up or a new password; `code` is its word for it."""

    def __init__(self, sentence: str, next_step: str = "", *, code: str = "") -> None:
        super().__init__(sentence, next_step)
        self.code = code


class SettingsError(StudioError):
    """A setting has a value it cannot have."""


class AddressRefused(SettingsError):
    """What was given as the address of a team's project cannot be one."""
