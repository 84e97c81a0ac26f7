"""Settings, Library: its folder, how much space it leaves, how long deleted figures stay, and its health."""

from PySide6.QtCore import Signal

from studio.core.settings import LIMITS
from studio.state.settings import SettingsStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.settings.folder_row import FolderRow
from studio.ui.settings.health import HealthCard
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.number_field import NumberField

SPACE, DAYS = "Space to keep free", "Keep deleted figures"


class LibrarySection(Section):
    """Where the figures lie and what becomes of them."""

    rebuilt = Signal()

    def __init__(
        self, appearance: Appearance, tasks: Tasks, settings: SettingsStore, messages: Messages, info: SettingsInfo
    ) -> None:
        super().__init__("library", "Library")
        self._settings = settings
        self.free = NumberField(SPACE, *LIMITS["minimum_free_mb"], "MB", step=50)
        self.days = NumberField(DAYS, *LIMITS["keep_deleted_days"], "days")
        self.health = HealthCard(appearance, tasks, info)
        folder = Card("Figures on this computer")
        folder.add_row(
            "Folder",
            FolderRow(appearance, "the library", info.library_folder, messages, info.open_folder),
            "Your pictures, as they were made, with a file beside each that says how.",
            is_wide=True,
        )
        folder.add_row(SPACE, self.free, "No figure is started when less than this is left on the disk.")
        folder.add_row(DAYS, self.days, "Until then a deleted figure can be brought back.")
        self.column.addWidget(folder)
        self.column.addWidget(self.health)
        self.free.valueChanged.connect(lambda value: settings.change(minimum_free_mb=value))
        self.days.valueChanged.connect(lambda value: settings.change(keep_deleted_days=value))
        self.health.rebuilt.connect(self.rebuilt)
        settings.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        chosen = self._settings.snapshot
        self.free.show_value(chosen.minimum_free_mb)
        self.days.show_value(chosen.keep_deleted_days)
