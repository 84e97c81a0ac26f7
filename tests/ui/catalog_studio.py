"""The Catalog screen over a real library: what its tests stand on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QWidget

from studio.backend.library import Library
from studio.backend.library.shelf import CatalogShelf
from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryHistory, change_of
from studio.core.catalog_file import read_catalog
from studio.core.draft import draft_of, text_of
from studio.core.edit_history import Field
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.json_text import JsonValue
from studio.core.ports.catalog import CatalogPublisher
from studio.core.ports.session import TeamSession
from studio.core.ports.team import TeamOutbox
from studio.core.recipe import Recipe
from studio.core.session import NotConnected
from studio.schemas import schema_reader
from studio.state import draft_editor, entry_drafts, entry_effects, entry_mockups
from studio.state.catalog import CatalogStore
from studio.state.catalog_stores import CatalogStores, catalog_stores
from studio.state.figures import FiguresStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import ByTurns
from studio.ui.catalog.page import CatalogPage
from studio.ui.catalog.verbs import Elsewhere
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures
from tests.backend.libraries import MIGRATIONS, png
from tests.ui.fakes import FakeLibrary
from tests.ui.outbox_fakes import FakeOutbox
from tests.ui.team_fakes import FakeTeamSession

RESOURCES = Path(__file__).parents[2] / "resources"
STARTER = read_catalog((RESOURCES / "catalog" / "starter.json").read_bytes())


class LocalPublisher:
    """What `WorkspacePublisher` does for this computer, without a session behind it."""

    def __init__(self, shelf: CatalogShelf) -> None:
        self._shelf = shelf

    async def publish_entry(self, workspace: str, change: CatalogChange, _title: str) -> Entry | None:
        return await self._shelf.publish_entry(workspace, change)

    async def take_back(self, change_id: str) -> None:
        raise AssertionError(change_id)

    async def import_entries(
        self, workspace: str, created: Sequence[Entry], changed: Sequence[Entry], note: str
    ) -> int:
        await self._shelf.import_entries(workspace, (*created, *changed), note)
        return 0

    async def history(self, workspace: str, kind: Kind, entry_id: int) -> EntryHistory:
        return EntryHistory(await self._shelf.history(workspace, kind, entry_id))


class FakePreviews:
    """Gives a small picture for each recipe, and notes which were asked for."""

    def __init__(self) -> None:
        self.asked: list[Recipe] = []

    async def preview(self, recipe: Recipe, _seed: str) -> bytes:
        self.asked.append(recipe)
        return png(20, 30)


class CatalogStudio:
    """One window with the screen; several may stand over one library."""

    def __init__(
        self,
        library: Library,
        window: QMainWindow,
        appearance: Appearance,
        session: TeamSession | None = None,
        publisher: CatalogPublisher | None = None,
        outbox: TeamOutbox | None = None,
    ) -> None:
        self.library = library
        self.shelf = CatalogShelf(library)
        self.window = window
        self.tasks = Tasks(asyncio.get_running_loop())
        self.failures: list[object] = []
        self.tasks.failed.connect(self.failures.append)
        self.catalog = CatalogStore(self.tasks, library)
        self.session = SessionStore(self.tasks, session or FakeTeamSession(NotConnected()))
        fake = FakeLibrary(Path())
        self.sync = SyncStore(
            self.tasks, outbox or FakeOutbox(fake, THIS_COMPUTER), FiguresStore(self.tasks, fake), self.session
        )
        self.previews = FakePreviews()
        self.stores: CatalogStores = catalog_stores(
            self.tasks,
            self.catalog,
            self.shelf,
            publisher or LocalPublisher(self.shelf),
            self.previews,
            schema_reader(RESOURCES),
            self.session,
            self.sync,
        )
        self.pictures = Pictures(self.tasks, fake)
        self.made_again: list[Figure] = []
        self.messages = Messages(window, appearance)
        self.actions = Actions(window)
        self.page = CatalogPage(
            appearance,
            self.stores,
            self.messages,
            self.actions,
            self.pictures,
            self.tasks,
            Elsewhere(self.made_again.append, lambda: None),
        )
        window.setCentralWidget(self.page)

    async def open(self) -> None:
        """What the composition root does after the first paint."""
        await self.session.open()
        workspace = self.session.snapshot.workspace
        await self.catalog.enter(workspace)
        await self.stores.enter(workspace)
        await self.sync.open()
        self.window.show()
        self.window.activateWindow()
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is on its way and the screen has taken it in."""
        quiet = 0
        while quiet < 3:  # what a team tells comes without a task
            others = asyncio.all_tasks() - {asyncio.current_task()}
            is_busy = bool(others) or any(turns.is_busy for turns in self.page.findChildren(ByTurns))
            quiet = 0 if is_busy else quiet + 1
            if others:
                await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(0)

    async def close(self) -> None:
        """Save drafts and end all work."""
        await self.stores.drafts.flush()
        await self.tasks.join()
        self.pictures.close()
        self.window.hide()

    async def show(self, kind: Kind, entry_id: int, view: str = "form") -> None:
        """Look at an entry in a view."""
        self.page.editor.set_view(view)
        self.page.show_entry(kind, entry_id)
        await self.settled()

    async def live(self, kind: Kind, entry_id: int) -> Entry | None:
        """What the library has."""
        return (await self.library.catalog(THIS_COMPUTER)).get(kind, entry_id)

    async def all_live(self) -> Catalog:
        """The whole catalog of the library."""
        return await self.library.catalog(THIS_COMPUTER)

    async def publish_elsewhere(self, kind: Kind, entry_id: int, value: JsonValue, name: str | None = None) -> None:
        """Someone else publishes another value, and this window hears of it."""
        live = await self.live(kind, entry_id)
        assert live is not None
        draft = draft_of(live).edited(Field.TEXT, text_of(replace(live, value=value)))
        if name is not None:
            draft = draft.edited(Field.NAME, name)
        await self.shelf.publish_entry(THIS_COMPUTER, change_of(draft, str(uuid4()), "elsewhere"))
        await self.catalog.open()
        await self.settled()

    def keys(self, widget: QWidget, text: str) -> None:
        """Type into a widget."""
        QTest.keyClicks(widget, text)

    def button(self, text: str, parent: QWidget | None = None) -> QAbstractButton:
        """The button with a text, on screen."""
        inside = parent or self.page
        found = [b for b in inside.findChildren(QAbstractButton) if b.text() == text and b.isVisible()]
        assert found, f"no button “{text}”"
        return found[0]

    def dialog(self, kind: type[QWidget]) -> QWidget:
        """The dialog of a kind that is open."""
        found = [widget for widget in self.window.findChildren(kind) if widget.isVisible()]
        assert found, f"no {kind.__name__} is open"
        return found[-1]

    def press(self, widget: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(widget, key, held)


def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what waits for a person to stop typing be done at once."""
    monkeypatch.setattr(entry_effects, "WORK_AFTER_SECONDS", 0)
    monkeypatch.setattr(entry_effects, "COUNT_AFTER_SECONDS", 0)
    monkeypatch.setattr(entry_mockups, "DRAW_AFTER_SECONDS", 0)
    monkeypatch.setattr(entry_drafts, "SAVE_AFTER_SECONDS", 0)
    monkeypatch.setattr(draft_editor, "ANALYSE_AFTER_SECONDS", 0)


@asynccontextmanager
async def open_catalog(folder: Path) -> AsyncIterator[Library]:
    """A library with the catalog on board."""
    library = Library(folder / "library", MIGRATIONS, lambda: STARTER)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


@asynccontextmanager
async def open_studio(
    folder: Path, window: QMainWindow, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CatalogStudio]:
    """The screen over the catalog on board; at the end nothing may have failed."""
    without_pauses(monkeypatch)
    async with open_catalog(folder) as library:
        studio = CatalogStudio(library, window, appearance)
        await studio.open()
        yield studio
        assert studio.failures == []
        await studio.close()
