"""Studios that are killed while they refresh, one after the other: none of them signs the person out."""

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest

from tests.backend.rings import MemoryRing
from tests.backend.sessions import ADA, open_session, rows
from tests.faults.report import Campaign
from tests.servers.auth_server import LIFETIME, PASSWORD, AuthServer
from tests.servers.file_keyring import BACKEND, FILE, FileKeyring

KILLS, ROUNDS, CALLS = 100, 200, 32


@pytest.mark.long
async def test_a_studio_killed_while_it_refreshes_is_signed_in_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", BACKEND)
    monkeypatch.setenv(FILE, str(tmp_path / "keyring.json"))
    campaign = Campaign("session, killed in a refresh", "the new token is not kept", seed=11)
    chance = random.Random(campaign.seed)
    async with AuthServer(reuse=-1) as server:
        server.add(ADA)
        async with open_session(tmp_path, server, FileKeyring()) as session:
            await session.sign_in(ADA, PASSWORD)
        for _ in range(KILLS):
            answers = await _killed(tmp_path, server, chance.randint(0, 4), chance.uniform(0, 0.03))
            campaign.tries += 1
            campaign.expect(answers and answers[0] == "ready", f"no start: {answers}")
            campaign.expect(set(answers[1:]) <= {ADA}, f"signed out: {answers}")
        campaign.expect(server.violations == 0, f"{server.violations} spent tokens were used")
        campaign.expect(server.parents > 0, "no kill fell between the server's answer and the keyring")
        campaign.expect(
            server.parents <= KILLS, f"{server.parents} tokens were spent twice, at most one a kill is lost"
        )
    campaign.finish(KILLS)


@pytest.mark.long
async def test_one_refresh_for_all_who_wait_in_hundreds_of_rounds(tmp_path: Path) -> None:
    campaign = Campaign("session, calls at expiry", "no single flight")
    async with AuthServer(reuse=-1) as server:
        server.add(ADA)
        async with open_session(tmp_path, server, MemoryRing()) as session:
            await session.sign_in(ADA, PASSWORD)
            for round_number in range(1, ROUNDS + 1):
                server.now += LIFETIME + 1
                answers = await asyncio.gather(*(session.call(rows) for _ in range(CALLS)))
                campaign.tries += 1
                campaign.expect(all(answers), f"round {round_number}: a call failed")
                campaign.expect(server.refresh_posts == round_number, f"{server.refresh_posts} in {round_number}")
        campaign.expect(server.violations == server.parents == 0, "a spent token was used")
    campaign.finish(ROUNDS)


async def _killed(root: Path, server: AuthServer, answered: int, after: float) -> list[str]:
    """Let a studio answer so many calls, each with a refresh, and kill it a moment later; returns what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.backend.session_child", str(root), server.url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"call\n" * 50)
    said = [(await process.stdout.readline()).decode().strip() for _ in range(answered + 1)]
    await asyncio.sleep(after)
    process.kill()
    await process.wait()
    return said
