"""The artist's account at an image service: which address counts, whose key goes there, and what it offers."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from studio.backend.engines.openai.address import Address
from studio.backend.engines.openai.clients import Clients
from studio.backend.engines.openai.connection import Connection
from studio.backend.engines.openai.failures import no_key
from studio.backend.engines.openai.listing import listed_models
from studio.backend.vault import OpenAIEnvironment, Secret, Vault
from studio.core.errors import NotRun, RequestError, SettingsError
from studio.core.models import ImageModels
from studio.core.service import KeyPlace, KeyTrial, ServiceStatus
from studio.core.settings import Settings

_log = logging.getLogger(__name__)


def environment_key(environment: OpenAIEnvironment) -> tuple[str, Secret] | None:
    """The key of the environment and the host that it is for: the one that the environment names, else OpenAI's own."""
    if environment.key is None:
        return None
    try:
        return Address.parse(environment.base_url).host, environment.key
    except SettingsError:
        return None


class OpenAIAccount:
    """`core.ports.service.ImageService`. `on_follow` hears of settings that count from now on."""

    def __init__(
        self,
        vault: Vault,
        environment: OpenAIEnvironment,
        load_models: Callable[[], ImageModels],
        settings: Settings,
        clients: Clients,
        on_follow: Callable[[Settings], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._vault = vault
        self._environment = environment
        self._load_models = load_models
        self._service_url = settings.service_url
        self._clients = clients
        self._on_follow = on_follow
        self._clock = clock
        self._aboard: ImageModels | None = None
        self._listed: ImageModels | None = None
        self._trial = KeyTrial.NOT_TRIED
        self._trial_says = ""
        self._has_asked_keyring = False

    def models(self) -> ImageModels:
        """The models on board, with what the service listed of them where it was asked."""
        if self._aboard is None:
            self._aboard = self._load_models()
        return self._listed or self._aboard

    async def connect(self) -> Connection:
        """Where to ask, with the key for there. Raises NotRun where the address is none or has no key."""
        try:
            address = self._address()
        except SettingsError as error:
            raise NotRun(error.sentence, error.next_step) from None
        key = await self._vault.key_for(address.host)
        if key is None:
            raise no_key(address)
        return Connection(address, key)

    async def status(self, *, with_key: bool = True) -> ServiceStatus:
        """How it is set up; never asks the network, and the keyring only `with_key`."""
        self._has_asked_keyring = self._has_asked_keyring or with_key
        is_fixed = bool(self._environment.base_url)
        try:
            address = self._address()
        except SettingsError as error:
            url = self._environment.base_url or self._service_url
            status = ServiceStatus(self.models(), url, "", "The service", is_official=False, is_fixed=is_fixed)
            return replace(status, problems=(error.sentence,))
        status = ServiceStatus(
            self.models(),
            url=address.url,
            host=address.host,
            who=address.who,
            is_official=address.is_official,
            is_fixed=is_fixed,
            trial=self._trial,
            trial_says=self._trial_says,
        )
        return await self._with_key(status) if self._has_asked_keyring else status

    async def _with_key(self, status: ServiceStatus) -> ServiceStatus:
        place = await self._vault.place_of(status.host)
        key = await self._vault.key_for(status.host)
        has_keyring = place is KeyPlace.KEYRING or await self._vault.is_working()
        return replace(status, key_place=place, hint=key.hint if key else "", has_keyring=has_keyring)

    async def keep_key(self, text: str) -> ServiceStatus:
        """Keep a key for the host in use. Raises SettingsError where the text cannot be a key."""
        await self._vault.keep(self._address().host, Secret.parse(text))
        self._has_asked_keyring = True
        return await self._anew()

    async def forget_key(self) -> ServiceStatus:
        """Remove the key for the host in use. Raises SettingsError where the keyring does not let go of it."""
        await self._vault.forget(self._address().host)
        return await self._anew()

    async def try_key(self) -> ServiceStatus:
        """Ask the service for its models, which costs nothing; the status says what came of it."""
        try:
            connection = await self.connect()
            lines = await listed_models(self._clients, connection, self.models(), self._clock())
        except RequestError as error:
            is_refused = isinstance(error, NotRun) and error.is_about_key
            self._trial = KeyTrial.REFUSED if is_refused else KeyTrial.NOT_REACHED
            self._trial_says = str(error)
        else:
            self._trial, self._trial_says = KeyTrial.WORKS, ""
            if self._aboard is not None:
                self._listed = self._aboard.merged(lines, everything=not connection.address.is_official)
        return await self.status()

    async def follow(self, settings: Settings) -> ServiceStatus:
        """Go by these settings from now on: address, jobs at once, budget, space to keep free."""
        self._on_follow(settings)
        if settings.service_url != self._service_url:
            self._service_url = settings.service_url
            return await self._anew()
        return await self.status(with_key=False)

    async def _anew(self) -> ServiceStatus:
        """Another key or address: what the service said before does not count any more."""
        self._trial, self._trial_says, self._listed = KeyTrial.NOT_TRIED, "", None
        return await self.status(with_key=False)

    def _address(self) -> Address:
        return Address.parse(self._environment.base_url or self._service_url)
