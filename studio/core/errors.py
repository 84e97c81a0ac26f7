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
└── SettingsError        a setting has a value it cannot have

Anything else that is raised is a bug: it is logged with its trace and shown as one.
"""

__all__ = [
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
    "PictureError",
    "PromptError",
    "SettingsError",
    "StudioError",
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


class SettingsError(StudioError):
    """A setting has a value it cannot have."""
