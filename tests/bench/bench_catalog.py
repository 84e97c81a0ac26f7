"""The catalog's screen with 2,000 themes, among them 50 with 64 KB of details, and typing in 64 KB of JSON.

- The list opens: from building the screen until its rows are painted, against a catalog of 20; CPU time of the process.
- A keystroke: key press to painted, mean of 60, CPU time of the GUI thread, against a bare QPlainTextEdit with the same text and font in the same
  window; the two take turns. Once with the text over many lines, once as one long line. The analysis that follows a
  pause runs meanwhile, as it does for a person.
- Typing in the filter: the longest work of the GUI thread for one key, against none.
- Choosing one 64 KB theme after another in each view of the details: the longest own CPU time of the GUI thread between two ticks of a
  1 ms timer, until nothing is on its way, less the same while nothing happens; the median of several themes. The first theme of a view
  is not counted.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.processes import measure_anew
from tests.bench.rows import Row, report

FEW, MANY, LARGE = 20, 2_000, 50
LARGE_BYTES = 64 * 1024
RUNS = 5
KEYS = 60
CHOSEN = 5
OPEN_LIMIT, KEY_LIMIT, STALL_LIMIT = 1.5, 1.5, 8.0


def large_details(is_flat: bool = False) -> str:
    """64 KB of details as text."""
    value = {f"key {number}": {"palette": ["violet", "mint"], "glow": number / 7} for number in range(1_200)}
    text = json.dumps(value, indent=None if is_flat else 2)[:-1]
    while len(text) > LARGE_BYTES:
        text = text[: text.rindex(', "key' if is_flat else ',\n  "key')]
    return text + "}"


def prepare(home: Path, count: int) -> None:
    """A library with so many themes."""
    from datetime import UTC, datetime

    from studio.backend.vault import OpenAIEnvironment
    from studio.core.catalog import Entry, Kind
    from studio.core.figure import THIS_COMPUTER
    from studio.core.json_text import JsonValue
    from studio.core.settings import Settings
    from studio.paths import UserFolders, resources_folder
    from studio.services import build_services

    now = datetime(2026, 11, 1, tzinfo=UTC)
    large: JsonValue = json.loads(large_details())
    small: JsonValue = {"palette": ["violet", "mint"], "colors": ["#5b21e6", "#ff3d8b"], "mood": "loud"}

    async def fill() -> None:
        services = build_services(
            UserFolders.find({"WTFIGURE_HOME": str(home)}), resources_folder(), Settings(), OpenAIEnvironment()
        )
        await services.open()
        every = max(1, count // LARGE)
        entries = [
            Entry(Kind.THEMES, number, f"Theme {number}", large if number % every == 0 and count > FEW else small, now)
            for number in range(11, count + 1)
        ]
        await services.library.put_entries(THIS_COMPUTER, entries)
        await services.close()

    asyncio.run(fill())


def run_once(what: str) -> dict[str, float]:
    """One measurement in this process, over the library of WTFIGURE_HOME."""
    from PySide6.QtWidgets import QMainWindow

    from studio.backend.thread import BackendThread
    from studio.backend.vault import OpenAIEnvironment
    from studio.core.figure import THIS_COMPUTER
    from studio.core.settings import Settings
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.schemas import schema_reader
    from studio.services import build_services
    from studio.start import make_application
    from studio.state.catalog import CatalogStore
    from studio.state.catalog_stores import catalog_stores
    from studio.state.figures import FiguresStore
    from studio.state.session import SessionStore
    from studio.state.sync import SyncStore
    from studio.state.tasks import Tasks
    from studio.ui.actions import Actions
    from studio.ui.appearance import Appearance
    from studio.ui.catalog.page import CatalogPage
    from studio.ui.catalog.verbs import Elsewhere
    from studio.ui.messages import Messages
    from studio.ui.pictures import Pictures
    from studio.window_loop import WindowLoop

    app = make_application()

    async def main() -> dict[str, float]:
        backend = BackendThread()
        services = build_services(user_folders(), resources_folder(), Settings(), OpenAIEnvironment())
        tasks = Tasks(backend.loop)
        await tasks.call(services.open)
        appearance = Appearance(resources_folder())
        appearance.apply("dark")
        window = QMainWindow()
        window.resize(1440, 870)
        window.show()
        garbage = GarbageCollection()
        garbage.start()
        catalog = CatalogStore(tasks, services.library)
        catalog.changed.connect(garbage.spare)
        session = SessionStore(tasks, services.session)
        sync = SyncStore(tasks, services.outbox, FiguresStore(tasks, services.library), session)
        schema = schema_reader(resources_folder())
        stores = catalog_stores(
            tasks, catalog, services.shelf, services.publisher, services.previews, schema, session, sync
        )
        pictures = Pictures(tasks, services.library)
        await catalog.open()
        await stores.drafts.enter(THIS_COMPUTER)
        started = time.process_time()
        await stores.list.enter(THIS_COMPUTER)
        elsewhere = Elsewhere(lambda _figure: None, lambda: None)
        messages, actions = Messages(window, appearance), Actions(window)
        page = CatalogPage(appearance, stores, messages, actions, pictures, tasks, elsewhere)
        window.setCentralWidget(page)
        page.panel.list.viewport().repaint()
        result = {"open": (time.process_time() - started) * 1_000, "rows": len(page.panel.list.entries.rows)}
        await quiet(tasks)
        if what == "keys":
            result |= await keys(page, stores, window)
        elif what == "filter":
            result |= await filtering(page, tasks)
        elif what == "choose":
            result |= await choosing(page, tasks)
        window.close()
        await tasks.join()
        pictures.close()
        await tasks.call(services.close)
        backend.stop()
        return result

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        return runner.run(main())


async def quiet(tasks) -> None:
    """Wait until no task is on its way."""
    while True:
        await asyncio.sleep(0.01)
        if tasks.is_idle:
            return


async def keys(page, stores, window) -> dict[str, float]:
    """Typing in the JSON editor and in a bare one of the same size, over many lines and in one."""
    from PySide6.QtWidgets import QPlainTextEdit

    from studio.core.catalog import Kind

    result: dict[str, float] = {}
    page.show_view("json")
    page.show_entry(Kind.THEMES, 11)
    await asyncio.sleep(0.3)
    stores.editor.begin()
    ours = page.editor.json.edit
    bare = QPlainTextEdit(window)
    bare.setProperty("kind", "code")
    for name, is_flat in (("lines", False), ("one line", True)):
        text = large_details(is_flat)
        stores.editor.replace_text(text)
        await asyncio.sleep(1.0)
        bare.setGeometry(ours.geometry().translated(ours.mapTo(window, ours.rect().topLeft()) - ours.pos()))
        bare.setPlainText(text)
        middle = len(text) // 2
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for turn in range(4):
            for kind, edit in (("bare", bare), ("ours", ours)):
                bare.setVisible(kind == "bare")
                bare.raise_()
                cursor = edit.textCursor()
                cursor.setPosition(middle + turn)
                edit.setTextCursor(cursor)
                edit.setFocus()
                await asyncio.sleep(0.4)
                times[kind] += await typed(edit, KEYS // 4)
        result[f"ours {name}"] = statistics.mean(times["ours"])
        result[f"bare {name}"] = statistics.mean(times["bare"])
        bare.hide()
    return result


async def typed(edit, count: int) -> list[float]:
    """Milliseconds from each key press to the painted editor."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from studio.ui.catalog.code.code_gutter import Gutter

    times: list[float] = []
    for _ in range(count):
        started = time.thread_time()
        QTest.keyClick(edit, Qt.Key.Key_X)
        edit.viewport().repaint()
        for gutter in edit.findChildren(Gutter):
            gutter.repaint()
        times.append((time.thread_time() - started) * 1_000)
        await asyncio.sleep(0.02)
    return times


