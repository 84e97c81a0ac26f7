"""What goes into a prompt template and what comes out: plain data, without the Liquid engine."""

from dataclasses import dataclass
from enum import StrEnum

from studio.core.catalog import Entry
from studio.core.json_text import JsonObject, JsonValue

MAX_OUTPUT = 32_000
"""Characters of a resolved prompt: what the image models take."""

MAX_TEMPLATE_BYTES = 16_384
"""UTF-8 bytes of a template."""


class Severity(StrEnum):
    """How much a lint note matters: an error keeps the prompt from resolving."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class PromptInput:
    """What a template can speak of: the artist's words and the chosen entries of the catalog."""

    subject: str = ""
    name: str = ""
    extra: str = ""
    theme: Entry | None = None
    rarity: Entry | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the resolved prompt and the variable paths that fed it; the template's own words have none.

    A path is spelled as in a template (`theme.details.mood`); items of a list carry the list's path. A value that
    passed through filters carries the paths of all that went in, and what stands in a `case` also those of the value
    that chose it.
    """

    text: str
    paths: frozenset[str] = frozenset()

    def to_json(self) -> JsonObject:
        """The span as `prompt --json` prints it."""
        return {"text": self.text, "paths": list[JsonValue](sorted(self.paths))}


@dataclass(frozen=True, slots=True)
class LintNote:
    """One remark on a template: what, what to do, and where (`line` and `column` count characters from 1).

    `kind` is one stable word for the sort of remark; `path` is the variable it is about; `fix` is the whole template
    with this mended, where that can be done without asking.
    """

    severity: Severity
    kind: str
    sentence: str
    next_step: str = ""
    line: int = 1
    column: int = 1
    path: str | None = None
    fix: str | None = None

    def to_json(self) -> JsonObject:
        """The note as `prompt --json` prints it."""
        return {
            "severity": self.severity.value,
            "kind": self.kind,
            "sentence": self.sentence,
            "next_step": self.next_step,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "fix": self.fix,
        }


@dataclass(frozen=True, slots=True)
class Resolution:
    """A template resolved for an input; where it does not resolve, the text is empty and the lint says why."""

    text: str
    spans: tuple[Span, ...]
    lint: tuple[LintNote, ...]

    @property
    def ok(self) -> bool:
        """The prompt resolved."""
        return not any(note.severity is Severity.ERROR for note in self.lint)

    @property
    def errors(self) -> tuple[LintNote, ...]:
        """What keeps the prompt from resolving, in the order of the template."""
        return tuple(note for note in self.lint if note.severity is Severity.ERROR)

    def to_json(self) -> JsonObject:
        """The resolution as `prompt --json` prints it."""
        return {
            "text": self.text,
            "spans": [span.to_json() for span in self.spans],
            "lint": [note.to_json() for note in self.lint],
        }


@dataclass(frozen=True, slots=True)
class VariableUse:
    """One place where a template names a variable. `is_optional` where its absence is no error there."""

    path: str
    line: int
    column: int
    is_optional: bool = False


def estimate_tokens(text: str) -> int:
    """About how many tokens an image model counts for a prompt: four ASCII characters each, one for any other."""
    ascii_characters = sum(character.isascii() for character in text)
    return -(-ascii_characters // 4) + len(text) - ascii_characters
