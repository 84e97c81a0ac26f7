"""The window: rail, pages and status line, and the actions that belong to no single page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation
from studio.state.service import ServiceStore
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.facts import figures_text
from studio.ui.studio_status import StudioStatus
from studio.ui.widgets.rail import Rail
from studio.ui.widgets.reading_order import ReadingWindow
from studio.ui.window_place import WindowPlace

_log = logging.getLogger(__name__)

SMALLEST_SIZE = (880, 600)
WINDOW = "Window"
TITLE = "WTFigure Studio"


@dataclass(frozen=True, slots=True)
class Page:
    """One screen, most with an entry of the rail; `build` makes it when it is first shown."""

    key: str
    icon: str
    text: str
    build: Callable[[], QWidget]
    is_at_bottom: bool = False
    is_in_rail: bool = True


class MainWindow(ReadingWindow):
    """Holds the pages. `closing` asks the composition root to shut down; the window closes when that is done."""

    closing = Signal()
    budget_requested = Signal()
    painted = Signal()
    activated = Signal()

    def __init__(
        self,
        appearance: Appearance,
        settings: SettingsStore,
        generation: GenerationStore,
        service: ServiceStore,
        spending: SpendingStore,
        geometry: QSettings,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._settings = settings
        self._generation = generation
        self._place = WindowPlace(self, geometry)
        self._pages: dict[str, Page] = {}
        self._built: dict[str, QWidget] = {}
        self._failure: QWidget | None = None
        self._may_close = False
        self._is_agreed = False
        self._was_painted = False
        self._astray: QWidget | None = None
        self.actions_registry = Actions(self)
        self._rail = Rail(appearance)
        self._stack = QStackedWidget()
        self._status = StudioStatus(appearance, generation, service, spending)
        self._lay_out()
        self._rail.page_chosen.connect(self.show_page)
        self._rail.action_chosen.connect(self._on_rail_action)
        self._rail.add_action("appearance", "contrast", "Light")
        appearance.changed.connect(self._on_appearance_changed)
        generation.changed.connect(self._show_title)
        self._status.link_pressed.connect(self.budget_requested)
        app = QGuiApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        self._add_actions()
        self._on_appearance_changed()
        self._show_title()

    @property
    def rail(self) -> Rail:
        """Pages and actions at the left edge."""
        return self._rail

    def add_page(self, page: Page, *, key: str = "") -> None:
        """Add a screen; `key` is its shortcut. One that is not in the rail is shown by whoever leads there."""
        self._pages[page.key] = page
        if not page.is_in_rail:
            return
        self._rail.add_page(page.key, page.icon, page.text, at_bottom=page.is_at_bottom)
        self.actions_registry.add(
            f"show-{page.key}", f"Show {page.text}", lambda: self.show_page(page.key), group=WINDOW, keys=(key,)
        )

    def show_page(self, key: str) -> None:
        """Show a screen; it is built when it is first shown."""
        page = self.page(key)
        self._stack.setCurrentWidget(page)
        self._rail.set_current(key)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def page(self, key: str) -> QWidget:
        """A screen, built if it was not yet."""
        if key not in self._built:
            self._built[key] = self._pages[key].build()
            self._stack.addWidget(self._built[key])
        return self._built[key]

    def restore_geometry(self) -> None:
        """Stand where the window stood last, if that is on a screen; else in the middle, as large as fits."""
        self._place.restore()

    def set_library_state(self, text: str, kind: str) -> None:
        """What the status line says of the library (`kind`: ok, warning or error)."""
        self._status.set_state(text, kind)

    def set_outbox(self, text: str) -> None:
        """What the status line says of the outbox; empty where there is no team."""
        self._status.set_outbox(text)

    def show_failure(self, error: StudioError, try_again: Callable[[], None]) -> None:
        """The library cannot be opened: say why, in place of the pages."""
        from studio.ui.widgets.empty_state import EmptyState  # needed only when something is wrong

        self.hide_failure()
        failure = EmptyState(self._appearance, "The library cannot be opened", str(error), icon="triangle-alert")
        failure.add_button("Try again", kind="primary").clicked.connect(lambda _checked=False: try_again())
        failure.add_button("Close the studio").clicked.connect(lambda _checked=False: self.close())
        self._failure = failure
        self._stack.addWidget(failure)
        self._stack.setCurrentWidget(failure)
        self._rail.setEnabled(False)

    def hide_failure(self) -> None:
        """The library is open after all."""
        if self._failure is not None:
            self._stack.removeWidget(self._failure)
            self._failure.deleteLater()
            self._failure = None
            self._rail.setEnabled(True)

    def close_now(self) -> None:
        """Close without asking: the session ends, and nobody is there to answer."""
        self._is_agreed = True
        self.close()

    def finish_closing(self) -> None:
        """Everything is saved and joined: close."""
        self._may_close = True
        self.close()

    def raise_up(self) -> None:
        """Come to the front: the studio was started a second time."""
        _log.info("raised by a second start")
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only after the composition root has saved and joined everything."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self._has_to_ask():
            self._ask_to_close()
            return
        self._place.keep()
        self.closing.emit()

    def _has_to_ask(self) -> bool:
        """Figures are being made, and a person is there to answer."""
        app = QGuiApplication.instance()
        is_session_ending = isinstance(app, QGuiApplication) and app.isSavingSession()
        return self._generation.snapshot.going_on > 0 and not is_session_ending and not self._is_agreed

    def _ask_to_close(self) -> None:
        from studio.ui.closing import ClosingDialog  # needed only now, not before first paint

        if any(dialog.isVisible() for dialog in self.findChildren(ClosingDialog)):
            return
        dialog = ClosingDialog(self._appearance, self._generation, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(self.close_now)
        dialog.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say when the first paint is done: what is heavy starts only then."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._place.keep_on_screen)
            self.painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Say when the window comes to the front: commands may have changed the library meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST_SIZE)
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(self._stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(upper, 1)
        column.addWidget(self._status)
        self.setCentralWidget(whole)

    def _add_actions(self) -> None:
        add = self.actions_registry.add
        add("commands", "Show all commands", self._show_commands, group=WINDOW, keys=("Ctrl+K",))
        add("keys", "Show the keys", self._show_keys, group=WINDOW, keys=("?", "F1"))
        add("dark", "Dark appearance", lambda: self._settings.change(appearance="dark"), group=WINDOW)
        add("light", "Light appearance", lambda: self._settings.change(appearance="light"), group=WINDOW)
        add("as-system", "Appearance as the system", lambda: self._settings.change(appearance="system"), group=WINDOW)
        add("switch", "Switch between dark and light", self._switch_appearance, group=WINDOW, keys=("Ctrl+Shift+D",))
        add("full-screen", "Full screen", self._toggle_full_screen, group=WINDOW, keys=("F11",))
        add("quit", "Close the studio", self.close, group=WINDOW, keys=("Ctrl+Q",))

    def _show_commands(self) -> None:
        from studio.ui.widgets.palette import CommandPalette  # needed only now, not before first paint

        palette = CommandPalette(self._appearance, self)
        palette.finished.connect(palette.deleteLater)
        usable = self.actions_registry.usable(last=WINDOW)  # what the page does comes first
        palette.show_actions([action for action in usable if action.objectName() != "commands"])

    def _show_keys(self) -> None:
        from studio.ui.widgets.keys_dialog import KeysDialog  # needed only now, not before first paint

        dialog = KeysDialog(self._appearance, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show_groups(self.actions_registry.key_groups())

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _switch_appearance(self) -> None:
        self._settings.change(appearance="light" if self._appearance.is_dark else "dark")

    def _on_rail_action(self, key: str) -> None:
        if key == "appearance":
            self._switch_appearance()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """The control that had the focus is gone or off, and Qt went on to the rail or the status line: stay on the
        page, where the keys of what is looked at work."""
        page = self._stack.currentWidget()
        if page is None or old is None or new is None or not page.isAncestorOf(old) or page.isAncestorOf(new):
            return
        if new.window() is self and not (old.isVisible() and old.isEnabled()):
            self._astray = new
            QTimer.singleShot(0, self, self._bring_focus_back)  # everyone hears of this change before the next

    def _bring_focus_back(self) -> None:
        astray, self._astray = self._astray, None
        page = self._stack.currentWidget()
        if page is not None and astray is not None and QApplication.focusWidget() is astray:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_appearance_changed(self) -> None:
        dark = self._appearance.is_dark
        self._rail.set_action("appearance", "sun" if dark else "moon", "Light" if dark else "Dark")

    def _show_title(self) -> None:
        self.setWindowTitle(_title(self._generation.snapshot))


def _title(generation: Generation) -> str:
    """`2 figures · 40 % – WTFigure Studio` while something is being made."""
    fraction = generation.fraction
    if fraction is None:
        return TITLE
    return f"{figures_text(generation.going_on)} · {fraction * 100:.0f} % – {TITLE}"
