"""The edge function's own runtime: Deno, with what deno.lock names fetched once and nothing else afterwards."""

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FUNCTION = ROOT / "resources" / "supabase" / "functions" / "static-image-generator"
DENO = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "deno"


def deno_command(verb: str, *rest: str | Path) -> list[str]:
    """`deno VERB …` with the function's configuration and its frozen lock, from the cache alone."""
    lock = ("--config", FUNCTION / "deno.json", "--lock", FUNCTION / "deno.lock", "--frozen", "--cached-only")
    return [str(part) for part in (DENO, verb, *lock, *rest)]


@cache
def deno_environment() -> dict[str, str]:
    """What a Deno process runs in: the cache of this project, filled for this lock, and no secret of the person's."""
    digest = hashlib.sha256((FUNCTION / "deno.lock").read_bytes()).hexdigest()[:16]
    folder = ROOT / "build" / "deno" / digest
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SUPABASE_"))}
    environment |= {"DENO_DIR": str(folder), "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    if not (folder / "fetched").exists():
        fetch = [part for part in deno_command("cache", "--quiet", FUNCTION / "index.ts") if part != "--cached-only"]
        run = subprocess.run(fetch, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert run.returncode == 0, run.stderr
        (folder / "fetched").touch()
    return environment
