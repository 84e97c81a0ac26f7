"""How long the GUI thread is held while a mask is painted over a picture of 2048 × 3072 with the largest soft brush.

A 1 ms precise timer on the GUI thread measures its own gaps; stall = gap minus 1 ms. In each run (a new process) an
idle stretch with the editor open comes before the load: long strokes, one mouse event every 8 ms, with the picture
fitted and at 100 %, while drafts are kept and at last the mask is applied. The value is p99 under load minus p99 idle,
the median of five runs.
"""

import asyncio
import json
import math
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.bench.gaps import p99
from tests.bench.processes import measure_anew
from tests.bench.rows import Row, report, stall
from tests.waiting import until

RUNS = 5
SIDES = (2048, 3072)
EVENTS = 300
EVENT_SECONDS = 0.008
IDLE_SECONDS = 2.0
LIMIT_MS = 8.0
VIEWS = ("fitted", "at 100 %")


def run_once(view: str) -> dict[str, float]:
    """One window in this process: idle, then strokes."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from studio.app import Studio
    from studio.backend.vault import OpenAIEnvironment
    from studio.core.recipe import Recipe
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.start import make_application
    from studio.ui.create.page import CreatePage
    from studio.ui.widgets.mask_brush import LARGEST, Brush
    from studio.ui.widgets.mask_canvas import MaskCanvas
    from studio.window_loop import WindowLoop
    from tests.bench.gaps import Gaps

    app = make_application()

    def send(canvas: MaskCanvas, kind: QEvent.Type, at: QPointF) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    def place(canvas: MaskCanvas, number: int) -> QPointF:
        """A curve that goes all over the canvas, a few centimetres an event."""
        t = number / 25
        middle = canvas.rect().center().toPointF()
        return middle + QPointF(middle.x() * 0.8 * math.sin(1.7 * t), middle.y() * 0.8 * math.sin(2.3 * t + 1))

    async def strokes(canvas: MaskCanvas) -> None:
        send(canvas, QEvent.Type.MouseButtonPress, place(canvas, 0))
        for number in range(1, EVENTS):
            await asyncio.sleep(EVENT_SECONDS)
            if number % 100 == 0:
                send(canvas, QEvent.Type.MouseButtonRelease, place(canvas, number))
                send(canvas, QEvent.Type.MouseButtonPress, place(canvas, number))
            send(canvas, QEvent.Type.MouseMove, place(canvas, number))
        send(canvas, QEvent.Type.MouseButtonRelease, place(canvas, EVENTS))

    async def main() -> dict[str, float]:
        studio = Studio(user_folders(), resources_folder(), OpenAIEnvironment())
        garbage = GarbageCollection()
        studio.window.painted.connect(garbage.start)
        running = asyncio.ensure_future(studio.run())
        await until(studio.brief.changed, lambda: studio.brief.snapshot.is_ready)
        page = studio.window.page("create")
        assert isinstance(page, CreatePage)
        await figure_on_stage(studio)
        page.masking.toggle()
        await until(page.masking.changed, lambda: page.masking.is_on)
        editor = page.masking.editor
        canvas = editor.canvas
        await until(canvas.zoom_changed, lambda: not canvas.picture_rect.isEmpty())
        if view == "at 100 %":
            canvas.zoom_to(1.0)
        editor.set_brush(Brush(LARGEST, is_soft=True))
        gaps = Gaps()
        await asyncio.sleep(1)
        gaps.start()
        await asyncio.sleep(IDLE_SECONDS)
        idle = p99(gaps.take())
        await strokes(canvas)
        page.masking.finish()
        await until(page.masking.changed, lambda: not page.masking.is_on)
        gaps.stop()
        mask = studio.brief.snapshot.brief.mask
        assert mask is not None
        assert (mask.width, mask.height) == SIDES
        studio.window.close()
        await running
        load = gaps.take()
        return {"idle": idle, "load": p99(load), "max": max(load), "ticks": len(load)}

    async def figure_on_stage(studio: Studio) -> None:
        """A figure as large as that."""
        pictures = [(Recipe("a gardener", "A figure of a gardener."), picture())]
        await studio.tasks.call(lambda: studio.services.library.add_sample(pictures, 1))
        studio.generation.refresh()
        await until(studio.generation.changed, lambda: studio.generation.snapshot.selected_figure is not None)
        await asyncio.sleep(1)

    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        return runner.run(main())


def picture() -> bytes:
    """A PNG as large as the figure, with something to see."""
    output = BytesIO()
    Image.radial_gradient("L").resize(SIDES).convert("RGB").save(output, "PNG")
    return output.getvalue()


def main() -> int:
    rows: list[Row] = []
    for view in VIEWS:
        runs: list[dict[str, float]] = []
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as home:
                runs.append(measure_anew("bench_mask", view, Path(home)))
        rows.append(stall(f"mask 2048×3072, {view}", runs, LIMIT_MS))
    return report("mask", rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run_once(sys.argv[1])))
        sys.exit(0)
    sys.exit(main())
