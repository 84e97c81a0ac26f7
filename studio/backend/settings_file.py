"""The settings as a JSON file in the settings folder."""

import asyncio
from pathlib import Path

from studio.core.errors import JsonError
from studio.core.json_text import load_json, pretty_json
from studio.core.settings import Settings


class JsonSettingsFile:
    """Reads at once (the window needs it before its first paint), writes off the loop."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"
        self._lock = asyncio.Lock()

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings, and one sentence for each value that could not be used."""
        try:
            return Settings.from_json(load_json(self._path.read_bytes()))
        except FileNotFoundError:
            return Settings(), ()
        except (OSError, JsonError):
            return Settings(), ("The settings could not be read; the defaults are used.",)

    async def save(self, settings: Settings) -> None:
        """Keep the settings. Raises LibraryReadOnly or DiskFull."""
        async with self._lock:
            await asyncio.to_thread(self._write, pretty_json(settings.to_json()).encode())

    def _write(self, data: bytes) -> None:
        from studio.backend.files import Files, disk_errors  # not needed to read, which comes before the first paint

        with disk_errors(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            Files().replace(self._path, data)
