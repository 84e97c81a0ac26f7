"""The window's composition root: everything is made here and handed to whom it serves."""

import asyncio
import gc
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from studio import __version__
from studio.backend.settings_file import JsonSettingsFile
from studio.backend.thread import BackendThread
from studio.backend.vault import OpenAIEnvironment
from studio.core.catalog import Kind
from studio.core.errors import StudioError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.ports import (
    FigureLibrary,
    ImageService,
    JobRunner,
    Ledger,
    LibraryNotice,
    PromptResolver,
    TeamCatalog,
    TeamFigures,
    TeamImageServer,
    TeamOutbox,
    TeamSession,
)
from studio.core.settings import Settings
from studio.late import Late
from studio.paths import UserFolders
from studio.schemas import schema_reader
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.catalog_stores import catalog_stores
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.generation import GenerationStore
from studio.state.mask import MaskStore
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
from studio.ui.appearance import Appearance
from studio.ui.auth.account import AccountEntry
from studio.ui.figure_actions import FigureActions
from studio.ui.main_window import MainWindow, Page
from studio.ui.messages import Messages
from studio.ui.one_window import OneWindow
from studio.ui.pictures import Pictures
from studio.ui.publishing import Publishing

if TYPE_CHECKING:
    from studio.services import Services

BuildServices = Callable[[UserFolders, Path, Settings, OpenAIEnvironment], "Services"]

_log = logging.getLogger(__name__)


