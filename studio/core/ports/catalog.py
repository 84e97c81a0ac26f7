"""What the catalog's editors need: drafts and histories, publishing, files and small mock-ups."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryHistory, Impact, Usage
from studio.core.draft import EntryDraft
from studio.core.older_figures import OlderFigure
from studio.core.outbox import OutboxEntry
from studio.core.recipe import Recipe


class CatalogPublisher(Protocol):
    """Brings changes to where a workspace's catalog lives: into the library, or to the team."""

    async def publish_entry(self, workspace: str, change: CatalogChange, title: str) -> Entry | OutboxEntry | None:
        """The entry as it is live now, None where it was deleted; the same change again answers as before.

        In a team it goes into the outbox under its title, and the outbox tells what becomes of it. Raises
        CatalogConflict where something else than the change's base is live, TeamRefused where nothing may be changed,
        LibraryError or another StudioError.
        """
        ...

    async def take_back(self, change_id: str) -> None:
        """Take a change out of the outbox, where it is there."""
        ...

    async def import_entries(
        self, workspace: str, created: Sequence[Entry], changed: Sequence[Entry], note: str
    ) -> int:
        """Insert entries and replace others by kind and id, each with a version of its history.

        On this computer all or none. In a team each goes into the outbox; returns how many did. Raises as `publish_entry`.
        """
        ...

    async def history(self, workspace: str, kind: Kind, entry_id: int) -> EntryHistory:
        """The versions of an entry, newest first, and the edits that were kept before a merge."""
        ...


class CatalogFiles(Protocol):
    """Files that a person names, for import and export."""

    async def read_file(self, path: Path) -> bytes:
        """All bytes of a file. Raises CatalogError where it cannot be read or is larger than 16 MB."""
        ...

    async def write_file(self, path: Path, data: bytes) -> None:
        """Write a file, whole or not at all. Raises LibraryError."""
        ...


class PreviewMaker(Protocol):
    """Draws small mock-ups."""

    async def preview(self, recipe: Recipe, seed: str) -> bytes:
        """PNG bytes of a recipe's mock-up; what is left to chance comes from `seed`. Raises EngineError.

        Cancelling ends the drawing before it returns.
        """
        ...


class CatalogRecords(Protocol):
    """What this computer keeps about a catalog beside its entries. Raises LibraryError."""

    async def drafts(self, workspace: str) -> tuple[EntryDraft, ...]:
        """All drafts of entries, in no order."""
        ...

    async def save_draft(self, workspace: str, draft: EntryDraft) -> None:
        """Keep a draft."""
        ...

    async def drop_draft(self, workspace: str, draft: EntryDraft) -> None:
        """Forget a draft."""
        ...

    async def kept_text(self, workspace: str, kind: Kind, entry_id: int) -> str | None:
        """The details in the spelling that was typed, if they were typed here."""
        ...

    async def set_aside(self, workspace: str, draft: EntryDraft, change_id: str, note: str) -> None:
        """Keep an edit in the entry's history before it is merged."""
        ...

    async def usage(self, workspace: str) -> Usage:
        """How many figures each entry was used for."""
        ...

    async def recipes(self, workspace: str, kind: Kind, entry_id: int, limit: int) -> tuple[Recipe, ...]:
        """Recipes of the newest figures made with an entry, each subject once."""
        ...

    async def impact(self, workspace: str, live: Entry, draft: Entry | None) -> Impact:
        """What publishing the draft would mean; a draft of None only says how many figures are older than what is live."""
        ...

    async def older(self, workspace: str, live: Entry, limit: int) -> tuple[OlderFigure, ...]:
        """The newest figures that were made from another version than what is live."""
        ...
