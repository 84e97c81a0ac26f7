"""Builds the backend in one place: the window and the commands use the same."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from studio.backend.engines.mockup import MockupEngine
from studio.backend.jobs import Jobs
from studio.backend.library import Library
from studio.backend.library.shelf import CatalogShelf
from studio.backend.settings_file import JsonSettingsFile
from studio.core.catalog import Entry
from studio.core.ports import LibraryNotice
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.settings import Settings
from studio.paths import UserFolders

MOCKUPS_AT_ONCE = 1


class LateResolver:
    """Resolves prompts in a worker thread; the template engine is imported there when it is first needed."""

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        """The resolved prompt with its spans and lint."""
        return await asyncio.to_thread(_resolve, template, values)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything outside, ready to be used; nothing is opened yet."""

    library: Library
    shelf: CatalogShelf
    jobs: Jobs
    engine: MockupEngine
    resolver: LateResolver

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Open the library and settle the jobs that a dead process left behind; the notices say what was found."""
        return (*await self.library.open(), *await self.jobs.open())

    async def close(self) -> None:
        """Stop jobs, child processes and the library, in this order."""
        await self.jobs.close()
        await self.engine.close()
        await self.library.close()


def build_services(folders: UserFolders, resources: Path, settings: Settings) -> Services:
    """The backend over a person's folders."""
    library = Library(
        folders.library,
        migrations=resources / "library",
        starter=lambda: starter_entries(resources),
    )
    engine = MockupEngine(resources, library.reference_path)
    jobs = Jobs(
        library,
        engines={engine.name: engine},
        parallel={engine.name: MOCKUPS_AT_ONCE},
        minimum_free=settings.minimum_free_mb * 1_000_000,
    )
    return Services(library=library, shelf=CatalogShelf(library), jobs=jobs, engine=engine, resolver=LateResolver())


def settings_file(folders: UserFolders) -> JsonSettingsFile:
    """The settings of a person."""
    return JsonSettingsFile(folders.settings)


def starter_entries(resources: Path) -> tuple[Entry, ...]:
    """The catalog on board."""
    from studio.core.catalog_file import read_catalog  # brings in the template engine; needed at the first start only

    return read_catalog((resources / "catalog" / "starter.json").read_bytes())


def _resolve(template: str, values: PromptInput) -> Resolution:
    from studio.core.prompt.render import resolve  # imports the template engine: late, in the worker thread

    return resolve(template, values)
