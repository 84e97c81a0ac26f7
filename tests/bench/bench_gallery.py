# ruff: noqa: S608 - what is put together are this module's own columns
"""The gallery with real thumbnails in view, at 1,000 and at 100,000 figures, and its search beside a LIKE scan.

Each look is a process of its own, so that every cache in memory is empty; the two libraries take turns. Time is CPU
time of the whole process, all threads: what a person waits for is counted wherever the work is done. Each of these
lasts until every tile in view shows its picture:

- the first paint, from building the screen;
- a scroll step of 40 px from the middle of the library, mean of 120 (fetching pages of figures is among them);
- the jump to the end;
- a figure inserted on top, mean of 20 that were saved before.

Looks: the grid, shelves by theme (a few long ones), and shelves by subject (tens of thousands of short ones).

A search counts what it finds and reads its first page, for several texts of two or more letters. It stands beside two
scans with LIKE that ask the same: of the library itself, where every text must stay under the limit, and of a table that
has only the searched texts and nothing else, which no library has: a scan could not have less to read.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from tests.bench.processes import measure_anew
from tests.bench.rows import Row, report

FEW, MANY = 1_000, 100_000
PICTURES = 24
RUNS = 9
STEPS, STEP_PX = 120, 40
INSERTS = 20
LIMIT, SEARCH_LIMIT = 1.3, 0.05
"""By subject there are eighty times as many shelves, and how long each is must be known before the first paint."""
TURNS = 4
LOOKS = {"grid": "grid", "theme": "shelves by theme", "subject": "shelves by subject"}
MEASURED = {
    "first": "first paint with thumbnails",
    "step": "scroll step",
    "jump": "jump to the end",
    "insert": "insert on top",
}
SEARCHES = ("dr", "st", "pro", "moss", "night ba", "studio", "epic fal", "known as", "zinc", "qqq")
PAGE = 40


def run_once(look: str) -> dict[str, float]:
    """The gallery in this process, over the library of WTFIGURE_HOME."""
    from PySide6.QtWidgets import QMainWindow

    from studio.backend.thread import BackendThread
    from studio.backend.vault import OpenAIEnvironment
    from studio.core.settings import Settings
    from studio.core.shelves import ShelfKind
    from studio.paths import resources_folder, user_folders
    from studio.services import build_services
    from studio.start import make_application
    from studio.state.figures import FiguresStore
    from studio.state.gallery import GalleryStore
    from studio.state.tasks import Tasks
    from studio.ui.actions import Actions
    from studio.ui.appearance import Appearance
    from studio.ui.figure_actions import FigureActions
    from studio.ui.gallery.page import GalleryPage
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
        window.resize(1366, 844)
        window.show()
        figures = FiguresStore(tasks, services.library)
        gallery = GalleryStore(tasks, services.library, figures, services.resolver)
        pictures = Pictures(tasks, services.library)
        actions = FigureActions(window, figures, pictures, tasks, Messages(window, appearance))
        came = Came(pictures)
        started = time.process_time()
        page = GalleryPage(
            appearance,
            tasks,
            gallery,
            figures,
            pictures,
            Actions(window),
            actions,
            on_make=lambda: None,
            on_make_again=lambda _figure: None,
            on_edit=lambda _figure: None,
            on_open=lambda _figure: None,
        )
        window.setCentralWidget(page)
        if look == "grid":
            gallery.show_grid()
        else:
            gallery.show_grid()  # shelves by theme may be what it begins with: then nothing would be asked for
            gallery.show_shelves(ShelfKind(look))
        await in_view(page, came)
        result = {
            "first": (time.process_time() - started) * 1_000,
            "insert": await insert_ms(page, came, services.library, figures, tasks),
            "jump": await jump_ms(page, came),
            "step": await step_ms(page, came),
            "figures": gallery.window.total or 0,
            "shelves": gallery.window.shelves.count,
        }
        window.close()
        await tasks.join()
        await tasks.call(services.close)
        pictures.close()
        backend.stop()
        return result

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        return runner.run(main())


class Came:
    """Which thumbnails have come; `news` is set at each."""

    def __init__(self, pictures) -> None:
        self.keys: set[str] = set()
        self.news = asyncio.Event()
        pictures.thumbnail_ready.connect(self._on_thumbnail)
        pictures.thumbnail_failed.connect(self._on_failed)

    def _on_thumbnail(self, key: str, _image: object) -> None:
        self.keys.add(key)
        self.news.set()

    def _on_failed(self, key: str) -> None:
        raise AssertionError(f"no thumbnail for {key}")


async def in_view(page, came: Came) -> None:
    """Wait until every tile in view is known and its picture has come and is painted."""
    window = page.tiles._window
    window.reset.connect(came.news.set)
    window.loaded.connect(came.news.set)
    try:
        while True:
            came.news.clear()
            for _ in range(TURNS):
                await asyncio.sleep(0)
            if window.total:
                view = page.views.view
                tiles = [page.tiles.tile(row) for row in view.rows_in(view.shown_area)]
                if tiles and all(tile is not None and tile.key in came.keys for tile in tiles):
                    return
            await came.news.wait()
    finally:
        window.reset.disconnect(came.news.set)
        window.loaded.disconnect(came.news.set)


async def step_ms(page, came: Came) -> float:
    """CPU time of one scroll step, ms."""
    bar = page.views.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    await in_view(page, came)
    started = time.process_time()
    for _ in range(STEPS):
        bar.setValue(bar.value() + STEP_PX)
        await in_view(page, came)
    return (time.process_time() - started) * 1_000 / STEPS


async def jump_ms(page, came: Came) -> float:
    """CPU time of the jump from the beginning to the end, ms."""
    bar = page.views.view.verticalScrollBar()
    bar.setValue(0)
    await in_view(page, came)
    started = time.process_time()
    bar.setValue(bar.maximum())
    await in_view(page, came)
    return (time.process_time() - started) * 1_000


async def insert_ms(page, came: Came, library, figures, tasks) -> float:
    """CPU time from the news of a saved figure until it stands on top, ms; saving it is not counted."""
    from studio.backend.library import figures as rows

    first = page.tiles._window.figure_at(0)
    spent = 0.0
    for number in range(INSERTS):
        made = replace(first, id=str(uuid4()), created_at=first.created_at + timedelta(seconds=number + 1))
        await tasks.call(lambda made=made: library.database.write(lambda inside: rows.insert(inside, made)))
        started = time.process_time()
        figures.added.emit(made)
        await in_view(page, came)
        spent += time.process_time() - started
        assert page.tiles._window.figure_at(0) == made
    ids = [page.tiles._window.figure_at(number).id for number in range(INSERTS)]
    await tasks.call(lambda: library.database.write(lambda inside: [rows.remove(inside, each) for each in ids]))
    figures.removed.emit(tuple(ids))
    await in_view(page, came)
    return spent * 1_000 / INSERTS


def prepare(home: Path) -> dict[int, Path]:
    """Two libraries that share the same few pictures; their thumbnails lie on the disk, as after any look at them."""
    from studio.backend.vault import OpenAIEnvironment
    from studio.core.figure import FigureQuery
    from studio.core.settings import Settings
    from studio.paths import UserFolders, resources_folder
    from studio.samples import draw_samples
    from studio.services import build_services

    async def fill(folder: Path, count: int, drawn: list) -> list:
        services = build_services(
            UserFolders.find({"WTFIGURE_HOME": str(folder)}), resources_folder(), Settings(), OpenAIEnvironment()
        )
        await services.open()
        drawn = drawn or await draw_samples(services, PICTURES)
        await services.library.add_sample(drawn, count)
        for figure in await services.library.page(FigureQuery(), 0, PICTURES):
            await services.library.thumbnail(figure)
        await services.close()
        return drawn

    homes = {count: home / str(count) for count in (FEW, MANY)}
    drawn = asyncio.run(fill(homes[FEW], FEW, []))
    asyncio.run(fill(homes[MANY], MANY, drawn))
    return homes


def measure(home: Path, look: str) -> dict[str, float]:
    """One look at the gallery in a new process."""
    return measure_anew("bench_gallery", look, home)


def measure_search(home: Path) -> list[Row]:
    """The slowest search beside a scan of the library, and the median one beside a scan of bare words; each is printed."""
    from studio.backend.folder import Folder
    from studio.backend.library import figures, queries
    from studio.backend.library.database import connect
    from studio.backend.library.recipes import RecipeReader
    from studio.core.figure import THIS_COMPUTER, FigureQuery

    folder, reader = Folder(next(home.rglob("library.sqlite")).parent), RecipeReader()
    connection = connect(folder.database)
    columns = ("subject", "name", "text", "template", "theme", "rarity", "model")
    library = (
        f"SELECT seq, created_at, {', '.join(f'told.{each} AS {each}' for each in columns)} "
        f"FROM figures JOIN figure_words AS told USING (seq) WHERE workspace = '{THIS_COMPUTER}' AND deleted_at IS NULL"
    )
    connection.execute(f"CREATE TEMP TABLE words AS {library} ORDER BY created_at DESC")
    scan = f"({' OR '.join(f'{each} LIKE ?{{0}}' for each in columns)})"

    def ours(text: str) -> int:
        query = FigureQuery(search=text)
        queries.page(connection, reader, folder, query, 0, PAGE)
        return queries.count(connection, query)

    def scanned(source: str, text: str) -> int:
        words = [f"%{word}%" for word in text.split()]
        where = " AND ".join(scan.format(number + 1) for number in range(len(words)))
        page = connection.execute(
            f"SELECT seq FROM {source} WHERE {where} ORDER BY created_at DESC LIMIT {PAGE}", words
        )
        figures.by_seq(connection, reader, folder, [row[0] for row in page.fetchall()])
        return connection.execute(f"SELECT count(*) FROM {source} WHERE {where}", words).fetchone()[0]

    beside_library = [searched(text, ours, partial(scanned, f"({library})"), "the library") for text in SEARCHES]
    beside_words = [searched(text, ours, partial(scanned, "words"), "bare words") for text in SEARCHES]
    connection.close()
    for row in (*beside_library, *beside_words):
        print(f"  {row.line()}")
    slowest = max(beside_library, key=lambda row: row.value)
    middle = sorted(beside_words, key=lambda row: row.value)[len(SEARCHES) // 2]
    return [
        replace(slowest, name=f"search / LIKE scan of the library, slowest of {len(SEARCHES)} texts"),
        replace(middle, name=f"search / LIKE scan of bare words, median of {len(SEARCHES)} texts"),
    ]


def searched(text: str, ours: Callable[[str], int], scanned: Callable[[str], int], what: str) -> Row:
    """One text, asked both ways by turns."""
    spent: tuple[list[float], list[float]] = ([], [])
    found = [0, 0]
    for _ in range(5):
        for number, ask in enumerate((ours, scanned)):
            started = time.process_time()
            found[number] = ask(text)
            spent[number].append((time.process_time() - started) * 1_000)
    assert found[0] <= found[1]  # a scan finds the middle of words as well
    left, right = (statistics.median(times) for times in spent)
    return Row(
        f"“{text}” in {what}: {found[0]:,} and {found[1]:,} found", left, right, "ms", left / right, SEARCH_LIMIT
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        homes = prepare(Path(folder))
        rows = [row for look in LOOKS for row in measure_look(homes, look)]
        rows += measure_search(homes[MANY])
    return report("gallery", rows)


def measure_look(homes: dict[int, Path], look: str) -> list[Row]:
    """Both libraries by turns, after one look at each that is not counted."""
    for home in homes.values():
        measure(home, look)
    runs = [(measure(homes[MANY], look), measure(homes[FEW], look)) for _ in range(RUNS)]
    assert all((many["figures"], few["figures"]) == (MANY, FEW) for many, few in runs)
    print(f"  {LOOKS[look]}: {runs[0][0]['shelves']:,} and {runs[0][1]['shelves']:,} shelves")
    return [row(f"{LOOKS[look]}: {words}", key, runs) for key, words in MEASURED.items()]


def row(words: str, key: str, runs: Sequence[tuple[dict[str, float], dict[str, float]]]) -> Row:
    """The median ratio of neighbours in time: what else these machines do weighs on both alike."""
    return Row(
        f"{words}, {MANY:,} / {FEW:,}",
        statistics.median(many[key] for many, _ in runs),
        statistics.median(few[key] for _, few in runs),
        "ms",
        statistics.median(many[key] / few[key] for many, few in runs),
        LIMIT,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once(sys.argv[1])))
        sys.exit(0)
    sys.exit(main())
