"""The team's edge functions in a real Deno, reached through /functions/v1 as on a hosted project."""

import queue
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.deno import DENO, deno_environment
from tests.servers.project import SUPABASE
from tests.servers.team import Team

PATIENCE_SECONDS = 120


@contextmanager
def serving(
    team: Team, function: str = "static-image-generator", log: Path | None = None, **secrets: str
) -> Iterator[str]:
    """Run `resources/supabase/functions/<function>/index.ts` for `team`; gives the address it listens on.

    `secrets` are what a team sets for its functions, as OPENAI_API_KEY. What Supabase itself sets is there. Packages
    come by the function's own lock, once, into `build/deno`.
    """
    folder = SUPABASE / "functions" / function
    environment = deno_environment() | {
        "DENO_SERVE_ADDRESS": "tcp:127.0.0.1:0",
        "SUPABASE_URL": team.url,
        "SUPABASE_ANON_KEY": team.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": team.secret_key,
    }
    process = subprocess.Popen(
        [DENO, "run", "--no-prompt", "--frozen", "--allow-net", "--allow-env", "index.ts"],
        cwd=folder,
        env=environment | secrets,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    heard: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(process, heard, log), daemon=True).start()
    try:
        url = heard.get(timeout=PATIENCE_SECONDS)
        assert url.startswith("http://127.0.0.1:"), f"the function does not start:\n{url}"
        team.end_with(process.pid)
        team.serve_functions(url)
        yield url
        team.serve_functions(None)
    finally:
        process.kill()
        process.wait()


def _listen(process: subprocess.Popen[str], heard: "queue.Queue[str]", log: Path | None) -> None:
    """Tells where it listens, or all it said where it ended before; keeps reading so that it never waits for us."""
    assert process.stdout is not None
    said: list[str] = []
    with process.stdout as lines:
        for line in lines:
            if match := re.match(r"Listening on (http://\S+?)/?\s", line):
                heard.put(match[1])
            said = [*said[-200:], line]
            if log is not None:
                with log.open("a", encoding="utf-8") as file:
                    file.write(line)
    heard.put("".join(said))
