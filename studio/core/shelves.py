"""Shelves of the gallery: what figures can be put side by side by, and what each shelf is called."""

import string
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from studio.core.catalog import Entry
from studio.core.recipe import Recipe

WITHOUT = "\U0010ffff"
"""The key of the shelf for what has no theme, rarity, template or subject: it sorts after every other one."""
LONGEST_SUBJECT_KEY = 80
_ID_DIGITS = 20
_FOLDED = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class ShelfKind(StrEnum):
    """What the figures of one shelf have in common."""

    THEME = "theme"
    RARITY = "rarity"
    TEMPLATE = "template"
    SUBJECT = "subject"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One shelf. `key` is what the library sorts it by; for a day it is the date as ISO 8601 writes it."""

    kind: ShelfKind
    key: str

    @property
    def name(self) -> str:
        """What the shelf is called; empty for the one of figures that have nothing of this kind."""
        if self.key == WITHOUT:
            return ""
        return self.key[_ID_DIGITS:] if self.kind is ShelfKind.RARITY else self.key

    def is_same(self, other: "Shelf") -> bool:
        """Whether both are one shelf to the library, which takes a-z and A-Z as the same (SQLite's NOCASE)."""
        return self.kind is other.kind and self.key.translate(_FOLDED) == other.key.translate(_FOLDED)


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """A shelf, and how many figures stand on it."""

    shelf: Shelf
    figures: int


def shelf_of(recipe: Recipe, created_at: datetime, kind: ShelfKind, zone: tzinfo | None = None) -> Shelf:
    """The shelf on which a figure stands. Without a zone the computer's own says which day it was made."""
    return Shelf(kind, _key(recipe, created_at, kind, zone))


def _key(recipe: Recipe, created_at: datetime, kind: ShelfKind, zone: tzinfo | None) -> str:
    match kind:
        case ShelfKind.THEME:
            return _label(recipe.theme)
        case ShelfKind.TEMPLATE:
            return _label(recipe.prompt)
        case ShelfKind.RARITY:
            # its id comes first, so that the shelves stand in the order of the catalog
            return f"{recipe.rarity.id:0{_ID_DIGITS}}{recipe.rarity.label}" if recipe.rarity else WITHOUT
        case ShelfKind.SUBJECT:
            return recipe.subject[:LONGEST_SUBJECT_KEY] or WITHOUT
        case ShelfKind.DAY:
            return created_at.astimezone(zone).date().isoformat()


def _label(entry: Entry | None) -> str:
    return WITHOUT if entry is None else entry.label
