"""The queue of jobs, and the ledger of what they cost."""

from collections.abc import Callable, Sequence
from typing import Protocol

from studio.core.figure import THIS_COMPUTER
from studio.core.job import Job, JobEvent
from studio.core.recipe import Recipe
from studio.core.spending import LedgerEntry, Spending


class JobRunner(Protocol):
    """The queue of jobs: journalled, leased by this process, a few at a time."""

    async def submit(self, workspace: str, recipes: Sequence[Recipe], *, publishes: bool = False) -> tuple[Job, ...]:
        """Journal the jobs and start them when their turn comes. Raises LibraryError before anything is journalled.

        With `publishes` each figure goes into the outbox in the transaction that saves it.
        """
        ...

    async def publish_when_done(self, workspace: str, *, publishes: bool) -> None:
        """Whether the figures of a workspace's jobs that go on are published when they are saved."""
        ...

    async def adopt(self, workspace: str) -> tuple[Job, ...]:
        """Go on with a workspace's jobs whose process died: those that wait are started, and a picture that may have
        been made is looked for where that can be done. Jobs of other workspaces wait on.
        """
        ...

    async def cancel(self, job_id: str) -> None:
        """Cancel a job; returns when its work has really ended."""
        ...

    async def recent(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs of a workspace, newest first."""
        ...

    async def wait(self, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """Wait until the jobs are over."""
        ...

    async def dismiss(self, job_ids: Sequence[str]) -> None:
        """Jobs that did not work have been seen: `unsettled` leaves them out from now on."""
        ...

    async def unsettled(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs that go on, or that did not work and were not dismissed; newest first."""
        ...

    def listen(self, listener: Callable[[JobEvent], None]) -> None:
        """Call `listener` on the backend's loop for everything that happens to jobs of this process."""
        ...

    async def close(self) -> None:
        """Stop: running jobs are cancelled, waiting ones stay journalled."""
        ...


class Ledger(Protocol):
    """What was spent with the artist's key."""

    async def spending(self) -> Spending:
        """Today's spending, by this computer's calendar."""
        ...

    async def entries(self, offset: int, limit: int, workspace: str = THIS_COMPUTER) -> tuple[LedgerEntry, ...]:
        """The requests of a workspace that could be billed, newest first."""
        ...
