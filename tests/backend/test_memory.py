"""What pictures took goes back to the system, though small things that stay were made between them."""

import subprocess
import sys

import pytest

CHILD = """
import resource, sys
from pathlib import Path
from studio.backend.memory import give_back_large_blocks

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

if sys.argv[1] == "given back":
    give_back_large_blocks()
kept = []
for _ in range(4):
    pictures = []
    for _ in range(12):
        pictures.append(bytearray(3_000_000))
        kept.append(bytearray(60_000))
    pictures.clear()
print(resident())
"""
PICTURE_BYTES = 3_000_000


def resident(how: str) -> int:
    """Bytes that a process holds after forty-eight pictures of 3 MB were let go."""
    return int(subprocess.check_output([sys.executable, "-c", CHILD, how], text=True))


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's limit")
def test_what_pictures_took_is_given_back() -> None:
    spared = resident("as it is") - resident("given back")
    assert spared > PICTURE_BYTES
