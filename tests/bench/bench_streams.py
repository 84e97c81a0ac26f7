"""How long the GUI thread is held while four streamed 1024x1536 pictures with three previews each come at once over TLS.

The whole studio, as an artist has it open: previews are decoded and shown on the stage, pictures are saved and get their
thumbnails. In each run (a new process) an idle stretch comes before the load, and one picture before that (the SDK is
imported, the certificate read); the value is p99 under load minus p99 idle, the median of five runs.
"""

import asyncio
import gc
import json
import os
import resource
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.image_server import image_server
from tests.bench.processes import measure_anew
from tests.bench.rows import Row, report, stall
from tests.servers.openai_server import KEY
from tests.waiting import until

RUNS = 5
PICTURES = 4
PREVIEWS = 3
IDLE_SECONDS = 2.0
LIMIT_MS = 8.0
LIMIT_MB = 12.0


def run_once() -> dict[str, float]:
    """One window in this process: idle, then load."""
    from studio.app import Studio
    from studio.backend.vault import take_environment
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.start import make_application
    from studio.window_loop import WindowLoop
    from tests.bench.gaps import Gaps, p99

    app = make_application()

    async def main() -> dict[str, float]:
        studio = Studio(user_folders(), resources_folder(), take_environment(os.environ))
        garbage = GarbageCollection()
        studio.window.painted.connect(garbage.start)
        running = asyncio.ensure_future(studio.run())
        await until(studio.brief.changed, lambda: studio.brief.snapshot.is_ready)
        await until(studio.service.changed, lambda: studio.service.snapshot.status is not None)
        studio.settings.change(daily_budget="")
        studio.brief.choose_engine("openai")
        studio.brief.edit(quality="low", parameters={"partial_images": PREVIEWS})
        await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
        gaps = Gaps()
        await made(studio, PICTURES)
        await asyncio.sleep(1)
        gaps.start()
        await asyncio.sleep(IDLE_SECONDS)
        idle = p99(gaps.take())
        await made(studio, PICTURES)
        gaps.stop()
        load = gaps.take()
        before = resident()
        for _ in range(3):
            await made(studio, PICTURES)
        await asyncio.sleep(0.5)
        grown = resident() - before
        studio.window.close()
        await running
        return {"idle": idle, "load": p99(load), "max": max(load), "ticks": len(load), "grown": grown}

    async def made(studio: Studio, count: int) -> None:
        left = asyncio.Semaphore(0)
        connection = studio.figures.added.connect(lambda _figure: left.release())
        studio.brief.edit(variations=count)
        studio.generation.generate()
        for _ in range(count):
            await left.acquire()
        studio.figures.added.disconnect(connection)

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        return runner.run(main())


def resident() -> float:
    """Megabytes of memory of this process."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, image_server(Path(folder), seconds=0.6, tls=True) as base_url:
        runs = [
            measure_anew(
                "bench_streams", "once", Path(folder) / str(number), OPENAI_BASE_URL=base_url, OPENAI_API_KEY=KEY
            )
            for number in range(RUNS)
        ]
    grown = statistics.median(run["grown"] for run in runs)
    rows = [
        stall(f"{PICTURES} streams", runs, LIMIT_MS),
        Row("memory after three more rounds of four pictures", grown, 0, "MB", grown, LIMIT_MB),
    ]
    return report("streams", rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once()))
        sys.exit(0)
    sys.exit(main())