async def filtering(page, tasks) -> dict[str, float]:
    """The longest hold of the GUI thread while someone types into the filter and takes it back."""
    holds: list[float] = []
    page.panel.searched.emit("")
    await asyncio.sleep(0.5)  # the list stands on screen when someone begins to type
    page.panel.list.viewport().repaint()
    for words in (
        "t",
        "th",
        "the",
        "them",
        "theme",
        "theme 1",
        "theme 19",
        "theme 199",
        "theme 19",
        "theme 1",
        "theme",
        "",
    ):
        started = time.thread_time()
        page.panel.searched.emit(words)
        page.panel.list.viewport().repaint()
        holds.append((time.thread_time() - started) * 1_000)
        await asyncio.sleep(0.05)
    await quiet(tasks)
    return {"hold": max(holds)}


async def choosing(page, tasks) -> dict[str, float]:
    """The longest hold of the GUI thread for each view in which themes are chosen, over what it does anyway."""
    from studio.core.catalog import Kind
    from studio.ui.catalog.by_turns import ByTurns
    from tests.bench.gaps import Gaps

    every = MANY // LARGE
    gaps = Gaps(time.thread_time, period=0)
    gaps.start()
    await asyncio.sleep(1)
    idle = max(gaps.take())
    result: dict[str, float] = {}
    for view in ("form", "tree", "json"):
        page.show_view(view)
        holds: list[float] = []
        for number in range(1, CHOSEN + 2):
            page.show_entry(Kind.THEMES, number * every)
            await asyncio.sleep(1)  # the prompts, the mock-ups and the figures follow a pause
            await quiet(tasks)
            assert not any(turns.is_busy for turns in page.findChildren(ByTurns))
            holds.append(max(gaps.take()) - idle)
        result[view] = statistics.median(holds[1:])
    gaps.stop()
    return result


