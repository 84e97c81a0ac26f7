"""The screens of the window: each is loaded and built when it is first shown, and one leads to another here."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from studio import __version__
from studio.core.figure import Figure
from studio.stores import Stores
from studio.ui.appearance import Appearance
from studio.ui.auth.account import AccountEntry
from studio.ui.create.page import CreatePage
from studio.ui.figure_actions import FigureActions
from studio.ui.main_window import MainWindow, Page
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures
from studio.ui.publishing import Publishing
from studio.ui.viewer.door import ViewerDoor


class Screens:
    """Adds every screen and the account to the window, and shows the first screen."""

    def __init__(
        self,
        stores: Stores,
        window: MainWindow,
        appearance: Appearance,
        pictures: Pictures,
        messages: Messages,
        figure_actions: FigureActions,
        publishing: Publishing,
    ) -> None:
        self._stores = stores
        self._window = window
        self._appearance = appearance
        self._pictures = pictures
        self._messages = messages
        self._figure_actions = figure_actions
        self._publishing = publishing
        self._viewer = ViewerDoor(window, appearance, stores.tasks, stores.gallery.window, stores.figures, pictures)
        add = window.add_page
        add(Page("create", "sparkles", "Create", self._create), key="Ctrl+1")
        add(Page("gallery", "layout-grid", "Gallery", self._gallery), key="Ctrl+2")
        add(Page("catalog", "list", "Catalog", self._catalog), key="Ctrl+3")
        add(Page("publish", "upload", "Publish", self._publish), key="Ctrl+4")
        add(Page("settings", "settings", "Settings", self._settings, is_at_bottom=True), key="Ctrl+,")
        add(Page("doctor", "shield", "Doctor", self._doctor, is_in_rail=False))
        window.actions_registry.add("doctor", "Check the set-up", self.show_doctor, group="Team")
        self.account = AccountEntry(window, appearance, stores.session, stores.answering, messages)
        window.show_page("create")
        window.budget_requested.connect(lambda: self.show_settings("budget"))
        figure_actions.final_wanted.connect(self._on_create(CreatePage.make_final))

    def show_settings(self, section: str) -> None:
        """Show one section of the settings, ready to be changed."""
        from studio.ui.settings.page import SettingsPage

        page = self._window.page("settings")
        self._window.show_page("settings")
        if isinstance(page, SettingsPage):
            page.show_section(section)
            page.begin()

    def show_doctor(self) -> None:
        """Show the doctor, who begins where nothing was examined yet."""
        self._window.show_page("doctor")
        if not self._stores.doctor.snapshot.rows:
            self._stores.doctor.examine()

    def _on_create(self, verb: Callable[[CreatePage, Figure], None]) -> Callable[[Figure], None]:
        """The verb of the Create screen, as something to do with a figure from anywhere."""

        def do(figure: Figure) -> None:
            page = self._window.page("create")
            self._window.show_page("create")
            if isinstance(page, CreatePage):
                verb(page, figure)

        return do

    def _open_on_stage(self, figure: Figure) -> None:
        self._stores.generation.show(figure)
        self._window.show_page("create")

    def _edit_on_stage(self, figure: Figure) -> None:
        """The figure that the brief edits is the one that is looked at, and on which a mask is painted."""
        self._stores.generation.show(figure)
        self._on_create(CreatePage.edit_figure)(figure)

    def _create(self) -> QWidget:
        stores = self._stores
        return CreatePage(
            self._appearance,
            stores.tasks,
            stores.brief,
            stores.generation,
            stores.figures,
            stores.catalog,
            stores.service,
            self._pictures,
            stores.library,
            self._messages,
            self._window.actions_registry,
            self._figure_actions,
            stores.masks,
            self.show_settings,
            self._viewer.compare,
        )

    def _gallery(self) -> QWidget:
        from studio.ui.gallery.page import GalleryPage

        return GalleryPage(
            self._appearance,
            self._stores.tasks,
            self._stores.gallery,
            self._stores.figures,
            self._pictures,
            self._window.actions_registry,
            self._figure_actions,
            on_make=lambda: self._window.show_page("create"),
            on_make_again=self._on_create(CreatePage.make_again),
            on_edit=self._edit_on_stage,
            on_open=self._open_on_stage,
        )

    def _catalog(self) -> QWidget:
        from studio.ui.catalog.page import CatalogPage
        from studio.ui.catalog.verbs import Elsewhere

        stores = self._stores
        page = CatalogPage(
            self._appearance,
            stores.catalog_stores,
            self._messages,
            self._window.actions_registry,
            self._pictures,
            stores.tasks,
            Elsewhere(make_again=self._on_create(CreatePage.make_again), pull=stores.pulls.pull),
        )
        stores.open_catalog_stores()
        return page

    def _publish(self) -> QWidget:
        from studio.ui.publish.page import PublishPage

        return PublishPage(
            self._appearance,
            self._stores.tasks,
            self._stores.sync,
            self._stores.published,
            self._stores.answering,
            self._stores.session,
            self._pictures,
            self._publishing,
            self._window.actions_registry,
            self.account.sign_in,
        )

    def _doctor(self) -> QWidget:
        from studio.ui.doctor.page import DoctorPage

        engines = ("Open Settings", lambda: self.show_settings("engines"))
        library = ("Open Settings", lambda: self.show_settings("library"))
        ways = {
            "signed in": ("Sign in…", self.account.sign_in),
            **dict.fromkeys(("key", "models", "image service"), engines),
            **dict.fromkeys(("library", "disk"), library),
        }
        stores = self._stores
        return DoctorPage(
            self._appearance, stores.doctor, stores.session, self._messages, self._window.actions_registry, ways
        )

    def _settings(self) -> QWidget:
        from studio.ui.settings.info import SettingsInfo
        from studio.ui.settings.page import SettingsPage
        from studio.ui.settings.team import TeamSection

        stores, library = self._stores, self._stores.library
        info = SettingsInfo(
            version=__version__,
            settings_folder=stores.folders.settings,
            library_folder=stores.folders.library,
            logs_folder=stores.folders.logs,
            check=lambda: stores.tasks.call(library.check),
            rebuild=lambda: stores.tasks.call(library.rebuild),
            open_folder=lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
            resources=stores.resources,
        )
        page = SettingsPage(
            self._appearance,
            stores.tasks,
            stores.settings,
            stores.service,
            stores.spending,
            self._messages,
            self._window.actions_registry,
            info,
            TeamSection(
                self._appearance, stores.session, self.account.sign_in, self.account.connect_team, self.show_doctor
            ),
        )
        page.library_rebuilt.connect(self._on_library_rebuilt)
        return page

    def _on_library_rebuilt(self) -> None:
        self._stores.generation.refresh()
        self._stores.gallery.refresh()
