"""What there is to make a picture with, joined from the stores that know it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from studio.core.briefing import Means
from studio.state.service import ServiceStore
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.state.team_server import TeamServerStore


class MeansAtHand(QObject):
    """The settings, the artist's service, the day's spending and the team's server; `changed` when one of them is other."""

    changed = Signal()

    def __init__(
        self,
        settings: SettingsStore,
        service: ServiceStore,
        spending: SpendingStore,
        server: TeamServerStore,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._service = service
        self._spending = spending
        self._server = server
        self._today = today
        for store in (settings, service, spending, server):
            store.changed.connect(self.changed)

    @property
    def now(self) -> Means:
        """What a brief is held against now, on this computer's day."""
        return Means(
            self._settings.snapshot,
            self._service.snapshot.status,
            self._spending.snapshot,
            self._today(),
            self._server.snapshot,
        )

    def need_key(self) -> None:
        """The brief asks for what the artist's key pays: find out whether there is one."""
        self._service.need_key()
