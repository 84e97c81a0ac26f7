"""Publishing figures to the real test stack: what lies in the buckets afterwards, and what the library says of it."""

import asyncio
import hashlib
import json
from itertools import groupby, pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from studio.backend.jobs import Jobs
from studio.backend.team import buckets
from studio.backend.team.published import PublishedFigures
from studio.core.catalog import Kind
from studio.core.errors import NotSignedIn, TeamUnreachable
from studio.core.outbox import EntryChange, OutboxEvent, OutboxMoved, OutboxProgressed, OutboxState, Pause, Work
from studio.core.publishing import record_path
from studio.core.session import Role, account_of
from tests.backend.libraries import PiecesEngine, open_jobs, png, recipe
from tests.servers.fault_proxy import FAULTS, FaultProxy
from tests.servers.team import Team
from tests.team.desk import open_desk
from tests.virtual_time import VirtualTime


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


LOST = next(fault for fault in FAULTS if fault.lost)
HANG = next(fault for fault in FAULTS if fault.hang)


@pytest.mark.parametrize("heard_by", ["another call", "the outbox", "a server in trouble"])
async def test_where_the_network_is_known_to_be_away_a_figure_waits_from_the_first_moment_and_is_tried_all_the_same(
    team: Team, tmp_path: Path, heard_by: str
) -> None:
    ada = team.make_user("ada@example.org")
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        desk.hold_session()
        earlier, figure = await desk.make("a baker", "a gardener")
        if heard_by == "a server in trouble":
            proxy.strike(LOST, lambda request: request.path.startswith("/storage/"))
        else:
            proxy.refuse()
        if heard_by == "another call":
            with pytest.raises(TeamUnreachable):
                await desk.puller.pull()
        else:
            await desk.outbox.publish(earlier.id)
            assert await desk.outbox.drain() is Pause.NETWORK
        desk.told.clear()
        await desk.outbox.publish(figure.id)
        assert shown(desk.told) == [("", Pause.NETWORK)], "nobody has tried yet"
        proxy.refuse()
        desk.time.now += 600
        assert await desk.outbox.drain() is Pause.NETWORK
        assert set(shown(desk.told)) == {("", Pause.NETWORK)}, "while it is tried it still waits"
        tried = (await desk.outbox.entries())[0]
        assert tried.attempts or tried.reason, "it was tried"
        await proxy.admit()
        desk.told.clear()
        desk.time.now += 600
        assert await desk.outbox.drain() is Pause.NONE
        assert await desk.outbox.entries() == ()
        assert shown(desk.told)[-1] == ("", Pause.NONE)
        assert (await desk.library.figure(figure.id)).status == "published"


