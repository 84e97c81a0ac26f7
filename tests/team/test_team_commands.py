"""The team by commands only, as a script calls them: real processes, the tests' own keyring, the real test stack."""

import asyncio
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.servers.fault_proxy import FaultProxy
from tests.servers.team import PASSWORD, Team
from tests.team.commands import Commands, file_keyring
from tests.team.test_publishing import objects

SMALL = ("--size", "256x384", "--json")


@pytest.fixture
def run(home: Path, team: Team, tmp_path: Path) -> Commands:
    return Commands(home, team, file_keyring(tmp_path))


def test_an_admin_fills_the_catalog_makes_publishes_and_takes_away_by_commands(
    run: Commands, team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org", "admin")
    file = tmp_path / "catalog.json"
    run("catalog", "export", str(file))
    refused = run("publish", "00000000-0000-4000-8000-000000000000", code=1)
    assert (
        refused.stderr.strip() == "Nobody is signed in to the team. Sign in first: sign-in --email E --password-stdin."
    )
    run("sign-in", "--email", ada.email, "--password-stdin", stdin=PASSWORD)
    counts = json.loads(run("catalog", "import", str(file), "--json").stdout)
    assert counts["created"] == 20
    assert len(json.loads(run("outbox", "--json").stdout)) == 20
    assert json.loads(run("catalog", "push", "--json").stdout) == {"pushed": 20, "waiting": []}
    assert [row["count"] for row in team.sql("select count(*) from themes")] == [10]
    assert json.loads(run("catalog", "pull", "--json").stdout) == {"changed": 0, "removed": 0, "total": 20}
    assert len(json.loads(run("catalog", "list", "themes", "--json").stdout)) == 10
    file.write_text(file.read_text("utf-8").replace("spooky but cosy", "calm"), "utf-8")
    run("catalog", "import", str(file))
    assert run("catalog", "push").stdout == "1 change reached the team, 0 wait\n"
    (made,) = json.loads(
        run("generate", "--subject", "A tax wizard", "--theme", "Neon Arcade", "--publish", *SMALL).stdout
    )
    assert made["status"] == "published"
    assert hashlib.sha256(team.call("GET", made["url"].removeprefix(team.url))[1]).hexdigest() == made["sha256"]
    assert len(objects(team)) == 2
    (away,) = json.loads(run("unpublish", made["id"], "--json").stdout)
    assert (away["status"], away["url"], objects(team)) == ("local", None, [])
    (again,) = json.loads(run("publish", made["id"], "--json").stdout)
    assert again["status"] == "published"
    assert run("outbox").stdout == "The outbox is empty.\n"


async def test_what_is_published_offline_waits_and_goes_through_later_and_an_artist_changes_no_catalog(
    run: Commands, team: Team, tmp_path: Path
) -> None:
    bob = team.make_user("bob@example.org")
    file = tmp_path / "catalog.json"
    run("catalog", "export", str(file))
    async with FaultProxy(team.url) as proxy:

        async def via(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
            return await asyncio.to_thread(run, *arguments, url=proxy.url, **more)

        await via("sign-in", "--email", bob.email, "--password-stdin", stdin=PASSWORD)
        refused = await via("catalog", "import", str(file), code=1)
        assert "Only an admin can change the team’s catalog." in refused.stderr
        team.script("insert into prompts (name, template) values ('Card', 'A figure of {{ subject }}')")
        await via("catalog", "pull")
        proxy.refuse()
        done = await via("generate", "--subject", "A night baker", "--publish", *SMALL, code=1)
        (made,) = json.loads(done.stdout)
        assert made["status"] == "local"
        assert done.stderr.startswith("1 figure waits in the outbox. The team’s server cannot be reached."), done.stderr
        (entry,) = json.loads((await via("outbox", "--json")).stdout)
        assert (entry["work"], entry["state"], entry["task"]["figure_id"]) == ("publish", "waiting", made["id"])
        await proxy.admit()
        assert json.loads((await via("outbox", "--run", "--json")).stdout) == []
        assert len(objects(team)) == 2
