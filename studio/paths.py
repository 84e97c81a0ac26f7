"""Where resources lie and where a person's data lives: source tree, bundle, or the folder named by WTFIGURE_HOME."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APP_FOLDER = "WTFigure Studio"


def resources_folder() -> Path:
    """The read-only files that ship with the studio, in the source tree or inside the bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    base = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return base / "resources"


@dataclass(frozen=True, slots=True)
class UserFolders:
    """A person's folders. They are made by whoever writes into them first."""

    settings: Path
    library: Path
    logs: Path

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> "UserFolders":
        """The folders of this system, or all below WTFIGURE_HOME where it is set."""
        home = environment.get("WTFIGURE_HOME")
        if home:
            base = Path(home).expanduser().absolute()
            return cls(settings=base / "settings", library=base / "library", logs=base / "logs")
        # platformdirs is needed only here; tests and the bundle's self-test name their own home
        import platformdirs

        directories = platformdirs.PlatformDirs(APP_FOLDER, appauthor=False)
        return cls(
            settings=Path(directories.user_config_dir),
            library=Path(directories.user_data_dir) / "library",
            logs=Path(directories.user_log_dir),
        )


def user_folders() -> UserFolders:
    """The folders of the person who runs the studio."""
    return UserFolders.find(os.environ)
