"""The catalog: prompt templates, themes and rarity levels, as the team's tables hold them."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studio.core.errors import CatalogError
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue, json_equal


class Kind(StrEnum):
    """The three tables of the catalog, by their names in the database."""

    PROMPTS = "prompts"
    THEMES = "themes"
    RARITY = "rarity"

    @property
    def singular(self) -> str:
        """The word for one entry, as people read it."""
        return {"prompts": "prompt template", "themes": "theme", "rarity": "rarity level"}[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalog.

    `value` is the Liquid template (text) of a prompt and the `details` (any JSON) of a theme or rarity level. A
    database that WTFigure already uses may hold null for name, value and `updated_at`, and the same name twice.
    """

    kind: Kind
    id: int
    name: str | None
    value: JsonValue
    created_at: datetime
    updated_at: datetime | None = None

    @property
    def label(self) -> str:
        """What a list shows; a row without a name is shown by its id, which one that is not published yet does not have."""
        return self.name or (
            f"{self.kind.singular.capitalize()} {self.id}" if self.id >= 0 else f"New {self.kind.singular}"
        )

    @property
    def template(self) -> str:
        """The Liquid template; empty where the row holds none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def details(self) -> JsonValue:
        """The JSON of a theme or rarity level; null where the row holds none."""
        return self.value

    def detail(self, key: str) -> JsonValue:
        """One value of `details`, or null where details are not an object or lack it."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def to_json(self) -> JsonObject:
        """The entry as a recipe freezes it."""
        return {
            "kind": self.kind.value,
            "id": self.id,
            "name": self.name,
            "value": self.value,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat() if self.updated_at else None,
        }


def entry_from_json(value: JsonValue) -> Entry | None:
    """The entry that `Entry.to_json` wrote; null stays None. Raises StudioError on anything else."""
    if value is None:
        return None
    data = JsonReader(value)
    return Entry(
        kind=data.choice("kind", Kind),
        id=data.number("id"),
        name=data.text_or_none("name"),
        value=data.get("value"),
        created_at=data.time("created_at"),
        updated_at=data.time_or_none("updated_at"),
    )


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries of one workspace, in the order in which pickers show them."""

    entries: tuple[Entry, ...] = ()

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)

    def get(self, kind: Kind, entry_id: int | None) -> Entry | None:
        """The entry with this id, or None."""
        return next((entry for entry in self.of(kind) if entry.id == entry_id), None)

    def find(self, kind: Kind, key: str | int) -> Entry:
        """The entry with this id (a number, or text of digits that is no name) or this name.

        Raises CatalogError where none or more than one matches; the sentence names the ids.
        """
        entries = self.of(kind)
        if isinstance(key, int):
            matches = [entry for entry in entries if entry.id == key]
        else:
            matches = [entry for entry in entries if entry.name == key] or _by_folded_name(entries, key)
            if not matches and key.isascii() and key.isdigit():
                matches = [entry for entry in entries if entry.id == int(key)]
        if not matches:
            raise CatalogError(
                f"There is no {kind.singular} “{key}”.",
                f"Choose one of: {', '.join(entry.label for entry in entries) or 'none yet'}.",
            )
        if len(matches) > 1:
            ids = " and ".join(str(entry.id) for entry in matches)
            raise CatalogError(f"More than one {kind.singular} is called “{key}”.", f"Name it by its id: {ids}.")
        return matches[0]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: entries that are new or different, kind and id of those that are gone, and how many there are."""

    changed: tuple[Entry, ...] = ()
    removed: tuple[tuple[Kind, int], ...] = ()
    total: int = 0


def renewed(known: Catalog, read: Catalog) -> Catalog:
    """What was read, with the very objects of `known` where they say the same; `known` itself where nothing is different."""
    before = {(entry.kind, entry.id): entry for entry in known.entries}
    entries = tuple(_same_or(before.get((entry.kind, entry.id)), entry) for entry in read.entries)
    is_same = len(entries) == len(known.entries) and all(map(operator.is_, entries, known.entries))
    return known if is_same else Catalog(entries)


def _same_or(before: Entry | None, entry: Entry) -> Entry:
    """The entry of before where it is the same to the JSON type: Python takes true for 1."""
    if before is None or before != entry:
        return entry
    is_stamped = entry.updated_at is not None
    return before if is_stamped or json_equal(before.value, entry.value) else entry


def _by_folded_name(entries: Iterable[Entry], key: str) -> list[Entry]:
    folded = key.casefold()
    return [entry for entry in entries if entry.name is not None and entry.name.casefold() == folded]
