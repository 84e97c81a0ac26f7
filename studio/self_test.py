"""The bundle's own check: the real window makes and saves a mock-up in a library of its own, and reads it back.

Then the doctor looks at this computer, and what is loaded only when it is needed is loaded once: a bundle may lack it.
"""

import asyncio
import tempfile
from importlib import import_module
from pathlib import Path

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.core.figure import Figure
from studio.core.health import Verdict
from studio.paths import UserFolders, resources_folder
from studio.start import make_application
from studio.window_loop import WindowLoop

PATIENCE_SECONDS = 120
LOADED_LATE = (
    "studio.backend.engines.openai.sdk",
    "studio.backend.session.accounts",
    "studio.backend.session.team",
    "studio.cli",
    "studio.core.details_schema",
    "jsonschema",
    "keyring.backends",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
)


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
    checks = await studio.tasks.call(studio.services.doctor.examine)
    wrong = [check.line for check in checks if check.verdict is Verdict.WRONG]
    wrong += await asyncio.to_thread(_missing, resources_folder())
    studio.window.close()
    await running
    for line in wrong:
        print(f"self-test: {line}")  # noqa: T201 - as below
    print(  # noqa: T201 - the answer of the command
        f"self-test: saved {figure.width}x{figure.height} px, {figure.size_bytes:,} bytes, {len(result.faults)} faults"
    )
    return 0 if result.figures == 1 and not result.faults and not wrong else 1


def _missing(resources: Path) -> list[str]:
    """What the studio would miss later."""
    missing: list[str] = []
    for name in LOADED_LATE:
        try:
            import_module(name)
        except ImportError as error:
            missing.append(f"{name} cannot be loaded: {error}")
    if not list((resources / "supabase" / "migrations").glob("*.sql")):
        missing.append("the SQL that sets a team up is not on board")
    return missing
