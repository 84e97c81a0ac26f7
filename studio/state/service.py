"""The artist's image service: how it is set up, and the verbs that change that."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from studio.core.errors import StudioError
from studio.core.ports.service import ImageService
from studio.core.service import ServiceStatus
from studio.core.settings import Settings
from studio.state.settings import SettingsStore
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Service:
    """`status` is None until it was read; `is_busy` while a key is being kept, removed or tried.

    `refusal` says why the last of that was refused; it is empty again when the next one begins.
    """

    status: ServiceStatus | None = None
    is_busy: bool = False
    refusal: str = ""


class ServiceStore(Store[Service]):
    """Keeps, removes and tries the key; follows the settings. A key passes through and is never held here."""

    followed = Signal()
    """The backend goes by the newest settings now."""

    def __init__(self, tasks: Tasks, service: ImageService, settings: SettingsStore) -> None:
        super().__init__(Service())
        self._tasks = tasks
        self._service = service
        self._settings = settings
        self._followed = _concerns(settings.snapshot)
        self._is_asked = False
        settings.changed.connect(self._on_settings_changed)

    async def open(self) -> None:
        """Read how the service is set up, but for the key."""
        self._become(Service(await self._tasks.call(lambda: self._service.status(with_key=False))))

    def need_key(self) -> None:
        """Somebody wants to know whether there is a key: ask the keyring, once."""
        status = self.snapshot.status
        if status is not None and not status.is_key_known and not self._is_asked:
            self._is_asked = True
            self._start(self._service.status)

    def keep_key(self, text: str) -> None:
        """Keep a key for the host in use, and try it."""
        self._start(lambda: self._service.keep_key(text), then_try=True)

    def forget_key(self) -> None:
        """Remove the key for the host in use."""
        self._start(self._service.forget_key)

    def try_key(self) -> None:
        """Ask the service for its models; it costs nothing."""
        self._start(self._service.try_key)

    def _start(self, work: Callable[[], Coroutine[None, None, ServiceStatus]], *, then_try: bool = False) -> None:
        self._tasks.start("service", "change", self._change(work, then_try=then_try))

    async def _change(self, work: Callable[[], Coroutine[None, None, ServiceStatus]], *, then_try: bool) -> None:
        self._become(replace(self.snapshot, is_busy=True, refusal=""))
        try:
            self._become(replace(self.snapshot, status=await self._tasks.call(work)))
            if then_try:
                self._become(replace(self.snapshot, status=await self._tasks.call(self._service.try_key)))
        except StudioError as error:
            self._become(replace(self.snapshot, refusal=str(error)))
        finally:
            self._become(replace(self.snapshot, is_busy=False))

    def _on_settings_changed(self) -> None:
        now = self._settings.snapshot
        if _concerns(now) != self._followed:
            self._followed = _concerns(now)
            self._tasks.start("service", "follow", self._follow(now))

    async def _follow(self, settings: Settings) -> None:
        self._become(replace(self.snapshot, status=await self._tasks.call(lambda: self._service.follow(settings))))
        self.followed.emit()


def _concerns(settings: Settings) -> tuple[str, int, str, int]:
    return settings.service_url, settings.jobs_at_once, settings.daily_budget, settings.minimum_free_mb
