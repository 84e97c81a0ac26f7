"""Recipes in the database: the entries that a recipe froze are kept once for all recipes that share them."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from studio.backend.library.database import damaged
from studio.core.catalog import Entry, entry_from_json
from studio.core.errors import StudioError
from studio.core.recipe import Recipe

_ENTRIES = ("prompt", "theme", "rarity")


@dataclass(frozen=True, slots=True)
class PackedRecipe:
    """A recipe as a row keeps it: its JSON without the entries, and the three hashes of those."""

    prompt: str | None
    theme: str | None
    rarity: str | None
    recipe: str


def pack(connection: sqlite3.Connection, recipe: Recipe) -> PackedRecipe:
    """Write the recipe's entries where they are new; what is left belongs into the row."""
    data = recipe.to_json()
    hashes: dict[str, str | None] = {}
    for key in _ENTRIES:
        value = data[key]
        data[key] = None
        if value is None:
            hashes[key] = None
            continue
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        hashes[key] = entry_hash(text)
        connection.execute("INSERT OR IGNORE INTO frozen_entries VALUES (?, ?)", (hashes[key], text))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return PackedRecipe(hashes["prompt"], hashes["theme"], hashes["rarity"], text)


def repack(packed: PackedRecipe, recipe: Recipe) -> PackedRecipe:
    """The packed form of a recipe that froze the same entries as one that was packed before."""
    data = replace(recipe, prompt=None, theme=None, rarity=None).to_json()
    return replace(packed, recipe=json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def entry_hash(text: str) -> str:
    """The key of a frozen entry: sha256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


class RecipeReader:
    """Reads packed recipes; frozen entries are parsed once and shared, also between threads."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry | None] = {}

    def unpack(self, connection: sqlite3.Connection, packed: PackedRecipe) -> Recipe:
        """The recipe that was packed. Raises LibraryDamaged where the database holds something else."""
        try:
            return replace(
                Recipe.from_json(json.loads(packed.recipe)),
                prompt=self._entry(connection, packed.prompt),
                theme=self._entry(connection, packed.theme),
                rarity=self._entry(connection, packed.rarity),
            )
        except (ValueError, RecursionError, StudioError) as error:
            raise damaged() from error

    def _entry(self, connection: sqlite3.Connection, key: str | None) -> Entry | None:
        if key is None:
            return None
        if key not in self._entries:
            row: tuple[Any, ...] | None = connection.execute(
                "SELECT value FROM frozen_entries WHERE hash = ?", (key,)
            ).fetchone()
            if row is None or entry_hash(row[0]) != key:
                raise damaged()
            self._entries[key] = entry_from_json(json.loads(row[0]))
        return self._entries[key]
