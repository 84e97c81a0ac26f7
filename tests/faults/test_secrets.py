"""A planted key is looked for everywhere after the studio has worked with it: files, words, and what children were given."""

import base64
import json
import os
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.faults.report import Campaign
from tests.servers.openai_faults import Fault, answer, error
from tests.servers.openai_server import ImageServer

CANARY = "sk-canary-9d41e07b6c2f58a3"
ECHO = f"Incorrect API key provided: {CANARY}. The header was 'Bearer {CANARY}'."
FAULTS = (
    answer("echo", 400, ECHO, "invalid_value", param="size"),
    answer("echo 401", 401, ECHO, "invalid_api_key"),
    answer("echo 500", 500, ECHO),
    Fault("echo as text", 422, {"detail": ECHO}),
    Fault("echo in the stream", error_event=error(500, ECHO, "server_error")),
    Fault("echo in the picture", data=f"<svg>{ECHO}</svg>".encode()),
)
DRIVER = """
import logging, sys
from studio.cli import run_command
logging.getLogger().setLevel(logging.DEBUG)
logging.getLogger("studio").setLevel(logging.DEBUG)
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
sys.exit(run_command(sys.argv[1:]))
"""


def spellings(secret: str) -> Iterator[bytes]:
    """The secret as it may be found: as it is, in base64 at each offset, for a URL, in hex, backwards escaped."""
    yield secret.encode()
    yield secret.encode().hex().encode()
    yield urllib.parse.quote(secret, safe="").encode()
    yield json.dumps(secret)[1:-1].encode()
    yield secret.encode("utf-16-le")
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + secret.encode())
        yield whole[4 if offset else 0 : -4]


def finds(data: bytes) -> bool:
    return any(spelling in data for spelling in spellings(CANARY))


def test_the_search_finds_every_spelling() -> None:
    for spelling in spellings(CANARY):
        assert finds(b"before " + spelling + b" behind")
    assert not finds(b"sk-another-key" * 100)


class Run:
    """One command as a process of its own; its children are watched while it works."""

    def __init__(self, home: Path, base_url: str, *arguments: str, program: tuple[str, ...] = ("-c", DRIVER)) -> None:
        environment = {**os.environ, "WTFIGURE_HOME": str(home), "OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": base_url}
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.children: dict[int, bytes] = {}
        self.arguments = b""

    def watch(self) -> bytes:
        """Wait for its end; returns all that it said."""
        me = psutil.Process(self.process.pid)
        while self.process.poll() is None:
            self._look(me)
            time.sleep(0.02)
        out, problems = self.process.communicate()
        return out + problems

    def _look(self, me: psutil.Process) -> None:
        try:
            self.arguments = " ".join(me.cmdline()).encode()
            for child in me.children(recursive=True):
                line = " ".join(child.cmdline()).encode()
                # between fork and exec a child is still its parent, with the parent's first environment
                if line != self.arguments:
                    self.children[child.pid] = line + repr(child.environ()).encode()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass


async def search(
    home: Path, campaign: Campaign, faults: tuple[Fault | None, ...], *, program: tuple[str, ...] = ("-c", DRIVER)
) -> None:
    """Work with the key as commands do, well and badly, and look."""
    import asyncio

    async with ImageServer(key=CANARY) as server:
        paid = ("generate", "--engine", "openai", "--subject", "A locksmith", "--quality", "low", "--json")
        runs = [(fault, paid) for fault in faults]
        runs += [(None, ("generate", "--subject", "A locksmith", "--size", "256x384")), (None, ("doctor", "--json"))]
        children = 0
        for fault, arguments in runs:
            server.plan(*([fault] if fault else []))
            run = Run(home, server.base_url, *arguments, program=program)
            said = await asyncio.to_thread(run.watch)
            campaign.expect(not finds(said), f"{fault and fault.name}: said by {arguments[0]}: {said[-400:]!r}")
            campaign.expect(not finds(run.arguments), "in its arguments")
            campaign.expect(not any(map(finds, run.children.values())), f"given to a child of {arguments[0]}")
            children += len(run.children)
            campaign.tries += 1
        campaign.expect(children, "no child was seen")
        used = any(CANARY in str(request.headers) for request in server.asked)
        campaign.expect(used or not faults, "the key was never used")
    files = [path for path in home.rglob("*") if path.is_file()]
    kept = any(path.suffix == ".incomplete" for path in files)
    campaign.expect(kept or not faults, "what was paid is not kept")
    for path in files:
        # what a service sent in a picture's place is kept as it came, whatever it says
        if path.suffix != ".incomplete":
            campaign.expect(not finds(path.read_bytes()), f"in {path.relative_to(home)}")
        campaign.tries += 1


async def test_no_key_is_found_anywhere_after_the_studio_has_worked_with_it(home: Path) -> None:
    campaign = Campaign("a planted key, looked for everywhere", "the environment left as it is; a log of headers")
    await search(home, campaign, (None, *FAULTS))
    campaign.finish(minimum=20)


LEAKY = DRIVER.replace(
    "from studio.cli import run_command",
    "import studio.backend.vault as vault, studio.cli.run as run, studio.backend.engines.mockup.child as child\n"
    "from studio.cli import run_command\n"
    "run.take_environment = lambda environment: vault.take_environment(dict(environment))\n"
    "child.child_environment = dict",
)


async def test_the_same_check_catches_a_key_that_is_left_in_the_environment(home: Path) -> None:
    planted = Campaign("", "")
    await search(home, planted, (), program=("-c", LEAKY))
    assert any("given to a child" in failure for failure in planted.failures)
