"""The window's composition root: everything is made here and handed to whom it serves."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSettings, Signal

from studio.backend.memory import give_back_large_blocks
from studio.backend.vault import OpenAIEnvironment
from studio.backend.worker import give_way
from studio.core.catalog import Kind
from studio.core.errors import StudioError
from studio.core.ports.library import LibraryNotice
from studio.paths import UserFolders
from studio.screens import Screens
from studio.stores import BuildServices, Stores
from studio.ui.appearance import Appearance
from studio.ui.figure_actions import FigureActions
from studio.ui.main_window import MainWindow
from studio.ui.messages import Messages
from studio.ui.one_window import OneWindow
from studio.ui.pictures import Pictures
from studio.ui.publishing import Publishing

_log = logging.getLogger(__name__)


class Studio(Stores):
    """The running studio: builds everything in order, opens it after the first paint, closes it in reverse order."""

    closed = Signal()

    def __init__(
        self, folders: UserFolders, resources: Path, environment: OpenAIEnvironment, build: BuildServices | None = None
    ) -> None:
        super().__init__(folders, resources, environment, build)
        self._is_closed = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self.appearance = Appearance(resources)
        self.pictures = Pictures(self.tasks, self.library, give_way)
        with self.appearance.building():
            self.appearance.apply(self.settings.snapshot.appearance)
            self.appearance.set_still(self.settings.snapshot.reduce_motion)
            self._build_window(folders)
        self._connect()

    def _build_window(self, folders: UserFolders) -> None:
        geometry = QSettings(str(folders.settings / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.appearance, self.settings, self.generation, self.service, self.spending, geometry)
        self.messages = Messages(self.window, self.appearance)
        self.publishing = Publishing(
            self.window, self.appearance, self.sync, self.published, self.session, self.messages
        )
        self.figure_actions = FigureActions(
            self.window, self.figures, self.pictures, self.tasks, self.messages, publishing=self.publishing
        )
        self.screens = Screens(
            self, self.window, self.appearance, self.pictures, self.messages, self.figure_actions, self.publishing
        )

    async def run(self, one_window: OneWindow | None = None) -> None:
        """Show the window, open the library after its first paint, and return when all is closed."""
        self.window.restore_geometry()
        await self._first_paint()
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
        self.generation.go_on()
        await self.tasks.call(lambda: self.services.library.purge(self._oldest_deleted()))
        self.screens.account.open()
        self.server.open()
        self.session.restore()
        await self.sync.open()
        self.pulls.open()
        await self.tasks.call(self._start_outbox)
        await self.service.open()
        _log.info("the library is open")
        for problem in self.problems:
            self.messages.tell(problem)
        for notice in notices:
            self.messages.tell(f"{notice.sentence} {notice.next_step}".strip())

    async def close(self) -> None:
        """Save what is typed, end all work, and let go of everything."""
        await self.flush()
        await self.tasks.end()
        await self.tasks.call(self.services.close)
        self.pictures.close()
        self.backend.stop()
        self.window.finish_closing()
        self.window.deleteLater()
        self._is_closed.set()
        self.closed.emit()

    async def _open_services(self) -> tuple[LibraryNotice, ...]:
        give_back_large_blocks()
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

    def _connect(self) -> None:
        self.settings.changed.connect(self._on_settings_changed)
        self.tasks.failed.connect(self.messages.error)
        self.brief.refused.connect(self.messages.error)
        self.brief.unresolved.connect(self._on_unresolved)
        self.brief.set_aside.connect(self._on_set_aside)
        self.workspace.leaving.connect(self.messages.dismiss_all)
        self.workspace.leaving.connect(self.figure_actions.deletions.forget)
        self.sync.changed.connect(self._show_outbox)
        self.sync.noticed.connect(self.messages.tell)
        self.session.changed.connect(self._show_outbox)
        self.window.closing.connect(self._on_closing)
        self.window.activated.connect(self._on_activated)

    def _show_outbox(self) -> None:
        waiting = self.sync.snapshot.waiting
        text = f"Outbox: {waiting:,} waiting" if waiting else "Outbox empty"
        self.window.set_outbox(text if self.sync.can_publish else "")

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

    def _on_activated(self) -> None:
        """A command may have changed the library while another window was in front."""
        if self.brief.snapshot.is_ready:
            self.session.catch_up()
            self.catalog.refresh()
            self.pulls.pull()
            if self.has_catalog_stores:
                self.catalog_stores.drafts.refresh()
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
