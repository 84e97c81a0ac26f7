"""publish_entry: one change happens once or not at all, nobody writes over what they have not seen, and history keeps it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.faults.report import Campaign
from tests.servers.team import Team
from tests.team.editors import Conflict, Editor, editors, evening
from tests.team.identities import ADMIN, ADMIN_ID, ARTIST
from tests.team.matrix import take_on

CALM = {"name": "Calm", "details": {"mood": "calm"}}
LOUD = {"name": "Loud", "details": {"mood": "loud"}}
FAST_EVENINGS, LONG_EVENINGS = 30, 2_000

# protections taken out of the function, each by one change of its text
PLANTED = {
    "the row is not locked": (" for update", ""),
    "the base is not compared": ("stamp is distinct from base", "false"),
    "null is no stamp": ("stamp is distinct from base", "stamp <> base"),
    "the same change may come twice": ("earlier.change_id is not null", "false"),
}


@pytest.fixture
async def anna(team: Team) -> AsyncIterator[Editor]:
    """An admin of an empty team."""
    async with editors(team.database, 1) as people:
        yield people[0]


@pytest.fixture
async def ben(anna: Editor, team: Team) -> AsyncIterator[Editor]:
    """Another one."""
    async with editors(team.database, 1) as people:
        yield people[0]


def history(team: Team) -> list[tuple[Any, ...]]:
    rows = team.sql("select entry_id, version, value, note, author::text from catalog_history order by at, version")
    return [(*row[:2], row["value"] and json.loads(row["value"]), *row[3:]) for row in rows]


async def test_an_entry_is_added_changed_and_removed_with_its_history(team: Team, anna: Editor) -> None:
    added = await anna.publish("themes", None, None, CALM, note="first")
    changed = await anna.publish("themes", added["id"], added["entry"]["updated_at"], LOUD, note="second")
    removed = await anna.publish("themes", added["id"], changed["entry"]["updated_at"], None, note="third")
    assert [answer["version"] for answer in (added, changed, removed)] == [1, 2, 3]
    assert {key: changed["entry"][key] for key in LOUD} == LOUD
    assert removed == {"id": added["id"], "version": 3, "entry": None}
    assert team.sql("select 1 from themes") == []
    assert history(team) == [
        (1, 1, added["entry"], "first", ADMIN_ID),
        (1, 2, changed["entry"], "second", ADMIN_ID),
        (1, 3, None, "third", ADMIN_ID),
    ]


async def test_the_same_change_again_answers_as_before(team: Team, anna: Editor, ben: Editor) -> None:
    change = uuid4()
    first = await anna.publish("themes", None, None, CALM, change)
    await ben.publish("themes", first["id"], first["entry"]["updated_at"], LOUD)
    assert await anna.publish("themes", None, None, CALM, change) == first
    assert len(team.sql("select 1 from themes")) == 1
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await anna.publish("rarity", None, None, CALM, change)


async def test_the_same_change_twice_at_once_happens_once(team: Team) -> None:
    async with editors(team.database, 6) as people:
        change = uuid4()
        answers = await asyncio.gather(*(editor.publish("themes", None, None, CALM, change) for editor in people))
    assert all(answer == answers[0] for answer in answers)
    assert len(team.sql("select 1 from themes")) == len(history(team)) == 1


async def test_who_has_not_seen_the_row_is_shown_it(anna: Editor, ben: Editor) -> None:
    base = (await anna.publish("themes", None, None, CALM))["entry"]
    theirs = (await ben.publish("themes", base["id"], base["updated_at"], LOUD))["entry"]
    with pytest.raises(Conflict) as caught:
        await anna.publish("themes", base["id"], base["updated_at"], CALM)
    assert caught.value.now == theirs
    await ben.publish("themes", base["id"], theirs["updated_at"], None)
    for value in (CALM, None):
        with pytest.raises(Conflict) as caught:
            await anna.publish("themes", base["id"], theirs["updated_at"], value)
        assert caught.value.now is None


async def test_a_row_without_a_stamp_is_a_base_like_any_other(team: Team, anna: Editor) -> None:
    team.script(
        "alter table themes disable trigger stamp; insert into themes default values; alter table themes enable trigger stamp"
    )
    with pytest.raises(Conflict) as caught:
        await anna.publish("themes", 1, "2026-11-24T00:00:00+00:00", CALM)
    assert caught.value.now is not None
    assert caught.value.now["updated_at"] is None
    assert (await anna.publish("themes", 1, None, CALM))["entry"]["name"] == "Calm"
    with pytest.raises(Conflict):
        await anna.publish("themes", 1, None, LOUD)


async def test_what_was_there_before_the_first_change_is_kept_too(team: Team, anna: Editor) -> None:
    team.sql("insert into prompts (name, template) values ('made elsewhere', 'old words')")
    base = team.sql("select updated_at from prompts")[0][0].isoformat()
    answer = await anna.publish("prompts", 1, base, {"name": "made elsewhere", "template": "new words"}, note="mine")
    assert answer["version"] == 2
    assert [(version, value["template"], note, author) for _, version, value, note, author in history(team)] == [
        (1, "old words", None, None),
        (2, "new words", "mine", ADMIN_ID),
    ]


@pytest.mark.parametrize(
    ("kind", "entry_id", "value"),
    [
        ("themes", None, None),
        ("figures", None, CALM),
        ("themes", None, {"name": "x"}),
        ("themes", None, {"name": "x", "details": {}, "id": 7}),
        ("themes", None, {"name": "x", "template": "y"}),
        ("prompts", None, {"name": "x", "template": {"a": 1}}),
        ("prompts", None, {"name": 7, "template": ""}),
        ("themes", None, ["x"]),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(
    team: Team, anna: Editor, kind: str, entry_id: int | None, value: Any
) -> None:
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await anna.publish(kind, entry_id, None, value)
    assert history(team) == []


@pytest.mark.parametrize("details", [None, "text", 5, True, [], {"a": {"b": [1.5, None, "ü", "'"]}}, {"": ""}])
async def test_details_may_be_any_json(team: Team, anna: Editor, details: Any) -> None:
    answer = await anna.publish("rarity", None, None, {"name": None, "details": details})
    assert answer["entry"]["details"] == details
    assert answer["entry"]["name"] is None
    assert len(team.sql("select 1 from rarity where details is null")) == int(details is None)


async def test_two_editors_at_once_wait_for_each_other(team: Team, anna: Editor, ben: Editor) -> None:
    base = (await anna.publish("themes", None, None, CALM))["entry"]
    for end, expected in (("rollback", "Loud"), ("commit", "Calm")):
        async with editors(team.database, 1) as [slow]:
            await slow.connection.execute("begin")
            await take_on(slow.connection, ADMIN)
            change = "select publish_entry($1, 'themes', $2, (select updated_at from themes), $3, '')"
            calm = json.dumps(CALM)
            await slow.connection.fetchval(change, uuid4(), base["id"], calm)
            waiting = asyncio.create_task(ben.publish("themes", base["id"], base["updated_at"], LOUD))
            await _blocked(team)
            await slow.connection.execute(end)
            if end == "commit":
                with pytest.raises(Conflict):
                    await waiting
            else:
                base = (await waiting)["entry"]
        assert team.sql("select name from themes")[0][0] == expected


async def test_two_and_three_editors_lose_nothing(team: Team) -> None:
    wrong = [fault for seed in range(FAST_EVENINGS) for fault in await evening(team.database, 2 + seed % 2, seed)]
    assert wrong == []


@pytest.mark.parametrize("planted", PLANTED)
async def test_a_missing_protection_is_noticed(team: Team, planted: str) -> None:
    text, otherwise = PLANTED[planted]
    [(definition,)] = team.sql("select pg_get_functiondef('publish_entry'::regproc)")
    assert text in definition
    team.script(definition.replace(text, otherwise))
    try:
        with pytest.raises((AssertionError, ExceptionGroup, asyncpg.PostgresError, pytest.fail.Exception)):
            await _all_that_is_promised(team)
    finally:
        team.script(definition)


async def _all_that_is_promised(team: Team) -> None:
    async with editors(team.database, 2) as [anna, ben]:
        await test_a_row_without_a_stamp_is_a_base_like_any_other(team, anna)
        team.reset()
        await test_the_same_change_again_answers_as_before(team, anna, ben)
    team.reset()
    await test_two_and_three_editors_lose_nothing(team)


@pytest.mark.long
async def test_thousands_of_evenings_lose_nothing(team: Team) -> None:
    campaign = Campaign("editors of one entry at once", "the base is not compared, the row is not locked", seed=0)
    for seed in range(LONG_EVENINGS):
        campaign.tries += 1
        for fault in await evening(team.database, 2 + seed % 2, seed):
            campaign.expect(False, fault)
    campaign.finish(LONG_EVENINGS)


def test_a_conflict_over_http_has_a_code_and_shows_the_row(team: Team) -> None:
    headers = team.headers(team.token(ADMIN_ID, **ADMIN.claims))
    team.sql("insert into themes (name, details) values ('as it is', '{\"a\": 1}')")
    change = {
        "change_id": str(uuid4()),
        "kind": "themes",
        "id": 1,
        "base": "2026-01-01T00:00:00Z",
        "value": CALM,
        "note": "",
    }
    answer = httpx.post(f"{team.url}/rest/v1/rpc/publish_entry", headers=headers, json=change)
    assert (answer.status_code, answer.json()["code"]) == (409, "PT409")
    assert json.loads(answer.json()["details"])["name"] == "as it is"


async def test_the_role_is_asked_first(team: Team) -> None:
    async with editors(team.database, 1) as [editor]:
        await editor.connection.execute("begin")
        await take_on(editor.connection, ARTIST)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="Only an admin"):
            await editor.connection.fetchval("select publish_entry(null, 'nonsense', null, null, null, null)")


async def _blocked(team: Team) -> None:
    """Until some transaction waits for another one's lock."""
    async with asyncio.timeout(20):
        while not await asyncio.to_thread(team.sql, "select 1 from pg_locks where not granted"):
            pass
