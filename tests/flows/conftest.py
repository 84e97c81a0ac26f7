"""The whole studio, started and closed as a person does, in a library of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.paths import UserFolders, resources_folder
from tests.conftest import window_loop_factories
from tests.garbage import garbage_waits as garbage_waits
from tests.waiting import until

Start = Callable[..., Awaitable[Studio]]


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], object]]:
    return window_loop_factories()


@pytest.fixture
def folders(home: Path) -> UserFolders:
    return UserFolders.find({"WTFIGURE_HOME": str(home)})


@pytest_asyncio.fixture
async def start(folders: UserFolders) -> AsyncIterator[Start]:
    """Start the studio; what is still open after the test is closed."""
    running: list[tuple[Studio, asyncio.Task[None]]] = []

    async def start(environment: OpenAIEnvironment | None = None) -> Studio:
        studio = Studio(folders, resources_folder(), environment or OpenAIEnvironment())
        running.append((studio, asyncio.ensure_future(studio.run())))
        await until(studio.brief.changed, lambda: studio.brief.snapshot.resolution is not None)
        return studio

    yield start
    for studio, task in running:
        if not task.done():
            studio.window.close_now()
            await task


async def close(studio: Studio) -> None:
    """Close the window and wait until everything is saved and joined."""
    closed = asyncio.get_running_loop().create_future()
    studio.closed.connect(lambda: closed.done() or closed.set_result(None))
    studio.window.close()
    await closed
