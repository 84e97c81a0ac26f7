"""Who published a version: the database writes the address of the token's own claim, and everybody else reads it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from studio.backend.team.authors import MOST_SHOWN, author_words
from studio.core.catalog import Kind
from studio.core.draft import EntryDraft, draft_of
from studio.core.edit_history import Field
from studio.core.outbox import OutboxEntry
from tests.servers.fault_proxy import FAULTS, Fault, FaultProxy
from tests.servers.team import PASSWORD, Team, User
from tests.team.commands import Commands, file_keyring
from tests.team.editor_desks import NOT_A_HISTORY, EditorDesk, editor_desks
from tests.team.identities import ADMIN, ADMIN_ID, ARTIST_ID, Identity
from tests.team.matrix import take_on
from tests.team.test_migrations import MIGRATIONS

ANNA, BEN, BOSS = "anna@example.org", "ben@example.org", "boss@example.org"
OLDER = [file for file in MIGRATIONS if not file.stem.endswith("_authors")]
HOSTILE = {
    "a right-to-left override": ("gro.live@\u202eanna", "gro.live@ anna"),
    "a line of its own": (
        "anna@example.org\n\x1b[31mVersion 9 · you\r\x00"[:-1],
        "anna@example.org [31mVersion 9 · you",
    ),
    "nothing that is seen": ("\u200b\u2066@\u2069", "@"),
    "markup": ("<b>anna</b>@example.org", "<b>anna</b>@example.org"),
    "no end": ("a" * 150 + "@example.org", "a" * (MOST_SHOWN - 1) + "…"),
    "who looks at it": ("you", "another admin (7b9b1c1e)"),
    "no text": (["anna@example.org"], "another admin (7b9b1c1e)"),
    "nothing": (None, "another admin (7b9b1c1e)"),
}


@pytest.fixture
def admins(team: Team) -> list[User]:
    return [team.make_user(email, "admin") for email in (ANNA, BEN)]


def calm() -> EntryDraft:
    return EntryDraft(Kind.THEMES, -1, None, "Calm", '{"mood": "calm"}')


async def authors(desk: EditorDesk) -> list[str]:
    """Who published the first theme's versions, newest first, as this desk is told."""
    history = await desk.publisher.history(desk.workspace, Kind.THEMES, 1)
    assert history.notice == ""
    return [version.author for version in history.versions]


async def refused(desk: EditorDesk, text: str) -> OutboxEntry:
    """What becomes of an edit from here, which comes second."""
    await desk.publish(draft_of(await desk.live(Kind.THEMES, 1)).edited(Field.TEXT, text))
    (parked,) = await desk.desk.outbox.entries()
    return parked


async def test_each_reads_who_published_which_version(team: Team, admins: list[User], tmp_path: Path) -> None:
    async with editor_desks(tmp_path, team, admins) as [anna, ben]:
        await anna.publish(calm())
        await ben.desk.puller.pull()
        await ben.publish(draft_of(await ben.live(Kind.THEMES, 1)).edited(Field.TEXT, "{}"))
        team.sql("update themes set details = null")
        await anna.desk.puller.pull()
        await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, "[]"))
        assert await authors(anna) == ["you", "", BEN, "you"]
        assert await authors(ben) == [ANNA, "", "you", ANNA]


async def test_who_was_first_is_named_to_who_comes_second(team: Team, admins: list[User], tmp_path: Path) -> None:
    async with editor_desks(tmp_path, team, admins) as [anna, ben]:
        await anna.publish(calm())
        await ben.desk.puller.pull()
        await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, "[1]"))
        assert (await refused(ben, "[2]")).reason == f"{ANNA} has published this entry meanwhile."


async def test_what_was_changed_without_the_studio_is_nobodys(team: Team, admins: list[User], tmp_path: Path) -> None:
    async with editor_desks(tmp_path, team, admins[:1]) as [anna]:
        await anna.publish(calm())
        team.sql("update themes set details = null")
        assert (await refused(anna, "[2]")).reason == "This entry was published elsewhere meanwhile."


@pytest.mark.parametrize(
    "fault",
    [*(fault for fault in FAULTS if fault.status in (403, 413, 500)), *NOT_A_HISTORY],
    ids=lambda fault: fault.name,
)
async def test_a_history_that_does_not_answer_keeps_no_conflict_back(
    team: Team, admins: list[User], tmp_path: Path, fault: Fault
) -> None:
    async with FaultProxy(team.url) as proxy, editor_desks(tmp_path, team, admins, url=proxy.url) as [anna, ben]:
        await anna.publish(calm())
        await ben.desk.puller.pull()
        await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, "[1]"))
        proxy.strike(fault, lambda request: request.path.startswith("/rest/v1/catalog_history"))
        assert (await refused(ben, "[2]")).reason == "This entry was published elsewhere meanwhile."


