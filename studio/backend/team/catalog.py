"""Changes of the team's catalog: through `publish_entry`, or by compare-and-set where a project does not have it.

A project without `publish_entry` keeps no history, and an insert whose answer was lost is looked for among the rows that
were not there before. Each function runs inside Session.call.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from studio.backend.session.refusals import ASK_ADMIN, not_understood
from studio.backend.team import history, rows
from studio.backend.team.answers import Refusal, ask
from studio.backend.team.authors import author_words
from studio.core.catalog import Entry
from studio.core.catalog_change import published_first
from studio.core.errors import CatalogConflict, JsonError, TeamRefused, TeamUnreachable
from studio.core.json_text import JsonObject, JsonValue, json_equal, load_json
from studio.core.outbox import EntryChange, EntryPublished, Work

if TYPE_CHECKING:
    from studio.backend.session.team import Team

_CONFLICT, _FORBIDDEN = "PT409", "42501"
_NO_FUNCTION = frozenset({"PGRST202", "42883"})


async def publish(team: "Team", change: EntryChange, *, is_repeat: bool) -> EntryPublished:
    """Make a change, once; `is_repeat` says that it may have been made already.

    Raises CatalogConflict where the row is not the base any more, TeamRefused where it may not be changed.
    """
    try:
        return EntryPublished(change, await _by_function(team, change))
    except Refusal as error:
        if error.code == _CONFLICT:
            raise conflict(await _who_was_first(team, change, error)) from None
        if error.code == _FORBIDDEN:
            raise only_admins() from None
        if error.code not in _NO_FUNCTION:
            raise
    try:
        match change.work:
            case Work.INSERT:
                entry, may_be_twice = await _insert(team, change, is_repeat=is_repeat)
                return EntryPublished(change, entry, has_history=False, may_be_twice=may_be_twice)
            case Work.DELETE:
                return EntryPublished(change, await _delete(team, change), has_history=False)
            case _:
                return EntryPublished(change, await _update(team, change), has_history=False)
    except Refusal as error:
        raise (only_admins() if error.code == _FORBIDDEN else error) from None


def conflict(author: str = "") -> CatalogConflict:
    """The row is not what the change began from; `author` is who made it so, in words."""
    return CatalogConflict(published_first(author), "Merge your edit with theirs.")


def only_admins() -> TeamRefused:
    """Who asks is no admin, or no longer one; what was to be changed is kept where it was."""
    sentence = "Only an admin can change the team’s catalog."
    return TeamRefused(sentence, f"{ASK_ADMIN} Your change is kept here.", code=_FORBIDDEN, status=403)


async def _who_was_first(team: "Team", change: EntryChange, refusal: Refusal) -> str:
    """Who made the row what it is now, where the history says it; the refusal's details hold the row."""
    if not isinstance(refusal.details, str):
        return ""
    try:
        now = load_json(refusal.details)
        newest = await history.versions(team, change.kind, change.entry_id or 0, 1)
    except (TeamRefused, TeamUnreachable, JsonError):
        return ""  # that it is a conflict counts more than whose
    if newest is None or not newest.rows or not json_equal(newest.rows[0].get("value"), now):
        return ""
    return author_words(newest.rows[0].get("author"), newest.rows[0].get("author_email"), team.account.id)


async def _by_function(team: "Team", change: EntryChange) -> Entry | None:
    value = None if change.is_deletion else rows.row_of(change.kind, change.name, change.value)
    arguments: JsonObject = {
        "change_id": change.change_id,
        "kind": change.kind.value,
        "id": change.entry_id,
        "base": _text(change.base),
        "value": value,
        "note": change.note or None,
    }
    answer = rows.reader((await ask(team, "POST", "/rest/v1/rpc/publish_entry", json=arguments)).json())
    row = answer.get("entry")
    return None if row is None else rows.entry_of(change.kind, rows.reader(row))


async def _insert(team: "Team", change: EntryChange, *, is_repeat: bool) -> tuple[Entry, bool]:
    """Add a row, and whether it may be there twice now.

    Where it may have been added before, a row that is newer than what was here then and says the same is the one. Where
    there is none, the first try never arrived, or is still on its way.
    """
    if is_repeat:
        same = [("name", "is.null" if change.name is None else f"eq.{change.name}"), ("id", f"gt.{change.above}")]
        for entry in await rows.entries(team, change.kind, same):
            if json_equal(entry.value, change.value):
                return entry, False
    made = await _written(team, "POST", change, [])
    if made is None:
        raise not_understood()
    return made, is_repeat


async def _update(team: "Team", change: EntryChange) -> Entry:
    made = await _written(team, "PATCH", change, _where(change))
    if made is not None:
        return made
    now = await _now(team, change)
    if now is not None and now.name == change.name and json_equal(now.value, change.value):
        return now  # an earlier try arrived after all
    raise _refused(change, now)


async def _delete(team: "Team", change: EntryChange) -> None:
    params = [("select", "id"), *_where(change)]
    answer = await ask(team, "DELETE", _path(change), params=params, headers=_GIVE_BACK)
    if rows.readers(answer):
        return
    now = await _now(team, change)
    if now is not None:
        raise _refused(change, now)


async def _written(team: "Team", method: str, change: EntryChange, where: list[tuple[str, str]]) -> Entry | None:
    """The row that was written, or None where no row met the condition (it is stale, or may not be changed)."""
    value: JsonValue = rows.row_of(change.kind, change.name, change.value)
    answer = await ask(team, method, _path(change), params=where, json=value, headers=_GIVE_BACK)
    written = rows.readers(answer)
    return rows.entry_of(change.kind, written[0]) if written else None


async def _now(team: "Team", change: EntryChange) -> Entry | None:
    found = await rows.entries_with(team, change.kind, [change.entry_id or 0])
    return found[0] if found else None


def _refused(change: EntryChange, now: Entry | None) -> CatalogConflict | TeamRefused:
    if now is not None and now.updated_at == change.base:
        return only_admins()
    return conflict()


def _where(change: EntryChange) -> list[tuple[str, str]]:
    stamp = "is.null" if change.base is None else f"eq.{_text(change.base)}"
    return [("id", f"eq.{change.entry_id}"), ("updated_at", stamp)]


def _path(change: EntryChange) -> str:
    return f"/rest/v1/{change.kind.value}"


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


_GIVE_BACK = {"prefer": "return=representation"}
