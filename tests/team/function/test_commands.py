"""A new artist by commands only, from the first account to a figure that anybody can open, and out again."""

import asyncio
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from tests.servers.team import PASSWORD, Team
from tests.team.commands import Commands, file_keyring, gnome_keyring
from tests.team.function.calls import Function

EMAIL = "nora@example.org"
SMALL = ("--size", "1024x640", "--quality", "low")


def own(folder: Path) -> AbstractContextManager[dict[str, str]]:
    return nullcontext(file_keyring(folder))


KEYRINGS = [
    pytest.param(own, id="the tests' own keyring"),
    pytest.param(
        gnome_keyring,
        id="gnome-keyring",
        marks=[
            pytest.mark.long,
            pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's keyring"),
        ],
    ),
]


@pytest.fixture(params=KEYRINGS)
def keyring(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    begin: Callable[[Path], AbstractContextManager[dict[str, str]]] = request.param
    folder = tmp_path / "keyring"
    folder.mkdir(mode=0o700)
    with begin(folder) as environment:
        yield environment


async def test_an_artist_signs_up_makes_a_figure_at_the_team_and_publishes_it(
    function: Function, team: Team, home: Path, keyring: dict[str, str]
) -> None:
    commands = Commands(home, team, keyring)

    async def run(*arguments: str, code: int = 0, stdin: str = "") -> str:
        return (await asyncio.to_thread(commands, *arguments, code=code, stdin=stdin)).stdout

    made = await run("sign-up", "--email", EMAIL, "--password-stdin", "--json", stdin=PASSWORD)
    assert json.loads(made)["state"] == "signed-in"
    await run("sign-out")
    await run("whoami", code=1)
    await run("sign-in", "--email", EMAIL, "--password-stdin", stdin=PASSWORD)
    themes = json.loads(await run("catalog", "list", "themes", "--json"))
    assert [theme["name"] for theme in themes][:2] == ["Neon Arcade", "Haunted Kitchen"], "it came with the sign-in"
    brief = ("--subject", "A night baker", "--theme", "Neon Arcade", *SMALL)
    (figure,) = json.loads(await run("generate", *brief, "--engine", "server", "--publish", "--json"))
    assert (figure["status"], figure["engine"]) == ("published", "server")
    status, picture = team.call("GET", figure["url"].removeprefix(team.url))
    assert (status, hashlib.sha256(picture).hexdigest()) == (200, figure["sha256"])
    assert Path(figure["path"]).read_bytes() == picture
    assert json.loads(await run("outbox", "--json")) == []
    checks = {check["check"]: check for check in json.loads(await run("doctor", "--json"))}
    assert [name for name, check in checks.items() if not check["ok"]] == []
    assert checks["team server"]["detail"].endswith("1 of 25 figures used today")
    assert "keyring" in checks["keyring"]["detail"]
    assert not checks["keyring"]["fix"]
    assert function.paid == 1
    await run("sign-out")
    assert json.loads(await run("figures", "--json")) == [], "what is the account's is hidden"
