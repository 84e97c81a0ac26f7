"""Settings, Engines and keys: who makes the pictures, and with whose key."""

from collections.abc import Callable
from datetime import date

from studio.state.service import ServiceStore
from studio.state.settings import SettingsStore
from studio.ui.appearance import Appearance
from studio.ui.settings.openai_card import OpenAICard
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel


class EnginesSection(Section):
    """The engines that there are, each with its state."""

    def __init__(
        self, appearance: Appearance, settings: SettingsStore, service: ServiceStore, today: Callable[[], date]
    ) -> None:
        super().__init__("engines", "Engines and keys")
        self._service = service
        mockup = Card("Mock-up", Badge("Ready", "ok"))
        mockup.add_header(PlainLabel("Free, on this computer, works offline", "muted"))
        self.openai = OpenAICard(appearance, settings, service, today)
        self.column.addWidget(mockup)
        self.column.addWidget(self.openai)
        service.changed.connect(self._on_service_changed)

    def refresh(self) -> None:
        """Who looks at this wants to know whether there is a key."""
        self._service.need_key()

    def _on_service_changed(self) -> None:
        if self.isVisible():
            self._service.need_key()
