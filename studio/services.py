"""Builds the backend in one place: the window and the commands use the same."""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from studio.backend.doctor import Doctor
from studio.backend.engines.mockup import MockupEngine
from studio.backend.engines.mockup.previews import MockupPreviews
from studio.backend.engines.openai import Clients, OpenAIAccount, OpenAIEngine, environment_key
from studio.backend.engines.server import ServerEngine
from studio.backend.environment import take_team
from studio.backend.jobs import Jobs, Terms
from studio.backend.library import Library
from studio.backend.library.shelf import CatalogShelf
from studio.backend.outbox import Outbox
from studio.backend.publisher import WorkspacePublisher
from studio.backend.session import Session
from studio.backend.settings_file import JsonSettingsFile
from studio.backend.team.examination import TeamExamination
from studio.backend.team.published import PublishedFigures
from studio.backend.team.pull import CatalogPuller
from studio.backend.vault import OpenAIEnvironment, Vault, system_keyring
from studio.core.briefing import Means, price_of
from studio.core.catalog import Entry
from studio.core.engines import MOCKUP, OPENAI, SERVER
from studio.core.models import ImageModels
from studio.core.ports.engines import Engine
from studio.core.ports.library import LibraryNotice
from studio.core.ports.service import ImageService
from studio.core.pricing import PriceRange
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.recipe import Recipe
from studio.core.settings import Settings
from studio.paths import UserFolders

MOCKUPS_AT_ONCE = 1
SERVERS_AT_ONCE = 2


class LateResolver:
    """Resolves prompts in a worker thread; the template engine is imported there when it is first needed."""

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        """The resolved prompt with its spans and lint."""
        return await asyncio.to_thread(_resolve, template, values)


class SettingsInForce:
    """The settings that count now, and who has to hear of others."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings
        self._listeners: list[Callable[[Settings], None]] = []

    def listen(self, listener: Callable[[Settings], None]) -> None:
        """Call `listener` with the settings that count from now on."""
        self._listeners.append(listener)

    def follow(self, settings: Settings) -> None:
        """These count from now on."""
        self.now = settings
        for listener in self._listeners:
            listener(settings)


@dataclass(slots=True)
class Services:
    """Everything outside, ready to be used; nothing is opened yet."""

    in_force: SettingsInForce
    library: Library
    shelf: CatalogShelf
    jobs: Jobs
    mockup: MockupEngine
    openai: Engine
    server: ServerEngine
    account: ImageService
    resolver: LateResolver
    session: Session
    outbox: Outbox
    puller: CatalogPuller
    published: PublishedFigures
    publisher: WorkspacePublisher
    previews: MockupPreviews
    doctor: Doctor

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Open the library and settle the jobs that a dead process left behind; the notices say what was found.

        Who was signed in is known afterwards; nobody was asked for it.
        """
        await self.session.open()
        return (*await self.library.open(), *await self.jobs.open())

    async def close(self) -> None:
        """Stop the outbox, session, jobs, child processes, connections and the library, in this order."""
        await self.outbox.close()
        await self.session.close()
        await self.jobs.close()
        await self.mockup.close()
        await self.previews.close()
        await self.openai.close()
        await self.library.close()

    async def means(self) -> Means:
        """What a brief is held against beside the catalog, as it is now."""
        return Means(self.in_force.now, await self.account.status(), await self.jobs.spending(), _today())


def build_services(
    folders: UserFolders,
    resources: Path,
    settings: Settings,
    environment: OpenAIEnvironment,
    *,
    sample: Engine | None = None,
) -> Services:
    """The backend over a person's folders; a `sample` engine takes the place of the one that is paid.

    What the environment says of the team is taken out of it.
    """
    in_force = SettingsInForce(settings)
    library = Library(folders.library, resources / "library", lambda: starter_entries(resources))
    vault = Vault(lambda: system_keyring(os.environ), environment=environment_key(environment))
    session = Session(folders.settings, vault, take_team(os.environ, folders.settings, folders.named_env_file))
    clients = Clients()
    account = OpenAIAccount(vault, environment, lambda: models_on_board(resources), settings, clients, in_force.follow)
    mockup = MockupEngine(resources, library.reference_path)
    openai = sample or OpenAIEngine(account.connect, account.models, library.reference_path, clients)
    server = ServerEngine(session, library.reference_path)
    jobs = _jobs(library, {MOCKUP: mockup, OPENAI: openai, SERVER: server}, account, in_force)
    outbox, shelf = Outbox(session, library), CatalogShelf(library)
    jobs.listen(outbox.on_job)
    examination = TeamExamination(session, resources / "supabase" / "migrations")
    return Services(
        in_force=in_force,
        library=library,
        shelf=shelf,
        jobs=jobs,
        mockup=mockup,
        openai=openai,
        server=server,
        account=account,
        resolver=LateResolver(),
        session=session,
        outbox=outbox,
        puller=CatalogPuller(session, library),
        published=PublishedFigures(session, library, outbox),
        publisher=WorkspacePublisher(session, shelf, outbox),
        previews=MockupPreviews(resources),
        doctor=Doctor(
            folders, library, lambda: starter_entries(resources), mockup, account, vault.is_working, examination
        ),
    )


def _jobs(library: Library, engines: Mapping[str, Engine], account: OpenAIAccount, in_force: SettingsInForce) -> Jobs:
    """The queue, which goes by the settings that count when a job's turn comes."""

    def price(recipe: Recipe) -> PriceRange:
        return price_of(recipe, account.models(), _today())

    terms = Terms(
        price=price,
        budget=lambda: in_force.now.budget,
        minimum_free=lambda: in_force.now.minimum_free_mb * 1_000_000,
    )
    at_once = {MOCKUP: MOCKUPS_AT_ONCE, OPENAI: in_force.now.jobs_at_once, SERVER: SERVERS_AT_ONCE}
    jobs = Jobs(library, engines=engines, at_once=at_once, terms=terms)
    in_force.listen(lambda settings: jobs.let_run(OPENAI, settings.jobs_at_once))
    return jobs


def models_on_board(resources: Path) -> ImageModels:
    """The image models that the studio knows without asking anybody."""
    from studio.core.models_file import read_models  # needed when a model is first spoken of

    return read_models((resources / "models.toml").read_bytes())


def _today() -> date:
    return datetime.now().astimezone().date()


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
