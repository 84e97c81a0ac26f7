"""Screens on the GUI thread's loop, over fakes of the ports."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QApplication, QMainWindow

from studio.ui.appearance import Appearance
from studio.ui.widgets.reading_order import ReadingWindow
from tests.conftest import window_loop_factories
from tests.garbage import garbage_waits as garbage_waits
from tests.ui.catalog_studio import CatalogStudio, open_studio
from tests.ui.fakes import FakeLibrary, FakeResolver, FakeRunner, Screen

RESOURCES = Path(__file__).parents[2] / "resources"


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], object]]:
    return window_loop_factories()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test of a screen end with nothing on its way: Qt would go on with it when the loop has stopped."""
    for item in items:
        if isinstance(item, pytest.Function) and "screen" in item.fixturenames:
            item.obj = _ended(item, item.obj)


def _ended(item: pytest.Function, body: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def run(**values: object) -> None:
        try:
            await body(**values)
        finally:
            screen: Screen = item.funcargs["screen"]
            screen.window.hide()
            await screen.tasks.join()

    return run


@pytest.fixture(scope="session")
def appearance(qapp: QApplication) -> Appearance:
    """One appearance for all tests, as there is one in the studio."""
    appearance = Appearance(RESOURCES)
    appearance.apply("dark")
    return appearance


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QMainWindow]:
    """A window of the usual size, closed after the test."""
    window = ReadingWindow()
    window.resize(1364, 870)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest_asyncio.fixture
async def screen(
    window: QMainWindow, appearance: Appearance, library: FakeLibrary, runner: FakeRunner
) -> AsyncIterator[Screen]:
    """The stores over the fakes, with what every screen is given."""
    screen = Screen(window, appearance, library, runner, FakeResolver())
    yield screen
    await screen.close()


@pytest_asyncio.fixture
async def studio(
    tmp_path: Path, window: QMainWindow, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CatalogStudio]:
    """The Catalog screen over a real library with the catalog on board; at the end nothing may have failed."""
    async with open_studio(tmp_path, window, appearance, monkeypatch) as studio:
        yield studio
