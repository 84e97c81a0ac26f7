"""What a person chose, and the verb that changes it."""

from typing import Any

from studio.core.ports.settings import SettingsFile
from studio.core.settings import Settings
from studio.state.store import Store
from studio.state.tasks import Tasks


class SettingsStore(Store[Settings]):
    """The settings: at once on screen, then in the file."""

    def __init__(self, tasks: Tasks, file: SettingsFile, settings: Settings) -> None:
        super().__init__(settings)
        self._tasks = tasks
        self._file = file

    def change(self, **values: Any) -> None:
        """Change settings. Raises SettingsError where a value cannot be."""
        self._become(self.snapshot.changed(values))
        self._tasks.start("settings", "save", self._save(self.snapshot))

    async def _save(self, settings: Settings) -> None:
        await self._tasks.call(lambda: self._file.save(settings))
