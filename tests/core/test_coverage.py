"""Coverage of variables over themes, and details by their schema."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_file import read_catalog
from studio.core.coverage import Cell, asked_of, cell_of, coverage_of, needs_of, templates_of
from studio.core.details_schema import FieldKind, faults_at, faults_of, field_for, fields_of
from studio.core.json_text import JsonValue

RESOURCES = Path(__file__).parents[2] / "resources"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
THEME_SCHEMA = json.loads((RESOURCES / "schemas" / "theme-details.schema.json").read_text("utf-8"))
RARITY_SCHEMA = json.loads((RESOURCES / "schemas" / "rarity-details.schema.json").read_text("utf-8"))


def template(text: str, number: int = 1) -> Entry:
    return Entry(Kind.PROMPTS, number, "T", text, NOW)


def theme(details: JsonValue, number: int = 1) -> Entry:
    return Entry(Kind.THEMES, number, "N", details, NOW)


def test_a_template_needs_the_details_that_it_names() -> None:
    needs = needs_of(
        template(
            "{{ subject }}\n{% if theme.details.mood %}{{ theme.details.mood }}{% endif %} {{ rarity.details.frame }}"
        )
    )
    assert [(need.path, need.line) for need in needs] == [("theme.details.mood", 2), ("rarity.details.frame", 2)]
    assert needs[1].is_required


@pytest.mark.parametrize(
    ("text", "details", "cell"),
    [
        ("{{ theme.details.a }}", {"a": "x"}, Cell.FILLED),
        ("{{ theme.details.a }}", {}, Cell.MISSING),
        ("{{ theme.details.a }}", {"a": None}, Cell.DEFAULT),
        ("{{ theme.details.a }}", None, Cell.DEFAULT),
        ("{{ theme.details.a | default: 'x' }}", {}, Cell.DEFAULT),
        ("{% if theme.details.a %}x{% endif %}", {}, Cell.DEFAULT),
        ("{{ theme.details.m.card }}", {"m": {"card": "foil"}}, Cell.FILLED),
        ("{{ theme.details.m.card }}", {"m": {}}, Cell.MISSING),
        ("{{ theme.details.m.card }}", {"m": None}, Cell.DEFAULT),
        ("{{ theme.details.m.card }}", {"m": "text"}, Cell.MISSING),
        ("{% for c in theme.details.p %}{{ c }}{% endfor %}", {}, Cell.DEFAULT),
        ("{{ theme.details.a }}", [1, 2], Cell.MISSING),
    ],
)
def test_a_detail_is_filled_left_to_a_default_or_missing(text: str, details: JsonValue, cell: Cell) -> None:
    (need,) = needs_of(template(text))
    assert cell_of(need, theme(details)) is cell


def test_coverage_counts_every_theme_once() -> None:
    needs = needs_of(template("{{ theme.details.a }}{{ theme.details.b | default: 'x' }}"))
    rows = coverage_of(needs, [theme({"a": 1, "b": 1}, 1), theme({"a": 1}, 2), theme({}, 3)], [])
    assert [(row.path, row.filled, row.default, row.missing) for row in rows] == [
        ("theme.details.a", (1, 2), (), (3,)),
        ("theme.details.b", (1,), (2, 3), ()),
    ]


def test_an_entry_sees_what_is_asked_of_it_and_what_nobody_asks_for() -> None:
    needs = [
        *needs_of(template("{{ theme.details.a }}", 1)),
        *needs_of(template("{% if theme.details.a %}{{ theme.details.b }}{% endif %}", 2)),
    ]
    rows = asked_of(theme({"a": "x", "glow": 1, "colors": []}), needs)
    assert [(row.path, row.cell, row.templates) for row in rows] == [
        ("theme.details.a", Cell.FILLED, (1, 2)),
        ("theme.details.b", Cell.MISSING, (2,)),
        ("theme.details.glow", Cell.FILLED, ()),
    ]
    assert rows[2].is_unused


def test_the_catalog_on_board_leaves_nothing_missing() -> None:
    entries = read_catalog((RESOURCES / "catalog" / "starter.json").read_bytes())
    themes = [entry for entry in entries if entry.kind is Kind.THEMES]
    rarities = [entry for entry in entries if entry.kind is Kind.RARITY]
    for entry in entries:
        if entry.kind is Kind.PROMPTS:
            assert all(not row.missing for row in coverage_of(needs_of(entry), themes, rarities))
        else:
            schema = THEME_SCHEMA if entry.kind is Kind.THEMES else RARITY_SCHEMA
            assert faults_of(schema, entry.details) == ()


def test_a_form_has_a_field_for_each_key_of_the_schema() -> None:
    kinds = {field.key: field.kind for field in fields_of(THEME_SCHEMA)}
    assert kinds["palette"] is FieldKind.TEXTS
    assert kinds["colors"] is FieldKind.COLOURS
    assert kinds["pattern"] is FieldKind.CHOICE
    assert kinds["mood"] is FieldKind.TEXT
    levels = {field.key: field for field in fields_of(RARITY_SCHEMA)}
    assert levels["rank"].kind is FieldKind.INTEGER
    assert (levels["rank"].low, levels["rank"].high) == (1, 5)
    assert levels["colour"].kind is FieldKind.COLOUR
    assert None not in levels["shape"].choices


@pytest.mark.parametrize(
    ("details", "key", "sentence"),
    [
        ({"mood": 3}, "mood", "It has to be a text."),
        ({"colors": ["red"]}, "colors", "Item 1 has to be a colour like #5b21e6."),
        (
            {"pattern": "zigzag"},
            "pattern",
            "It has to be one of grid, rays, leaves, stars, dots, waves, checks, bolts.",
        ),
        ({"palette": ["a", ""]}, "palette", "Item 2 is empty."),
        ({"palette": "mint"}, "palette", "It has to be a list."),
        ({"mood": None, "own": {"x": 1}}, "mood", ""),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_words(details: JsonValue, key: str, sentence: str) -> None:
    assert faults_at(faults_of(THEME_SCHEMA, details), key) == sentence


def test_unknown_keys_get_a_field_by_what_stands_in_them() -> None:
    assert field_for("x", "text").kind is FieldKind.TEXT
    assert field_for("x", ["a"]).kind is FieldKind.TEXTS
    assert field_for("x", True).kind is FieldKind.FLAG
    assert field_for("x", 0.8).kind is FieldKind.NUMBER
    assert field_for("x", {"a": 1}).kind is FieldKind.OTHER
    assert faults_of(THEME_SCHEMA, ["a"])[0].sentence == "The whole has to be an object."


def test_an_entry_knows_how_many_templates_use_it() -> None:
    templates = (template("{{ theme.details.a }}"), template("{{ theme.details.b | default: '-' }}", 2))
    catalog = Catalog((*templates, theme({"a": 1, "b": None}, 1), theme({"a": 1, "b": 2}, 2), theme(None, 3)))
    assert templates_of(catalog) == {(Kind.THEMES, 1): 1, (Kind.THEMES, 2): 2}
