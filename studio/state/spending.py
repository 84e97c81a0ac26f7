"""What the artist spent today, held against the budget."""

from studio.core.figure import THIS_COMPUTER
from studio.core.job import JobChanged, JobEvent
from studio.core.ports.jobs import JobRunner, Ledger
from studio.core.spending import LedgerEntry, Spending
from studio.state.service import ServiceStore
from studio.state.store import Store
from studio.state.tasks import Tasks


class SpendingStore(Store[Spending]):
    """Reads the day's spending anew whenever a job moved on or the budget changed."""

    def __init__(self, tasks: Tasks, ledger: Ledger, runner: JobRunner, service: ServiceStore) -> None:
        super().__init__(Spending())
        self._tasks = tasks
        self._ledger = ledger
        self._runner = runner
        self._workspace = THIS_COMPUTER
        service.followed.connect(self.refresh)

    async def open(self) -> None:
        """Read today's spending, and follow the jobs."""
        self._runner.listen(self._tasks.relay(self._on_job_event))
        await self._read()

    def refresh(self) -> None:
        """Read today's spending anew (a command may have spent something, or the day has changed)."""
        self._tasks.start("spending", "read", self._read())

    def enter(self, workspace: str) -> None:
        """Tell of the requests of another workspace from now on."""
        self._workspace = workspace

    async def entries(self, offset: int, limit: int) -> tuple[LedgerEntry, ...]:
        """The requests of the workspace that could be billed, newest first."""
        workspace = self._workspace
        return await self._tasks.call(lambda: self._ledger.entries(offset, limit, workspace))

    async def _read(self) -> None:
        self._become(await self._tasks.call(self._ledger.spending))

    def _on_job_event(self, event: JobEvent) -> None:
        if isinstance(event, JobChanged):
            self.refresh()
