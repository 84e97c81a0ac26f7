"""Every fault of networks and servers on every request of the outbox: each thing reaches the team exactly once, in order."""

import hashlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from studio.backend.team import catalog
from studio.core.catalog import Kind
from studio.core.figure import Figure
from studio.core.outbox import EntryChange, OutboxState, Pause
from tests.faults.report import Campaign
from tests.servers.fault_proxy import FAULTS, Fault, FaultProxy, Request
from tests.servers.team import Team, User
from tests.team.desk import Desk, open_desk
from tests.virtual_time import hurried_loop

SEED = 20261124
HURRY_SECONDS = 5.0
"""How far the clock jumps while the studio waits for an answer that never comes: it gives up after its own minute."""
OPERATIONS = ("upload", "recipe", "insert", "update", "delete")
PARKS = {"403", "409", "413"}
MOST_TRIES = 4


@dataclass
class Bench:
    """A desk behind a proxy, for one schedule after the other."""

    desk: Desk
    proxy: FaultProxy
    team: Team
    user: User
    campaign: Campaign
    chance: random.Random
    number: int = 0
    figures: list[Figure] = field(default_factory=list[Figure])

    async def figure(self) -> Figure:
        """A new figure of this account."""
        self.number += 1
        return (await self.desk.make(f"figure {self.number}"))[0]

    async def change(self, operation: str) -> EntryChange:
        """A change of the catalog of its own; update and delete begin from a row that is there."""
        name = f"{operation} {uuid4()}"
        if operation in ("insert", "upload", "recipe"):
            return EntryChange(str(uuid4()), Kind.THEMES, None, None, name, {"n": self.number})
        (row,) = self.team.sql("insert into themes (name) values ($1) returning id, updated_at", name)
        value = {"n": [self.number, None]}
        is_deletion = operation == "delete"
        return EntryChange(
            str(uuid4()),
            Kind.THEMES,
            row["id"],
            row["updated_at"],
            None if is_deletion else name,
            None if is_deletion else value,
            is_deletion=is_deletion,
        )

    async def schedule(self, operation: str, fault: Fault, *, is_long: bool = False) -> None:
        """One figure, one change and perhaps another figure; the fault meets the first requests of one operation."""
        times = self.chance.randint(1, 2)
        figures = [await self.figure() for _ in range(1 + is_long)]
        change = await self.change(operation)
        name = change.name or ""
        where = f"{operation}, {fault.name} x{times} (schedule {self.number})"
        await self.desk.outbox.publish(figures[0].id)
        await self.desk.outbox.change(change, name)
        for figure in figures[1:]:
            await self.desk.outbox.publish(figure.id)
        self._strike(operation, fault, times)
        begun, slept = len(self.proxy.seen), len(self.desk.time.slept)
        await self._empty(where)
        tries = [seen for seen in self.proxy.seen[begun:] if _is(operation)(Request(seen.method, seen.path, {}))]
        self.campaign.expect(len(tries) <= times + MOST_TRIES, f"{where}: {len(tries)} tries")
        pauses = self.desk.time.slept[slept:]
        self.campaign.expect(all(pause >= 1.0 for pause in pauses), f"{where}: hurried: {pauses}")
        self._judge(where, figures, change, is_ordered=fault.name not in PARKS)
        self.campaign.tries += 1

    def _strike(self, operation: str, fault: Fault, times: int) -> None:
        if fault.name == "refused":
            self.proxy.on_strike = self.proxy.refuse
            self.proxy.strike(Fault("refused", cut=True), _is(operation), 1)
        else:
            self.proxy.on_strike = lambda: None
            self.proxy.strike(fault, _is(operation), times)

    async def _empty(self, where: str) -> None:
        """As a person lives with it: waits out the network, and tries again what was parked."""
        outbox = self.desk.outbox
        for _ in range(12):
            pause = await outbox.drain_within(600)
            entries = await outbox.entries()
            if not entries:
                return
            await self.proxy.admit()
            for entry in entries:
                if entry.state is OutboxState.PARKED:
                    await outbox.try_again(entry.id)
            if pause is Pause.SIGN_IN:
                await outbox.try_again()
            elif pause is Pause.NETWORK:
                await self.desk.time.sleep(600)
        self.campaign.expect(holds=False, what=f"{where}: the outbox never became empty: {await outbox.entries()}")

    def _judge(self, where: str, figures: list[Figure], change: EntryChange, *, is_ordered: bool) -> None:
        times: list[object] = []
        for figure in figures:
            rows = self.team.sql(
                "select bucket_id, name, created_at from storage.objects where name like $1 order by bucket_id",
                f"{self.user.id}/%{figure.id}%",
            )
            self.campaign.expect(
                [row["bucket_id"] for row in rows] == ["figures", "recipes"],
                f"{where}: {len(rows)} objects of one figure",
            )
            if len(rows) == 2:
                data = self.team.call("GET", f"/storage/v1/object/public/figures/{rows[0]['name']}")[1]
                self.campaign.expect(hashlib.sha256(data).hexdigest() == figure.sha256, f"{where}: other bytes")
                self.campaign.expect(rows[1]["created_at"] <= rows[0]["created_at"], f"{where}: picture before record")
                times.append(rows[0]["created_at"])
        versions = self.team.sql(
            "select entry_id, at from catalog_history where change_id = $1::text::uuid", change.change_id
        )
        self.campaign.expect(len(versions) == 1, f"{where}: {len(versions)} versions of one change")
        if change.is_deletion:
            rows = self.team.sql("select id from themes where id = $1", change.entry_id)
            self.campaign.expect(not rows, f"{where}: still there")
        else:
            rows = self.team.sql("select details::text from themes where name = $1", change.name)
            self.campaign.expect(len(rows) == 1, f"{where}: {len(rows)} rows")
        times.insert(1, versions[0]["at"] if versions else None)
        if is_ordered and None not in times:
            self.campaign.expect(times == sorted(times, key=str), f"{where}: out of order")


