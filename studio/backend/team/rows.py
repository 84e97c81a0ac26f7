"""Rows of the team's tables as catalog entries, in pages; a project may give less at once than it is asked for.

A hosted project stops silently at 1,000 rows (Supabase's `max_rows`), so a list goes on until a page is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeAlias

from studio.backend.session.refusals import not_understood
from studio.backend.team.answers import Answer, ask
from studio.core.catalog import Entry, Kind
from studio.core.errors import StudioError
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue

if TYPE_CHECKING:
    from studio.backend.session.team import Team

Filters: TypeAlias = Sequence[tuple[str, str]]
"""Columns and conditions in PostgREST's words; all of them must hold."""
PAGE = 1000
_AT_ONCE = 200
"""Ids that are named in one address."""


def field_of(kind: Kind) -> str:
    """The column that holds an entry's value."""
    return "template" if kind is Kind.PROMPTS else "details"


async def entries(team: "Team", kind: Kind, filters: Filters = ()) -> list[Entry]:
    """Whole rows, by id."""
    columns = f"id,name,{field_of(kind)},created_at,updated_at"
    return [entry_of(kind, row) for row in await _every(team, kind, columns, filters)]


async def entries_with(team: "Team", kind: Kind, ids: Sequence[int]) -> list[Entry]:
    """Whole rows with these ids; one that is gone is not among them."""
    found: list[Entry] = []
    for start in range(0, len(ids), _AT_ONCE):
        among = ",".join(map(str, ids[start : start + _AT_ONCE]))
        found += await entries(team, kind, [("id", f"in.({among})")])
    return found


async def stamps(team: "Team", kind: Kind, filters: Filters) -> dict[int, datetime | None]:
    """The stamp of each row, by id."""
    rows = await _every(team, kind, "id,updated_at", filters)
    return {row.number("id"): row.time_or_none("updated_at") for row in rows}


async def ids(team: "Team", kind: Kind) -> list[int]:
    """The id of every row."""
    return [row.number("id") for row in await _every(team, kind, "id", ())]


@dataclass(frozen=True, slots=True)
class Head:
    """How many rows there are, the newest stamp among them, whether one has none, and what time it was at the server."""

    total: int
    newest: datetime | None
    has_unstamped: bool
    now: datetime | None


async def head(team: "Team", kind: Kind) -> Head:
    """What a table looks like from outside, in one short answer: the first row by stamp, rows without one before all."""
    params = [("select", "updated_at"), ("order", "updated_at.desc.nullsfirst"), ("limit", "1")]
    answer = await ask(team, "GET", f"/rest/v1/{kind.value}", params=params, headers={"prefer": "count=exact"})
    found = readers(answer)
    try:
        newest = found[0].time_or_none("updated_at") if found else None
    except StudioError:
        raise not_understood() from None
    return Head(_total(answer), newest, bool(found) and newest is None, date_of(answer))


async def count(team: "Team", kind: Kind) -> tuple[int, datetime | None]:
    """How many rows there are, and what time it was at the server."""
    answer = await ask(
        team, "HEAD", f"/rest/v1/{kind.value}", params=[("select", "id")], headers={"prefer": "count=exact"}
    )
    return _total(answer), date_of(answer)


def entry_of(kind: Kind, row: JsonReader) -> Entry:
    """A row as an entry. Raises TeamUnreachable where it is no row of the catalog."""
    try:
        value = row.get(field_of(kind))
        if kind is Kind.PROMPTS and not isinstance(value, str | None):
            raise not_understood()
        return Entry(
            kind=kind,
            id=row.number("id"),
            name=row.text_or_none("name"),
            value=value,
            created_at=row.time("created_at"),
            updated_at=row.time_or_none("updated_at"),
        )
    except StudioError:
        raise not_understood() from None


def row_of(kind: Kind, name: str | None, value: JsonValue) -> JsonObject:
    """Name and value as the table's columns."""
    return {"name": name, field_of(kind): value}


def reader(row: JsonValue) -> JsonReader:
    """A row to be read. Raises TeamUnreachable where it is something else."""
    try:
        return JsonReader(row)
    except StudioError:
        raise not_understood() from None


def readers(answer: Answer) -> list[JsonReader]:
    """The rows of an answer."""
    rows = answer.json()
    if not isinstance(rows, list):
        raise not_understood()
    return [reader(row) for row in rows]


def date_of(answer: Answer) -> datetime | None:
    """What time it was at the server, where it tells."""
    try:
        time = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _total(answer: Answer) -> int:
    total = answer.headers.get("content-range", "").rpartition("/")[2]
    if not total.isdecimal():
        raise not_understood()
    return int(total)


async def _every(team: "Team", kind: Kind, columns: str, filters: Filters) -> list[JsonReader]:
    """All rows of a list, page by page after the last id, until a page is empty."""
    found: list[JsonReader] = []
    after = ""
    while True:
        params = [("select", columns), ("order", "id.asc"), ("limit", str(PAGE)), *filters]
        if after:
            params.append(("id", f"gt.{after}"))
        page = readers(await ask(team, "GET", f"/rest/v1/{kind.value}", params=params))
        if not page:
            return found
        try:
            last = page[-1].number("id")
            if after and last <= int(after):
                raise not_understood()
        except StudioError:
            raise not_understood() from None
        found += page
        after = str(last)
