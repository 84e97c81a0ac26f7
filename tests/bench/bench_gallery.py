"""First paint and scroll step of the gallery with real thumbnails in view, at 1,000 and at 100,000 figures.

Each measurement is a process of its own, so that every cache in memory is empty; the two libraries take turns. Time is
CPU time of the whole process, all threads: what a person waits for is counted wherever the work is done. The first
paint lasts from building the screen until every tile in view shows its picture; a scroll step is 40 px with the same
end, from the middle of the library, mean of 120 steps (fetching pages of figures is among them).
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.rows import Row, report

FEW, MANY = 1_000, 100_000
PICTURES = 24
RUNS = 11
STEPS, STEP_PX = 120, 40
LIMIT = 1.3
TURNS = 4


def run_once() -> dict[str, float]:
    """The gallery in this process, over the library of WTFIGURE_HOME."""
    import qasync
    from PySide6.QtWidgets import QMainWindow

    from studio.app import make_application
    from studio.backend.thread import BackendThread
    from studio.core.settings import Settings
    from studio.paths import resources_folder, user_folders
    from studio.services import build_services
    from studio.state.figures import FiguresStore
    from studio.state.gallery import GalleryStore
    from studio.state.tasks import Tasks
    from studio.ui.actions import Actions
    from studio.ui.appearance import Appearance
    from studio.ui.figure_actions import FigureActions
    from studio.ui.gallery.page import GalleryPage
    from studio.ui.messages import Messages
    from studio.ui.pictures import Pictures

    app = make_application()

    async def main() -> dict[str, float]:
        backend = BackendThread()
        services = build_services(user_folders(), resources_folder(), Settings())
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
            on_open=lambda _figure: None,
        )
        window.setCentralWidget(page)
        gallery.refresh()
        await in_view(page, came)
        first = time.process_time() - started
        result = {"first": first * 1_000, "step": await step_ms(page, came), "figures": gallery.window.total or 0}
        window.close()
        await tasks.join()
        await tasks.call(services.close)
        pictures.close()
        backend.stop()
        return result

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
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
                grid = page.grid
                area = grid.viewport().rect().translated(0, grid.verticalOffset())
                tiles = [page.tiles.tile(row) for row in grid.rows_in(area)]
                if tiles and all(tile is not None and tile.key in came.keys for tile in tiles):
                    return
            await came.news.wait()
    finally:
        window.reset.disconnect(came.news.set)
        window.loaded.disconnect(came.news.set)


async def step_ms(page, came: Came) -> float:
    """CPU time of one scroll step, ms."""
    bar = page.grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    await in_view(page, came)
    started = time.process_time()
    for _ in range(STEPS):
        bar.setValue(bar.value() + STEP_PX)
        await in_view(page, came)
    return (time.process_time() - started) * 1_000 / STEPS


def prepare(home: Path) -> dict[int, Path]:
    """Two libraries that share the same few pictures; their thumbnails lie on the disk, as after any look at them."""
    from studio.core.figure import FigureQuery
    from studio.core.settings import Settings
    from studio.paths import UserFolders, resources_folder
    from studio.samples import draw_samples
    from studio.services import build_services

    async def fill(folder: Path, count: int, drawn: list) -> list:
        services = build_services(UserFolders.find({"WTFIGURE_HOME": str(folder)}), resources_folder(), Settings())
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


def measure(home: Path) -> dict[str, float]:
    """One look at the gallery in a new process."""
    environment = {**os.environ, "WTFIGURE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_gallery", "once"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        homes = prepare(Path(folder))
        for home in homes.values():
            measure(home)
        runs = [(measure(homes[MANY]), measure(homes[FEW])) for _ in range(RUNS)]
    assert all((many["figures"], few["figures"]) == (MANY, FEW) for many, few in runs)
    return report("gallery", [row("first paint with thumbnails", "first", runs), row("scroll step", "step", runs)])


def row(words: str, key: str, runs: list[tuple[dict[str, float], dict[str, float]]]) -> Row:
    """The median ratio of neighbours in time: what else these machines do weighs on both alike."""
    return Row(
        f"gallery {words}, {MANY:,} / {FEW:,} figures",
        statistics.median(many[key] for many, _ in runs),
        statistics.median(few[key] for _, few in runs),
        "ms",
        statistics.median(many[key] / few[key] for many, few in runs),
        LIMIT,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once()))
        sys.exit(0)
    sys.exit(main())
