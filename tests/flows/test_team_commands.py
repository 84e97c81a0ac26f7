"""The team's commands as a script calls them: real processes, one keyring, one home."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.servers.auth_server import KEY, PASSWORD, AuthServer
from tests.servers.file_keyring import BACKEND, FILE

ADA = "ada@example.org"
WRONG = "wr0ng-canary-password"


@dataclass(frozen=True)
class Done:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Awaitable[Done]]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with AuthServer() as server:
        server.add(ADA, role="admin")
        yield server


@pytest_asyncio.fixture
async def run(home: Path, tmp_path: Path, server: AuthServer) -> Run:
    """Run a command of a studio whose settings name the project."""
    settings = home / "settings"
    settings.mkdir(parents=True)
    (settings / ".env").write_text(f"EXPO_PUBLIC_SUPABASE_URL={server.url}\nEXPO_PUBLIC_SUPABASE_ANON_KEY={KEY}\n")

    async def run(*arguments: str, typed: str = "", **more: str) -> Done:
        environment = {
            **os.environ, "WTFIGURE_HOME": str(home), "PYTHON_KEYRING_BACKEND": BACKEND,
            FILE: str(tmp_path / "keyring.json"), **more,
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "studio", *arguments, env=environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate(f"{typed}\n".encode())
        return Done(process.returncode or 0, out.decode(), err.decode())

    return run


async def test_a_script_signs_in_works_and_signs_out(run: Run, server: AuthServer, home: Path, tmp_path: Path) -> None:
    before = await run("whoami", "--json")
    assert (before.code, before.value["state"], before.value["workspace"]) == (1, "signed-out", "local")
    made = await run("sign-in", "--email", ADA, "--password-stdin", "--json", typed=PASSWORD)
    assert made.code == 0, made.err
    assert "catalog could not be pulled" in made.err, "there is none at this server, which undoes no sign-in"
    assert (made.value["state"], made.value["email"], made.value["role"]) == ("signed-in", ADA, "admin")
    who = await run("whoami", "--json")
    assert who.value == made.value
    out = await run("sign-out", "--json")
    assert (out.code, out.value["state"]) == (0, "signed-out")
    assert server.open_sessions == []
    assert json.loads((tmp_path / "keyring.json").read_text()) == {}
    assert (await run("whoami")).code == 1
    assert server.violations == 0
    kept = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    secrets = [PASSWORD, *server.tokens]
    printed = [text for done in (before, made, who, out) for text in (done.out, done.err)]
    for secret in secrets:
        assert not any(secret.encode() in data for data in kept)
        assert not any(secret in text for text in printed)


async def test_what_is_refused_is_one_sentence_and_1(run: Run, server: AuthServer) -> None:
    wrong = await run("sign-in", "--email", ADA, "--password-stdin", typed=WRONG)
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err.count("\n") == 1
    assert "don’t match" in wrong.err
    assert WRONG not in wrong.err
    nothing = await run("sign-in", "--email", ADA, "--password-stdin", "--json")
    assert (nothing.code, nothing.out) == (1, "")
    assert (await run("sign-in", "--email", ADA)).code == 2, "a password is never taken from the command line"
    fail = "keyring.backends.fail.Keyring"
    unkept = await run("sign-in", "--email", ADA, "--password-stdin", typed=PASSWORD, PYTHON_KEYRING_BACKEND=fail)
    assert unkept.code == 1
    assert "keyring" in unkept.err
    assert server.open_sessions == [], "nothing would keep that session"


async def test_without_network_who_was_signed_in_is_still_known(run: Run, server: AuthServer) -> None:
    await run("sign-in", "--email", ADA, "--password-stdin", typed=PASSWORD)
    await server.stop()
    who = await run("whoami", "--json")
    assert (who.code, who.value["state"], who.value["email"]) == (0, "offline", ADA)


async def test_the_environment_and_a_named_file_come_before_the_settings(
    run: Run, server: AuthServer, tmp_path: Path
) -> None:
    named = tmp_path / "team.env"
    named.write_text(f"EXPO_PUBLIC_SUPABASE_URL=https://named.supabase.co\nEXPO_PUBLIC_SUPABASE_ANON_KEY={KEY}\n")
    assert (await run("--env-file", str(named), "whoami", "--json")).value["team"] == "named"
    environment = {"EXPO_PUBLIC_SUPABASE_URL": "https://env.supabase.co", "EXPO_PUBLIC_SUPABASE_ANON_KEY": KEY}
    assert (await run("whoami", "--json", **environment)).value["team"] == "env"
    secret = environment | {"EXPO_PUBLIC_SUPABASE_ANON_KEY": "sb_secret_0123456789abcdef"}
    refused = await run("whoami", "--json", **secret)
    assert (refused.code, refused.value["state"]) == (1, "not-connected")
    assert "secret key" in refused.value["notice"]
    assert "0123456789abcdef" not in refused.out
    missing = await run("--env-file", str(tmp_path / "none.env"), "whoami")
    assert missing.code == 1
    assert "none.env" in missing.out


async def test_a_new_account_is_told_to_look_for_its_mail(home: Path, tmp_path: Path, run: Run) -> None:
    async with AuthServer(confirms=True) as confirming:
        environment = {"EXPO_PUBLIC_SUPABASE_URL": confirming.url, "EXPO_PUBLIC_SUPABASE_ANON_KEY": KEY}
        made = await run("sign-up", "--email", "new@example.org", "--password-stdin", typed=PASSWORD, **environment)
        assert made.code == 0, made.err
        assert "Open the link in the mail to new@example.org" in made.out
