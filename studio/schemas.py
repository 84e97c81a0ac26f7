"""The JSON Schemas of details, as they ship with the studio."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from studio.core.catalog import Kind
from studio.core.details_schema import DetailsSchema
from studio.core.json_text import load_json

_NAMES = {Kind.THEMES: "theme-details", Kind.RARITY: "rarity-details"}


def schema_reader(resources: Path) -> Callable[[Kind], DetailsSchema]:
    """What gives the schema of a kind's details, None for templates; each file is read once."""

    @lru_cache
    def schema(kind: Kind) -> DetailsSchema:
        name = _NAMES.get(kind)
        if name is None:
            return None
        found = load_json((resources / "schemas" / f"{name}.schema.json").read_bytes())
        return found if isinstance(found, dict) else None

    return schema
