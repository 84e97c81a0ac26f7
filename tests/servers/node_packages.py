"""Installs what a package-lock.json names, by the project's own Node; once for each lock, below `build`."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin")


def installed(folder: Path) -> Path:
    """The folder with the `node_modules` of `folder`'s package-lock.json.

    npm checks each package against its hash in the lock. Installed aside and moved into place whole, so that two test
    processes may ask at once.
    """
    lock = (folder / "package-lock.json").read_bytes()
    place = ROOT / "build" / "node" / hashlib.sha256(lock).hexdigest()[:16]
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="installing-") as name:
        aside = Path(name) / "packages"
        aside.mkdir()
        for file in ("package.json", "package-lock.json"):
            shutil.copy(folder / file, aside / file)
        install = subprocess.run(
            [TOOLS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=aside,
            env={**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"},
            capture_output=True,
            check=False,
            timeout=300,
        )
        assert install.returncode == 0, install.stderr.decode()
        try:
            aside.rename(place)
        except OSError:
            assert place.exists()  # another process was faster
    return place
