"""One draft edited through form, tree and text in any order, with undo and restarts between: the store as a machine."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_change import CatalogChange, EntryHistory, Impact, Usage
from studio.core.draft import EntryDraft
from studio.core.figure import THIS_COMPUTER
from studio.core.json_document import JsonDocument
from studio.core.json_paths import value_of
from studio.core.json_text import JsonValue, json_equal
from studio.core.older_figures import OlderFigure
from studio.core.recipe import Recipe
from studio.core.session import NotConnected
from studio.state.catalog import CatalogStore
from studio.state.catalog_access import CatalogAccessStore
from studio.state.entry_drafts import EntryDraftsStore
from studio.state.entry_editor import EntryEditorStore
from studio.state.figures import FiguresStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.state.tasks import Tasks
from tests.ui.fakes import FakeLibrary
from tests.ui.outbox_fakes import FakeOutbox
from tests.ui.team_fakes import FakeTeamSession

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TEXT = '{\n  "palette": ["violet",  "mint"],\n  "glow": 0.80, "m": {"card" : "fo\\u0069l"},\n\t"era": "80s"\n}\n'
THEME = Entry(
    Kind.THEMES, 1, "Neon", {"palette": ["violet", "mint"], "glow": 0.8, "m": {"card": "foil"}, "era": "80s"}, NOW
)
KEYS = st.sampled_from(["palette", "glow", "m", "era", "new", "é"])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.text('ab"\\\n😀', max_size=4),
    st.lists(st.text("xy", max_size=2), max_size=3),
    st.dictionaries(st.sampled_from(["card", "x"]), st.integers(0, 3), max_size=2),
)
STEPS = st.one_of(
    st.tuples(st.just("type"), st.integers(0, 90), st.text('ab "{},:\n', min_size=1, max_size=4), st.integers(0, 3)),
    st.tuples(st.just("put"), KEYS, VALUES),
    st.tuples(st.just("put card"), VALUES),
    st.tuples(st.just("remove"), KEYS),
    st.tuples(st.just("rename"), KEYS, st.sampled_from(["era", "other", "ß"])),
    st.tuples(st.just("move"), KEYS, st.integers(0, 5)),
    st.tuples(st.just("name"), st.text("AB ", max_size=3)),
    st.tuples(st.just("format")),
    st.tuples(st.sampled_from(["undo", "redo", "undo", "restart"])),
)


class Shelf:
    """Keeps drafts in memory, as the library keeps them: as JSON."""

    def __init__(self) -> None:
        self.saved: dict[str, Any] = {}

    async def catalog(self, _workspace: str) -> Catalog:
        return Catalog((THEME,))

    async def drafts(self, _workspace: str) -> tuple[EntryDraft, ...]:
        return tuple(EntryDraft.from_json(value) for value in self.saved.values())

    async def save_draft(self, _workspace: str, draft: EntryDraft) -> None:
        self.saved[draft.key] = draft.to_json()

    async def drop_draft(self, _workspace: str, draft: EntryDraft) -> None:
        self.saved.pop(draft.key, None)

    async def kept_text(self, _workspace: str, _kind: Kind, _entry_id: int) -> str | None:
        return TEXT

    async def set_aside(self, _workspace: str, _draft: EntryDraft, _change_id: str, _note: str) -> None:
        raise AssertionError("nothing is merged here")

    async def usage(self, _workspace: str) -> Usage:
        return Usage({})

    async def recipes(self, _workspace: str, _kind: Kind, _entry_id: int, _limit: int) -> tuple[Recipe, ...]:
        return ()

    async def impact(self, _workspace: str, _live: Entry, _draft: Entry | None) -> Impact:
        return Impact()

    async def older(self, _workspace: str, _live: Entry, _limit: int) -> tuple[OlderFigure, ...]:
        return ()

    async def publish_entry(self, _workspace: str, _change: CatalogChange, _title: str) -> Entry | None:
        raise AssertionError("nothing is published here")

    async def take_back(self, _change_id: str) -> None:
        raise AssertionError("nothing waits here")

    async def import_entries(
        self, _workspace: str, _created: Sequence[Entry], _changed: Sequence[Entry], _note: str
    ) -> int:
        raise AssertionError("nothing is imported here")

    async def history(self, _workspace: str, _kind: Kind, _entry_id: int) -> EntryHistory:
        return EntryHistory()


class Machine:
    """The store, and what must be true of it after each step."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.refused: list[object] = []
        self.seen: set[tuple[str, str]] = set()

    async def start(self) -> None:
        """The studio opens, and the theme is looked at."""
        self.tasks = Tasks(asyncio.get_running_loop())
        catalog = CatalogStore(self.tasks, self.shelf)  # pyright: ignore[reportArgumentType]
        self.drafts = EntryDraftsStore(self.tasks, self.shelf)
        session = SessionStore(self.tasks, FakeTeamSession(NotConnected()))
        library = FakeLibrary(Path())
        sync = SyncStore(self.tasks, FakeOutbox(library, THIS_COMPUTER), FiguresStore(self.tasks, library), session)
        self.editor = EntryEditorStore(
            self.tasks,
            catalog,
            self.drafts,
            self.shelf,
            self.shelf,
            lambda _kind: None,
            CatalogAccessStore(session),
            sync,
        )
        self.editor.refused.connect(self.refused.append)
        await catalog.open()
        await self.drafts.enter(THIS_COMPUTER)
        self.editor.show(Kind.THEMES, 1)
        await self.idle()
        self.editor.begin()
        self.note()

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

    def note(self) -> None:
        """What is shown now was once shown."""
        self.seen.add((self.editor.snapshot.name, self.editor.snapshot.text))

    async def step(self, what: str, *values: Any) -> None:
        """Do one step and check it."""
        editor = self.editor
        before = editor.snapshot
        document = JsonDocument.of(before.text)
        self.refused.clear()
        match what:
            case "type":
                at, words, gone = min(values[0], len(before.text)), values[1], values[2]
                text = before.text[:at] + words + before.text[at + gone :]
                editor.edit_text(text)
                assert editor.snapshot.text == text
            case "put":
                editor.put((values[0],), values[1])
                self.check_put(document, (values[0],), values[1])
            case "put card":
                editor.put(("m", "card"), values[0])
                self.check_put(document, ("m", "card"), values[0])
            case "remove":
                editor.remove((values[0],))
                if not self.refused:
                    assert JsonDocument.of(editor.snapshot.text).node((values[0],)) is None
                    self.check_others(document, {values[0]})
            case "rename":
                editor.edit_details(lambda one: one.rename((values[0],), values[1]))
                if not self.refused:
                    assert json_equal(JsonDocument.of(editor.snapshot.text).at((values[1],)), document.at((values[0],)))
                    self.check_others(document, {values[0], values[1]})
            case "move":
                editor.edit_details(lambda one: one.move((values[0],), values[1]))
                if not self.refused:
                    assert json_equal(JsonDocument.of(editor.snapshot.text).value, document.value)
                    self.check_others(document, set())
            case "name":
                editor.edit_name(values[0])
                assert editor.snapshot.name == values[0]
            case "format":
                editor.edit_details(lambda one: one.formatted())
                if not self.refused:
                    assert json_equal(JsonDocument.of(editor.snapshot.text).value, document.value)
            case "restart":
                await self.drafts.flush()
                await self.tasks.join()
                await self.start()
                assert (self.editor.snapshot.name, self.editor.snapshot.text) == (before.name, before.text)
            case _:
                getattr(editor, what)()
                assert (editor.snapshot.name, editor.snapshot.text) in self.seen
        if self.refused:
            assert (self.editor.snapshot.name, self.editor.snapshot.text) == (before.name, before.text)
        self.note()

    def check_put(self, before: JsonDocument, path: tuple[str, ...], value: JsonValue) -> None:
        """The value is what was said, everything else is as it was, to the character."""
        if self.refused:
            return
        after = JsonDocument.of(self.editor.snapshot.text)
        assert after.ok
        assert json_equal(after.at(path), value)
        self.check_others(before, {path[0]})

    def check_others(self, before: JsonDocument, changed: set[str]) -> None:
        """The members that an edit is not about keep their own text."""
        after = JsonDocument.of(self.editor.snapshot.text)
        assert before.root is not None
        assert after.root is not None
        kept = {
            one.key: before.text[one.begin : one.value.end] for one in before.root.members if one.key not in changed
        }
        now = {one.key: after.text[one.begin : one.value.end] for one in after.root.members}
        assert {key: now.get(key) for key in kept} == kept
        others = {one.key: value_of(one.value) for one in after.root.members if one.key not in changed}
        assert set(others) == set(kept)

    async def end(self) -> None:
        """All of it can be undone to the beginning and made again."""
        editor = self.editor
        end = (editor.snapshot.name, editor.snapshot.text)
        undone = 0
        while editor.snapshot.draft is not None and editor.snapshot.draft.history.done:
            editor.undo()
            undone += 1
        assert (editor.snapshot.name, editor.snapshot.text) == ("Neon", TEXT)
        for _ in range(undone):
            editor.redo()
        assert (editor.snapshot.name, editor.snapshot.text) == end
        await self.tasks.join()


