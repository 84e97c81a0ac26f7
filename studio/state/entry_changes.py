"""What a draft or a version of an entry changes, compared beside the window: details may be long."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from studio.core.catalog import Kind
from studio.core.catalog_change import EntryVersion
from studio.core.draft import EntryDraft
from studio.core.entry_changes import changes_between, changes_of
from studio.core.text_diff import Piece
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class EntryChanges:
    """The lines that change by `of`; None while they are looked for."""

    of: EntryDraft | EntryVersion | None = None
    pieces: tuple[Piece, ...] | None = None


class EntryChangesStore(Store[EntryChanges]):
    """Compares one thing at a time: the one that was asked for last."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(EntryChanges())
        self._tasks = tasks

    def show_draft(self, draft: EntryDraft) -> None:
        """Find what publishing a draft would change."""
        self._compare(draft, lambda: changes_of(draft))

    def show_version(self, kind: Kind, version: EntryVersion, before: EntryVersion | None) -> None:
        """Find what a version changed of the one before it."""
        self._compare(version, lambda: changes_between(kind, before, version))

    def _compare(self, of: EntryDraft | EntryVersion, work: Callable[[], tuple[Piece, ...]]) -> None:
        self._become(EntryChanges(of))
        self._tasks.start("entry changes", "compare", self._compared(of, work))

    async def _compared(self, of: EntryDraft | EntryVersion, work: Callable[[], tuple[Piece, ...]]) -> None:
        pieces = await self._tasks.call(lambda: asyncio.to_thread(work))
        self._become(EntryChanges(of, pieces))
