"""Two and three admins edit one theme at once, each with a studio's own parts, on the real test stack."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.backend.publisher import AWAY, NONE_KEPT, OLDER
from studio.core.catalog import Kind
from studio.core.catalog_change import change_of
from studio.core.draft import EntryDraft, EntryStatus, draft_of, status_of
from studio.core.edit_history import Field
from studio.core.entry_merge import merge_entry
from studio.core.errors import NotSignedIn, TeamRefused
from studio.core.figure import THIS_COMPUTER
from studio.core.outbox import Pause
from tests.faults.report import Campaign
from tests.servers.fault_proxy import Fault, FaultProxy
from tests.servers.team import Team, User
from tests.team.editor_desks import NOT_A_HISTORY, EditorDesk, editor_desks, evening

EVERYDAY_EVENINGS, LONG_EVENINGS = 10, 50
ANNA, BEN, CARLA = "anna@example.org", "ben@example.org", "carla@example.org"


@pytest.fixture
def admins(team: Team) -> list[User]:
    return [team.make_user(email, "admin") for email in (ANNA, BEN, CARLA)]


def typed(desk: EditorDesk, text: str, *, name: str = "Calm") -> EntryDraft:
    return EntryDraft(Kind.THEMES, -1, None, name, text)


async def test_a_new_theme_reaches_the_team_with_its_note_and_leaves_no_draft(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:2]) as [anna, ben]:
        text = '{ "mood" : "calm",\n\t"glow": 8.0e-1 }'
        await anna.publish(typed(anna, text), "first")
        assert team.sql("select note from catalog_history")[0][0] == "first"
        assert await anna.shelf.drafts(anna.workspace) == ()
        assert await anna.desk.outbox.entries() == ()
        assert await anna.shelf.kept_text(anna.workspace, Kind.THEMES, 1) == text, "as it was typed"
        await ben.desk.puller.pull()
        assert (await ben.live(Kind.THEMES, 1)).value == {"mood": "calm", "glow": 0.8}
        (theirs,) = (await ben.publisher.history(ben.workspace, Kind.THEMES, 1)).versions
        (mine,) = (await anna.publisher.history(anna.workspace, Kind.THEMES, 1)).versions
        assert (mine.number, mine.note, mine.author) == (1, "first", "you")
        assert theirs.author == ANNA


async def test_who_comes_second_gets_a_merge_and_both_originals_stay(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:2]) as [anna, ben]:
        await anna.publish(typed(anna, '{"mood": "calm", "era": "80s"}'))
        await ben.desk.puller.pull()
        base = await ben.live(Kind.THEMES, 1)
        mine = draft_of(base).edited(Field.TEXT, '{"mood": "fierce", "era": "80s", "glow": 1}')
        await anna.publish(
            draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, '{"mood": "quiet", "era": "90s"}')
        )
        sent = await ben.publish(mine)
        assert await ben.is_refused(sent)
        assert [draft.text for draft in await ben.shelf.drafts(ben.workspace)] == [mine.text], "nothing typed is lost"
        await ben.desk.puller.pull()
        live = await ben.live(Kind.THEMES, 1)
        assert status_of(live, sent) is EntryStatus.CONFLICT
        merge = merge_entry(sent, live)
        assert [(one.place, one.mine, one.theirs) for one in merge.conflicts] == [
            ("details.mood", '"fierce"', '"quiet"')
        ]
        await ben.publisher.take_back(sent.change_id)
        await ben.shelf.set_aside(ben.workspace, sent, "aside", "before the merge")
        await ben.publish(merge.decided({}))
        assert (await ben.live(Kind.THEMES, 1)).value == {"mood": "fierce", "era": "90s", "glow": 1}
        kept = await ben.kept(Kind.THEMES, 1)
        assert mine.text in kept
        assert any("quiet" in text for text in kept)


async def test_the_same_value_published_by_another_is_no_conflict(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'))
        draft = draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, '{"mood": "loud"}')
        team.sql("update themes set name = name")
        await anna.desk.puller.pull()
        assert not await anna.is_refused(await anna.publish(draft))


async def test_offline_it_waits_and_goes_out_once_the_team_is_back(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'))
        await anna.desk.outbox.set_paused(paused=True)
        draft = await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, '{"mood": "loud"}'))
        (waiting,) = await anna.desk.outbox.entries()
        assert (waiting.id, waiting.title) == (draft.change_id, "Calm")
        assert len(await anna.shelf.drafts(anna.workspace)) == 1
        await anna.desk.outbox.set_paused(paused=False)
        assert await anna.desk.outbox.drain() is Pause.NONE
        assert (await anna.live(Kind.THEMES, 1)).value == {"mood": "loud"}
        assert await anna.shelf.drafts(anna.workspace) == ()


async def test_an_artist_is_told_before_anything_is_sent(team: Team, tmp_path: Path) -> None:
    artist = team.make_user("artist@example.org")
    async with editor_desks(tmp_path, team, [artist]) as [desk]:
        with pytest.raises(TeamRefused, match="Only an admin can change the team’s catalog"):
            await desk.publish(typed(desk, "{}"))
        assert len(await desk.shelf.drafts(desk.workspace)) == 1, "the draft is kept"
        assert await desk.desk.outbox.entries() == ()


async def test_a_role_that_was_taken_away_is_told_and_the_draft_is_kept(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'))
        definition = team.sql("select pg_get_functiondef('studio.is_admin'::regproc)")[0][0]
        team.script(
            "create or replace function studio.is_admin() returns boolean language sql stable as 'select false'"
        )
        try:
            draft = await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, "[]"))
        finally:
            team.script(definition)
        (parked,) = await anna.desk.outbox.entries()
        assert parked.reason == "Only an admin can change the team’s catalog."
        assert await anna.is_refused(draft)
        assert [kept.text for kept in await anna.shelf.drafts(anna.workspace)] == ["[]"]
        await anna.publisher.publish_entry(anna.workspace, change_of(draft, draft.change_id, ""), "Calm")
        await anna.desk.outbox.drain()
        assert (await anna.live(Kind.THEMES, 1)).value == [], "the same change has its turn again"


async def test_nobody_publishes_into_another_workspace(team: Team, admins: list[User], tmp_path: Path) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        draft = typed(anna, "{}")
        with pytest.raises(NotSignedIn):
            await anna.publisher.publish_entry("elsewhere/somebody", change_of(draft, draft.change_id, ""), "Calm")
        assert (
            await anna.publisher.publish_entry(THIS_COMPUTER, change_of(typed(anna, "{}"), "once", ""), "Calm")
            is not None
        )
        assert team.sql("select 1 from themes") == []


@pytest.mark.parametrize(
    ("count", "length", "shown", "notice"),
    [(200, 100_000, 200, ""), (30, 900_000, 30, ""), (230, 10, 200, OLDER), (90, 900_000, 82, OLDER)],
)
async def test_a_long_history_is_read_in_parts_and_says_where_it_ends(
    team: Team, admins: list[User], tmp_path: Path, count: int, length: int, shown: int, notice: str
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'), "first")
        team.sql(
            "insert into catalog_history (kind, entry_id, version, change_id, value, note) select 'themes', 1, number, "
            "gen_random_uuid(), jsonb_build_object('name', 'Calm', 'details', jsonb_build_object('mood', "
            "repeat('x', $1))), 'note ' || number from generate_series(2, $2) number",
            length,
            count,
        )
        history = await anna.publisher.history(anna.workspace, Kind.THEMES, 1)
        assert history.notice == notice
        assert [one.number for one in history.versions] == list(range(count, 0, -1))[:shown]
        assert history.versions[0].text == f'{{\n  "mood": "{"x" * length}"\n}}\n'


@pytest.mark.parametrize("fault", NOT_A_HISTORY, ids=lambda fault: fault.name)
async def test_a_history_that_cannot_be_understood_leaves_what_this_computer_knows(
    team: Team, admins: list[User], tmp_path: Path, fault: Fault
) -> None:
    async with FaultProxy(team.url) as proxy, editor_desks(tmp_path, team, admins[:1], url=proxy.url) as [anna]:
        await anna.publish(typed(anna, "{}"), "first")
        proxy.strike(fault, lambda request: request.path.startswith("/rest/v1/catalog_history"))
        history = await anna.publisher.history(anna.workspace, Kind.THEMES, 1)
        assert history.notice == AWAY


async def test_a_project_without_history_shows_what_this_computer_knows(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        team.script("alter table catalog_history rename to put_away; alter function publish_entry rename to put_away")
        try:
            team.sql("notify pgrst, 'reload schema'")
            await anna.publish(typed(anna, '{"mood": "calm"}'), "first")
            await anna.publish(
                draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, '{"mood": "loud"}'), "louder"
            )
            history = await anna.publisher.history(anna.workspace, Kind.THEMES, 1)
        finally:
            team.script(
                "alter table put_away rename to catalog_history; alter function put_away rename to publish_entry"
            )
        assert history.notice == NONE_KEPT
        assert [(one.number, one.note, one.author) for one in history.versions] == [
            (2, "louder", "you"),
            (1, "first", "you"),
        ]


async def test_without_the_team_the_history_is_the_one_of_this_computer(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'), "first")
        await anna.desk.session.sign_out()
        history = await anna.publisher.history(f"{team.url.removeprefix('http://')}/{admins[0].id}", Kind.THEMES, 1)
        assert history.notice == AWAY
        assert [one.note for one in history.versions] == ["first"]


async def test_an_import_goes_into_the_outbox_entry_by_entry(team: Team, admins: list[User], tmp_path: Path) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(typed(anna, '{"mood": "calm"}'))
        live = await anna.live(Kind.THEMES, 1)
        changed, created = replace(live, value=[1]), replace(live, id=7, name="New")
        assert await anna.publisher.import_entries(anna.workspace, [created], [changed], "a file") == 2
        await anna.desk.outbox.drain()
        assert [tuple(row) for row in team.sql("select id, name, details::text from themes order by id")] == [
            (1, "Calm", "[1]"),
            (2, "New", '{"mood": "calm"}'),
        ]


async def test_editors_at_their_desks_overwrite_nothing_and_lose_no_word(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins) as desks:
        wrong: list[str] = []
        merges = 0
        for seed in range(EVERYDAY_EVENINGS):
            wrong += await evening(desks[: 2 + seed % 2], team, seed)
            merges += sum(desk.merges for desk in desks)
    assert wrong == []
    assert merges > 0, "nobody was ever second: nothing was tried"


async def test_a_base_that_is_not_compared_is_noticed(team: Team, admins: list[User], tmp_path: Path) -> None:
    [(definition,)] = team.sql("select pg_get_functiondef('publish_entry'::regproc)")
    assert "stamp is distinct from base" in definition
    team.script(definition.replace("stamp is distinct from base", "false"))
    try:
        async with editor_desks(tmp_path, team, admins) as desks:
            wrong = [fault for seed in range(3) for fault in await evening(desks, team, seed)]
    finally:
        team.script(definition)
    assert any("had not seen" in fault for fault in wrong)


@pytest.mark.long
async def test_fifty_evenings_at_desks_lose_no_word(team: Team, admins: list[User], tmp_path: Path) -> None:
    campaign = Campaign("editors at their desks", "the base is not compared; the edit is not kept before a merge")
    async with editor_desks(tmp_path, team, admins) as desks:
        for seed in range(LONG_EVENINGS):
            campaign.tries += 1
            for fault in await evening(desks[: 2 + seed % 2], team, seed):
                campaign.expect(False, fault)
    campaign.finish(LONG_EVENINGS)
