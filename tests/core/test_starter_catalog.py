"""The catalog on board: it must resolve in every combination, and say what the schemas say."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from studio.core.catalog import Catalog, Kind
from studio.core.catalog_file import read_catalog
from studio.core.prompt.model import PromptInput
from studio.core.prompt.render import resolve

RESOURCES = Path(__file__).parents[2] / "resources"
CATALOG = Catalog(read_catalog((RESOURCES / "catalog" / "starter.json").read_bytes()))
SUBJECT = "Ada Lovelace as a clockwork arcade inventor"


def schema(kind: Kind) -> dict[str, Any]:
    name = {Kind.THEMES: "theme", Kind.RARITY: "rarity"}[kind]
    loaded: dict[str, Any] = json.loads((RESOURCES / "schemas" / f"{name}-details.schema.json").read_text("utf-8"))
    return loaded


def test_there_is_enough_to_choose_from() -> None:
    assert len(CATALOG.of(Kind.PROMPTS)) >= 5
    assert len(CATALOG.of(Kind.THEMES)) >= 10
    assert [level.name for level in CATALOG.of(Kind.RARITY)] == ["Common", "Uncommon", "Rare", "Epic", "Legendary"]
    assert CATALOG.of(Kind.PROMPTS)[0].name == "Blister pack, studio shot"


@pytest.mark.parametrize("prompt", CATALOG.of(Kind.PROMPTS), ids=lambda prompt: prompt.label)
def test_each_template_resolves_cleanly_with_every_theme_and_level_and_with_none(prompt: Any) -> None:
    themes, levels = (None, *CATALOG.of(Kind.THEMES)), (None, *CATALOG.of(Kind.RARITY))
    for theme, rarity, name in product(themes, levels, ("", "ADA")):
        resolution = resolve(prompt.template, PromptInput(SUBJECT, name, "", theme, rarity))
        assert resolution.ok, resolution.lint
        assert SUBJECT in resolution.text
        assert ("“ADA”" in resolution.text) is bool(name)
        assert len(resolution.text) < 1_500
        assert not re.search(r" \n|  |\.\.|\.[A-Z]| [.,;]|\n\n\n|\{|\s\Z", resolution.text), resolution.text


def test_templates_bear_bare_rows_of_a_team_that_fills_in_little() -> None:
    for prompt, details in product(CATALOG.of(Kind.PROMPTS), (None, {}, {"mood": None, "own": {"a": 1}})):
        for theme in CATALOG.of(Kind.THEMES)[:1]:
            bare = type(theme)(Kind.THEMES, 99, None, details, theme.created_at)
            assert resolve(prompt.template, PromptInput(SUBJECT, "ADA", "", bare, None)).ok


def test_the_first_brief_reads_well_and_has_nothing_to_complain_about() -> None:
    given = PromptInput(SUBJECT, "ADA", "", CATALOG.find(Kind.THEMES, "Neon Arcade"), CATALOG.find(Kind.RARITY, "Epic"))
    resolution = resolve(CATALOG.find(Kind.PROMPTS, "Blister pack, studio shot").template, given)
    assert resolution.lint == ()
    for words in (
        "electric violet, mint, hot coral",
        "an 80s arcade at night",
        "a holographic foil edge",
        "a star burst seal",
    ):
        assert words in resolution.text


@pytest.mark.parametrize("kind", [Kind.THEMES, Kind.RARITY])
def test_the_schemas_accept_every_entry_and_keys_of_ones_own(kind: Kind) -> None:
    validator = jsonschema.Draft202012Validator(schema(kind))
    validator.check_schema(schema(kind))
    for entry in CATALOG.of(kind):
        assert list(validator.iter_errors(entry.details)) == []
    assert validator.is_valid({"music": "chiptune", "anything": {"at": ["all"]}})
    assert validator.is_valid(None)
    assert not validator.is_valid({"rank": 9, "pattern": "plaid"})


def test_every_key_of_the_schemas_is_explained_with_an_example() -> None:
    for kind in (Kind.THEMES, Kind.RARITY):
        validator = jsonschema.Draft202012Validator(schema(kind))
        for key, rule in schema(kind)["properties"].items():
            assert rule["title"]
            assert rule["description"]
            for example in rule["examples"]:
                assert validator.is_valid({key: example}), key
            assert all(key in entry.details for entry in CATALOG.of(kind)), key


def test_rarity_levels_wear_the_colours_and_shapes_of_the_appearance() -> None:
    worn = [(level.detail("colour"), level.detail("shape"), level.detail("rank")) for level in CATALOG.of(Kind.RARITY)]
    assert worn == [
        ("#9aa3b8", "circle", 1),
        ("#58d68d", "triangle", 2),
        ("#5aa9ff", "diamond", 3),
        ("#c07bff", "star", 4),
        ("#ffc24b", "burst", 5),
    ]
