"""What may change of a figure that is there: its sidecar first, then its row; after a crash between the two the sidecar is right."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.library import figures
from studio.backend.library.database import Database
from studio.backend.library.disk import Disk
from studio.backend.library.recipes import RecipeReader
from studio.backend.library.sidecars import write_sidecar
from studio.core.errors import FigureMissing
from studio.core.figure import Figure

_AT_ONCE = 50
"""Figures whose sidecars are rewritten in one transaction: another process waits no longer than that."""


class FigureChanges:
    """Changes figures and removes those that are deleted. Every coroutine raises LibraryError."""

    def __init__(self, folder: Folder, files: Files, disk: Disk, database: Database, recipes: RecipeReader) -> None:
        self._folder = folder
        self._files = files
        self._disk = disk
        self._database = database
        self._recipes = recipes

    async def change(self, figure_ids: Sequence[str], **changes: Any) -> list[Figure]:
        """Give figures other fields, some at once. Raises FigureMissing."""
        changed: list[Figure] = []
        for start in range(0, len(figure_ids), _AT_ONCE):
            batch = figure_ids[start : start + _AT_ONCE]
            changed += await self._database.write(lambda connection, ids=batch: self.rewrite(connection, ids, changes))
        return changed

    def rewrite(self, connection: sqlite3.Connection, ids: Sequence[str], changes: dict[str, Any]) -> list[Figure]:
        """Give figures other fields within a transaction (blocking)."""
        changed: list[Figure] = []
        with disk_errors(self._folder.root):
            for figure_id in ids:
                old = figures.get(connection, self._recipes, self._folder, figure_id)
                changed.append(figures.update(connection, self._recipes, self._folder, old, **changes))
                write_sidecar(self._folder, self._files, changed[-1])
            for shelf in {self._folder.sidecar(figure.id).parent for figure in changed}:
                self._files.sync_folder(shelf)
        return changed

    async def remove_for_good(self, figure_ids: Sequence[str]) -> int:
        """Remove deleted figures with their files; returns how many it were. Those that are not deleted stay."""
        removed = 0
        for figure_id in figure_ids:
            figure = await self._database.write(lambda connection, key=figure_id: self._take_out(connection, key))
            if figure is not None:
                await self._disk.guarded(lambda gone=figure: self._remove_files(gone))
                removed += 1
        return removed

    def _take_out(self, connection: sqlite3.Connection, figure_id: str) -> Figure | None:
        """The row of a deleted figure goes; None where the figure is not deleted or gone already."""
        try:
            figure = figures.get(connection, self._recipes, self._folder, figure_id)
        except FigureMissing:
            return None
        if figure.deleted_at is None:
            return None
        figures.remove(connection, figure_id)
        return figure

    def _remove_files(self, figure: Figure) -> None:
        self._files.remove(Path(figure.path))
        self._files.remove(self._folder.sidecar(figure.id))
