"""kill -9 while the outbox is being emptied: whatever was put in reaches the team once, and the library knows it."""

import asyncio
import hashlib
import random
from pathlib import Path
from uuid import uuid4

import pytest

from studio.core.catalog import Kind
from studio.core.outbox import EntryChange
from tests.faults.report import Campaign
from tests.servers.team import Team, User
from tests.team.desk import open_desk
from tests.team.outbox_child import BEGAN, Plan, child

SEED = 20261124


async def fill(root: Path, team: Team, user: User) -> tuple[dict[str, str], list[str]]:
    """Three figures and two new themes in the outbox, in turns; gives sha256 by figure id, and the themes' names."""
    names = [f"theme {uuid4()}" for _ in range(2)]
    async with open_desk(root, team, user) as desk:
        figures = await desk.make("one", "two", "three")
        for position, figure in enumerate(figures):
            await desk.outbox.publish(figure.id)
            for name in names[position : position + 1]:
                change = EntryChange(str(uuid4()), Kind.THEMES, None, None, name, {"n": position})
                await desk.outbox.change(change, name)
    return {figure.id: figure.sha256 for figure in figures}, names


async def judge(root: Path, team: Team, user: User, figures: dict[str, str], names: list[str], what: Campaign) -> None:
    async with open_desk(root, team, user) as desk:
        what.expect(await desk.outbox.entries() == (), "something is left in the outbox")
        for figure_id, sha256 in figures.items():
            figure = await desk.library.figure(figure_id)
            what.expect(figure.status == "published", f"{figure_id} is {figure.status} here")
            data = team.call("GET", (figure.url or team.url).removeprefix(team.url))[1]
            what.expect(hashlib.sha256(data).hexdigest() == sha256, f"{figure_id} has other bytes")
            rows = team.sql("select name from storage.objects where name like $1", f"%{figure_id}%")
            what.expect(len(rows) == 2, f"{figure_id}: {len(rows)} objects")
        what.expect(not (await desk.library.check()).faults, "the library has faults")
    for name in names:
        rows = team.sql("select id from themes where name = $1", name)
        versions = team.sql("select 1 from catalog_history where value ->> 'name' = $1", name)
        what.expect((len(rows), len(versions)) == (1, 1), f"{name}: {len(rows)} rows, {len(versions)} versions")


async def kills(root: Path, team: Team, count: int, campaign: Campaign, mutant: str = "") -> None:
    """Children are killed at a random moment, again and again, until the outbox of a library is empty; then another."""
    chance = random.Random(campaign.seed)
    user = team.make_user("ada@example.org", "admin")
    number, span = 0, 0.1
    while campaign.tries < count:
        number += 1
        place = root / str(number)
        figures, names = await fill(place, team, user)
        plan = Plan(place, team.url, team.anon_key, user.email, mutant)
        is_done = False
        while not is_done:
            with child(plan) as (process, hear):
                is_done = await asyncio.to_thread(hear.recv) != BEGAN
                if not is_done:
                    await asyncio.sleep(chance.uniform(0, span))
                    # on a slow computer a kill must come later to meet the later steps too
                    span = span * 0.7 if hear.poll() else min(1.0, span * 1.3)
                    process.kill()
                    campaign.tries += 1
        await judge(place, team, user, figures, names, campaign)


async def test_thirty_kills_lose_and_double_nothing(team: Team, tmp_path: Path) -> None:
    campaign = Campaign("kill -9 while publishing (short)", "taken out before the team has it", SEED)
    await kills(tmp_path, team, 30, campaign)
    campaign.finish(minimum=30)


async def test_the_same_check_catches_a_planted_bug(team: Team, tmp_path: Path) -> None:
    planted = Campaign("", "", SEED)
    await kills(tmp_path, team, 3, planted, "taken out before the team has it")
    assert any("is local here" in failure for failure in planted.failures), planted.failures


@pytest.mark.long
async def test_three_hundred_kills_lose_and_double_nothing(team: Team, tmp_path: Path) -> None:
    campaign = Campaign("kill -9 while publishing", "taken out before the team has it", SEED + 1)
    await kills(tmp_path, team, 300, campaign)
    campaign.finish(minimum=300)
