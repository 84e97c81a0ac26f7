"""The doctor's store: what is tried and known, what a new examination keeps, and whom the findings belong to."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest_asyncio

from studio.core.health import Verdict
from studio.core.session import SignedIn, SignedOut
from studio.state.doctor import Diagnosis, DoctorStore, Stage
from studio.state.session import SessionStore
from studio.state.tasks import Tasks
from tests.ui.doctor_fakes import FINE, OPTIONAL, RED, FakeDoctor
from tests.ui.team_fakes import ADA, TEAM, FakeTeamSession
from tests.waiting import until

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Practice:
    """A store over a doctor and a session that a test tells what to do."""

    def __init__(self) -> None:
        self.tasks = Tasks(asyncio.get_running_loop())
        self.team = FakeTeamSession(SignedIn(TEAM, ADA, is_kept=True))
        self.session = SessionStore(self.tasks, self.team)
        self.doctor = FakeDoctor(FINE, OPTIONAL, RED)
        self.store = DoctorStore(self.tasks, self.doctor, self.session, clock=lambda: NOON)

    @property
    def now(self) -> Diagnosis:
        return self.store.snapshot

    async def stages(self, *wanted: Stage) -> None:
        await until(self.store.changed, lambda: tuple(row.stage for row in self.now.rows) == wanted)

    async def finished(self) -> None:
        await until(self.store.changed, lambda: not self.now.is_running)


@pytest_asyncio.fixture
async def practice() -> Practice:
    practice = Practice()
    await practice.session.open()
    return practice


async def test_each_check_is_shown_while_it_is_tried_and_when_it_is_known(practice: Practice) -> None:
    practice.doctor.hold = True
    practice.store.examine()
    assert practice.now.is_running
    await practice.stages(Stage.TRYING)
    practice.doctor.go_on()
    await practice.stages(Stage.KNOWN, Stage.TRYING)
    assert practice.now.checks == (FINE,)
    practice.doctor.go_on()
    practice.doctor.go_on()
    await practice.finished()
    assert practice.now.checks == (FINE, OPTIONAL, RED)
    assert practice.now.finished_at == NOON
    assert [practice.now.count(verdict) for verdict in Verdict] == [1, 1, 1]


async def test_a_second_examination_keeps_what_was_found_until_it_is_known_anew(practice: Practice) -> None:
    practice.store.examine()
    await practice.finished()
    practice.doctor.checks = (replace(FINE, detail="answered in 12 ms"), RED)
    practice.doctor.hold = True
    practice.store.examine()
    practice.store.examine()
    await practice.stages(Stage.TRYING, Stage.WAITING, Stage.WAITING)
    assert practice.doctor.examined == 2
    assert [row.check for row in practice.now.rows] == [FINE, OPTIONAL, RED]
    assert practice.now.checks == ()
    practice.doctor.go_on()
    practice.doctor.go_on()
    await practice.finished()
    assert practice.now.checks == practice.doctor.checks, "what is not tried any more is gone"


async def test_an_examination_that_is_stopped_keeps_what_was_known(practice: Practice) -> None:
    practice.doctor.hold = True
    practice.store.examine()
    practice.doctor.go_on()
    await practice.stages(Stage.KNOWN, Stage.TRYING)
    practice.store.stop()
    await practice.finished()
    assert practice.doctor.is_cancelled
    assert practice.now == Diagnosis(practice.now.rows)
    assert practice.now.checks == (FINE,)


async def test_the_findings_go_with_the_account_and_an_examination_under_way_begins_anew(practice: Practice) -> None:
    practice.store.examine()
    await practice.finished()
    practice.team.become(SignedOut(TEAM))
    await until(practice.store.changed, lambda: practice.now == Diagnosis())
    practice.doctor.hold = True
    practice.store.examine()
    await practice.stages(Stage.TRYING)
    practice.team.become(SignedIn(TEAM, ADA, is_kept=True))
    await until(practice.session.changed, lambda: isinstance(practice.session.snapshot.state, SignedIn))
    await practice.stages(Stage.TRYING)
    assert practice.doctor.examined == 3
    practice.store.stop()
    await practice.finished()


async def test_the_report_says_all_in_plain_lines_without_the_sql(practice: Practice) -> None:
    practice.store.examine()
    await practice.finished()
    assert practice.now.report.splitlines() == [
        "ok  project reached: team.example answered in 84 ms",
        f"--  team server: {OPTIONAL.detail}  → {OPTIONAL.fix}",
        f"NO  publishing: {RED.detail}  → {RED.fix}",
    ]
