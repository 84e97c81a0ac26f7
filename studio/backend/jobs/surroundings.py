"""What a job is made with, beside itself and its engine."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.backend.jobs.gate import Gate
from studio.backend.jobs.terms import Terms
from studio.backend.library import Library
from studio.core.figure import Figure
from studio.core.job import Job, JobEvent


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`gate` is the one before the job's engine.

    `settle` is told the job as it ended, and its figure; or as it is left for later, where it has not ended.
    """

    library: Library
    gate: Gate
    terms: Terms
    tell: Callable[[JobEvent], None]
    settle: Callable[[Job, Figure | None], None]
