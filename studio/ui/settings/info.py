"""What the settings screen is told about this studio: where its data lies, and what it can do with the library."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.ports.library import CheckResult


@dataclass(frozen=True, slots=True)
class SettingsInfo:
    """`check` and `rebuild` are awaited on the GUI thread's loop; `open_folder` says whether a program opened it."""

    version: str
    settings_folder: Path
    library_folder: Path
    logs_folder: Path
    check: Callable[[], Coroutine[Any, Any, CheckResult]]
    rebuild: Callable[[], Coroutine[Any, Any, int]]
    open_folder: Callable[[Path], bool]
    resources: Path