def _is(operation: str) -> Callable[[Request], bool]:
    """The requests of one operation."""
    match operation:
        case "upload":
            return lambda request: request.method == "POST" and request.path.startswith("/storage/v1/object/figures/")
        case "recipe":
            return lambda request: request.method == "POST" and request.path.startswith("/storage/v1/object/recipes/")
        case _:
            return lambda request: request.path.startswith("/rest/v1/rpc/publish_entry")


@pytest_asyncio.fixture
async def bench(team: Team, tmp_path: Path) -> AsyncIterator[Bench]:
    ada = team.make_user("ada@example.org", "admin")
    with hurried_loop(HURRY_SECONDS) as hurry:
        async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
            proxy.while_hanging = hurry
            desk.hold_session()
            yield Bench(desk, proxy, team, ada, Campaign("", ""), random.Random(SEED))


async def run_campaign(bench: Bench, name: str, seeds: int, *, is_long: bool) -> None:
    bench.campaign = Campaign(
        name, "a duplicate is no success; another change_id for each try; no record; no pause after trouble", SEED
    )
    for seed in range(seeds):
        bench.chance = random.Random(SEED + seed)
        for fault in FAULTS:
            for operation in OPERATIONS:
                await bench.schedule(operation, fault, is_long=is_long)
    bench.campaign.finish(minimum=seeds * len(FAULTS) * len(OPERATIONS))


async def test_whatever_happens_on_the_way_each_thing_reaches_the_team_once_and_in_order(bench: Bench) -> None:
    await run_campaign(bench, "outbox through a fault proxy (short)", 3, is_long=False)


@pytest.mark.long
async def test_twenty_seeds_of_every_fault_on_every_request(bench: Bench) -> None:
    await run_campaign(bench, "outbox through a fault proxy", 20, is_long=True)


async def no_duplicate_is_right(*_arguments: object) -> bool:
    return False


async def no_record(team: object, path: str, data: bytes) -> None:
    """Nothing is written in the record's turn."""


def another_id(team: object, change: EntryChange) -> object:
    return BY_FUNCTION(team, replace(change, change_id=str(uuid4())))


BY_FUNCTION = catalog._by_function
LOST, RESETS = next(fault for fault in FAULTS if fault.lost), next(fault for fault in FAULTS if fault.cut)


@pytest.mark.parametrize(
    ("place", "mutant", "operation", "fault", "caught"),
    [
        ("studio.backend.team.buckets.holds", no_duplicate_is_right, "upload", LOST, "never became empty"),
        ("studio.backend.team.catalog._by_function", another_id, "insert", LOST, "versions of one change"),
        ("studio.backend.outbox.errands._bring_record", no_record, "upload", RESETS, "objects of one figure"),
        ("studio.backend.outbox.emptying.FIRST_PAUSE", 0.0, "upload", RESETS, "hurried"),
    ],
)
async def test_the_same_check_catches_a_planted_bug(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, place: str, mutant: object, operation: str, fault: Fault, caught: str
) -> None:
    monkeypatch.setattr(place, mutant)
    bench.chance = random.Random(1)
    await bench.schedule(operation, fault)
    assert any(caught in failure for failure in bench.campaign.failures), bench.campaign.failures
