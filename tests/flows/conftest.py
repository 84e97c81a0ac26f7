"""The whole studio, started and closed as a person does, in a library of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
import pytest_asyncio

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.paths import UserFolders, resources_folder
from tests.conftest import window_loop_factories
from tests.garbage import garbage_waits as garbage_waits
from tests.servers.file_keyring import FILE, FileKeyring
from tests.waiting import until

Start = Callable[..., Awaitable[Studio]]


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], object]]:
    return window_loop_factories()


@pytest.fixture
def folders(home: Path) -> UserFolders:
    return UserFolders.find({"WTFIGURE_HOME": str(home)})


@pytest.fixture
def own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyring for this test, in the place of the system's; the file that it keeps."""
    before = keyring.get_keyring()
    monkeypatch.setenv(FILE, str(tmp_path / "keyring.json"))
    keyring.set_keyring(FileKeyring())
    yield tmp_path / "keyring.json"
    keyring.set_keyring(before)


def name_team(folders: UserFolders, url: str, key: str) -> None:
    """The settings name a team's project."""
    folders.settings.mkdir(parents=True)
    text = f"EXPO_PUBLIC_SUPABASE_URL={url}\nEXPO_PUBLIC_SUPABASE_ANON_KEY={key}\n"
    (folders.settings / ".env").write_text(text)


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
