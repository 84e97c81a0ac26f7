"""A studio's own request to the function: the engine at somebody's desk, and a small wish."""

import asyncio

from studio.backend.engines.server import ServerEngine
from studio.core.recipe import Recipe, Size
from tests.team.desk import Desk
from tests.team.function.calls import Function

PAUSE_SECONDS, TRIES = 0.05, 600


async def wish(desk: Desk, subject: str = "a night baker") -> Recipe:
    catalog = await desk.library.catalog(desk.session.workspace)
    prompt = next(entry for entry in catalog.entries if entry.name == "Card")
    theme = next(entry for entry in catalog.entries if entry.name == "Neon Arcade")
    return Recipe(
        subject, "not resolved here", prompt=prompt, theme=theme, engine="server", size=Size(1024, 640), quality="low"
    )


def engine(desk: Desk) -> ServerEngine:
    return ServerEngine(desk.session, desk.library.reference_path, monotonic=desk.time.clock, sleep=desk.time.sleep)


async def published(function: Function) -> None:
    """Until the function has put a figure into the buckets."""
    for _ in range(TRIES):
        if len(function.objects()) > 1:
            return
        await asyncio.sleep(PAUSE_SECONDS)
    raise AssertionError("The function has published nothing.")
