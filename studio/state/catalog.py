"""The catalog of the current workspace, as pickers show it."""

import asyncio

from studio.core.catalog import Catalog, renewed
from studio.core.figure import THIS_COMPUTER
from studio.core.ports.library import FigureLibrary
from studio.state.store import Store
from studio.state.tasks import Tasks


class CatalogStore(Store[Catalog]):
    """Prompts, themes and rarity levels of one workspace. Entries that are read anew and are the same stay the same objects."""

    def __init__(self, tasks: Tasks, library: FigureLibrary) -> None:
        super().__init__(Catalog())
        self._tasks = tasks
        self._library = library
        self._workspace = THIS_COMPUTER
        self._is_awaited = False
        self._is_out_of_reach = False

    @property
    def is_coming(self) -> bool:
        """Nothing is known yet of a team's catalog that is being fetched."""
        return self._is_awaited and self._workspace != THIS_COMPUTER and not self.snapshot.entries

    @property
    def is_missing(self) -> bool:
        """Nothing is known yet of a team's catalog, and it could not be fetched."""
        return self._is_out_of_reach and self._workspace != THIS_COMPUTER and not self.snapshot.entries

    def expect(self, *, is_coming: bool, is_missing: bool) -> None:
        """A team's catalog is being fetched for the first time, or that has ended: then what came is read first.

        `is_missing`: it could not be fetched.
        """
        before, self._is_out_of_reach = self.is_missing, is_missing
        if before != self.is_missing:
            self.changed.emit()
        if is_coming:
            self._tasks.cancel("catalog", "arrived")
            self._await(is_awaited=True)
        elif self._is_awaited:
            self._tasks.start("catalog", "arrived", self._arrive())

    async def open(self) -> None:
        """Read the catalog from the library."""
        workspace, known = self._workspace, self.snapshot
        catalog = await self._tasks.call(lambda: self._read(workspace, known))
        if workspace == self._workspace:
            self._become(catalog)

    async def enter(self, workspace: str) -> None:
        """Read another workspace's catalog."""
        self._workspace = workspace
        await self.open()

    def refresh(self) -> None:
        """Read the catalog anew: something was published, here or by another window or command."""
        self._tasks.start("catalog", f"read {self._workspace}", self.open())

    async def _arrive(self) -> None:
        await self.open()
        self._await(is_awaited=False)

    def _await(self, *, is_awaited: bool) -> None:
        before, self._is_awaited = self.is_coming, is_awaited
        if before != self.is_coming:
            self.changed.emit()

    async def _read(self, workspace: str, known: Catalog) -> Catalog:
        read = await self._library.catalog(workspace)
        return await asyncio.to_thread(renewed, known, read)