def measure(home: Path, what: str) -> dict[str, float]:
    """One measurement in a new process."""
    return measure_anew("bench_catalog", what, home)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few", Path(folder) / "many"
        prepare(few, FEW)
        prepare(many, MANY)
        for home in (few, many):
            measure(home, "open")
        opened = [(measure(many, "open"), measure(few, "open")) for _ in range(RUNS)]
        assert all((one["rows"], other["rows"]) == (MANY, FEW) for one, other in opened)
        typed = [measure(few, "keys") for _ in range(3)]
        held = [measure(many, "filter")["hold"] for _ in range(RUNS)]
        chosen = [measure(many, "choose") for _ in range(RUNS)]
    rows = [
        Row(
            f"catalog list opens, {MANY:,} / {FEW} themes",
            statistics.median(one["open"] for one, _ in opened),
            statistics.median(other["open"] for _, other in opened),
            "ms",
            statistics.median(one["open"] / other["open"] for one, other in opened),
            OPEN_LIMIT,
        ),
        *(
            Row(
                f"keystroke in 64 KB of JSON ({name}) / bare",
                statistics.median(run[f"ours {name}"] for run in typed),
                statistics.median(run[f"bare {name}"] for run in typed),
                "ms",
                statistics.median(run[f"ours {name}"] / run[f"bare {name}"] for run in typed),
                KEY_LIMIT,
            )
            for name in ("lines", "one line")
        ),
        Row(
            f"catalog filter, {MANY:,} themes: longest hold", max(held), 0.0, "ms", statistics.median(held), STALL_LIMIT
        ),
        *(
            Row(
                f"64 KB theme chosen ({view}): longest own hold over idle",
                max(run[view] for run in chosen),
                0.0,
                "ms",
                statistics.median(run[view] for run in chosen),
                STALL_LIMIT,
            )
            for view in ("form", "tree", "json")
        ),
    ]
    return report("catalog", rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once(sys.argv[1])))
        sys.exit(0)
    sys.exit(main())
