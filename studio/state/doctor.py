"""What the doctor is trying and has found: one row for each check, kept until somebody else is signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from studio.core.health import Check, Verdict, report
from studio.core.ports.doctor import Doctor
from studio.core.project import Project
from studio.core.session import account_of, project_of
from studio.state.session import SessionStore
from studio.state.store import Store
from studio.state.tasks import Tasks


class Stage(Enum):
    """Where a check is in this examination."""

    WAITING = "waiting"
    TRYING = "trying"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Row:
    """One check; until it is known again, `check` is what the examination before found, or None."""

    name: str
    stage: Stage
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`rows` are empty until the first examination; `finished_at` is None where one was stopped."""

    rows: tuple[Row, ...] = ()
    is_running: bool = False
    finished_at: datetime | None = None

    @property
    def checks(self) -> tuple[Check, ...]:
        """What is known."""
        return tuple(row.check for row in self.rows if row.check is not None and row.stage is Stage.KNOWN)

    def count(self, verdict: Verdict) -> int:
        """How many checks came out so."""
        return sum(check.verdict is verdict for check in self.checks)

    @property
    def report(self) -> str:
        """What is known, as plain text."""
        return report(self.checks)


def _now() -> datetime:
    return datetime.now(UTC)


class DoctorStore(Store[Diagnosis]):
    """Starts and stops examinations; one at a time."""

    def __init__(
        self, tasks: Tasks, doctor: Doctor, session: SessionStore, clock: Callable[[], datetime] = _now
    ) -> None:
        super().__init__(Diagnosis())
        self._tasks = tasks
        self._doctor = doctor
        self._session = session
        self._clock = clock
        self._whose = self._who()
        self._run = 0
        session.changed.connect(self._on_session_changed)

    def examine(self) -> None:
        """Try everything, unless that is being done already. What was found before stays until it is known anew."""
        if not self.snapshot.is_running:
            self._run += 1
            rows = tuple(replace(row, stage=Stage.WAITING) for row in self.snapshot.rows)
            self._become(replace(self.snapshot, rows=rows, is_running=True))
            self._tasks.start("doctor", "examine", self._examine(self._run))

    def stop(self) -> None:
        """Leave it at what is known until now."""
        self._tasks.cancel("doctor", "examine")

    def pose(self, diagnosis: Diagnosis) -> None:
        """Show what no doctor has found, for pictures of the screens."""
        self._become(diagnosis)

    async def _examine(self, run: int) -> None:
        hear = self._tasks.relay(lambda told: self._on_told(run, *told))
        try:
            checks = await self._tasks.call(lambda: self._doctor.examine(lambda name, check: hear((name, check))))
        except BaseException:
            if run == self._run:
                self._become(Diagnosis(tuple(row for row in self.snapshot.rows if row.stage is Stage.KNOWN)))
            raise
        if run == self._run:
            rows = tuple(Row(check.name, Stage.KNOWN, check) for check in checks)
            self._become(Diagnosis(rows, finished_at=self._clock()))

    def _on_told(self, run: int, name: str, check: Check | None) -> None:
        if run != self._run or not self.snapshot.is_running:
            return
        rows = list(self.snapshot.rows)
        at = next((at for at, row in enumerate(rows) if row.name == name), len(rows))
        before = rows[at].check if at < len(rows) else None
        stage = Stage.TRYING if check is None else Stage.KNOWN
        rows[at : at + 1] = [Row(name, stage, check or before)]
        self._become(replace(self.snapshot, rows=tuple(rows)))

    def _on_session_changed(self) -> None:
        """What was found holds for who was signed in then; what is being found begins anew."""
        if self._who() != self._whose:
            self._whose = self._who()
            was_running = self.snapshot.is_running
            self._run += 1
            self.stop()
            self._become(Diagnosis())
            if was_running:
                self.examine()

    def _who(self) -> tuple[Project | None, str, str]:
        state = self._session.snapshot.state
        account = account_of(state)
        return project_of(state), account.id if account else "", account.role.value if account else ""
