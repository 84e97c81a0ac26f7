"""The studio's commands as a script calls them: real processes, with a home and a keyring of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.file_keyring import BACKEND, FILE
from tests.servers.team import Team

UNLOCKED = 'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && echo "$DBUS_SESSION_BUS_ADDRESS" && exec cat'
"""A session bus with an unlocked GNOME keyring on it, until standard input ends."""


class Commands:
    """Calls `python -m studio …` for a team. `environment` names the keyring."""

    def __init__(self, home: Path, team: Team, environment: dict[str, str]) -> None:
        self.home = home
        self._team = team
        self._environment = environment

    def __call__(
        self, *arguments: str, code: int = 0, stdin: str = "", url: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run one command, which must end with `code`; `url` is where the team is reached."""
        environment = {
            **os.environ,
            "WTFIGURE_HOME": str(self.home),
            "EXPO_PUBLIC_SUPABASE_URL": url or self._team.url,
            "EXPO_PUBLIC_SUPABASE_ANON_KEY": self._team.anon_key,
        }
        for name in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, "-m", "studio", *arguments],
            env=environment | self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr + done.stdout
        return done


def file_keyring(folder: Path) -> dict[str, str]:
    """The tests' own keyring, in a folder."""
    return {"PYTHON_KEYRING_BACKEND": BACKEND, FILE: str(folder / "keyring.json")}


@contextmanager
def gnome_keyring(folder: Path) -> Iterator[dict[str, str]]:
    """A real Secret Service on a bus of its own, as a desktop has it."""
    environment: dict[str, Any] = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(folder)}
    bus = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", UNLOCKED],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert bus.stdin is not None
    assert bus.stdout is not None
    with bus.stdout, bus.stdin:
        address = bus.stdout.readline().strip()
        assert address, "no bus: apt-get install gnome-keyring dbus"
        try:
            yield {"DBUS_SESSION_BUS_ADDRESS": address, "XDG_RUNTIME_DIR": str(folder)}
        finally:
            bus.stdin.close()
            bus.wait(30)
