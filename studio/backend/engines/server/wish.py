"""What is asked of the team's function, from a recipe; the function looks the catalog's entries up by their ids."""

import base64
from collections.abc import Callable
from pathlib import Path

from studio.core.catalog import Entry
from studio.core.errors import NotRun
from studio.core.json_text import JsonObject, JsonValue
from studio.core.recipe import Recipe, Reference

MAX_REFERENCES_BYTES = 14 * 1024 * 1024
"""Of all references together: the function takes 20 MB, and they travel as base64."""


def wish_of(recipe: Recipe, figure_id: str, reference_path: Callable[[Reference], Path]) -> JsonObject:
    """The body of the call (reads the references' files). Raises NotRun for what the function cannot do."""
    if recipe.mask is not None:
        raise NotRun("The team’s server takes no mask.", "Take the mask away, or choose another engine.")
    wish: JsonObject = {
        "figureId": figure_id,
        "subject": recipe.subject,
        "name": recipe.name,
        "extra": recipe.extra,
        "prompt": _id(recipe.prompt),
        "theme": _id(recipe.theme),
        "rarity": _id(recipe.rarity),
        "size": str(recipe.size),
        "quality": recipe.quality,
        "format": recipe.format.value,
        "references": _references(recipe, reference_path),
    }
    if recipe.model:
        wish["model"] = recipe.model
    return wish


def _id(entry: Entry | None) -> int | None:
    return entry.id if entry else None


def _references(recipe: Recipe, reference_path: Callable[[Reference], Path]) -> list[JsonValue]:
    found: list[JsonValue] = []
    total = 0
    for reference in recipe.references:
        try:
            data = reference_path(reference).read_bytes()
        except OSError:
            raise NotRun(
                f"The reference “{reference.name}” cannot be read.", "Take it away and add it again."
            ) from None
        total += len(data)
        if total > MAX_REFERENCES_BYTES:
            raise NotRun("The references are too large together for the team’s server.", "Take one away.")
        found.append(f"data:image/{reference.format.value};base64,{base64.b64encode(data).decode()}")
    return found
