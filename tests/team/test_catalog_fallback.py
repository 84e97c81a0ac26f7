"""A project without `publish_entry` and without history: compare-and-set on the stamp, lost answers, and who may not."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from studio.backend.team import catalog
from studio.core.catalog import Kind
from studio.core.outbox import EntryChange, EntryPublished, OutboxEntry, OutboxState, Pause
from tests.servers.fault_proxy import FAULTS, Fault, FaultProxy, Request
from tests.servers.team import Team, User
from tests.team.desk import Desk, open_desk

AWAY = """
    create schema away;
    alter function public.publish_entry(uuid, text, bigint, timestamptz, jsonb, text) set schema away;
    alter function public.studio_doctor() set schema away;
    alter table public.catalog_history set schema away;
"""
BACK = """
    alter table away.catalog_history set schema public;
    alter function away.publish_entry(uuid, text, bigint, timestamptz, jsonb, text) set schema public;
    alter function away.studio_doctor() set schema public;
    drop schema away;
"""
METHODS = {"insert": "POST", "update": "PATCH", "delete": "DELETE"}
LOST = next(fault for fault in FAULTS if fault.lost)


@pytest.fixture
def bare(team: Team) -> Iterator[Team]:
    """A team whose project has the three tables and their policies, and none of the studio's functions and history."""
    team.script(AWAY)
    yield team
    team.script(BACK)


@dataclass
class Bench:
    """An admin behind a proxy."""

    desk: Desk
    proxy: FaultProxy
    team: Team
    user: User

    async def change(self, work: str) -> EntryChange:
        """A change of its own; update and delete begin from a row that is there."""
        name = f"{work} {uuid4()}"
        if work == "insert":
            return EntryChange(str(uuid4()), Kind.THEMES, None, None, name, {"n": 1})
        (row,) = self.team.sql("insert into themes (name) values ($1) returning id, updated_at", name)
        is_deletion = work == "delete"
        value = None if is_deletion else {"n": [1, None]}
        return EntryChange(
            str(uuid4()), Kind.THEMES, row["id"], row["updated_at"], None if is_deletion else name, value,
            is_deletion=is_deletion,
        )  # fmt: skip

    async def push(self, *changes: EntryChange) -> tuple[OutboxEntry, ...]:
        """Put them in, and empty the outbox as far as it goes."""
        for change in changes:
            await self.desk.outbox.change(change, change.name or "")
        await self.desk.outbox.drain_within(600)
        return await self.desk.outbox.entries()

    def rows(self, change: EntryChange) -> list[Any]:
        if change.entry_id is None:
            return self.team.sql("select id, name, details::text from themes where name = $1", change.name)
        return self.team.sql("select id, name, details::text from themes where id = $1", change.entry_id)

    def strike(self, work: str, fault: Fault, times: int = 1) -> None:
        def writes(request: Request) -> bool:
            return request.method == METHODS[work] and request.path.startswith("/rest/v1/themes")

        self.proxy.strike(fault, writes, times)

    def made(self) -> list[EntryPublished]:
        return [event for event in self.desk.told if isinstance(event, EntryPublished)]


@pytest_asyncio.fixture
async def bench(bare: Team, tmp_path: Path) -> AsyncIterator[Bench]:
    ada = bare.make_user("ada@example.org", "admin")
    async with FaultProxy(bare.url) as proxy, open_desk(tmp_path, bare, ada, url=proxy.url) as desk:
        desk.hold_session()
        yield Bench(desk, proxy, bare, ada)


async def test_each_change_reaches_the_table_and_the_library_knows_the_new_row(bench: Bench) -> None:
    changes = [await bench.change(work) for work in METHODS]
    await bench.desk.puller.pull()
    assert await bench.push(*changes) == ()
    insert, update, delete = changes
    assert [row["details"] for row in bench.rows(insert)] == ['{"n": 1}']
    assert [row["details"] for row in bench.rows(update)] == ['{"n": [1, null]}']
    assert bench.rows(delete) == []
    here = (await bench.desk.library.catalog(bench.desk.session.workspace)).of(Kind.THEMES)
    assert {entry.name for entry in here} == {insert.name, update.name}
    assert [(event.has_history, event.may_be_twice) for event in bench.made()] == [(False, False)] * 3
    assert (await bench.desk.puller.pull()).changed == (), "what was pushed from here is here already"


@pytest.mark.parametrize("work", ["update", "delete"])
async def test_a_row_that_somebody_else_changed_meanwhile_is_not_touched(bench: Bench, work: str) -> None:
    change = await bench.change(work)
    bench.team.sql("update themes set name = 'theirs' where id = $1", change.entry_id)
    (parked,) = await bench.push(change)
    assert (parked.state, parked.reason) == (OutboxState.PARKED, "This entry was published elsewhere meanwhile.")
    assert [row["name"] for row in bench.rows(change)] == ["theirs"]


