"""Catalog files: what is written is read again, what is broken is refused in words, an import says what it would do."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_csv import COLUMNS, read_csv, write_csv
from studio.core.catalog_file import compare, read_catalog, write_catalog
from studio.core.errors import CatalogError
from studio.core.json_text import JsonValue

HEADER = ",".join(COLUMNS)
DAY = "2026-11-01T09:00:00+00:00"
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def theme(entry_id: int, name: str | None, value: JsonValue = None) -> Entry:
    return Entry(Kind.THEMES, entry_id, name, value, NOW, NOW)


def prompt(entry_id: int, name: str, value: JsonValue) -> Entry:
    return Entry(Kind.PROMPTS, entry_id, name, value, NOW, None)


def test_what_is_written_is_read_again() -> None:
    entries = (
        theme(1, "Neon", {"mood": "loud", "ß": [1, 2.5, None]}),
        prompt(1, "Card", "{{ subject }}"),
        theme(2, None),
    )
    assert read_catalog(write_catalog(entries)) == entries
    assert read_catalog(write_catalog(entries).encode()) == entries
    assert write_catalog(entries).endswith("}\n")


def test_other_keys_of_a_file_are_tolerated() -> None:
    assert read_catalog('{"format": "wtfigure-catalog", "version": 1, "entries": [], "note": "by Ada"}') == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This file is not valid JSON. This { is never closed (line 1, column 1)."),
        (b"\xff\xfe", "This file is not valid JSON. This text is not UTF-8."),
        ("[]", "This is not a catalog file."),
        ('{"format": "other", "version": 1, "entries": []}', "This is not a catalog file."),
        (
            '{"format": "wtfigure-catalog", "version": 2, "entries": []}',
            "This catalog file was written by a newer studio.",
        ),
        ('{"format": "wtfigure-catalog", "version": 1}', "This catalog file has no list of entries."),
        (
            '{"format": "wtfigure-catalog", "version": 1, "entries": [{}]}',
            "Entry 1 of this catalog file cannot be read.",
        ),
        (write_catalog([theme(0, "Zero")]), "Entry 1 of this catalog file cannot be read."),
        (write_catalog([theme(1, "A"), theme(1, "B")]), "The id 1 stands twice among the themes of this file."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(text: str | bytes, sentence: str) -> None:
    with pytest.raises(CatalogError) as refusal:
        read_catalog(text)
    assert refusal.value.sentence == sentence
    assert refusal.value.next_step


def test_an_import_tells_created_changed_and_equal_apart() -> None:
    current = Catalog((theme(1, "Neon", {"a": 1}), theme(2, "Haunted", {"b": 2}), theme(3, "Garden")))
    plan = compare(current, [theme(1, "Neon", {"a": 1.0}), theme(9, "Haunted", {"b": 3}), theme(4, "Deep Sea")])
    assert [entry.name for entry in plan.equal] == ["Neon"]
    assert [(entry.id, entry.value) for entry in plan.changed] == [(2, {"b": 3})]
    assert [(entry.id, entry.name) for entry in plan.created] == [(4, "Deep Sea")]
    assert plan.refused == ()
    assert plan.entries == plan.created + plan.changed


def test_a_new_entry_never_takes_the_id_of_another() -> None:
    current = Catalog((theme(1, "Neon"), theme(2, "Haunted")))
    plan = compare(current, [theme(1, "Deep Sea"), theme(2, "Paper")])
    assert [(entry.id, entry.name) for entry in plan.created] == [(3, "Deep Sea"), (4, "Paper")]


def test_a_name_that_stands_twice_is_matched_by_id_or_refused_with_both_ids() -> None:
    current = Catalog((theme(1, "Neon", 1), theme(2, "Neon", 2)))
    plan = compare(current, [theme(2, "Neon", 5), theme(7, "Neon", 6)])
    assert [(entry.id, entry.value) for entry in plan.changed] == [(2, 5)]
    assert [refusal.reason for refusal in plan.refused] == ["The catalog has “Neon” more than once (ids 1 and 2)."]


def test_a_template_that_is_no_text_is_refused_and_one_that_does_not_resolve_is_a_warning() -> None:
    plan = compare(Catalog(), [prompt(1, "Broken", {"a": 1}), prompt(2, "Odd", "{{ subject | upcase }}")])
    assert [refusal.reason for refusal in plan.refused] == ["The template of “Broken” is not a text."]
    assert [entry.name for entry in plan.created] == ["Odd"]
    assert plan.warnings == ("The template “Odd” does not resolve: The filter “upcase” is not known here.",)


def test_importing_what_was_exported_changes_nothing() -> None:
    current = Catalog((theme(1, "Neon", {"a": 1}), theme(2, None, {"b": 1}), prompt(1, "Card", "{{ subject }}")))
    plan = compare(current, read_catalog(write_catalog(current.entries)))
    assert plan.entries == ()
    assert plan.equal == current.entries


def test_a_file_that_holds_an_entry_twice_is_imported_once() -> None:
    current = Catalog((theme(1, "Neon", 1),))
    plan = compare(current, [theme(1, "Neon", 2), replace(theme(5, "Neon", 3))])
    assert [entry.value for entry in plan.changed] == [2]
    assert [refusal.reason for refusal in plan.refused] == ["“Neon” stands twice in the file."]


def test_csv_gives_back_every_entry_as_it_was() -> None:
    entries = (
        theme(1, "Neon, “loud”\nand long", {"mood": "=SUM(A1)", "ß": [1, 2.5, None]}),
        theme(2, None),
        theme(3, "", []),
        prompt(1, "=cmd()", "'{{ subject }}'\r\n"),
        prompt(2, "-1", None),
        prompt(3, "x", ""),
    )
    text = write_csv(entries)
    assert read_csv(text) == entries
    assert read_csv("\ufeff" + text) == entries
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not any(cell.startswith(("=", "-", "+", "@")) for cell in cells)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This is not a catalog as CSV."),
        ("name,id\n", "This is not a catalog as CSV."),
        (f"{HEADER}\nthemes,1,A\n", "Line 2 has 3 cells, not 6."),
        (f"{HEADER}\nthemes,x,A,{{}},{DAY},\n", "Line 2 cannot be read."),
        (f"{HEADER}\npeople,1,A,{{}},{DAY},\n", "Line 2 cannot be read."),
        (f"{HEADER}\nthemes,1,A,{{}},{DAY},\nthemes,1,B,{{}},{DAY},\n", "Line 3 repeats the theme 1."),
        (f'{HEADER}\nthemes,1,A,"{{""a"": }}",{DAY},\n', "The details that end on line 2 are not JSON"),
        (f'{HEADER}\nthemes,1,"A\n', "This CSV file is broken."),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(CatalogError) as refusal:
        read_csv(text)
    assert sentence in refusal.value.sentence
