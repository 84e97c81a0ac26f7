"""The bundle's own check: the real window makes and saves a mock-up in a library of its own, and reads it back."""

import asyncio
import tempfile

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.core.figure import Figure
from studio.paths import UserFolders, resources_folder
from studio.start import make_application
from studio.window_loop import WindowLoop

PATIENCE_SECONDS = 120


def run_self_test() -> int:
    """Returns 0 where one figure was made, saved and found whole."""
    app = make_application()
    with tempfile.TemporaryDirectory(prefix="wtfigure-") as home:
        folders = UserFolders.find({"WTFIGURE_HOME": home})
        with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
            try:
                return runner.run(asyncio.wait_for(_make_one(folders), PATIENCE_SECONDS))
            except TimeoutError:
                print("self-test: no figure was saved in time")  # noqa: T201 - the answer of the command
                return 1


async def _make_one(folders: UserFolders) -> int:
    studio = Studio(folders, resources_folder(), OpenAIEnvironment())
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    saved: asyncio.Future[Figure] = loop.create_future()

    def on_brief_changed() -> None:
        now = studio.brief.snapshot
        if now.resolution is not None and not now.reasons and not ready.done():
            ready.set_result(None)

    def on_saved(figure: Figure) -> None:
        if not saved.done():
            saved.set_result(figure)

    studio.brief.changed.connect(on_brief_changed)
    studio.figures.added.connect(on_saved)
    running = asyncio.ensure_future(studio.run())
    await ready
    studio.generation.generate()
    figure = await saved
    result = await studio.tasks.call(studio.services.library.check)
    studio.window.close()
    await running
    print(  # noqa: T201 - the answer of the command
        f"self-test: saved {figure.width}x{figure.height} px, {figure.size_bytes:,} bytes, {len(result.faults)} faults"
    )
    return 0 if result.figures == 1 and not result.faults else 1
