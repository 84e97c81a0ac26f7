"""Sessions to test: over a real server on loopback, a keyring in memory and a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from studio.backend.environment import TeamEnvironment
from studio.backend.session import Session
from studio.backend.session.team import Team
from studio.backend.vault import Keyring, Vault
from studio.core.session import SessionState
from tests.backend.rings import MemoryRing as MemoryRing
from tests.servers.auth_server import KEY, AuthServer

ADA, BOB = "ada@example.org", "bob@example.org"


class Clock:
    """A monotonic clock that stands still until it is moved; who sleeps by it moves it and sleeps no time at all."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.may_sleep = asyncio.Event()
        self.may_sleep.set()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await self.may_sleep.wait()
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@asynccontextmanager
async def open_session(
    root: Path,
    project: AuthServer | TeamEnvironment,
    ring: Callable[[], Keyring] | Keyring,
    clock: Clock | None = None,
    **more: Any,
) -> AsyncIterator[Session]:
    """A session with a project, opened as at a start; nobody is asked yet."""
    clock = clock or Clock()
    vault = Vault(ring if callable(ring) else lambda: ring, patience=more.pop("patience", 10.0))
    environment = TeamEnvironment(project.url, KEY) if isinstance(project, AuthServer) else project
    session = Session(root / "settings", vault, environment, monotonic=clock.monotonic, sleep=clock.sleep)
    await session.open()
    try:
        yield session
    finally:
        await session.close()


async def became(session: Session, condition: Callable[[SessionState], bool], seconds: float = 20) -> SessionState:
    """Wait for a state."""
    met: asyncio.Future[SessionState] = asyncio.get_running_loop().create_future()

    def on_state(state: SessionState) -> None:
        if condition(state) and not met.done():
            met.set_result(state)

    session.listen(on_state)
    on_state(session.state)
    async with asyncio.timeout(seconds):
        return await met


async def rows(team: Team) -> Any:
    """An authorised call: whose rows these are."""
    return (await team.client.table("prompts").select("*").execute()).data


def asking(path: str, json: Any = None) -> Callable[[Team], Awaitable[httpx.Response]]:
    """An authorised call of any path: a GET, or a POST of some JSON."""

    async def ask(team: Team) -> httpx.Response:
        method = "GET" if json is None else "POST"
        return await team.http.request(method, f"{team.project.url}{path}", json=json)

    return ask
