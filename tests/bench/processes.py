"""Measurements in processes of their own, over libraries of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

BENCHES = "tests.bench"


def measure_anew(bench: str, what: str, home: Path, **environment: str) -> dict[str, float]:
    """What a bench, called with `what`, prints as its last line: one measurement in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", f"{BENCHES}.{bench}", what],
        env={**os.environ, "WTFIGURE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def fill_library(home: Path, figures: int) -> None:
    """A library with so many sample figures."""
    subprocess.run(
        [sys.executable, "-m", "studio", "library", "sample", str(figures)],
        env={**os.environ, "WTFIGURE_HOME": str(home)},
        check=True,
        capture_output=True,
    )
