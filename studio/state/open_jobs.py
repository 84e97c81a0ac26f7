"""The strip as it is: the jobs that are open, the newest figures, and which of them is on the stage."""

from dataclasses import dataclass

from studio.core.figure import Figure
from studio.core.job import Job, JobState, Progress
from studio.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that is not a figure (yet): waiting, being made, or gone wrong.

    `since` is when it was first seen being made, in seconds of the store's clock.
    """

    job: Job
    progress: Progress | None = None
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """`jobs` and `recent` are the strip, in its order; `selected` is the id of the one on the stage, or empty.

    `parent` is the figure that the one on the stage is an edit of, where it is still there. `publishes`: what is made in
    this team now is published as soon as it is saved.
    """

    jobs: tuple[OpenJob, ...] = ()
    recent: tuple[Figure, ...] = ()
    selected: str = ""
    parent: Figure | None = None
    publishes: bool = False

    @property
    def selected_job(self) -> OpenJob | None:
        """The open job on the stage."""
        return next((item for item in self.jobs if item.job.id == self.selected), None)

    @property
    def selected_figure(self) -> Figure | None:
        """The figure on the stage."""
        return next((figure for figure in self.recent if figure.id == self.selected), None)

    @property
    def beside(self) -> Figure | None:
        """What the figure on the stage is compared with: what it is an edit of, or else one that was made with it."""
        if self.parent is not None and self.selected_figure is not None:
            return self.parent
        ids = [figure.id for figure in self.recent]
        if self.selected not in ids or len(ids) < 2:
            return None
        at = ids.index(self.selected)
        return self.recent[at + 1] if at + 1 < len(ids) else self.recent[at - 1]

    @property
    def selected_recipe(self) -> Recipe | None:
        """What the job or figure on the stage is made from."""
        job, figure = self.selected_job, self.selected_figure
        return job.job.recipe if job is not None else figure.recipe if figure is not None else None

    @property
    def going_on(self) -> int:
        """How many jobs wait or are being made."""
        return sum(not item.job.state.is_over for item in self.jobs)

    @property
    def fraction(self) -> float | None:
        """How far the jobs that go on are, 0 to 1, as well as it can be known; None while none goes on."""
        open_jobs = [item for item in self.jobs if not item.job.state.is_over]
        if not open_jobs:
            return None
        return sum((item.progress and item.progress.fraction) or 0.0 for item in open_jobs) / len(open_jobs)

    @property
    def not_made(self) -> tuple[OpenJob, ...]:
        """The jobs that did not work and surely cost nothing: they can be tried again together."""
        return tuple(item for item in self.jobs if item.job.state is JobState.FAILED)

    @property
    def first(self) -> str:
        """The id of what stands first in the strip, or empty."""
        if self.jobs:
            return self.jobs[0].job.id
        return self.recent[0].id if self.recent else ""
