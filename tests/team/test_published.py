"""Browsing, fetching, checking and mending what lies in the team's bucket, on the real test stack."""

from pathlib import Path

import pytest

from studio.backend.team.published import PublishedFigures
from studio.core.errors import TeamRefused
from studio.core.published import Flaw
from tests.backend.libraries import png
from tests.servers.team import Team, User
from tests.team.desk import Desk, open_desk
from tests.team.test_publishing import objects


def shelf(desk: Desk) -> PublishedFigures:
    return PublishedFigures(desk.session, desk.library, desk.outbox)


def put(team: Team, user: User, path: str, data: bytes, kind: str = "image/png") -> None:
    headers = team.headers(user.token) | {"content-type": kind}
    assert team.call("POST", f"/storage/v1/object/{path}", headers, data)[0] == 200


async def test_what_others_published_is_listed_past_a_hundred_and_comes_in_with_its_recipe(
    team: Team, tmp_path: Path
) -> None:
    ada, bob = team.make_user("ada@example.org"), team.make_user("bob@example.org", "admin")
    async with open_desk(tmp_path / "ada", team, ada) as desk:
        (figure,) = await desk.make("a gardener")
        await desk.outbox.publish(figure.id, "Sir Compost", "A knight of compost.")
        await desk.outbox.drain()
        for number in range(104):
            put(team, ada, f"figures/{ada.id}/other-{number}.png", png())
        assert len(await shelf(desk).listed(everyone=False)) == 105
    async with open_desk(tmp_path / "bob", team, bob) as desk:
        assert await shelf(desk).listed(everyone=False) == ()
        everything = await shelf(desk).listed(everyone=True)
        assert len(everything) == 105
        theirs = next(each for each in everything if each.figure_id == figure.id)
        assert (theirs.title, theirs.is_own, theirs.size_bytes) == ("Sir compost", False, figure.size_bytes)
        brought = await shelf(desk).bring_in(theirs)
        assert (brought.sha256, brought.recipe.subject) == (figure.sha256, "a gardener")
        assert (brought.alt_text, brought.status, brought.workspace) == (
            "A knight of compost.",
            "local",
            desk.session.workspace,
        )
        assert (await shelf(desk).thumbnail(theirs)).exists()
        await shelf(desk).download(theirs, tmp_path / "copy.png")
        assert (tmp_path / "copy.png").read_bytes() == Path(brought.path).read_bytes()
        await shelf(desk).remove(theirs)  # an admin may
        assert not any(figure.id in name for name in objects(team))


async def test_an_artist_takes_only_the_own_ones_away(team: Team, tmp_path: Path) -> None:
    ada, bob = team.make_user("ada@example.org"), team.make_user("bob@example.org")
    put(team, ada, f"figures/{ada.id}/hers.png", png())
    async with open_desk(tmp_path, team, bob) as desk:
        (hers,) = await shelf(desk).listed(everyone=True)
        with pytest.raises(TeamRefused):
            await shelf(desk).remove(hers)
        (his,) = await desk.make("a baker")
        await desk.outbox.publish(his.id)
        await desk.outbox.drain()
        (own,) = await shelf(desk).listed(everyone=False)
        await shelf(desk).remove(own)
        assert (await desk.library.figure(his.id)).status == "local"
        assert objects(team) == [f"figures/{ada.id}/hers.png"]


async def test_the_check_finds_each_flaw_and_its_fix_mends_it(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        figures = await desk.make("one", "two", "three", "four")
        for figure in figures:
            await desk.outbox.publish(figure.id)
        await desk.outbox.drain()
        assert await shelf(desk).check() == ()
        headers = team.headers(ada.token) | {"content-type": "application/json"}
        first, second, third = (figure.id for figure in figures[:3])
        for bucket, name in (
            ("recipes", f"{ada.id}/{first}.json"),
            ("figures", f"{ada.id}/two-{second}.png"),
            ("figures", f"{ada.id}/three-{third}.png"),
        ):
            body = f'{{"prefixes": ["{name}"]}}'.encode()
            assert team.call("DELETE", f"/storage/v1/object/{bucket}", headers, body)[0] == 200
        put(team, ada, f"figures/{ada.id}/three-{third}.png", png(30, 30))
        findings = {finding.flaw: finding for finding in await shelf(desk).check()}
        assert {flaw: finding.figure_id for flaw, finding in findings.items()} == {
            Flaw.NO_RECORD: first,
            Flaw.NO_PICTURE: second,
            Flaw.DIFFERENT: third,
        }
        for finding in findings.values():
            assert finding.fix
            await shelf(desk).mend(finding)
        await desk.outbox.drain()
        assert await shelf(desk).check() == ()
        assert [figure.id for figure in figures if not any(figure.id in name for name in objects(team))] == [second]
