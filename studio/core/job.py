"""A job: one attempt at one picture, journalled so that it survives a crash."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from studio.core.figure import Figure
from studio.core.recipe import Recipe


class JobState(StrEnum):
    """Where a job stands. Only WAITING and RUNNING go on; UNKNOWN may have been billed and is never repeated."""

    WAITING = "waiting"
    RUNNING = "running"
    SAVED = "saved"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt. `price_low` and `price_high` are USD; `reason` and `next_step` are set when it did not work."""

    id: str
    workspace: str
    recipe: Recipe
    state: JobState
    created_at: datetime
    ended_at: datetime | None = None
    figure_id: str | None = None
    reason: str = ""
    next_step: str = ""
    price_low: Decimal | None = None
    price_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an engine is: `fraction` 0..1 or None where it cannot be known, one short text, and perhaps a preview.

    `preview` is an encoded picture (PNG, JPEG or WebP bytes), smaller or less finished than the result.
    """

    text: str
    fraction: float | None = None
    preview: bytes | None = None


@dataclass(frozen=True, slots=True)
class JobChanged:
    """The journal of a job changed; `figure` is there when it was saved."""

    job: Job
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """A running job moved on."""

    job_id: str
    progress: Progress


JobEvent = JobChanged | JobProgressed
