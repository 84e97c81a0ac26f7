"""First paint and resident memory of the real window with 1,000 figures, beside a bare PySide6 window.

Each start is a process of its own; ours and the baseline take turns. Time is CPU time until the first paint is on the
window (these machines are shared: wall time says more about the neighbours), memory is resident size when idle.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.processes import fill_library, measure_anew
from tests.bench.rows import ratio, report
from tests.waiting import until

FIGURES = 1_000
STARTS = 15
IDLE_STARTS = 3
IDLE_SECONDS = 2.0
NOT_BEFORE_FIRST_PAINT = ("openai", "supabase", "pydantic", "liquid", "httpx", "PIL", "resvg_py", "uharfbuzz")


def bare() -> dict[str, float]:
    """The least window there is: one label, no style, no data."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication([])
    result = dict[str, float]()

    class BareWindow(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not result:
                result["cpu_ms"] = time.process_time() * 1_000
                QTimer.singleShot(int(float(os.environ["IDLE"]) * 1_000), app.quit)

    window = BareWindow()
    window.setCentralWidget(QLabel("WTFigure Studio"))
    window.resize(1440, 900)
    window.show()
    app.exec()
    result["mb"] = resident_mb()
    return result


def studio() -> dict[str, float]:
    """The real window on a library of 1,000 figures, until its first paint and (for memory) until it is idle."""
    from studio.__main__ import start_quickly

    start_quickly()
    from studio.app import Studio
    from studio.backend.vault import OpenAIEnvironment
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.start import make_application
    from studio.window_loop import WindowLoop

    app = make_application()
    result = dict[str, float]()

    async def run() -> None:
        window = Studio(user_folders(), resources_folder(), OpenAIEnvironment())

        def on_painted() -> None:
            result["cpu_ms"] = time.process_time() * 1_000
            early = [name for name in NOT_BEFORE_FIRST_PAINT if name in sys.modules]
            assert not early, f"imported before first paint: {early}"

        window.window.painted.connect(on_painted)
        garbage = GarbageCollection()
        window.window.painted.connect(garbage.start)
        running = asyncio.ensure_future(window.run())
        await until(window.brief.changed, lambda: window.brief.snapshot.is_ready)
        await asyncio.sleep(float(os.environ["IDLE"]))
        result["mb"] = resident_mb()
        window.window.close()
        await running

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        runner.run(run())
    return result


def resident_mb() -> float:
    import psutil

    return psutil.Process().memory_info().rss / 1_000_000


def measure(what: str, home: Path, idle: float) -> dict[str, float]:
    """One start in a new process."""
    # a person's second start finds compiled modules
    return measure_anew("bench_start", what, home, IDLE=str(idle), PYTHONDONTWRITEBYTECODE="")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill_library(home, FIGURES)
        measure("studio", home, 0)
        starts = [(measure("studio", home, 0), measure("bare", home, 0)) for _ in range(STARTS)]
        idle = [
            (measure("studio", home, IDLE_SECONDS), measure("bare", home, IDLE_SECONDS)) for _ in range(IDLE_STARTS)
        ]
    return report(
        "start",
        [
            ratio(
                "first paint, 1,000 figures / bare window",
                [ours["cpu_ms"] for ours, _ in starts],
                [base["cpu_ms"] for _, base in starts],
                "ms",
                2.5,
            ),
            ratio(
                "resident memory when idle / bare window",
                [ours["mb"] for ours, _ in idle],
                [base["mb"] for _, base in idle],
                "MB",
                2.5,
            ),
        ],
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"bare": bare, "studio": studio}[sys.argv[1]]()))
        sys.exit(0)
    sys.exit(main())
