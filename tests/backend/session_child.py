"""A studio in a process of its own that makes authorised calls when its standard input says so.

Each line of the input is answered by one on the output: the rows' owner, or the name of the error.
"""

import asyncio
import sys
from pathlib import Path

from studio.backend.environment import TeamEnvironment
from studio.backend.session import Session
from studio.backend.vault import Vault, system_keyring
from studio.core.errors import TeamError
from tests.backend.sessions import rows
from tests.servers.auth_server import KEY

AGES = 10_000.0


class Jumps:
    """A monotonic clock in which every token is old by the next call."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


async def answer_lines(root: Path, url: str) -> None:
    clock = Jumps()
    vault = Vault(lambda: system_keyring({"PYTHON_KEYRING_BACKEND": "as the environment says"}))
    session = Session(root / "settings", vault, TeamEnvironment(url, KEY), monotonic=clock.monotonic)
    await session.open()
    await session.restore()
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while (await loop.run_in_executor(None, sys.stdin.readline)).strip() == "call":
        clock.now += AGES
        try:
            answer = (await session.call(rows))[0]["name"]
        except TeamError as error:
            answer = type(error).__name__
        print(answer, flush=True)
    await session.close()


if __name__ == "__main__":
    asyncio.run(answer_lines(Path(sys.argv[1]), sys.argv[2]))
