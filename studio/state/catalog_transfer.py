"""The catalog in and out of files: an import is looked at before anything is written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from studio.core.catalog import Catalog, Entry
from studio.core.catalog_file import ImportPlan, compare, read_catalog, write_catalog
from studio.core.figure import THIS_COMPUTER
from studio.core.ports.catalog import CatalogFiles, CatalogPublisher
from studio.state.catalog import CatalogStore
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is looked at: its name and what importing it would do."""

    name: str = ""
    plan: ImportPlan | None = None


class CatalogTransferStore(Store[Incoming]):
    """Reads, compares, imports and exports."""

    exported = Signal(object, int)  # path, how many entries
    imported = Signal(object, int)  # ImportPlan, how many of its entries went into the outbox

    def __init__(self, tasks: Tasks, catalog: CatalogStore, publisher: CatalogPublisher, files: CatalogFiles) -> None:
        super().__init__(Incoming())
        self._tasks = tasks
        self._catalog = catalog
        self._publisher = publisher
        self._files = files
        self._workspace = THIS_COMPUTER

    def enter(self, workspace: str) -> None:
        """Import into another workspace; what was looked at is forgotten."""
        self._workspace = workspace
        self._become(Incoming())

    def look_at(self, path: Path) -> None:
        """Read a file and compare it with the catalog."""
        self._become(Incoming())
        self._tasks.start("transfer", "look", self._look_at(path, self._catalog.snapshot, self._workspace))

    def import_it(self) -> None:
        """Write what was looked at, all or nothing."""
        incoming = self.snapshot
        if incoming.plan is not None and not incoming.plan.refused:
            self._tasks.start("transfer", "import", self._import(incoming.name, incoming.plan, self._workspace))

    def forget(self) -> None:
        """Import nothing."""
        self._become(Incoming())

    def export(self, path: Path, entries: Sequence[Entry]) -> None:
        """Write entries into a file: CSV by its name, else JSON."""
        self._tasks.start("transfer", "export", self._export(path, tuple(entries)))

    async def _look_at(self, path: Path, current: Catalog, workspace: str) -> None:
        async def look() -> ImportPlan:
            data = await self._files.read_file(path)
            return await asyncio.to_thread(lambda: compare(current, _read(path, data)))

        plan = await self._tasks.call(look)
        if workspace == self._workspace:  # else it was compared with a catalog that is not shown any more
            self._become(Incoming(path.name, plan))

    async def _import(self, name: str, plan: ImportPlan, workspace: str) -> None:
        note = f"Imported from {name}"
        waiting = await self._tasks.call(
            lambda: self._publisher.import_entries(workspace, plan.created, plan.changed, note)
        )
        await self._catalog.open()
        self._become(Incoming())
        self.imported.emit(plan, waiting)

    async def _export(self, path: Path, entries: tuple[Entry, ...]) -> None:
        async def write() -> None:
            text = await asyncio.to_thread(lambda: _written(path, entries))
            await self._files.write_file(path, text.encode())

        await self._tasks.call(write)
        self.exported.emit(path, len(entries))


def _read(path: Path, data: bytes) -> tuple[Entry, ...]:
    from studio.core.catalog_csv import decoded, read_csv  # needed only for files of spreadsheets

    return read_csv(decoded(data)) if path.suffix.lower() == ".csv" else read_catalog(data)


def _written(path: Path, entries: tuple[Entry, ...]) -> str:
    from studio.core.catalog_csv import write_csv  # needed only for files of spreadsheets

    return write_csv(entries) if path.suffix.lower() == ".csv" else write_catalog(entries)
