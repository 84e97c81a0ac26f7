"""Publishing a catalog entry: what is asked for, what came of it, and what it would do to figures."""

from dataclasses import dataclass
from datetime import datetime

from studio.core.catalog import Entry, Kind
from studio.core.draft import EntryDraft
from studio.core.json_text import JsonObject, JsonValue

YOU = "you"
"""The author of a version, where it is who looks at it."""


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """One entry to be published, once for each `change_id`, however often it is sent.

    `id` None adds an entry; `is_deletion` takes one away. `base` is what the edit began from: where something else is
    live now, nothing is written. `text` is the spelling of the value that was typed.
    """

    change_id: str
    kind: Kind
    id: int | None
    base: Entry | None
    name: str | None
    value: JsonValue
    text: str
    note: str = ""
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """One version of an entry. `entry` is None where it was deleted; an edit kept before a merge has no `number`.

    `author` is who published it, in words; empty where nobody knows.
    """

    number: int | None
    entry: Entry | None
    name: str | None
    text: str
    note: str
    author: str
    at: datetime

    def to_json(self) -> JsonObject:
        """The version for programs, without its value."""
        return {"version": self.number, "author": self.author or None, "at": self.at.isoformat(), "note": self.note}


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The versions of an entry, newest first; `notice` says where they are from, if that is not where it lives."""

    versions: tuple[EntryVersion, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """How many figures were made with each entry, by kind and id."""

    figures: dict[tuple[Kind, int], int]


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing an entry would mean for figures made with it.

    `looked_at` are those whose prompt was resolved anew (the newest ones), `different` those of them whose prompt would
    be another, `older` those made from another version than the one that is live, `waiting` jobs not started yet.
    """

    figures: int = 0
    looked_at: int = 0
    different: int = 0
    older: int = 0
    waiting: int = 0


def published_first(author: str = "") -> str:
    """The sentence of a conflict; `author` is who published what is live, in words, empty where nobody knows."""
    if not author:
        return "This entry was published elsewhere meanwhile."
    return f"{begin_sentence(author)} {'have' if author == YOU else 'has'} published this entry meanwhile."


def begin_sentence(author: str) -> str:
    """An author as a sentence begins; addresses stay as they are written."""
    return author if "@" in author else f"{author[:1].upper()}{author[1:]}"


def change_of(draft: EntryDraft, change_id: str, note: str) -> CatalogChange:
    """What publishing a draft asks for. Raises JsonError where its details are not JSON."""
    return CatalogChange(
        change_id=change_id,
        kind=draft.kind,
        id=draft.id if draft.base is not None else None,
        base=draft.base,
        name=draft.published_name,
        value=None if draft.is_deletion else draft.value,
        text=draft.text,
        note=note.strip(),
        is_deletion=draft.is_deletion,
    )