async def test_the_first_that_leaves_after_the_network_was_away_is_shown_on_its_way(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        desk.hold_session()
        (figure,) = await desk.make("a gardener", data=png(700, 700))
        proxy.refuse()
        await desk.outbox.publish(figure.id)
        assert await desk.outbox.drain() is Pause.NETWORK
        (entry,) = await desk.outbox.entries()
        await proxy.admit()
        desk.told.clear()
        desk.time.now += 600
        await desk.outbox.drain()
        seen = [running for running, _ in groupby(shown(desk.told))]
        assert seen[0] == ("", Pause.NETWORK)
        assert (entry.id, Pause.NONE) in seen


async def test_what_is_on_its_way_is_shown_so_whatever_else_is_put_in_meanwhile(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        first, second = await desk.make("a gardener", "a baker", data=png(700, 700))
        await desk.outbox.publish(first.id)
        (entry,) = await desk.outbox.entries()
        proxy.strike(HANG, lambda request: "/figures/" in request.path)
        has_left = asyncio.Event()
        desk.outbox.listen(lambda event: has_left.set() if isinstance(event, OutboxProgressed) else None)
        desk.outbox.start()
        async with asyncio.timeout(20):
            await has_left.wait()
        desk.told.clear()
        await desk.outbox.publish(second.id)
        assert shown(desk.told) == [(entry.id, Pause.NONE)]


@pytest.mark.parametrize(("seconds", "least", "most"), [(0.1, 40, 60), (0.0005, 2, 3)])
async def test_a_bar_moves_smoothly_on_a_slow_line_and_is_not_drawn_in_vain_on_a_fast_one(
    seconds: float, least: int, most: int
) -> None:
    time, told = VirtualTime(), [0]
    async for _ in buckets.Pieces(bytes(3_000_000), told.append, time.clock):
        await time.sleep(seconds)
    assert least <= len(told) - 1 <= most
    assert told[-1] == 3_000_000
    if least > 2:
        assert max(after - before for before, after in pairwise(told)) <= 0.025 * 3_000_000


def shown(events: list[OutboxEvent]) -> list[tuple[str, Pause]]:
    """Which entry was said to be on its way, or why none is, in order."""
    return [(event.running, event.pause) for event in events if isinstance(event, OutboxMoved)]


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


async def test_what_is_to_be_published_when_it_is_done_waits_from_the_moment_it_is_saved(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        async with open_jobs(desk.library) as jobs:
            jobs.listen(desk.outbox.on_job)
            workspace = desk.session.workspace
            made = await jobs.submit(workspace, [recipe("a gardener"), recipe("a baker")], publishes=True)
            await jobs.wait([job.id for job in made])
            (only_saved,) = await jobs.submit(workspace, [recipe("a tailor")])
            await jobs.wait([only_saved.id])
        entries = await desk.outbox.entries()
        assert [(entry.figure_id, entry.title) for entry in entries] == [
            (made[0].id, "a gardener"),
            (made[1].id, "a baker"),
        ]
        await desk.outbox.drain()
        figure = await desk.library.figure(made[0].id)
        assert (figure.status, figure.alt_text) == (
            "published",
            "Action figure in its packaging: a gardener (theme Retro Arcade).",
        )
        assert (await desk.library.figure(only_saved.id)).status == "local"
    assert len(objects(team)) == 4


async def test_one_that_had_arrived_when_the_studio_died_is_published_too_and_whoever_starts_next_reads_no_title(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        workspace = desk.session.workspace
        engine = PiecesEngine("openai")
        engine.gate = asyncio.Event()
        async with open_jobs(desk.library, engine) as jobs:
            (job,) = await jobs.submit(workspace, [recipe("a secret gardener", "openai")])
            await engine.half_way.wait()
            await jobs.publish_when_done(workspace, publishes=True)
        await desk.library.database.write(
            lambda connection: connection.execute("UPDATE jobs SET state = 'running', owner = 'dead'")
        )
        desk.library.folder.part(job.id).write_bytes(png())
        await desk.session.sign_out()
        jobs = Jobs(desk.library, {})
        (notice,) = await jobs.open()
        await jobs.close()
        assert notice.sentence == "A figure had arrived before the studio stopped; it is saved now."
        assert await desk.outbox.entries() == ()
        await desk.session.sign_in(ada.email, ada.password)
        assert [entry.figure_id for entry in await desk.outbox.entries()] == [job.id]


async def test_nobody_sees_or_moves_another_accounts_figures_by_their_ids(team: Team, tmp_path: Path) -> None:
    ada, bob = team.make_user("ada@example.org"), team.make_user("bob@example.org")
    async with open_desk(tmp_path, team, ada) as desk:
        (secret,) = await desk.make("a secret gardener")
        await desk.outbox.publish(secret.id)
        (entry,) = await desk.outbox.entries()
        await desk.library.database.write(
            lambda connection: connection.execute("UPDATE outbox SET state = 'parked' WHERE id = ?", (entry.id,))
        )
        await desk.session.sign_out()
        await desk.session.sign_in(bob.email, bob.password)
        # a file of his own under the id of her figure, which he may know from a link
        name = f"{bob.id}/mine-{secret.id}.png"
        headers = team.headers(bob.token) | {"content-type": "image/png"}
        assert team.call("POST", f"/storage/v1/object/figures/{name}", headers, png(30, 40))[0] == 200
        bucket = PublishedFigures(desk.session, desk.library, desk.outbox)
        (listed,) = await bucket.listed(everyone=False)
        assert listed.figure_id == secret.id
        shown, hers = await bucket.thumbnail(listed), await desk.library.thumbnail(secret)
        assert shown != hers
        assert shown.read_bytes() != hers.read_bytes()
        mine = await bucket.bring_in(listed)
        assert (mine.workspace, mine.width) == (desk.session.workspace, 30)
        assert mine.id != secret.id
        for act in (desk.outbox.publish, desk.outbox.unpublish):
            with pytest.raises(NotSignedIn, match="belongs to another workspace"):
                await act(secret.id)
        await desk.outbox.try_again(entry.id)
        await desk.outbox.take_out(entry.id)
        await desk.session.sign_in(ada.email, ada.password)
        assert [(each.id, each.state) for each in await desk.outbox.entries()] == [(entry.id, OutboxState.PARKED)]


async def test_an_admin_who_is_none_any_more_loses_no_change_and_hears_why_it_waits(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    (row,) = team.sql("insert into themes (name, details) values ('Neon', '{\"n\": 1}') returning id, updated_at")
    changes = (
        EntryChange(str(uuid4()), Kind.THEMES, None, None, "New", {"n": 2}),
        EntryChange(str(uuid4()), Kind.THEMES, row["id"], row["updated_at"], "Neon", {"n": 3}),
        EntryChange(str(uuid4()), Kind.THEMES, row["id"], row["updated_at"], is_deletion=True),
    )
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        desk.hold_session()
        proxy.refuse()
        for change in changes:
            await desk.outbox.change(change, change.name or "Neon")
        assert await desk.outbox.drain() is Pause.NETWORK
        team.set_role(ada.id, None)
        await proxy.admit()
        await desk.session.try_again()
        assert account_of(desk.session.state).role is Role.ARTIST
        await desk.outbox.drain_within(600)
        parked = await desk.outbox.entries()
        assert [entry.task.value for entry in parked] == [change.value for change in changes]
        assert {(entry.state, entry.reason) for entry in parked} == {
            (OutboxState.PARKED, "Only an admin can change the team’s catalog.")
        }
        assert all("Your change is kept here." in entry.next_step for entry in parked)
        assert [row["details"] for row in team.sql("select details::text from themes")] == ['{"n": 1}']
        team.set_role(ada.id, "admin")
        await desk.session.try_again()
        for entry in parked[:2]:
            await desk.outbox.try_again(entry.id)
        await desk.outbox.drain_within(600)
        assert [entry.id for entry in await desk.outbox.entries()] == [parked[2].id]
    rows = team.sql("select name, details::text from themes order by id")
    assert [tuple(row) for row in rows] == [("Neon", '{"n": 3}'), ("New", '{"n": 2}')]