class Studio(QObject):
    """The running studio: builds everything in order, opens it after the first paint, closes it in reverse order."""

    closed = Signal()

    def __init__(
        self,
        folders: UserFolders,
        resources: Path,
        environment: OpenAIEnvironment,
        build: BuildServices | None = None,
    ) -> None:
        super().__init__()
        self._folders = folders
        self._resources = resources
        self._is_closed = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        file = JsonSettingsFile(folders.settings)
        chosen, self._problems = file.load()
        self._backend = BackendThread()
        self._services = Late(lambda: (build or _build_services)(folders, resources, chosen, environment))
        self._library: FigureLibrary = self._services.stand_in(lambda services: services.library)
        jobs: JobRunner = self._services.stand_in(lambda services: services.jobs)
        resolver: PromptResolver = self._services.stand_in(lambda services: services.resolver)
        self.tasks = Tasks(self._backend.loop)
        self.settings = SettingsStore(self.tasks, file, chosen)
        self.catalog = CatalogStore(self.tasks, self._library)
        self.figures = FiguresStore(self.tasks, self._library)
        account: ImageService = self._services.stand_in(lambda services: services.account)
        ledger: Ledger = self._services.stand_in(lambda services: services.jobs)
        self.service = ServiceStore(self.tasks, account, self.settings)
        self.spending = SpendingStore(self.tasks, ledger, jobs, self.service)
        team_session: TeamSession = self._services.stand_in(lambda services: services.session)
        self.session = SessionStore(self.tasks, team_session)
        server: TeamImageServer = self._services.stand_in(lambda services: services.server)
        self.server = TeamServerStore(self.tasks, server, self.session, jobs)
        self.brief = BriefStore(
            self.tasks, self._library, resolver, self.catalog, self.settings, self.service, self.spending, self.server
        )
        self.generation = GenerationStore(self.tasks, self._library, jobs, self.brief, self.figures)
        self.masks = MaskStore(self.tasks, self._library, self.brief)
        self.gallery = GalleryStore(self.tasks, self._library, self.figures, resolver)
        outbox: TeamOutbox = self._services.stand_in(lambda services: services.outbox)
        published: TeamFigures = self._services.stand_in(lambda services: services.published)
        self.sync = SyncStore(self.tasks, outbox, self.figures, self.session)
        self.published = PublishedStore(self.tasks, published, self.figures)
        puller: TeamCatalog = self._services.stand_in(lambda services: services.puller)
        self.pulls = PullStore(self.tasks, puller, self.session)
        self.workspace = WorkspaceStore(self.tasks, self.catalog, self.brief, self.generation, self.gallery, self.masks)
        self.session.changed.connect(lambda: self.workspace.switch(self.session.snapshot.workspace))
        self.own_catalog = CatalogStore(self.tasks, self._library)
        records = self._services.stand_in(lambda services: services.shelf)
        self.catalog_stores = catalog_stores(self.tasks, self.own_catalog, records, schema_reader(resources))
        self.own_catalog.changed.connect(self._on_own_catalog_changed)
        self.appearance = Appearance(resources)
        self.appearance.apply(chosen.appearance)
        self.appearance.set_still(chosen.reduce_motion)
        self.pictures = Pictures(self.tasks, self._library)
        geometry = QSettings(str(folders.settings / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.appearance, self.settings, self.generation, self.service, self.spending, geometry)
        self.messages = Messages(self.window, self.appearance)
        self.publishing = Publishing(
            self.window, self.appearance, self.sync, self.published, self.session, self.messages
        )
        self._figure_actions = FigureActions(
            self.window, self.figures, self.pictures, self.tasks, self.messages, publishing=self.publishing
        )
        self._add_pages()
        self.account = AccountEntry(self.window, self.appearance, self.session, self.messages)
        self._connect()

    @property
    def services(self) -> "Services":
        """The backend; made at its first use, which is on the backend's thread."""
        return self._services()

    async def run(self, one_window: OneWindow | None = None) -> None:
        """Show the window, open the library after its first paint, and return when all is closed."""
        self.window.restore_geometry()
        await self._first_paint()
        gc.freeze()
        gc.enable()
        if one_window is not None:
            one_window.raise_wanted.connect(self.window.raise_up)
            one_window.listen()
        self._open_soon()
        await self._is_closed.wait()

    async def open(self) -> None:
        """Open the library and bring back the draft, the newest figures and the jobs that go on."""
        self.window.set_library_state("Opening the library…", "quiet")
        try:
            notices = await self.tasks.call(self._open_services)
        except StudioError as error:
            self.window.set_library_state("The library is not open", "error")
            self.window.show_failure(error, self._open_soon)
            return
        self.window.hide_failure()
        await self.session.open()
        await self.spending.open()
        self.generation.follow()
        await self.workspace.open(self.session.snapshot.workspace)
        await self.own_catalog.open()
        await self.catalog_stores.drafts.open()
        await self.catalog_stores.list.open()
        self.generation.go_on()
        await self.tasks.call(lambda: self.services.library.purge(self._oldest_deleted()))
        self.account.open()
        self.server.open()
        self.session.changed.connect(self.generation.go_on)
        self.session.restore()
        await self.sync.open()
        self.pulls.open()
        await self.tasks.call(self._start_outbox)
        await self.service.open()
        _log.info("the library is open")
        for problem in self._problems:
            self.messages.tell(problem)
        for notice in notices:
            self.messages.tell(f"{notice.sentence} {notice.next_step}".strip())

    async def close(self) -> None:
        """Save what is typed, end all work, and let go of everything."""
        await self.masks.flush()
        await self.brief.flush()
        await self.catalog_stores.drafts.flush()
        await self.tasks.join()
        await self.tasks.call(self.services.close)
        self.pictures.close()
        self._backend.stop()
        self.window.finish_closing()
        self._is_closed.set()
        self.closed.emit()

    async def _open_services(self) -> tuple[LibraryNotice, ...]:
        return await self.services.open()

    async def _start_outbox(self) -> None:
        self.services.outbox.start()

    def _oldest_deleted(self) -> datetime:
        return datetime.now(UTC) - timedelta(days=self.settings.snapshot.keep_deleted_days)

    async def _first_paint(self) -> None:
        painted = asyncio.get_running_loop().create_future()
        self.window.painted.connect(lambda: painted.done() or painted.set_result(None))
        self.window.show()
        await painted

    def _open_soon(self) -> None:
        self.tasks.start("studio", "open", self.open())

    def _add_pages(self) -> None:
        window = self.window
        window.add_page(Page("create", "sparkles", "Create", self._build_create), key="Ctrl+1")
        window.add_page(Page("gallery", "layout-grid", "Gallery", self._build_gallery), key="Ctrl+2")
        window.add_page(Page("catalog", "list", "Catalog", self._build_catalog), key="Ctrl+3")
        window.add_page(Page("publish", "upload", "Publish", self._build_publish), key="Ctrl+4")
        window.add_page(Page("settings", "settings", "Settings", self._build_settings, is_at_bottom=True), key="Ctrl+,")
        window.show_page("create")

    def _connect(self) -> None:
        self.settings.changed.connect(self._on_settings_changed)
        self.tasks.failed.connect(self.messages.error)
        self.brief.refused.connect(self.messages.error)
        self.brief.unresolved.connect(self._on_unresolved)
        self.brief.set_aside.connect(self._on_set_aside)
        self.workspace.leaving.connect(self.messages.dismiss_all)
        self._figure_actions.final_wanted.connect(self._make_final)
        self.workspace.leaving.connect(self.published.leave)
        self.sync.changed.connect(self._show_outbox)
        self.sync.noticed.connect(self.messages.tell)
        self.session.changed.connect(self._show_outbox)
        self.pulls.pulled.connect(lambda: self.tasks.start("catalog", "pulled", self.catalog.open()))
        self.sync.catalog_changed.connect(lambda: self.tasks.start("catalog", "pulled", self.catalog.open()))
        self.window.closing.connect(self._on_closing)
        self.window.budget_requested.connect(lambda: self.show_settings("budget"))
        self.window.activated.connect(self._on_activated)
        self.workspace.changed.connect(self._on_workspace_changed)

    def _build_create(self) -> QWidget:
        from studio.ui.create.page import CreatePage  # each screen is loaded when it is first shown

        return CreatePage(
            self.appearance,
            self.tasks,
            self.brief,
            self.generation,
            self.figures,
            self.catalog,
            self.service,
            self.pictures,
            self._library,
            self.messages,
            self.window.actions_registry,
            self._figure_actions,
            self.masks,
            self.show_settings,
        )

    def _build_gallery(self) -> QWidget:
        from studio.ui.gallery.page import GalleryPage  # each screen is loaded when it is first shown

        return GalleryPage(
            self.appearance,
            self.tasks,
            self.gallery,
            self.figures,
            self.pictures,
            self.window.actions_registry,
            self._figure_actions,
            on_make=lambda: self.window.show_page("create"),
            on_make_again=self._make_again,
            on_edit=self._edit,
            on_open=self._open_on_stage,
        )

    def _build_catalog(self) -> QWidget:
        from studio.ui.catalog.page import CatalogPage  # each screen is loaded when it is first shown

        return CatalogPage(self.appearance, self.catalog_stores, self.messages, self.window.actions_registry)

    def _build_publish(self) -> QWidget:
        from studio.ui.publish.page import PublishPage  # each screen is loaded when it is first shown

        return PublishPage(
            self.appearance,
            self.tasks,
            self.sync,
            self.published,
            self.session,
            self.pictures,
            self.publishing,
            self.window.actions_registry,
            self.account.sign_in,
        )

    def _show_outbox(self) -> None:
        waiting = self.sync.snapshot.waiting
        text = f"Outbox: {waiting:,} waiting" if waiting else "Outbox empty"
        self.window.set_outbox(text if self.sync.can_publish else "")

    def _build_settings(self) -> QWidget:
        from studio.ui.settings.info import SettingsInfo  # each screen is loaded when it is first shown
        from studio.ui.settings.page import SettingsPage
        from studio.ui.settings.team import TeamSection

        self.window.page("gallery")  # its keys are listed among the settings
        library = self._library
        info = SettingsInfo(
            version=__version__,
            settings_folder=self._folders.settings,
            library_folder=self._folders.library,
            logs_folder=self._folders.logs,
            check=lambda: self.tasks.call(library.check),
            rebuild=lambda: self.tasks.call(library.rebuild),
            open_folder=lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
            resources=self._resources,
        )
        page = SettingsPage(
            self.appearance,
            self.tasks,
            self.settings,
            self.service,
            self.spending,
            self.messages,
            self.window.actions_registry,
            info,
            TeamSection(self.appearance, self.session, self.account.sign_in, self.account.connect_team),
        )
        page.library_rebuilt.connect(self._on_library_rebuilt)
        return page

    def show_settings(self, section: str) -> None:
        """Show one section of the settings."""
        from studio.ui.settings.page import SettingsPage  # each screen is loaded when it is first shown

        page = self.window.page("settings")
        if isinstance(page, SettingsPage):
            page.show_section(section)
        self.window.show_page("settings")

    def _make_again(self, figure: Figure) -> None:
        from studio.ui.create.page import CreatePage  # loaded with the first page

        page = self.window.page("create")
        if isinstance(page, CreatePage):
            page.make_again(figure)
        self.window.show_page("create")

    def _edit(self, figure: Figure) -> None:
        from studio.ui.create.page import CreatePage  # loaded with the first page

        page = self.window.page("create")
        self.window.show_page("create")
        if isinstance(page, CreatePage):
            page.edit_figure(figure)

    def _make_final(self, figure: Figure) -> None:
        from studio.ui.create.page import CreatePage  # loaded with the first page

        page = self.window.page("create")
        if isinstance(page, CreatePage):
            page.make_final(figure)
        self.window.show_page("create")

    def _open_on_stage(self, figure: Figure) -> None:
        self.generation.show(figure)
        self.window.show_page("create")

    def _on_settings_changed(self) -> None:
        chosen = self.settings.snapshot
        if chosen.appearance != self.appearance.mode:
            self.appearance.apply(chosen.appearance)
        self.appearance.set_still(chosen.reduce_motion)

    def _on_unresolved(self, missing: dict[Kind, str]) -> None:
        words = " and ".join(f"{kind.singular} “{name}”" for kind, name in missing.items())
        self.messages.tell(f"This team has no {words}: choose another one.")

    def _on_set_aside(self) -> None:
        sentence = "Your draft in this team is back. What you typed before stays on this computer."
        self.messages.tell(sentence, "Use it here", self.brief.take_along)

    def _on_library_rebuilt(self) -> None:
        self.generation.refresh()
        self.gallery.refresh()

    def _on_own_catalog_changed(self) -> None:
        """What is edited here is what the pickers show, while this computer is the workspace."""
        if self.workspace.snapshot == THIS_COMPUTER and self.brief.snapshot.is_ready:
            self.catalog.refresh()

    def _on_workspace_changed(self) -> None:
        """The editors keep the catalog of this computer; a team's is changed by commands."""
        self.spending.enter(self.workspace.snapshot)
        self.generation.go_on()
        self.window.offer_page("catalog", is_offered=self.workspace.snapshot == THIS_COMPUTER)

    def _on_activated(self) -> None:
        """A command may have changed the library while another window was in front."""
        if self.brief.snapshot.is_ready:
            self.session.catch_up()
            self.own_catalog.refresh()
            self.generation.refresh()
            self.generation.go_on()
            self.server.look()
            self.gallery.refresh_if_changed()
            self.spending.refresh()
            self.sync.look_again()

    def _on_closing(self) -> None:
        if self._closing is None:  # a second signal or click changes nothing
            # outside of Tasks on purpose: closing joins every task that Tasks has started
            self._closing = asyncio.get_running_loop().create_task(self.close())


def _build_services(
    folders: UserFolders, resources: Path, chosen: Settings, environment: OpenAIEnvironment
) -> "Services":
    from studio.services import build_services  # after the first paint, on the backend's thread

    return build_services(folders, resources, chosen, environment)
