"""A studio in a process of its own that types a subject, says when the draft is saved, and then waits to be killed."""

import asyncio
import sys

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment
from studio.paths import resources_folder, user_folders
from studio.start import make_application
from studio.window_loop import WindowLoop
from tests.waiting import until


async def type_and_wait(subject: str) -> None:
    studio = Studio(user_folders(), resources_folder(), OpenAIEnvironment())
    running = asyncio.ensure_future(studio.run())
    await until(studio.brief.changed, lambda: studio.brief.snapshot.is_ready)
    studio.brief.edit(subject=subject)
    await until(studio.brief.changed, lambda: studio.brief.snapshot.is_draft_saved)
    print("saved", flush=True)
    await running


if __name__ == "__main__":
    app = make_application()
    with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
        runner.run(type_and_wait(sys.argv[1]))
