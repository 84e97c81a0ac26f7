"""How long the GUI thread is held while mock-ups are drawn and 200 thumbnails are made.

A 1 ms precise timer on the GUI thread measures its own gaps; stall = gap minus 1 ms. In each run (a new process) an
idle stretch comes before the load; the value is p99 under load minus p99 idle, the median of five runs.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.processes import fill_library, measure_anew
from tests.bench.rows import report, stall
from tests.waiting import until

RUNS = 5
MOCKUPS = 4
THUMBNAILS = 200
IDLE_SECONDS = 2.0
LIMIT_MS = 8.0


def run_once() -> dict[str, float]:
    """One window in this process: idle, then load."""
    from studio.app import Studio
    from studio.backend.vault import OpenAIEnvironment
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.start import make_application
    from studio.window_loop import WindowLoop
    from tests.bench.gaps import Gaps, p99

    app = make_application()

    async def main() -> dict[str, float]:
        studio = Studio(user_folders(), resources_folder(), OpenAIEnvironment())
        garbage = GarbageCollection()
        studio.window.painted.connect(garbage.start)
        running = asyncio.ensure_future(studio.run())
        await until(
            studio.brief.changed,
            lambda: studio.brief.snapshot.resolution is not None and not studio.brief.snapshot.reasons,
        )
        gaps = Gaps()
        # what is imported once (typefaces, the drawing child) is not part of the load
        await made(studio, 1)
        await asyncio.sleep(1)
        gaps.start()
        await asyncio.sleep(IDLE_SECONDS)
        idle = p99(gaps.take())
        await asyncio.gather(made(studio, MOCKUPS), thumbnails(studio))
        gaps.stop()
        load = gaps.take()
        result = {"idle": idle, "load": p99(load), "max": max(load), "ticks": len(load)}
        studio.window.close()
        await running
        return result

    async def made(studio: Studio, count: int) -> None:
        left = asyncio.Semaphore(0)
        studio.figures.added.connect(lambda _figure: left.release())
        studio.brief.edit(variations=count)
        studio.generation.generate()
        for _ in range(count):
            await left.acquire()

    async def thumbnails(studio: Studio) -> None:
        library = studio.services.library
        query = studio.gallery.snapshot.query
        figures = await studio.tasks.call(lambda: library.page(query, 0, THUMBNAILS))
        for figure in figures:
            await studio.tasks.call(lambda figure=figure: library.thumbnail(figure))

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        return runner.run(main())


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill_library(home, THUMBNAILS)
        runs: list[dict[str, float]] = []
        for _ in range(RUNS):
            for thumbnail in (home / "library" / "thumbnails").rglob("*.*"):
                thumbnail.unlink()
            runs.append(measure_anew("bench_stall", "once", home))
    row = stall(f"{MOCKUPS} mock-ups + {THUMBNAILS} thumbnails", runs, LIMIT_MS)
    return report("stall", [row])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once()))
        sys.exit(0)
    sys.exit(main())
