"""The catalog's editors' side of the library: drafts, histories, use by figures, and publishing on this computer."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from studio.backend.files import disk_errors
from studio.backend.library import entries, figures, usage, versions
from studio.backend.library.library import Library
from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryVersion, Impact, Usage
from studio.core.draft import PREFIX, EntryDraft, same_entry
from studio.core.errors import CatalogError, StudioError
from studio.core.figure import Figure
from studio.core.json_text import MAX_BYTES, JsonValue
from studio.core.older_figures import OlderFigure, frozen_in, older_figure, with_entry
from studio.core.prompt.model import PromptInput
from studio.core.recipe import Recipe

MOST_RESOLVED = 2_000
"""Figures whose prompt is resolved anew to see whether it would be another one; the newest are looked at."""

_AT_ONCE = 50


class CatalogShelf:
    """`core.ports.catalog`: records, publisher and files over a library. Every coroutine raises LibraryError."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._database = library.database

    async def catalog(self, workspace: str) -> Catalog:
        """All entries of a workspace."""
        return await self._library.catalog(workspace)

    async def drafts(self, workspace: str) -> tuple[EntryDraft, ...]:
        """All drafts of entries; one that cannot be read stays where it is."""
        found = await self._database.read(lambda connection: entries.drafts(connection, workspace, PREFIX))
        return tuple(draft for value in found if (draft := _draft(value)) is not None)

    async def save_draft(self, workspace: str, draft: EntryDraft) -> None:
        """Keep a draft."""
        await self._library.save_draft(workspace, draft.key, draft.to_json())

    async def drop_draft(self, workspace: str, draft: EntryDraft) -> None:
        """Forget a draft."""
        await self._library.save_draft(workspace, draft.key, None)

    async def kept_text(self, workspace: str, kind: Kind, entry_id: int) -> str | None:
        """The details in the spelling that was typed, if they were typed here."""
        return await self._database.read(lambda c: versions.kept_text(c, workspace, kind, entry_id))

    async def set_aside(self, workspace: str, draft: EntryDraft, change_id: str, note: str) -> None:
        """Keep an edit in the entry's history before it is merged."""
        now = self._library.clock()
        await self._database.write(lambda c: versions.set_aside(c, workspace, draft, change_id, note, now))

    async def publish_entry(self, workspace: str, change: CatalogChange) -> Entry | None:
        """Write a change into the catalog of this computer. Raises CatalogConflict."""
        now = self._library.clock()
        return await self._database.write(lambda connection: versions.publish(connection, workspace, change, now))

    async def import_entries(self, workspace: str, incoming: Sequence[Entry], note: str) -> None:
        """Insert or replace entries, all or none, each with a version of its history."""
        now = self._library.clock()
        changes = [(entry, str(uuid4())) for entry in incoming]
        await self._database.write(lambda connection: versions.put_all(connection, workspace, changes, note, now))

    async def history(self, workspace: str, kind: Kind, entry_id: int) -> tuple[EntryVersion, ...]:
        """The versions of an entry, newest first."""
        return await self._database.read(lambda c: versions.of_entry(c, workspace, kind, entry_id))

    async def usage(self, workspace: str) -> Usage:
        """How many figures each entry was used for."""
        return Usage(await self._database.read(lambda connection: usage.counts(connection, workspace)))

    async def recipes(self, workspace: str, kind: Kind, entry_id: int, limit: int) -> tuple[Recipe, ...]:
        """Recipes of the newest figures made with an entry, each subject once."""
        newest = await self._newest(workspace, kind, entry_id, limit * 20)
        once = {recipe.subject: recipe for recipe in reversed(newest)}
        return tuple(reversed(once.values()))[:limit]

    async def impact(self, workspace: str, live: Entry, draft: Entry | None) -> Impact:
        """What publishing the draft would mean; the prompts are resolved in a worker thread, some at a time."""
        kind, entry_id = live.kind, live.id
        used = (await self.usage(workspace)).figures.get((kind, entry_id), 0)
        hashes = await self._database.read(lambda connection: usage.frozen(connection, kind, entry_id))
        jobs = await self._database.read(lambda connection: usage.waiting(connection, workspace, kind, hashes))
        recipes = await self._newest(workspace, kind, entry_id, MOST_RESOLVED)
        older = sum(not same_entry(frozen_in(recipe, kind), live) for recipe in recipes)
        different = 0
        if draft is not None:
            for start in range(0, len(recipes), _AT_ONCE):
                different += await asyncio.to_thread(_different, recipes[start : start + _AT_ONCE], draft)
        return Impact(used, len(recipes), different, older, jobs)

    async def older(self, workspace: str, live: Entry, limit: int) -> tuple[OlderFigure, ...]:
        """The newest figures that were made from another version than what is live."""
        library = self._library

        def read(connection: sqlite3.Connection) -> list[Figure]:
            ids = usage.older_ids(connection, workspace, live, limit)
            return [figures.get(connection, library.recipes, library.folder, figure_id) for figure_id in ids]

        found = await self._database.read(read)
        return tuple([await asyncio.to_thread(older_figure, figure, live) for figure in found])

    async def read_file(self, path: Path) -> bytes:
        """All bytes of a file that a person named. Raises CatalogError."""
        return await asyncio.to_thread(read_file, path)

    async def write_file(self, path: Path, data: bytes) -> None:
        """Write a file, whole or not at all."""
        files = self._library.files

        def write() -> None:
            with disk_errors(path.absolute().parent):
                files.replace(path.absolute(), data)

        await asyncio.to_thread(write)

    async def _newest(self, workspace: str, kind: Kind, entry_id: int, limit: int) -> list[Recipe]:
        reader = self._library.recipes
        return await self._database.read(
            lambda c: usage.newest(c, reader, workspace, kind, usage.frozen(c, kind, entry_id), limit)
        )


def read_file(path: Path) -> bytes:
    """All bytes of a catalog file. Raises CatalogError where it cannot be read or is larger than 16 MB."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        raise CatalogError(f"{path} cannot be read.", "Check the name and try again.") from None
    if len(data) > MAX_BYTES:
        raise CatalogError(f"{path} is larger than 16 MB.", "Split it into smaller files.")
    return data


def _draft(value: JsonValue) -> EntryDraft | None:
    try:
        return EntryDraft.from_json(value)
    except StudioError:
        return None


def _different(recipes: Sequence[Recipe], entry: Entry) -> int:
    """How many of these would have another prompt with this entry in the place of the one they froze."""
    from studio.core.prompt.render import resolve  # imports the template engine: late, in the worker thread

    count = 0
    for recipe in recipes:
        now = with_entry(recipe, entry)
        given = PromptInput(now.subject, now.name, now.extra, now.theme, now.rarity)
        count += now.prompt is not None and resolve(now.prompt.template, given).text != recipe.text
    return count
