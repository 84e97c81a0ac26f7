"""Where resources lie and where a person's data lives: source tree, bundle, or the folder named by WTFIGURE_HOME."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APP_FOLDER = "WTFigure Studio"
ENV_FILE = "WTFIGURE_ENV_FILE"
"""The variable that carries `--env-file` to where folders are looked for."""


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
    named_env_file: Path | None = None
    """The `.env` that `--env-file` named; without one it is looked for among the settings."""

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> "UserFolders":
        """The folders of this system, or all below WTFIGURE_HOME where it is set."""
        home = environment.get("WTFIGURE_HOME")
        named = environment.get(ENV_FILE)
        env_file = Path(named).expanduser().absolute() if named else None
        if home:
            base = Path(home).expanduser().absolute()
            return cls(base / "settings", base / "library", base / "logs", env_file)
        # platformdirs is needed only here; tests and the bundle's self-test name their own home
        import platformdirs

        directories = platformdirs.PlatformDirs(APP_FOLDER, appauthor=False)
        return cls(
            settings=Path(directories.user_config_dir),
            library=Path(directories.user_data_dir) / "library",
            logs=Path(directories.user_log_dir),
            named_env_file=env_file,
        )


def user_folders() -> UserFolders:
    """The folders of the person who runs the studio."""
    return UserFolders.find(os.environ)
