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


def said(window: subprocess.Popen[str], home: Path, words: str) -> bool:
    """Wait until the window's log has these words; False where it ends, or long enough goes by, without them."""
    log = home / "logs" / "studio.log"
    patience = time.monotonic() + PATIENCE_SECONDS
    while words not in (log.read_text() if log.exists() else ""):
        if window.poll() is not None or time.monotonic() > patience:
            return False
        time.sleep(0.05)
    return True


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
    assert said(first, home, "the library is open")
    assert begin("-m", "studio").wait(PATIENCE_SECONDS) == 0
    assert said(first, home, "raised by a second start")


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
    assert said(window, home, "the library is open")
    window.send_signal(signal.SIGINT)
    window.send_signal(signal.SIGTERM)  # both come when a terminal is closed
    assert window.wait(PATIENCE_SECONDS) == 0
    assert not (home / "library" / "library.sqlite-wal").exists()
