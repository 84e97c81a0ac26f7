"""Asks parts of the function something, all in one Deno process."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.servers.deno import deno_command, deno_environment

HERE = Path(__file__).parent


async def drive(*calls: dict[str, Any]) -> list[Any]:
    """The answers of `drive.ts`, in the order of the calls."""
    process = await asyncio.create_subprocess_exec(
        *deno_command("run", "--quiet", "--allow-net=127.0.0.1", HERE / "drive.ts"),
        env=deno_environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, said = await asyncio.wait_for(process.communicate(json.dumps(calls).encode()), 120)
    assert process.returncode == 0, said.decode()
    answers: list[Any] = json.loads(output)
    return answers
