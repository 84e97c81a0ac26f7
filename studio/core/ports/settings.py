"""Where the settings are kept."""

from typing import Protocol

from studio.core.settings import Settings


class SettingsFile(Protocol):
    """Where the settings are kept."""

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings, and one sentence for each value that could not be used. Never raises."""
        ...

    async def save(self, settings: Settings) -> None:
        """Keep the settings (atomic). Raises LibraryReadOnly or DiskFull."""
        ...
