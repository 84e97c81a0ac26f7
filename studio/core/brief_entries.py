"""The catalog entries of a brief by their names: what goes along into another catalog, where the same ids mean others."""

from collections.abc import Mapping
from dataclasses import replace

from studio.core.catalog import Catalog, Kind
from studio.core.recipe import Brief

_FIELDS = {Kind.PROMPTS: "prompt_id", Kind.THEMES: "theme_id", Kind.RARITY: "rarity_id"}


def names_in(brief: Brief, catalog: Catalog) -> dict[Kind, str]:
    """The names of the brief's entries; one without a name has nothing that another catalog could know it by."""
    entries = {kind: catalog.get(kind, getattr(brief, field)) for kind, field in _FIELDS.items()}
    return {kind: entry.name for kind, entry in entries.items() if entry is not None and entry.name}


def without_entries(brief: Brief) -> Brief:
    """The brief with no entry of any catalog."""
    return replace(brief, prompt_id=None, theme_id=None, rarity_id=None)


def with_names(brief: Brief, names: Mapping[Kind, str], catalog: Catalog) -> tuple[Brief, dict[Kind, str]]:
    """The brief with the entries that bear these names, and the names that none bears.

    Where a person has chosen another entry meanwhile, that choice stays and the name is not missed.
    """
    missing: dict[Kind, str] = {}
    for kind, name in names.items():
        if getattr(brief, _FIELDS[kind]) is not None:
            continue
        found = next((entry.id for entry in catalog.of(kind) if entry.name == name), None)
        if found is None:
            missing[kind] = name
        else:
            brief = replace(brief, **{_FIELDS[kind]: found})
    return brief, missing
