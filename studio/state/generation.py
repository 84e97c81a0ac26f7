"""The jobs that are going on, the newest figures, and which of them is on the stage."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count

from studio.core.errors import FigureMissing
from studio.core.figure import THIS_COMPUTER, Figure, FigureQuery
from studio.core.job import Job, JobChanged, JobEvent, JobProgressed, JobState
from studio.core.ports.jobs import JobRunner
from studio.core.ports.library import FigureLibrary
from studio.core.recipe import Recipe
from studio.state.brief import BriefStore
from studio.state.figures import FiguresStore
from studio.state.open_jobs import Generation, OpenJob
from studio.state.store import Store
from studio.state.tasks import Tasks

RECENT = 40


class GenerationStore(Store[Generation]):
    """Starts, follows and cancels jobs."""

    def __init__(
        self,
        tasks: Tasks,
        library: FigureLibrary,
        runner: JobRunner,
        brief: BriefStore,
        figures: FiguresStore,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(Generation())
        self._clock = clock
        self._tasks = tasks
        self._library = library
        self._runner = runner
        self._brief = brief
        self._figures = figures
        self._workspace = THIS_COMPUTER
        self._is_away = True
        self._numbers = count()
        self._parent_id: str | None = None
        self.changed.connect(self._follow_parent)
        figures.updated.connect(self._on_figure_updated)
        figures.removed.connect(self._on_figures_removed)
        figures.restored.connect(self._on_figures_restored)

    async def open(self) -> None:
        """Bring back the newest figures and the jobs that go on."""
        self.follow()
        await self.enter(self._workspace)

    def follow(self) -> None:
        """Hear what happens to jobs."""
        self._runner.listen(self._tasks.relay(self._on_job_event))

    def leave(self) -> None:
        """Show nothing of the workspace that is left; its jobs go on and are saved there."""
        self._is_away = True
        self._become(Generation())

    async def enter(self, workspace: str) -> None:
        """Show another workspace's newest figures and the jobs that go on there."""
        self._workspace, self._is_away = workspace, False
        recent = await self._tasks.call(self._recent)
        jobs = await self._tasks.call(lambda: self._runner.unsettled(workspace, RECENT))
        if workspace != self._workspace:
            return
        self._show_jobs(tuple(reversed(jobs)))
        now = self.snapshot
        self._become(
            replace(now, recent=recent, selected=now.selected or now.first or (recent[0].id if recent else ""))
        )

    def seconds(self, item: OpenJob) -> int:
        """For how long a job has been made."""
        return 0 if item.since is None else max(0, int(self._clock() - item.since))

    def go_on(self) -> None:
        """Start what waits here since a crash or a sign-out, and look for what the team may have made meanwhile."""
        if not self._is_away:
            # each under its own name: one that is cut off half-way would leave what it took to the next start
            self._tasks.start("generation", f"go on {next(self._numbers)}", self._go_on(self._workspace))

    def generate(self) -> None:
        """Start as many jobs as the brief asks for variations."""
        if not self._brief.snapshot.reasons:
            self._tasks.start("generation", "generate", self._generate())

    def publish_when_done(self, *, publishes: bool) -> None:
        """Publish what is being made, and what is made from now on, as soon as it is saved; or only save it."""
        self._become(replace(self.snapshot, publishes=publishes))
        self._tasks.start("generation", "publish when done", self._publish_when_done(self._workspace, publishes))

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is being made."""
        self._tasks.start("generation", f"cancel {job_id}", self._cancel(job_id))

    def cancel_all(self) -> None:
        """Cancel every job that waits or is being made."""
        for item in self.snapshot.jobs:
            if not item.job.state.is_over:
                self.cancel(item.job.id)

    def try_again(self, job_id: str) -> None:
        """Start a job that did not work once more, with the same recipe."""
        item = next((item for item in self.snapshot.jobs if item.job.id == job_id), None)
        if item is not None and item.job.state.is_over:
            self._try_again((item,))

    def try_all_again(self) -> None:
        """Start every job that failed once more; those that may have been billed are left to the artist, one by one."""
        if self.snapshot.not_made:
            self._try_again(self.snapshot.not_made)

    def dismiss(self, job_id: str) -> None:
        """Take a job that is over off the strip."""
        item = next((item for item in self.snapshot.jobs if item.job.id == job_id), None)
        if item is not None and item.job.state.is_over:
            self._forget_job(job_id)
            self._tasks.start("generation", f"dismiss {job_id}", self._dismiss((job_id,)))

    def select(self, key: str) -> None:
        """Put a job or a figure on the stage."""
        self._become(replace(self.snapshot, selected=key))

    def show(self, figure: Figure) -> None:
        """Put a figure of the gallery on the stage; it stands first in the strip while it is not among the newest."""
        now = self.snapshot
        known = any(kept.id == figure.id for kept in now.recent)
        self._become(replace(now, recent=now.recent if known else (figure, *now.recent), selected=figure.id))

    def refresh(self) -> None:
        """Look for figures that a command has made meanwhile."""
        self._tasks.start("generation", "recent", self._reload_recent())

    def _try_again(self, items: Sequence[OpenJob]) -> None:
        ids = tuple(item.job.id for item in items)
        for job_id in ids:
            self._forget_job(job_id)
        recipes = tuple(item.job.recipe for item in items)
        self._tasks.start("generation", f"again {ids[0]}", self._submit_again(recipes, ids))

    async def _submit_again(self, recipes: tuple[Recipe, ...], ids: tuple[str, ...]) -> None:
        await self._submit(recipes, self._workspace)
        await self._dismiss(ids)

    async def _dismiss(self, ids: tuple[str, ...]) -> None:
        await self._tasks.call(lambda: self._runner.dismiss(ids))

    async def _generate(self) -> None:
        workspace = self._workspace  # whose brief it is, whoever comes meanwhile
        await self._submit(await self._brief.recipes(), workspace)

    async def _submit(self, recipes: tuple[Recipe, ...], workspace: str) -> None:
        publishes = self.snapshot.publishes
        jobs = await self._tasks.call(lambda: self._runner.submit(workspace, recipes, publishes=publishes))
        if workspace != self._workspace:
            return
        self._show_jobs(jobs)
        if any(item.job.id == jobs[0].id for item in self.snapshot.jobs):
            self.select(jobs[0].id)

    async def _go_on(self, workspace: str) -> None:
        await self._tasks.call(lambda: self._runner.adopt(workspace))

    async def _publish_when_done(self, workspace: str, publishes: bool) -> None:
        await self._tasks.call(lambda: self._runner.publish_when_done(workspace, publishes=publishes))

    async def _cancel(self, job_id: str) -> None:
        await self._tasks.call(lambda: self._runner.cancel(job_id))

    async def _recent(self) -> tuple[Figure, ...]:
        return await self._library.page(FigureQuery(workspace=self._workspace), 0, RECENT)

    def _show_jobs(self, jobs: Sequence[Job]) -> None:
        """Put jobs on the strip, unless they are there or their figure is."""
        now = self.snapshot
        known = {item.job.id for item in now.jobs} | {figure.id for figure in now.recent}
        fresh = (job for job in jobs if job.id not in known and job.figure_id not in known)
        self._become(replace(now, jobs=(*now.jobs, *(self._moved(OpenJob(job), job) for job in fresh))))

    def _moved(self, item: OpenJob, job: Job) -> OpenJob:
        """The item with the newest of its job."""
        is_new = item.since is None and job.state is JobState.RUNNING
        return replace(item, job=job, since=self._clock() if is_new else item.since)

    def _on_job_event(self, event: JobEvent) -> None:
        match event:
            case JobProgressed(job_id, progress):
                self._replace_job(job_id, lambda item: replace(item, progress=progress))
            case JobChanged(job, figure):
                if job.workspace != self._workspace:
                    return
                if figure is not None:
                    self._on_saved(job, figure)
                elif job.state is JobState.CANCELLED:
                    self._forget_job(job.id)
                else:
                    self._show_jobs((job,))
                    self._replace_job(job.id, lambda item: self._moved(item, job))

    def _replace_job(self, job_id: str, change: Callable[[OpenJob], OpenJob]) -> None:
        jobs = tuple(change(item) if item.job.id == job_id else item for item in self.snapshot.jobs)
        self._become(replace(self.snapshot, jobs=jobs))

    def _on_saved(self, job: Job, figure: Figure) -> None:
        """The job becomes its figure; the stage follows where it showed the job, or nothing that is still open."""
        now = self.snapshot
        jobs = tuple(item for item in now.jobs if item.job.id != job.id)
        recent = (figure, *(kept for kept in now.recent if kept.id != figure.id))[:RECENT]
        selected = figure.id if now.selected in (job.id, "") else now.selected
        self._become(replace(now, jobs=jobs, recent=recent, selected=selected))
        self._figures.added.emit(figure)

    def _follow_parent(self) -> None:
        recipe = self.snapshot.selected_recipe
        parent_id = recipe.parent_id if recipe is not None else None
        if parent_id != self._parent_id:
            self._parent_id = parent_id
            self._become(replace(self.snapshot, parent=None))
            if parent_id is not None:
                self._tasks.start("generation", "parent", self._bring_parent(parent_id))

    async def _bring_parent(self, parent_id: str) -> None:
        with suppress(FigureMissing):
            parent = await self._tasks.call(lambda: self._library.figure(parent_id))
            is_here = parent.deleted_at is None and parent.workspace == self._workspace
            if is_here and self._parent_id == parent_id:
                self._become(replace(self.snapshot, parent=parent))

    def _forget_job(self, job_id: str) -> None:
        now = self.snapshot
        left = replace(now, jobs=tuple(item for item in now.jobs if item.job.id != job_id))
        self._become(replace(left, selected=left.first) if now.selected == job_id else left)

    def _on_figure_updated(self, figure: Figure) -> None:
        recent = tuple(figure if kept.id == figure.id else kept for kept in self.snapshot.recent)
        self._become(replace(self.snapshot, recent=recent))

    def _on_figures_removed(self, figure_ids: Sequence[str]) -> None:
        now = self.snapshot
        left = replace(now, recent=tuple(kept for kept in now.recent if kept.id not in figure_ids))
        self._become(replace(left, selected=left.first) if now.selected in figure_ids else left)

    def _on_figures_restored(self, figure_ids: Sequence[str]) -> None:
        self._tasks.start("generation", "recent", self._reload_recent(figure_ids[0]))

    async def _reload_recent(self, select: str = "") -> None:
        workspace = self._workspace
        recent = await self._tasks.call(self._recent)
        if workspace != self._workspace:
            return
        now = self.snapshot
        made = {figure.id for figure in recent}
        jobs = tuple(item for item in now.jobs if item.job.id not in made)  # a command has found or fetched it
        selected = select if select in made else now.selected
        self._become(replace(now, jobs=jobs, recent=recent, selected=selected or (recent[0].id if recent else "")))
