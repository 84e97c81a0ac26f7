"""What is true and what can be done, without a window: the backend's stand-ins and the stores over them, in order."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from studio.backend.settings_file import JsonSettingsFile
from studio.backend.thread import BackendThread
from studio.backend.vault import OpenAIEnvironment
from studio.core.settings import Settings
from studio.late import Late
from studio.paths import UserFolders
from studio.state.answering import AnsweringStore
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.generation import GenerationStore
from studio.state.mask import MaskStore
from studio.state.means import MeansAtHand
from studio.state.published import PublishedStore
from studio.state.pulls import PullStore
from studio.state.service import ServiceStore
from studio.state.session import SessionStore
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks
from studio.state.team_server import TeamServerStore
from studio.state.workspace import WorkspaceStore

if TYPE_CHECKING:
    from studio.core.ports.library import FigureLibrary
    from studio.services import Services
    from studio.state.catalog_stores import CatalogStores
    from studio.state.doctor import DoctorStore

BuildServices = Callable[[UserFolders, Path, Settings, OpenAIEnvironment], "Services"]


class Stores(QObject):
    """The stores of one studio; the backend behind them is made at its first use, on its own thread."""

    def __init__(
        self, folders: UserFolders, resources: Path, environment: OpenAIEnvironment, build: BuildServices | None = None
    ) -> None:
        super().__init__()
        self.folders = folders
        self.resources = resources
        file = JsonSettingsFile(folders.settings)
        chosen, self.problems = file.load()
        self.backend = BackendThread()
        self._services = Late(lambda: (build or _build_services)(folders, resources, chosen, environment))
        self.tasks = Tasks(self.backend.loop)
        self.settings = SettingsStore(self.tasks, file, chosen)
        self.library: FigureLibrary = self._stand_in(lambda services: services.library)
        self._make_local_stores()
        self._make_team_stores()
        self._join_stores()

    @property
    def services(self) -> "Services":
        """The backend; made at its first use, which is on the backend's thread."""
        return self._services()

    @cached_property
    def catalog_stores(self) -> "CatalogStores":
        """The stores of the editors, made when the Catalog screen is first wanted; they follow the workspace."""
        from studio.schemas import schema_reader
        from studio.state.catalog_stores import catalog_stores

        stores = catalog_stores(
            self.tasks,
            self.catalog,
            self._stand_in(lambda services: services.shelf),
            self._stand_in(lambda services: services.publisher),
            self._stand_in(lambda services: services.previews),
            schema_reader(self.resources),
            self.session,
            self.sync,
        )
        self.workspace.leaving.connect(stores.leave)
        self.workspace.changed.connect(self.open_catalog_stores)
        stores.editor.stopped.connect(self._on_change_stopped)
        return stores

    def open_catalog_stores(self) -> None:
        """Let the editors show the workspace that is on screen."""
        self.tasks.start("catalog editors", "enter", self.catalog_stores.enter(self.workspace.snapshot))

    @cached_property
    def doctor(self) -> "DoctorStore":
        """The doctor's store, made when the doctor is first wanted."""
        from studio.state.doctor import DoctorStore

        return DoctorStore(self.tasks, self._stand_in(lambda services: services.doctor), self.session)

    @property
    def has_catalog_stores(self) -> bool:
        """Whether the editors were wanted."""
        return "catalog_stores" in self.__dict__

    async def flush(self) -> None:
        """Save what is typed."""
        await self.masks.flush()
        await self.brief.flush()
        if self.has_catalog_stores:
            await self.catalog_stores.drafts.flush()

    def _make_local_stores(self) -> None:
        jobs = self._stand_in(lambda services: services.jobs)
        resolver = self._stand_in(lambda services: services.resolver)
        self.catalog = CatalogStore(self.tasks, self.library)
        self.figures = FiguresStore(self.tasks, self.library)
        self.service = ServiceStore(self.tasks, self._stand_in(lambda services: services.account), self.settings)
        self.spending = SpendingStore(self.tasks, jobs, jobs, self.service)
        self.session = SessionStore(self.tasks, self._stand_in(lambda services: services.session))
        server = self._stand_in(lambda services: services.server)
        self.server = TeamServerStore(self.tasks, server, self.session, jobs)
        means = MeansAtHand(self.settings, self.service, self.spending, self.server)
        self.brief = BriefStore(self.tasks, self.library, resolver, self.catalog, means)
        self.generation = GenerationStore(self.tasks, self.library, jobs, self.brief, self.figures)
        self.masks = MaskStore(self.tasks, self.library, self.brief)
        self.gallery = GalleryStore(self.tasks, self.library, self.figures, resolver)

    def _make_team_stores(self) -> None:
        outbox = self._stand_in(lambda services: services.outbox)
        self.sync = SyncStore(self.tasks, outbox, self.figures, self.session)
        published = self._stand_in(lambda services: services.published)
        self.published = PublishedStore(self.tasks, published, self.figures)
        self.pulls = PullStore(self.tasks, self._stand_in(lambda services: services.puller), self.session)
        self.answering = AnsweringStore(self.sync, self.published, self.pulls)
        self.workspace = WorkspaceStore(self.tasks, self.catalog, self.brief, self.generation, self.gallery, self.masks)

    def _join_stores(self) -> None:
        self.session.changed.connect(lambda: self.workspace.switch(self.session.snapshot.workspace))
        self.workspace.leaving.connect(self.published.leave)
        self.workspace.changed.connect(lambda: self.spending.enter(self.workspace.snapshot))
        self.workspace.changed.connect(self.generation.go_on)
        self.session.changed.connect(self.generation.go_on)
        self.pulls.pulled.connect(self._read_catalog)
        self.sync.catalog_changed.connect(self._read_catalog)
        for store in (self.session, self.pulls):
            store.changed.connect(self._expect_catalog)

    def _stand_in(self, choose: Callable[["Services"], object]) -> Any:
        return self._services.stand_in(choose)

    def _expect_catalog(self) -> None:
        self.catalog.expect(is_coming=self.pulls.is_coming, is_missing=self.pulls.is_missing)

    def _read_catalog(self) -> None:
        self.tasks.start("catalog", "pulled", self.catalog.open())

    def _on_change_stopped(self) -> None:
        """The team did not take a change: find out what is live there, and what we may do."""
        self.pulls.pull()
        self.session.try_again()


def _build_services(
    folders: UserFolders, resources: Path, chosen: Settings, environment: OpenAIEnvironment
) -> "Services":
    from studio.services import build_services  # after the first paint, on the backend's thread

    return build_services(folders, resources, chosen, environment)
