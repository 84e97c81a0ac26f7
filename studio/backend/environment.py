"""What the environment says of the team: taken out of it, and read from a `.env` file where one is named."""

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import SettingsError

URL = "EXPO_PUBLIC_SUPABASE_URL"
KEY = "EXPO_PUBLIC_SUPABASE_ANON_KEY"
MAX_BYTES = 64 * 1024
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class TeamEnvironment:
    """Address and key of a project as they were written, unchecked; both empty where nothing named them.

    `problem` says why a `.env` could not be read.
    """

    url: str = ""
    key: str = ""
    problem: str = ""

    @property
    def is_there(self) -> bool:
        """Something was said, perhaps not enough."""
        return bool(self.url or self.key or self.problem)


def take_team(environment: MutableMapping[str, str], settings: Path, named: Path | None = None) -> TeamEnvironment:
    """What the environment says, else the `.env` that is `named` or lies among the settings.

    It is taken out of the environment, so that child processes do not get it.
    """
    url, key = environment.pop(URL, "").strip(), environment.pop(KEY, "").strip()
    if url or key:
        return TeamEnvironment(url, key)
    try:
        file: Mapping[str, str] = read_env_file(named or settings / ".env", must_exist=named is not None)
    except SettingsError as error:
        return TeamEnvironment(problem=str(error))
    return TeamEnvironment(file.get(URL, "").strip(), file.get(KEY, "").strip())


def read_env_file(path: Path, *, must_exist: bool = False) -> dict[str, str]:
    """The names and values of a `.env` file: `NAME=value` a line, quotes and `export` allowed, `#` begins a comment.

    A file that is not there is empty unless it `must_exist`. Raises SettingsError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"There is no file {path}.", "Name the file with --env-file.") from None
        return {}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read.", "Make it a text file of lines like NAME=value.") from None
    if len(data) > MAX_BYTES:
        raise SettingsError(f"{path} is too large to be a list of settings.", "Name the right file with --env-file.")
    found = (_LINE.fullmatch(line) for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {match[1]: _value(match[2]) for match in found if match}


def _value(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.split(" #", 1)[0].rstrip()
