"""Starts the window's process: one window for each library, the loop of the GUI thread, and what happens to bugs."""

import asyncio
import logging
import os
import signal
import sys
from types import TracebackType
from typing import Any

from PySide6.QtWidgets import QApplication

from studio import __version__
from studio.app import Studio
from studio.backend.logs import start_logging
from studio.backend.vault import OpenAIEnvironment, take_environment
from studio.garbage import GarbageCollection
from studio.paths import UserFolders, resources_folder, user_folders
from studio.state.tasks import bug_error
from studio.ui.main_window import MainWindow
from studio.ui.one_window import OneWindow
from studio.window_loop import WindowLoop

_log = logging.getLogger(__name__)


def run_window() -> int:
    """Run the studio's window until it is closed; returns the exit code."""
    folders, environment = user_folders(), take_environment(os.environ)
    sys.excepthook = _log_bug
    app = make_application()
    one_window = OneWindow(folders.library)
    if not one_window.acquire():
        if one_window.raise_first():
            return 0
        print("The studio is already open for this library, but its window does not answer.", file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return 1
    try:
        with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
            return runner.run(_until_closed(folders, environment, one_window))
    finally:
        one_window.release()


def make_application() -> QApplication:
    """The Qt application with our name; it quits when the composition root says so."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("WTFigure Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("wtfigure-studio")
    app.setQuitOnLastWindowClosed(False)
    return app


async def _until_closed(folders: UserFolders, environment: OpenAIEnvironment, one_window: OneWindow) -> int:
    studio = Studio(folders, resources_folder(), environment)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: _on_loop_error(studio, context))
    garbage = GarbageCollection()
    studio.window.painted.connect(garbage.start)
    studio.catalog.changed.connect(garbage.spare)
    studio.window.painted.connect(lambda: start_logging(folders.logs))
    _close_when_the_session_ends(studio.window)
    await studio.run(one_window)
    return 0


def _close_when_the_session_ends(window: MainWindow) -> None:
    """A log-out or Ctrl+C in the terminal closes the window without asking; Windows tells Qt itself."""
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, window.close_now)


def _on_loop_error(studio: Studio, context: dict[str, Any]) -> None:
    error = context.get("exception")
    _log.error("%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None)
    studio.messages.error(bug_error())


def _log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("studio").critical("a bug reached the top", exc_info=(kind, error, trace))
    if os.isatty(2):
        sys.__excepthook__(kind, error, trace)
