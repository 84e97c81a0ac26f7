"""One Supabase project as a process: `supabase/serve.mjs` in the project's own Node, over a database of `Postgres`."""

import json
import os
import queue
import shutil
import subprocess
import threading
import tomllib
from pathlib import Path
from typing import Any

from tests.servers.node_packages import ROOT, TOOLS, installed

HERE = Path(__file__).parent / "supabase"
SUPABASE = ROOT / "resources" / "supabase"
PUBLISHABLE_KEY = "sb_publishable_0123456789abcdefghijklmnop"
SECRET_KEY = "sb_secret_0123456789abcdefghijklmnop"  # noqa: S105 - of a server on this computer
JWT_SECRET = "only-for-servers-on-this-computer-0123456789"  # noqa: S105
PATIENCE_SECONDS = 60


def configuration(**changes: Any) -> dict[str, Any]:
    """resources/supabase/config.toml with `section__key=value` changes; mail addresses need no confirmation."""
    config = tomllib.loads((SUPABASE / "config.toml").read_text(encoding="utf-8"))
    keys = {"publishable_key": PUBLISHABLE_KEY, "secret_key": SECRET_KEY, "jwt_secret": JWT_SECRET}
    config["auth"] |= keys
    config["auth"]["email"]["enable_confirmations"] = False
    for path, value in changes.items():
        *sections, key = path.split("__")
        place = config
        for section in sections:
            place = place[section]
        place[key] = value
    return config


class Project:
    """Answers at `url` from `start` to `stop`, and ends by itself when this process does."""

    def __init__(
        self,
        folder: Path,
        database: str,
        config: dict[str, Any],
        *,
        is_new: bool = False,
        migrate: bool = False,
        port: int = 0,
    ) -> None:
        """`is_new` hands an empty database over as Supabase does; `migrate` applies our migrations to it."""
        self.url = ""
        self.log = folder / "log"
        self.mail_file = folder / "mails"
        self._settings = {
            "database": database,
            "port": port,
            "keys": {"publishable": PUBLISHABLE_KEY, "secret": SECRET_KEY},
            "jwtSecret": JWT_SECRET,
            "config": config,
            "mails": str(self.mail_file),
            "isNew": is_new,
            "migrate": migrate,
        }
        self._folder = folder
        self._said: queue.Queue[str] = queue.Queue()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> "Project":
        """Run it; comes back once it listens. `serve.mjs` is copied beside the packages it imports."""
        self._folder.mkdir(parents=True)
        (self._folder / "node_modules").symlink_to(installed(HERE) / "node_modules")
        (self._folder / "supabase").symlink_to(SUPABASE)
        shutil.copy(HERE / "serve.mjs", self._folder)
        environment = {**os.environ, "EXPERIMENTAL_STORAGE": "1", "LITE_TELEMETRY": "0", "DO_NOT_TRACK": "1"}
        environment["LITE_AUTH_BCRYPT_COST"] = "4"  # its bcrypt is JavaScript: 50 ms a password at the usual cost
        with self.log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [TOOLS / "node", "--disable-warning=ExperimentalWarning", "serve.mjs"],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl+C is for whoever uses it, who then ends it
            )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        self._tell(self._settings)
        self.url = f"http://127.0.0.1:{self._heard().removeprefix('ready ')}"
        return self

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(PATIENCE_SECONDS)

    def order(self, **order: Any) -> None:
        """One of the orders that serve.mjs understands, carried out when this returns."""
        self._tell(order)
        self._heard()

    def mails(self) -> list[dict[str, str]]:
        """The letters sent so far: to, subject, text, html."""
        if not self.mail_file.exists():
            return []
        return [json.loads(line) for line in self.mail_file.read_text(encoding="utf-8").splitlines()]

    def _tell(self, what: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _heard(self) -> str:
        word = self._said.get(timeout=PATIENCE_SECONDS)
        assert word, f"the server has ended:\n{self.log.read_text(encoding='utf-8')[-4000:]}"
        return word

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._said.put(line.strip())
        self._said.put("")
