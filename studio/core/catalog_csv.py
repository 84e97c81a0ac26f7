"""The catalog as CSV, for spreadsheets: one row for each entry, details as JSON in one cell, nothing lost on the way.

A cell that a spreadsheet would run as a formula (OWASP: CSV injection) gets an apostrophe before it, as does one that
begins with an apostrophe and an empty text; an empty cell is null.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from studio.core.catalog import Entry, Kind, entry_from_json
from studio.core.errors import CatalogError, JsonError, StudioError
from studio.core.json_text import MAX_BYTES, JsonValue, load_json, pretty_json

COLUMNS = ("kind", "id", "name", "value", "created_at", "updated_at")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write_csv(entries: Iterable[Entry]) -> str:
    """The entries as CSV (RFC 4180) with a header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for entry in entries:
        row = entry.to_json()
        value = _cell(entry.template) if entry.kind is Kind.PROMPTS and entry.value is not None else ""
        if entry.kind is not Kind.PROMPTS and entry.value is not None:
            value = pretty_json(entry.value).rstrip("\n")
        writer.writerow(
            [
                entry.kind.value,
                entry.id,
                "" if entry.name is None else _cell(entry.name),
                value,
                row["created_at"],
                row["updated_at"] or "",
            ]
        )
    return file.getvalue()


def decoded(data: bytes) -> str:
    """The text of a CSV file. Raises CatalogError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogError("This file is not UTF-8.", "Save it as CSV in UTF-8 and try again.") from None


def read_csv(text: str) -> tuple[Entry, ...]:
    """The entries of a CSV file, in its order. Raises CatalogError with the line where something is not as it should be."""
    rows = _rows(text.removeprefix("\ufeff"))
    if tuple(next(rows, (1, [""]))[1]) != COLUMNS:
        raise CatalogError("This is not a catalog as CSV.", f"Its first line has to be {','.join(COLUMNS)}.")
    entries: list[Entry] = []
    seen: set[tuple[Kind, int]] = set()
    for line, row in rows:
        entry = _entry(line, row)
        if (entry.kind, entry.id) in seen:
            raise CatalogError(
                f"Line {line} repeats the {entry.kind.singular} {entry.id}.", "Give one of them another id."
            )
        seen.add((entry.kind, entry.id))
        entries.append(entry)
    return tuple(entries)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    before = csv.field_size_limit(MAX_BYTES)  # the module's own limit is one for the whole process
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error:
        raise CatalogError("This CSV file is broken.", "Export it again, as CSV in UTF-8.") from None
    finally:
        csv.field_size_limit(before)


def _entry(line: int, row: list[str]) -> Entry:
    if len(row) != len(COLUMNS):
        raise CatalogError(f"Line {line} has {len(row)} cells, not {len(COLUMNS)}.", "Export it again.")
    kind, number, name, value, created_at, updated_at = row
    try:
        entry = entry_from_json(
            {
                "kind": kind,
                "id": int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
                "name": _text(name),
                "value": _value(kind, value),
                "created_at": created_at,
                "updated_at": updated_at or None,
            }
        )
    except JsonError as error:
        raise CatalogError(
            f"The details that end on line {line} are not JSON: {error.sentence}", error.next_step
        ) from None
    except StudioError:
        entry = None
    if entry is None or entry.id < 1:
        raise CatalogError(f"Line {line} cannot be read.", "It needs kind, id, name, value and created_at.")
    return entry


def _value(kind: str, cell: str) -> JsonValue:
    if kind == Kind.PROMPTS.value:
        return _text(cell)
    return load_json(cell) if cell else None


def _cell(text: str) -> str:
    return f"'{text}" if not text or text.startswith(_FORMULA) else text


def _text(cell: str) -> str | None:
    return cell.removeprefix("'") if cell else None
