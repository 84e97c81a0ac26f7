"""One figure that arrives twice: the team's server makes it for a job here, and somebody brings it in from the bucket."""

import asyncio
import hashlib
import os
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from studio.backend.jobs import Jobs
from studio.backend.library.sidecars import read_sidecar
from studio.backend.team.published import PublishedFigures
from studio.core.engines import SERVER
from studio.core.errors import PictureError
from studio.core.figure import Figure
from studio.core.job import Job, JobState
from studio.core.published import PublishedFigure
from tests.backend.libraries import PiecesEngine, open_jobs, png, recipe
from tests.servers.team import Team, User
from tests.team.desk import Desk, open_desk

PICTURE = png(40, 60)


@dataclass
class Bench:
    """A desk whose one job has half of its picture."""

    desk: Desk
    jobs: Jobs
    job: Job
    rest: asyncio.Event
    team: Team
    user: User

    @property
    def shelf(self) -> PublishedFigures:
        return PublishedFigures(self.desk.session, self.desk.library, self.desk.outbox)

    async def in_bucket(self, data: bytes = PICTURE) -> PublishedFigure:
        """The figure as it lies in the bucket, where the team's server has put it."""
        headers = self.team.headers(self.user.token) | {"content-type": "image/png"}
        path = f"/storage/v1/object/figures/{self.user.id}/a-gardener-{self.job.id}.png"
        assert self.team.call("POST", path, headers, data)[0] == 200
        (listed,) = await self.shelf.listed(everyone=False)
        return listed

    async def job_is_over(self) -> Job:
        """Let the rest of the job's picture come."""
        self.rest.set()
        async with asyncio.timeout(20):
            (over,) = await self.jobs.wait([self.job.id])
        return over

    async def one_whole_figure(self) -> Figure:
        """The library has the figure once, as the team has it, and nothing lies about."""
        library = self.desk.library
        figure = await library.figure(self.job.id)
        assert hashlib.sha256(Path(figure.path).read_bytes()).hexdigest() == hashlib.sha256(PICTURE).hexdigest()
        assert read_sidecar(library.folder, figure.id) == figure
        result = await library.check()
        assert (result.figures, result.faults) == (1, ())
        assert list(library.folder.incoming.iterdir()) == []
        return figure


@pytest_asyncio.fixture
async def bench(team: Team, tmp_path: Path) -> AsyncIterator[Bench]:
    ada = team.make_user("ada@example.org")
    engine = PiecesEngine(SERVER, data=PICTURE)
    engine.gate = rest = asyncio.Event()
    async with open_desk(tmp_path, team, ada) as desk, open_jobs(desk.library, engine) as jobs:
        (job,) = await jobs.submit(desk.session.workspace, [recipe("a gardener", SERVER)])
        await engine.half_way.wait()
        yield Bench(desk, jobs, job, rest, team, ada)


async def test_what_is_brought_in_while_its_job_receives_it_stays_and_the_job_ends_well(bench: Bench) -> None:
    brought = await bench.shelf.bring_in(await bench.in_bucket())
    await bench.desk.library.rate(brought.id, 5)
    over = await bench.job_is_over()
    assert (over.state, over.figure_id) == (JobState.SAVED, bench.job.id), over.reason
    assert (await bench.one_whole_figure()).rating == 5


async def test_what_its_job_saves_while_it_is_being_brought_in_stays(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, fetched, may_go_on = bench.shelf, asyncio.Event(), asyncio.Event()
    recipe_of = shelf._recipe

    async def held(figure: PublishedFigure, data: bytes) -> object:
        fetched.set()
        await may_go_on.wait()
        return await recipe_of(figure, data)

    monkeypatch.setattr(shelf, "_recipe", held)
    another = png(30, 40)  # somebody has put another picture under its name
    bringing = asyncio.create_task(shelf.bring_in(await bench.in_bucket(another)))
    await fetched.wait()
    assert (await bench.job_is_over()).state is JobState.SAVED
    await bench.desk.library.rate(bench.job.id, 4)
    may_go_on.set()
    brought = await bringing
    assert (brought.id, brought.recipe.subject) == (bench.job.id, "a gardener")
    assert (await bench.one_whole_figure()).rating == 4


async def test_what_a_person_does_to_it_meanwhile_stays(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    library, has_looked, may_go_on = bench.desk.library, asyncio.Event(), threading.Event()
    sync_file, loop = library.files.sync_file, asyncio.get_running_loop()

    def held(path: Path) -> None:
        if path.suffix == ".fetched":
            loop.call_soon_threadsafe(has_looked.set)
            may_go_on.wait(20)
        sync_file(path)

    monkeypatch.setattr(library.files, "sync_file", held)
    bringing = asyncio.create_task(bench.shelf.bring_in(await bench.in_bucket()))
    await has_looked.wait()
    assert (await bench.job_is_over()).state is JobState.SAVED
    await library.rate(bench.job.id, 3)
    may_go_on.set()
    assert (await bringing).rating == 3
    assert (await bench.one_whole_figure()).rating == 3


async def test_what_comes_damaged_out_of_the_bucket_takes_nothing_from_the_job(bench: Bench) -> None:
    listed = await bench.in_bucket(PICTURE[:-20])
    with pytest.raises(PictureError):
        await bench.shelf.bring_in(listed)
    over = await bench.job_is_over()
    assert over.state is JobState.SAVED, over.reason
    await bench.one_whole_figure()


async def test_in_the_same_moment_it_arrives_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    listed, files = await bench.in_bucket(), bench.desk.library.files
    sync_folder, both = files.sync_folder, threading.Barrier(2)

    def together(folder: Path) -> None:
        """Both pictures have their name before either has its row."""
        sync_folder(folder)
        if folder.name == bench.job.id[:2]:
            both.wait(20)

    monkeypatch.setattr(files, "sync_folder", together)
    bringing = asyncio.create_task(bench.shelf.bring_in(listed))
    assert (await bench.job_is_over()).state is JobState.SAVED
    assert (await bringing).id == bench.job.id
    monkeypatch.undo()
    await bench.one_whole_figure()


async def test_all_at_once_it_arrives_once(bench: Bench) -> None:
    listed = await bench.in_bucket()
    bringing = [asyncio.create_task(bench.shelf.bring_in(listed)) for _ in range(4)]
    over = await bench.job_is_over()
    brought = await asyncio.gather(*bringing)
    assert over.state is JobState.SAVED
    assert {figure.id for figure in brought} == {bench.job.id}
    await bench.one_whole_figure()


async def test_what_was_being_brought_in_when_a_studio_died_is_nobodys_figure(team: Team, tmp_path: Path) -> None:
    async with open_desk(tmp_path, team, None) as desk:
        library = desk.library
        left, fresh = (library.folder.fetched(figure_id) for figure_id in (NOBODYS, SOMEBODYS))
        for file in (left, fresh):
            file.write_bytes(PICTURE)
        os.utime(left, (0, 0))
        async with open_jobs(library):
            assert (await library.check()).figures == 0
            assert list(library.folder.incoming.iterdir()) == [fresh]


NOBODYS, SOMEBODYS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
