"""Publishing a catalog entry where its workspace keeps its catalog: in the library, or with the team through the outbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from studio.backend.library.shelf import CatalogShelf
from studio.backend.outbox import Outbox
from studio.backend.session.refusals import ASK_ADMIN
from studio.backend.team.authors import author_words
from studio.core.catalog import Entry, Kind
from studio.core.catalog_access import access_in
from studio.core.catalog_change import CatalogChange, EntryHistory, EntryVersion
from studio.core.draft import text_of
from studio.core.errors import NotSignedIn, TeamRefused, TeamUnreachable
from studio.core.figure import THIS_COMPUTER
from studio.core.json_reader import JsonReader
from studio.core.outbox import EntryChange, OutboxEntry

if TYPE_CHECKING:
    from studio.backend.session import Session

AWAY = "The team cannot be reached: these are the versions that this computer knows."
NONE_KEPT = "The team’s project keeps no history: these are the versions that this computer knows."
OLDER = "The team keeps older versions, too; these are the newest."
FOUND = "Changed without the studio"


class WorkspacePublisher:
    """`core.ports.catalog.CatalogPublisher` for every workspace."""

    def __init__(self, session: "Session", shelf: CatalogShelf, outbox: Outbox) -> None:
        self._session = session
        self._shelf = shelf
        self._outbox = outbox

    async def publish_entry(self, workspace: str, change: CatalogChange, title: str) -> Entry | OutboxEntry | None:
        """Write it into the library, or put it into the outbox; one that was parked there gets its turn again."""
        if workspace == THIS_COMPUTER:
            return await self._shelf.publish_entry(workspace, change)
        self._check(workspace)
        base = change.base.updated_at if change.base is not None else None
        asked = EntryChange(
            change.change_id,
            change.kind,
            change.id,
            base,
            None if change.is_deletion else change.name,
            change.value,
            change.note,
            change.is_deletion,
        )
        return await self._outbox.change(asked, title)

    async def take_back(self, change_id: str) -> None:
        """Take a change out of the outbox, where it is there."""
        await self._outbox.take_out(change_id)

    async def import_entries(
        self, workspace: str, created: Sequence[Entry], changed: Sequence[Entry], note: str
    ) -> int:
        """Put them into the library, all or none, or each into the outbox; returns how many are there now."""
        if workspace == THIS_COMPUTER:
            await self._shelf.import_entries(workspace, (*created, *changed), note)
            return 0
        self._check(workspace)
        live = await self._shelf.catalog(workspace)
        for entry in created:
            await self._outbox.change(_change(entry, None, None, note), entry.label)
        for entry in changed:
            await self._outbox.change(_change(entry, entry.id, live.get(entry.kind, entry.id), note), entry.label)
        return len(created) + len(changed)

    async def history(self, workspace: str, kind: Kind, entry_id: int) -> EntryHistory:
        """The team's versions with what was kept here before a merge; this computer's where the team gives none."""
        own_id = workspace.rpartition("/")[2]
        here = await self._shelf.history(workspace, kind, entry_id)
        if workspace == THIS_COMPUTER or entry_id < 0:
            return EntryHistory(here)
        here = tuple(replace(one, author=author_words(one.author, None, own_id)) for one in here)
        from studio.backend.team.history import versions  # with the SDK, when something is asked

        try:
            found = await self._session.call(lambda team: versions(team, kind, entry_id), workspace=workspace)
        except (TeamUnreachable, NotSignedIn):
            return EntryHistory(here, AWAY)
        if found is None:
            return EntryHistory(here, NONE_KEPT)
        if not found.rows:
            return EntryHistory(here, "" if found.is_whole else AWAY)
        theirs = await asyncio.to_thread(
            lambda: [_version(kind, entry_id, JsonReader(row), own_id) for row in found.rows]
        )
        kept = (version for version in here if version.number is None)
        in_order = sorted((*theirs, *kept), key=lambda version: version.at, reverse=True)
        return EntryHistory(tuple(in_order), "" if found.is_whole else OLDER)

    def _check(self, workspace: str) -> None:
        """The account that the workspace belongs to is there, and may change the catalog."""
        access = access_in(self._session.state)
        if access.workspace != workspace:
            raise NotSignedIn("This catalog belongs to another workspace.", "Go to the one that it belongs to.")
        if not access.may_edit:
            raise TeamRefused("Only an admin can change the team’s catalog.", ASK_ADMIN, code="42501", status=403)


def _change(entry: Entry, entry_id: int | None, base: Entry | None, note: str) -> EntryChange:
    stamp = base.updated_at if base else None
    return EntryChange(str(uuid4()), entry.kind, entry_id, stamp, entry.name, entry.value, note)


def _version(kind: Kind, entry_id: int, row: JsonReader, own_id: str) -> EntryVersion:
    """A row of `catalog_history`. Raises StudioError where it is something else."""
    at, author = row.time("at"), row.text_or_none("author")
    value = row.get("value")
    note = row.text_or_none("note") or ("" if author is not None else FOUND)
    entry = None
    if isinstance(value, dict):
        fields = JsonReader(value)
        held = value.get("template" if kind is Kind.PROMPTS else "details")
        made = fields.time_or_none("created_at") or datetime.fromtimestamp(0, UTC)
        entry = Entry(kind, entry_id, fields.text_or_none("name"), held, made, fields.time_or_none("updated_at"))
    name, text = (entry.name, text_of(entry)) if entry is not None else (None, "")
    who = author_words(author, row.get("author_email"), own_id)
    return EntryVersion(row.number("version"), entry, name, text, note, who, at)
