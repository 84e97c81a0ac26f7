"""Windows as processes of their own: killed, started twice, asked to end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import Start

PATIENCE_SECONDS = 40


@pytest.fixture
def begin(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process in the library of this test; what still runs at the end is killed."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "WTFIGURE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        begun.append(subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str], word: str) -> bool:
    assert process.stdout is not None
    return any(line.strip() == word for line in process.stdout)


def opened(window: subprocess.Popen[str], home: Path) -> Path:
    """Wait until the window's library is open; returns its log."""
    log = home / "logs" / "studio.log"
    while "the library is open" not in (log.read_text() if log.exists() else ""):
        assert window.poll() is None
        time.sleep(0.05)
    return log


async def test_what_was_typed_survives_a_kill(begin: Callable[..., subprocess.Popen[str]], start: Start) -> None:
    typist = begin("-m", "tests.flows.typist", "A lighthouse keeper")
    assert heard(typist, "saved")
    typist.kill()
    typist.wait()
    studio = await start()
    assert studio.brief.snapshot.brief.subject == "A lighthouse keeper"


def test_a_second_start_raises_the_first_window_and_ends(
    begin: Callable[..., subprocess.Popen[str]], home: Path
) -> None:
    first = begin("-m", "studio")
    log = opened(first, home)
    assert begin("-m", "studio").wait(PATIENCE_SECONDS) == 0
    assert "raised by a second start" in log.read_text()
    assert first.poll() is None


def test_a_killed_window_does_not_stand_in_the_way(begin: Callable[..., subprocess.Popen[str]], home: Path) -> None:
    first = begin("-m", "tests.flows.typist", "A baker")
    assert heard(first, "saved")
    first.kill()
    first.wait()
    assert heard(begin("-m", "tests.flows.typist", "A baker again"), "saved")


def test_a_session_that_ends_closes_the_window_properly(
    begin: Callable[..., subprocess.Popen[str]], home: Path
) -> None:
    window = begin("-m", "studio")
    opened(window, home)
    window.send_signal(signal.SIGTERM)
    assert window.wait(PATIENCE_SECONDS) == 0
    assert not (home / "library" / "library.sqlite-wal").exists()