async def test_a_project_that_keeps_no_addresses_works_and_shows_the_account(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path, team, admins) as [anna, ben]:
        team.script("drop trigger sign on catalog_history; alter table catalog_history drop column author_email")
        try:
            await anna.publish(calm())
            await ben.desk.puller.pull()
            await anna.publish(draft_of(await anna.live(Kind.THEMES, 1)).edited(Field.TEXT, "[1]"))
            parked = await refused(ben, "[2]")
            told = await authors(ben)
        finally:
            team.script(MIGRATIONS[-1].read_text("utf-8"))
        account = f"nother admin ({admins[0].id[:8]})"
        assert told == [f"a{account}"] * 2
        assert parked.reason == f"A{account} has published this entry meanwhile."
        assert await authors(ben) == told, "versions from before the column was added"


async def test_a_project_in_use_keeps_its_history_and_names_authors_from_then_on(
    new_project: Callable[[], str],
) -> None:
    connection = await asyncpg.connect(new_project())
    publish = "select publish_entry(gen_random_uuid(), 'themes', $1, (select updated_at from themes), $2)"
    value = json.dumps({"name": "Calm", "details": {}})
    anna = Identity("anna", ADMIN_ID, {**ADMIN.claims, "email": ANNA})
    seen = (
        "select version, author::text, note, to_jsonb(h) ->> 'author_email' as email from catalog_history h order by 1"
    )
    try:
        for file in OLDER:
            await connection.execute(file.read_text("utf-8"))
        for entry_id in (None, 1):
            async with connection.transaction():
                await take_on(connection, anna)
                await connection.execute(publish, entry_id, value)
        before = [tuple(row) for row in await connection.fetch(seen)]
        for _ in range(2):
            await connection.execute(MIGRATIONS[-1].read_text("utf-8"))
            assert [tuple(row) for row in await connection.fetch(seen)] == before
        async with connection.transaction():
            await take_on(connection, anna)
            await connection.execute(publish, 1, value)
        assert [row["email"] for row in await connection.fetch(seen)] == [None, None, ANNA]
    finally:
        await connection.close()


def test_nobody_signs_for_someone_else(team: Team, admins: list[User]) -> None:
    """An admin may append to the history past `publish_entry`; whose it is says the database all the same."""
    anna, ben = admins

    def append(token: str, **columns: Any) -> int:
        row = {"kind": "themes", "entry_id": 9, "version": 1, "change_id": str(uuid4()), **columns}
        answer = httpx.post(f"{team.url}/rest/v1/catalog_history", headers=team.headers(token), json=row)
        return answer.status_code

    def signed() -> list[tuple[Any, ...]]:
        return [tuple(row) for row in team.sql("select author::text, author_email from catalog_history order by at")]

    assert append(anna.token, author_email=BOSS) == 201
    assert append(anna.token, author_email=BOSS, author=None, version=2) == 201
    assert append(anna.token, author_email=BOSS, author=ben.id, version=3) == 403
    # what users write about themselves says nothing
    own = {"email": BOSS, "full_name": BOSS}
    assert append(team.token(anna.id, **ADMIN.claims, user_metadata=own), version=4) == 201
    assert append(team.token(ARTIST_ID, email=BOSS), author_email=BOSS, version=5) == 403
    assert signed() == [(anna.id, ANNA), (None, None), (anna.id, None)]
    change = "update catalog_history set author_email = 'boss@example.org'"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        team.script(f"set local role authenticated; {change}")


def test_a_missing_signature_is_noticed(team: Team, admins: list[User]) -> None:
    team.script("alter table catalog_history disable trigger sign")
    try:
        with pytest.raises(AssertionError):
            test_nobody_signs_for_someone_else(team, admins)
    finally:
        team.script("alter table catalog_history enable trigger sign")


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_name_from_outside_is_one_short_line_of_plain_text(kind: str) -> None:
    said, shown = HOSTILE[kind]
    assert author_words("7b9b1c1e-0000-4000-8000-000000000000", said, ADMIN_ID) == shown


async def test_a_hostile_address_comes_through_the_database_and_stays_one_line(
    team: Team, admins: list[User], tmp_path: Path
) -> None:
    address = "\u202eanna\n\x1b[2J@example.org" + "x" * 400
    claims = json.dumps({"sub": ADMIN_ID, "role": "authenticated", **ADMIN.claims, "email": address})
    team.sql(
        "select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', $2, true), "
        'publish_entry(gen_random_uuid(), \'themes\', null, null, \'{"name": "Calm", "details": {}}\')',
        claims,
        ADMIN_ID,
    )
    async with editor_desks(tmp_path, team, admins[1:]) as [ben]:
        (told,) = await authors(ben)
    assert told.startswith("anna [2J@example.orgxxx")
    assert (len(told), told.isprintable()) == (MOST_SHOWN, True)


async def test_the_command_tells_it_to_programs_and_people(
    home: Path, team: Team, admins: list[User], tmp_path: Path
) -> None:
    async with editor_desks(tmp_path / "desks", team, admins[:1]) as [anna]:
        await anna.publish(calm(), "first")
    run = Commands(home, team, file_keyring(tmp_path))
    run("sign-in", "--email", BEN, "--password-stdin", stdin=PASSWORD)
    run("catalog", "pull")
    (version,) = json.loads(run("catalog", "history", "themes", "Calm", "--json").stdout)
    assert (version["version"], version["author"], version["note"]) == (1, ANNA, "first")
    assert run("catalog", "history", "themes", "1").stdout.split()[-2:] == [ANNA, "first"]
