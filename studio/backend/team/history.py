"""The team's versions of an entry, newest first, in as many answers as their size takes; runs inside Session.call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.backend.session.refusals import not_understood
from studio.backend.team.answers import Answer, AnswerTooLong, ask
from studio.core.catalog import Kind
from studio.core.errors import TeamRefused
from studio.core.json_text import JsonObject, JsonValue

if TYPE_CHECKING:
    from studio.backend.session.team import Team

MOST_VERSIONS = 200
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of all answers after which no older versions are asked for."""
FIRST_PAGE = 20
BYTES_OF_A_PAGE = 8 * 1024 * 1024
"""What the pages after the first should have, as far as those before tell how long versions are."""
_NO_TABLE = frozenset({"PGRST205", "42P01"})


@dataclass(frozen=True, slots=True)
class Versions:
    """Rows of `catalog_history`; `is_whole` says that there are no older ones."""

    rows: tuple[JsonObject, ...]
    is_whole: bool


async def versions(team: "Team", kind: Kind, entry_id: int, limit: int = MOST_VERSIONS) -> Versions | None:
    """Versions of an entry, newest first; None where the project keeps none."""
    found: list[JsonObject] = []
    taken, page = 0, min(FIRST_PAGE, limit)
    while page and taken < MOST_BYTES:
        try:
            answer = await _page(team, kind, entry_id, found, page)
        except AnswerTooLong:
            page //= 2  # not even one: the next version is longer than an answer may be
            continue
        except TeamRefused as error:
            if error.code in _NO_TABLE:
                return None
            raise
        rows = answer.json()
        if not isinstance(rows, list):
            raise not_understood()
        found += map(_row, rows)
        taken += len(answer.body)
        if len(rows) < page or found[-1]["version"] == 1:
            return Versions(tuple(found), is_whole=True)
        page = min(limit - len(found), max(1, BYTES_OF_A_PAGE * len(found) // max(1, taken)))
    return Versions(tuple(found), is_whole=False)


def _row(row: JsonValue) -> JsonObject:
    """A row by whose version the next page can be asked for. Raises TeamUnreachable where it is something else."""
    if not isinstance(row, dict) or not isinstance(row.get("version"), int):
        raise not_understood()
    return row


async def _page(team: "Team", kind: Kind, entry_id: int, found: Sequence[JsonObject], count: int) -> Answer:
    params = [
        ("select", "*"),  # a project whose migrations are older has no column for the author's address
        ("kind", f"eq.{kind.value}"),
        ("entry_id", f"eq.{entry_id}"),
        ("order", "version.desc"),
        ("limit", str(count)),
    ]
    if found:
        params.append(("version", f"lt.{found[-1]['version']}"))
    return await ask(team, "GET", "/rest/v1/catalog_history", params=params)
