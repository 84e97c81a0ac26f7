"""Runs every bench, each in a process of its own, and prints one table; ends with 1 where a limit is missed."""

import subprocess
import sys
from pathlib import Path

HEAD = f"{'what':<58} | {'ours':>15} | {'baseline':>15} | {'value':>6} | {'limit':>5} |"


def main() -> int:
    only = sys.argv[1:]
    benches = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    print(HEAD, flush=True)
    codes = [
        subprocess.run([sys.executable, "-m", f"tests.bench.{bench}"], check=False).returncode
        for bench in benches
        if not only or bench.removeprefix("bench_") in only
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