async def _run(steps: list[tuple[Any, ...]]) -> None:
    machine = Machine()
    await machine.start()
    for what, *values in steps:
        await machine.step(what, *values)
    await machine.end()


@pytest.mark.usefixtures("application")
@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=14))
def test_any_edits_in_any_view_say_what_they_should_and_can_be_undone(steps: list[tuple[Any, ...]]) -> None:
    asyncio.run(_run(steps))


@pytest.mark.usefixtures("application")
def test_long_details_are_edited_beside_the_window_and_in_order() -> None:
    async def run() -> None:
        machine = Machine()
        await machine.start()
        machine.editor.put(("long",), "x" * 40_000)
        for number in range(5):
            machine.editor.put((f"key {number}",), number)
        await machine.idle()
        document = JsonDocument.of(machine.editor.snapshot.text)
        assert [document.at((f"key {number}",)) for number in range(5)] == list(range(5))
        await machine.tasks.join()

    asyncio.run(run())


@pytest.mark.usefixtures("application")
def test_what_is_typed_while_long_details_are_edited_is_not_lost() -> None:
    async def run() -> None:
        machine = Machine()
        await machine.start()
        machine.editor.put(("long",), "x" * 40_000)
        machine.editor.put(("key",), 1)
        await asyncio.sleep(0)
        machine.editor.edit_text(machine.editor.snapshot.text.replace("80s", "90s"))
        await machine.idle()
        document = JsonDocument.of(machine.editor.snapshot.text)
        assert (document.at(("key",)), document.at(("era",))) == (1, "90s")
        await machine.tasks.join()

    asyncio.run(run())
