"""The catalog as a file: read strictly, written readably, compared with the catalog it is to be imported into."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from studio.core.catalog import Catalog, Entry, Kind, entry_from_json
from studio.core.errors import CatalogError, JsonError, StudioError
from studio.core.json_text import JsonValue, json_equal, load_json, pretty_json
from studio.core.prompt.subset import check
from studio.core.prompt.values import normal_text

FORMAT = "wtfigure-catalog"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that cannot be imported, and why."""

    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `created` and `changed` are entries as they are to be put, with their final ids.

    `warnings` are sentences about entries that are imported all the same, like a template that does not resolve.
    """

    created: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    equal: tuple[Entry, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries to put."""
        return self.created + self.changed


def read_catalog(source: str | bytes) -> tuple[Entry, ...]:
    """The entries of a catalog file (UTF-8 where bytes), in its order. Raises CatalogError; other keys are ignored."""
    try:
        data = load_json(source)
    except JsonError as error:
        raise CatalogError(f"This file is not valid JSON. {error.sentence}", error.next_step) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CatalogError("This is not a catalog file.", "Choose a file that “catalog export” wrote.")
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        raise CatalogError("This catalog file was written by a newer studio.", "Update the studio and try again.")
    rows = data.get("entries")
    if not isinstance(rows, list):
        raise CatalogError("This catalog file has no list of entries.", "Export it again.")
    entries = tuple(_entry(row, position) for position, row in enumerate(rows, 1))
    seen: set[tuple[Kind, int]] = set()
    for entry in entries:
        if (entry.kind, entry.id) in seen:
            raise CatalogError(
                f"The id {entry.id} stands twice among the {entry.kind.value} of this file.",
                "Give one of them another id.",
            )
        seen.add((entry.kind, entry.id))
    return entries


def write_catalog(entries: Iterable[Entry]) -> str:
    """The entries as a file for people: one line feed at its end."""
    rows: list[JsonValue] = [entry.to_json() for entry in entries]
    return pretty_json({"format": FORMAT, "version": VERSION, "entries": rows})


def compare(current: Catalog, incoming: Sequence[Entry]) -> ImportPlan:
    """What importing these entries would do; nothing is ever deleted.

    An entry is the same as one in the catalog where kind, id and name agree, else where one alone has its name; it
    keeps that one's id. Any other is new, and takes its own id where that is free.
    """
    taken = {(entry.kind, entry.id) for entry in current.entries}
    matched: set[tuple[Kind, int]] = set()
    created: list[Entry] = []
    changed: list[Entry] = []
    equal: list[Entry] = []
    refused: list[Refusal] = []
    warnings: list[str] = []
    for entry in incoming:
        try:
            match = _match(current, entry)
            _check_value(entry)
            if match and (match.kind, match.id) in matched:
                raise CatalogError(f"“{entry.label}” stands twice in the file.")
        except CatalogError as error:
            refused.append(Refusal(entry, error.sentence))
            continue
        warnings += _warnings(entry)
        if match is None:
            own = replace(entry, id=_free_id(entry, taken))
            taken.add((own.kind, own.id))
            created.append(own)
            continue
        matched.add((match.kind, match.id))
        if match.name == entry.name and json_equal(match.value, entry.value):
            equal.append(match)
        else:
            changed.append(replace(match, name=entry.name, value=entry.value, updated_at=entry.updated_at))
    return ImportPlan(tuple(created), tuple(changed), tuple(equal), tuple(refused), tuple(warnings))


def _entry(row: JsonValue, position: int) -> Entry:
    try:
        entry = entry_from_json(row)
    except StudioError:
        entry = None
    if entry is None or entry.id < 1:
        raise CatalogError(
            f"Entry {position} of this catalog file cannot be read.",
            "It needs kind (prompts, themes or rarity), id, name, value and created_at.",
        )
    return entry


def _match(current: Catalog, entry: Entry) -> Entry | None:
    by_id = current.get(entry.kind, entry.id)
    if by_id and by_id.name == entry.name:
        return by_id
    if entry.name is None:
        return None
    named = [own for own in current.of(entry.kind) if own.name == entry.name]
    if len(named) > 1:
        ids = " and ".join(str(own.id) for own in named)
        raise CatalogError(f"The catalog has “{entry.name}” more than once (ids {ids}).")
    return named[0] if named else None


def _check_value(entry: Entry) -> None:
    if entry.kind is Kind.PROMPTS and not isinstance(entry.value, str | None):
        raise CatalogError(f"The template of “{entry.label}” is not a text.")


def _warnings(entry: Entry) -> list[str]:
    if entry.kind is not Kind.PROMPTS:
        return []
    faults = check(normal_text(entry.template)).faults
    return [f"The template “{entry.label}” does not resolve: {faults[0].sentence}"] if faults else []


def _free_id(entry: Entry, taken: set[tuple[Kind, int]]) -> int:
    if (entry.kind, entry.id) not in taken:
        return entry.id
    highest = max(own for kind, own in taken if kind is entry.kind)
    return next(number for number in count(highest + 1) if (entry.kind, number) not in taken)
