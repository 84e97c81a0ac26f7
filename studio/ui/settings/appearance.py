"""Settings, Appearance: dark, light or as the system, and less motion."""

from PySide6.QtWidgets import QCheckBox

from studio.state.settings import SettingsStore
from studio.ui.appearance import Appearance
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.segmented import Option, Segmented

MODES = (
    Option("dark", "Dark", "moon"),
    Option("light", "Light", "sun"),
    Option("system", "As the system", "monitor"),
)


class AppearanceSection(Section):
    """How the studio looks and moves."""

    def __init__(self, appearance: Appearance, settings: SettingsStore) -> None:
        super().__init__("appearance", "Appearance")
        self._settings = settings
        self.mode = Segmented(appearance, "Appearance", MODES)
        self.less_motion = QCheckBox("Less motion")
        card = Card("Look and motion")
        card.add_row("Appearance", self.mode, "Switched at once, everywhere.")
        card.add_row("Motion", self.less_motion, "Things appear where they belong without sliding or fading.")
        self.column.addWidget(card)
        self.mode.chosen.connect(lambda mode: settings.change(appearance=mode))
        self.less_motion.clicked.connect(lambda checked: settings.change(reduce_motion=checked))
        settings.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        chosen = self._settings.snapshot
        self.mode.set_value(chosen.appearance)
        self.less_motion.setChecked(chosen.reduce_motion)
