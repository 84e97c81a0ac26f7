"""The artist's own image service."""

from typing import Protocol

from studio.core.service import ServiceStatus
from studio.core.settings import Settings


class ImageService(Protocol):
    """The artist's own image service: its address, its key, and the models that it offers."""

    async def status(self, *, with_key: bool = True) -> ServiceStatus:
        """How it is set up; never asks the network, and the keyring only `with_key`."""
        ...

    async def keep_key(self, text: str) -> ServiceStatus:
        """Keep a key for the host in use. Raises SettingsError where the text cannot be a key."""
        ...

    async def forget_key(self) -> ServiceStatus:
        """Remove the key for the host in use. Raises SettingsError where the keyring does not let go of it."""
        ...

    async def try_key(self) -> ServiceStatus:
        """Ask the service for its models, which costs nothing; the status says what came of it. Never raises RequestError."""
        ...

    async def follow(self, settings: Settings) -> ServiceStatus:
        """Go by these settings from now on: address, jobs at once, budget, space to keep free."""
        ...
