"""A studio at somebody's desk: a library and a session with the team's servers, an outbox and the pull, as services join them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studio.backend.environment import TeamEnvironment
from studio.backend.library import Library
from studio.backend.outbox import Outbox
from studio.backend.session import Session
from studio.backend.team.pull import CatalogPuller
from studio.core.figure import Figure
from studio.core.outbox import OutboxEvent
from tests.backend.libraries import PiecesEngine, open_jobs, open_library, png, recipe
from tests.backend.sessions import Clock, MemoryRing, open_session
from tests.servers.team import PASSWORD, Team, User
from tests.virtual_time import VirtualTime


@dataclass
class Desk:
    """`time` is the outbox's clock, which passes only when the outbox sleeps."""

    library: Library
    session: Session
    outbox: Outbox
    puller: CatalogPuller
    time: VirtualTime
    clock: Clock
    told: list[OutboxEvent] = field(default_factory=list[OutboxEvent])

    def hold_session(self) -> None:
        """Let the session not look for a team that is away by itself; the outbox's own calls tell it."""
        self.clock.may_sleep.clear()

    async def make(self, *subjects: str, size: tuple[int, int] = (24, 36), data: bytes | None = None) -> list[Figure]:
        """Save one figure for each subject, in the workspace that counts now."""
        figures: list[Figure] = []
        for shade, subject in enumerate(subjects):
            engine = PiecesEngine("mockup", data=data or png(*size, shade=10 + shade))
            async with open_jobs(self.library, engine) as jobs:
                made = await jobs.submit(self.session.workspace, [recipe(subject)])
                await jobs.wait([job.id for job in made])
            figures.append(await self.library.figure(made[0].id))
        return figures


@asynccontextmanager
async def open_desk(
    root: Path, team: Team, user: User | None, *, url: str = "", ring: MemoryRing | None = None
) -> AsyncIterator[Desk]:
    """A desk of `user`, signed in; `url` is where the team is reached, as through a proxy."""
    root.mkdir(parents=True, exist_ok=True)
    time, clock = VirtualTime(), Clock()
    environment = TeamEnvironment(url or team.url, team.anon_key)
    async with (
        open_library(root) as library,
        open_session(root, environment, ring or MemoryRing(), clock) as session,
    ):
        if user is not None:
            await session.sign_in(user.email, PASSWORD)
        outbox = Outbox(session, library, monotonic=time.clock, sleep=time.sleep, jitter=lambda: 0.0)
        desk = Desk(library, session, outbox, CatalogPuller(session, library), time, clock)
        outbox.listen(desk.told.append)
        try:
            yield desk
        finally:
            await outbox.close()
            await asyncio.sleep(0)
