"""Publishing figures to the real test stack: what lies in the buckets afterwards, and what the library says of it."""

import hashlib
import json
from pathlib import Path

import pytest

from studio.core.errors import NotSignedIn
from studio.core.outbox import OutboxState, Pause, Work
from studio.core.publishing import record_path
from tests.servers.team import Team
from tests.team.desk import open_desk


def objects(team: Team) -> list[str]:
    """What lies in the buckets, oldest first."""
    rows = team.sql("select bucket_id, name from storage.objects order by created_at, bucket_id desc")
    return [f"{row['bucket_id']}/{row['name']}" for row in rows]


async def test_a_figure_is_published_under_its_name_with_its_record_and_anyone_can_open_it(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        (figure,) = await desk.make("a gardener")
        await desk.outbox.publish(figure.id, "Sir Compost!", "A knight of compost.")
        (entry,) = await desk.outbox.entries()
        assert (entry.work, entry.title, entry.state) == (Work.PUBLISH, "Sir Compost!", OutboxState.WAITING)
        assert await desk.outbox.drain() is Pause.NONE
        published = await desk.library.figure(figure.id)
        assert (published.status, published.alt_text) == ("published", "A knight of compost.")
        assert published.url == f"{team.url}/storage/v1/object/public/figures/{ada.id}/sir-compost-{figure.id}.png"
        assert await desk.outbox.entries() == ()
    status, picture = team.call("GET", published.url.removeprefix(team.url))
    assert (status, hashlib.sha256(picture).hexdigest()) == (200, figure.sha256)
    assert objects(team) == [
        f"recipes/{record_path(ada.id, figure.id)}",
        f"figures/{ada.id}/sir-compost-{figure.id}.png",
    ]
    path = f"/storage/v1/object/recipes/{ada.id}/{figure.id}.json"
    record = json.loads(team.call("GET", path, team.headers(ada.token))[1])
    assert (record["id"], record["sha256"], record["url"]) == (figure.id, figure.sha256, published.url)
    assert (record["alt_text"], record["rating"], record["cost"]) == ("A knight of compost.", 0, None)
    assert record["path"] == f"sir-compost-{figure.id}.png"


async def test_publishing_again_changes_nothing_and_unpublishing_takes_everything_away(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        (figure,) = await desk.make("a gardener")
        for _ in range(2):
            await desk.outbox.publish(figure.id)
        await desk.outbox.drain()
        await desk.outbox.publish(figure.id)
        assert await desk.outbox.entries() == ()
        assert len(objects(team)) == 2
        away = await desk.outbox.unpublish(figure.id)
        assert (away.status, away.url) == ("local", None)
        back = await desk.outbox.publish(figure.id)
        assert back.status == "published"
        assert await desk.outbox.entries() == ()
        await desk.outbox.unpublish(figure.id)
        await desk.outbox.drain()
        assert objects(team) == []
        await desk.outbox.publish(figure.id)
        await desk.outbox.drain()
        assert len(objects(team)) == 2


async def test_nobody_publishes_what_is_not_theirs(team: Team, tmp_path: Path) -> None:
    ada, bob = team.make_user("ada@example.org"), team.make_user("bob@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        (figure,) = await desk.make("a gardener")
        await desk.outbox.publish(figure.id)
        await desk.session.sign_out()
        assert await desk.outbox.entries() == ()
        await desk.session.sign_in(bob.email, bob.password)
        assert await desk.outbox.entries() == ()
        assert await desk.outbox.drain() is Pause.NONE
        assert objects(team) == []
        with pytest.raises(NotSignedIn):
            await desk.outbox.publish(figure.id)
        await desk.session.sign_in(ada.email, ada.password)
        assert [entry.figure_id for entry in await desk.outbox.entries()] == [figure.id]
        await desk.outbox.drain()
        assert len(objects(team)) == 2


async def test_a_picture_that_is_there_already_counts_as_published_and_another_one_is_told(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        first, second = await desk.make("a gardener", "a baker")
        for figure, data in ((first, Path(first.path).read_bytes()), (second, b"\x89PNG something else")):
            name = f"{ada.id}/{figure.recipe.subject.replace(' ', '-')}-{figure.id}.png"
            headers = team.headers(ada.token) | {"content-type": "image/png"}
            assert team.call("POST", f"/storage/v1/object/figures/{name}", headers, data)[0] == 200
            await desk.outbox.publish(figure.id)
        await desk.outbox.drain()
        (parked,) = await desk.outbox.entries()
        assert (parked.figure_id, parked.state) == (second.id, OutboxState.PARKED)
        assert "Something else lies" in parked.reason
        assert (await desk.library.figure(first.id)).status == "published"
        await desk.outbox.take_out(parked.id)
        await desk.outbox.drain()
        assert [name for name in objects(team) if second.id in name] == []
