"""The edge function's own runtime: Deno, with what deno.lock names fetched once and nothing else afterwards."""

import hashlib
import os
import subprocess
from functools import cache
from pathlib import Path

from tests.servers.node_packages import ROOT, TOOLS

DENO = TOOLS / "deno"
FUNCTION = ROOT / "resources" / "supabase" / "functions" / "static-image-generator"


def deno_command(verb: str, *rest: str | Path) -> list[str]:
    """`deno VERB …` with the function's configuration and its frozen lock, from the cache alone."""
    lock = ("--config", FUNCTION / "deno.json", "--lock", FUNCTION / "deno.lock", "--frozen", "--cached-only")
    return [str(part) for part in (DENO, verb, *lock, *rest)]


@cache
def deno_environment() -> dict[str, str]:
    """What a Deno process runs in: the cache of this project, filled for this lock, and no secret of the person's."""
    folder = ROOT / "build" / "deno"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SUPABASE_"))}
    environment |= {"DENO_DIR": str(folder), "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    fetched = folder / f"fetched-{hashlib.sha256((FUNCTION / 'deno.lock').read_bytes()).hexdigest()[:16]}"
    if not fetched.exists():
        fetch = [part for part in deno_command("cache", "--quiet", FUNCTION / "index.ts") if part != "--cached-only"]
        run = subprocess.run(fetch, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert run.returncode == 0, run.stderr
        fetched.touch()
    return environment
