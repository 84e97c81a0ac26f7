"""What every test stands on: no window system is needed, and no test touches a person's own data."""

import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # nobody's real keyring is asked
# each of a hundred commands that the tests start would compile all libraries anew, which takes most of its time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import pytest

FAR_FROM_HOME = "no-home"

_kept: list[object] = []
"""The one QApplication, which must outlive every loop that a test runs on it."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has user folders of its own, and no key of the person who runs it."""
    folder = tmp_path / FAR_FROM_HOME
    monkeypatch.setenv("WTFIGURE_HOME", str(folder))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="session")
def application() -> object:
    """The one application that Qt allows in a process: with windows, whichever test comes first."""
    return _application()


def window_loop_factories() -> dict[str, Callable[[], object]]:
    """The loop of the GUI thread, for tests that are coroutines there."""
    from studio.window_loop import WindowLoop

    return {"qasync": lambda: WindowLoop(_application())}


def _application() -> object:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    if app not in _kept:
        _kept.append(app)
    if isinstance(app, QApplication):
        app.setQuitOnLastWindowClosed(False)
    return app