@pytest.mark.parametrize("work", ["update", "delete"])
async def test_a_row_without_a_stamp_is_compared_by_that(bench: Bench, work: str) -> None:
    change = await bench.change(work)
    bench.team.script("alter table themes disable trigger stamp")
    try:
        bench.team.sql("update themes set updated_at = null where id = $1", change.entry_id)
        assert (await bench.push(change))[0].reason == "This entry was published elsewhere meanwhile."
        assert len(await bench.push(replace(change, change_id=str(uuid4()), base=None))) == 1
    finally:
        bench.team.script("alter table themes enable trigger stamp")
    details = [row["details"] for row in bench.rows(change)]
    assert details == ([] if work == "delete" else ['{"n": [1, null]}'])


@pytest.mark.parametrize("work", list(METHODS))
@pytest.mark.parametrize("times", [1, 2])
async def test_a_change_whose_answer_was_lost_is_made_once(bench: Bench, work: str, times: int) -> None:
    change = await bench.change(work)
    bench.strike(work, LOST, times)
    assert await bench.push(change) == ()
    rows = bench.rows(change)
    assert len(rows) == (0 if work == "delete" else 1), rows
    assert not bench.made()[-1].may_be_twice, "it was found as it is"


async def test_a_pull_between_a_lost_answer_and_the_next_try_makes_no_second_row(bench: Bench) -> None:
    change = await bench.change("insert")
    bench.strike("insert", LOST)
    await bench.desk.outbox.change(change, "new")
    assert await bench.desk.outbox.drain() is Pause.NETWORK
    assert len((await bench.desk.puller.pull()).changed) == 1
    await bench.desk.outbox.drain_within(600)
    assert await bench.desk.outbox.entries() == ()
    assert len(bench.rows(change)) == 1


async def test_another_row_of_the_same_name_is_no_answer_and_what_had_to_be_sent_twice_is_said(bench: Bench) -> None:
    change = await bench.change("insert")
    await bench.desk.outbox.change(change, "ours")
    bench.team.sql("insert into themes (name, details) values ($1, '{\"n\": 2}')", change.name)
    bench.strike("insert", next(fault for fault in FAULTS if fault.cut))
    assert await bench.push() == ()
    assert len(bench.rows(change)) == 2, "theirs, and ours once"
    (made,) = bench.made()
    assert made.may_be_twice, "the first try may still be on its way"
    assert "keeps no history" in made.notice
    assert "twice" in made.notice


@pytest.mark.parametrize("work", list(METHODS))
async def test_who_is_no_admin_any_more_changes_nothing_and_loses_nothing(bench: Bench, work: str) -> None:
    change = await bench.change(work)
    bench.team.set_role(bench.user.id, None)
    await bench.desk.session.try_again()
    (parked,) = await bench.push(change)
    assert parked.state is OutboxState.PARKED
    assert parked.reason == "Only an admin can change the team’s catalog."
    assert "Your change is kept here." in parked.next_step
    assert isinstance(parked.task, EntryChange)
    assert parked.task.value == change.value
    assert len(bench.rows(change)) == (0 if work == "insert" else 1)
    bench.team.set_role(bench.user.id, "admin")
    await bench.desk.session.try_again()
    await bench.desk.outbox.try_again(parked.id)
    await bench.desk.outbox.drain_within(600)
    assert await bench.desk.outbox.entries() == ()
    assert len(bench.rows(change)) == (0 if work == "delete" else 1)


@pytest.mark.parametrize(
    ("place", "mutant", "check"),
    [
        ("_where", lambda change: [("id", f"eq.{change.entry_id}")], "somebody else"),
        ("json_equal", lambda _one, _other: False, "lost"),
        ("json_equal", lambda _one, _other: True, "same name"),
        ("_refused", lambda _change, _now: catalog.conflict(), "no admin"),
    ],
)
async def test_the_same_checks_catch_a_planted_bug(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, place: str, mutant: Any, check: str
) -> None:
    monkeypatch.setattr(catalog, place, mutant)
    checks = {
        "somebody else": lambda: test_a_row_that_somebody_else_changed_meanwhile_is_not_touched(bench, "update"),
        "lost": lambda: test_a_change_whose_answer_was_lost_is_made_once(bench, "insert", 1),
        "same name": lambda: test_another_row_of_the_same_name_is_no_answer_and_what_had_to_be_sent_twice_is_said(
            bench
        ),
        "no admin": lambda: test_who_is_no_admin_any_more_changes_nothing_and_loses_nothing(bench, "update"),
    }
    with pytest.raises((AssertionError, ValueError)):
        await checks[check]()
