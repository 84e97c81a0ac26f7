"""Jobs: journalled before they start, in order, a few at a time; each one saved, failed, cancelled or unknown."""

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from studio.backend.jobs import Jobs
from studio.backend.jobs.lease import Lease
from studio.backend.library import Library
from studio.core.errors import DiskFull, EngineError, StudioError
from studio.core.figure import FigureQuery
from studio.core.job import Job, JobChanged, JobEvent, JobProgressed, JobState, Progress
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.recipe import Recipe
from tests.backend.libraries import PiecesEngine, open_jobs, open_library, png, recipe


def ids(jobs: Sequence[Job]) -> list[str]:
    return [job.id for job in jobs]


def parts(library: Library) -> list[str]:
    return sorted(path.suffix for path in library.folder.incoming.iterdir())


class FailingEngine(PiecesEngine):
    """Writes a piece and then raises."""

    def __init__(self, error: Exception, name: str = "mockup") -> None:
        super().__init__(name)
        self.error = error

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        await sink.write(b"some bytes")
        raise self.error


async def test_a_job_is_journalled_told_and_saved(tmp_path: Path) -> None:
    events: list[JobEvent] = []
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        jobs.listen(events.append)
        (job,) = await jobs.submit("local", [recipe()])
        assert job.state is JobState.WAITING
        (over,) = await jobs.wait([job.id])
        assert (over.state, over.figure_id, over.reason) == (JobState.SAVED, job.id, "")
        assert over.ended_at is not None
        assert (over.price_low, over.price_high) == (Decimal(0), Decimal(0))
        figure = await library.figure(job.id)
        assert await jobs.recent("local", 5) == (over,)
        assert parts(library) == []
    states = [event.job.state for event in events if isinstance(event, JobChanged)]
    assert states == [JobState.WAITING, JobState.RUNNING, JobState.SAVED]
    assert sum(isinstance(event, JobProgressed) for event in events) == 4
    last = events[-1]
    assert isinstance(last, JobChanged)
    assert last.figure == figure


async def test_jobs_run_in_order_and_no_more_at_once_than_the_engine_may(tmp_path: Path) -> None:
    one, many = PiecesEngine("mockup"), PiecesEngine("openai")
    many.gate = asyncio.Barrier(3)
    async with open_library(tmp_path) as library, open_jobs(library, one, many, at_once={"openai": 3}) as jobs:
        made = await jobs.submit("local", [recipe(str(n), "mockup" if n % 2 else "openai") for n in range(12)])
        await jobs.wait(ids(made))
    assert [each.subject for each in one.made] == ["1", "3", "5", "7", "9", "11"]
    assert (one.most_at_once, many.most_at_once) == (1, 3)


async def test_cancelling_ends_the_work_before_it_returns(tmp_path: Path) -> None:
    engine = PiecesEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library, open_jobs(library, engine) as jobs:
        first, second = await jobs.submit("local", [recipe("one"), recipe("two")])
        await engine.half_way.wait()
        assert parts(library) == [".part"]
        await jobs.cancel(second.id)
        await asyncio.gather(jobs.cancel(first.id), jobs.cancel(first.id))
        assert parts(library) == []
        assert [job.state for job in await jobs.wait([first.id, second.id])] == [JobState.CANCELLED] * 2
        await jobs.cancel(first.id)
        await jobs.cancel("of nobody")
        assert await library.count(FigureQuery()) == 0
    assert engine.made == []


async def test_a_job_that_is_cancelled_at_once_is_cancelled(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        (job,) = await jobs.submit("local", [recipe()])
        await jobs.cancel(job.id)
        assert [over.state for over in await jobs.wait([job.id])] == [JobState.CANCELLED]
        assert [over.state for over in await jobs.recent("local", 1)] == [JobState.CANCELLED]


async def test_an_engine_tells_why_it_failed(tmp_path: Path) -> None:
    engine = FailingEngine(EngineError("The model is asleep.", "Wake it."))
    async with open_library(tmp_path) as library, open_jobs(library, engine) as jobs:
        made = await jobs.submit("local", [recipe()])
        (job,) = await jobs.wait(ids(made))
        assert (job.state, job.reason, job.next_step) == (JobState.FAILED, "The model is asleep.", "Wake it.")
        assert await jobs.recent("local", 1) == (job,)
        assert parts(library) == []


async def test_a_bug_in_an_engine_is_logged_and_told_as_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = FailingEngine(KeyError("inside"))
    async with open_library(tmp_path) as library, open_jobs(library, engine) as jobs:
        made = await jobs.submit("local", [recipe("one"), recipe("two")])
        over = await jobs.wait(ids(made))
        assert [job.reason for job in over] == ["Something went wrong inside the studio."] * 2
        assert parts(library) == []
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("data", [b"not a picture", png()[:-4], png() + b"more", b""])
async def test_what_is_no_whole_picture_is_never_a_figure(data: bytes, tmp_path: Path) -> None:
    engine = PiecesEngine(data=data)
    async with open_library(tmp_path) as library, open_jobs(library, engine) as jobs:
        made = await jobs.submit("local", [recipe()])
        (job,) = await jobs.wait(ids(made))
        assert (job.state, job.reason) == (JobState.FAILED, "The picture that the engine made is not whole.")
        assert await library.count(FigureQuery()) == 0
        assert parts(library) == []
        assert not list(library.folder.pictures())


async def test_without_space_nothing_starts(tmp_path: Path) -> None:
    engine = PiecesEngine()
    free = 1_000_000_000
    async with open_library(tmp_path) as library, open_jobs(library, engine, free=lambda _: free) as jobs:
        engine.gate = asyncio.Event()
        made = await jobs.submit("local", [recipe("one"), recipe("two")])
        await engine.half_way.wait()
        free = 100
        engine.gate.set()
        over = await jobs.wait(ids(made))
        assert [job.state for job in over] == [JobState.SAVED, JobState.FAILED]
        assert over[1].reason == "Less than 200 MB are free on the disk."
        with pytest.raises(DiskFull):
            await jobs.submit("local", [recipe("three")])
        assert len(await jobs.recent("local", 10)) == 2
    assert len(engine.made) == 1


async def test_an_engine_that_is_not_here_is_refused_before_anything_is_journalled(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        with pytest.raises(StudioError, match="openai"):
            await jobs.submit("local", [recipe(), recipe(engine="openai")])
        assert await jobs.recent("local", 10) == ()


async def test_closing_cancels_what_runs_and_keeps_what_waits_for_the_next_window(tmp_path: Path) -> None:
    engine = PiecesEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library:
        async with open_jobs(library, engine) as jobs:
            made = await jobs.submit("local", [recipe("one"), recipe("two"), recipe("three")])
            waiting = asyncio.ensure_future(jobs.wait(ids(made)))
            await engine.half_way.wait()
        assert [job.state for job in await waiting] == [JobState.CANCELLED, JobState.WAITING, JobState.WAITING]
        async with open_jobs(library) as jobs:
            adopted = await jobs.adopt()
            assert [job.recipe.subject for job in adopted] == ["two", "three"]
            assert [job.state for job in await jobs.wait(ids(adopted))] == [JobState.SAVED] * 2
            assert await jobs.adopt() == ()


async def test_only_the_jobs_of_the_workspace_that_counts_are_started(tmp_path: Path) -> None:
    engine, ada, bob = PiecesEngine(), "team.example/ada", "team.example/bob"
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library:
        async with open_jobs(library, engine) as jobs:
            for workspace in (ada, ada, bob, "local"):
                await jobs.submit(workspace, [recipe(f"of {workspace}")])
            await engine.half_way.wait()
        for workspace in (bob, "local", ada):
            async with open_jobs(library, again := PiecesEngine()) as jobs:
                adopted = await jobs.adopt(workspace)
                await jobs.wait(ids(adopted))
                assert [made.subject for made in again.made] == [f"of {workspace}"]
                assert await jobs.adopt(workspace) == ()


async def test_jobs_of_a_living_process_are_not_touched(tmp_path: Path) -> None:
    engine = PiecesEngine()
    engine.gate = asyncio.Event()
    async with open_library(tmp_path) as library, open_jobs(library, engine) as ours:
        made = await ours.submit("local", [recipe("one"), recipe("two")])
        await engine.half_way.wait()
        async with open_library(tmp_path) as other, open_jobs(other) as theirs:
            assert await theirs.open() == ()
            assert await theirs.adopt() == ()
            assert [job.state for job in await theirs.recent("local", 2)] == [JobState.WAITING, JobState.RUNNING]
            assert [job.state for job in await theirs.wait(ids(made))] == [JobState.RUNNING, JobState.WAITING]
            await theirs.cancel(made[0].id)
        engine.gate.set()
        assert [job.state for job in await ours.wait(ids(made))] == [JobState.SAVED] * 2


async def crashed(library: Library, engine: str, bytes_there: bytes | None) -> str:
    """A job as a dead process leaves it: journalled as running under a lease that nobody holds."""
    jobs = Jobs(library, {engine: PiecesEngine(engine)})
    gate = PiecesEngine(engine)
    gate.gate = asyncio.Event()
    jobs = Jobs(library, {engine: gate})
    await jobs.open()
    (job,) = await jobs.submit("local", [recipe("left behind", engine)])
    await gate.half_way.wait()
    await library.database.write(lambda connection: connection.execute("UPDATE jobs SET owner = 'dead'"))
    task = next(running.task for running in jobs._running.values())
    for each in asyncio.all_tasks():
        if each.get_name() == f"making {job.id}":
            each.cancel()
    await asyncio.wait([task])
    await library.database.write(
        lambda connection: connection.execute("UPDATE jobs SET state = 'running', ended_at = NULL, reason = ''")
    )
    await jobs.close()
    if bytes_there is not None:
        library.folder.part(job.id).write_bytes(bytes_there)
    return job.id


@pytest.mark.parametrize("engine", ["mockup", "openai"])
async def test_a_complete_part_of_a_dead_process_becomes_a_figure(engine: str, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        job_id = await crashed(library, engine, png())
        jobs = Jobs(library, {})
        (notice,) = await jobs.open()
        assert notice.sentence == "“left behind” had arrived before the studio stopped; it is saved now."
        (job,) = await jobs.wait([job_id])
        assert (job.state, job.figure_id) == (JobState.SAVED, job_id)
        figure = await library.figure(job_id)
        assert Path(figure.path).read_bytes() == png()
        assert figure.recipe == recipe("left behind", engine)
        assert await jobs.open() == ()
        await jobs.close()


@pytest.mark.parametrize("left", [None, b"", png()[:-1]])
async def test_a_free_job_of_a_dead_process_failed(left: bytes | None, tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        job_id = await crashed(library, "mockup", left)
        jobs = Jobs(library, {})
        await jobs.open()
        (job,) = await jobs.wait([job_id])
        assert (job.state, job.next_step) == (JobState.FAILED, "Make it again; it costs nothing.")
        assert parts(library) == []
        await jobs.close()


@pytest.mark.parametrize("left", [None, png()[:-1]])
async def test_a_paid_job_of_a_dead_process_is_unknown_and_its_bytes_are_kept(
    left: bytes | None, tmp_path: Path
) -> None:
    async with open_library(tmp_path) as library:
        job_id = await crashed(library, "openai", left)
        engine = PiecesEngine("openai")
        jobs = Jobs(library, {"openai": engine})
        await jobs.open()
        await jobs.adopt()
        (job,) = await jobs.wait([job_id])
        assert job.state is JobState.UNKNOWN
        assert "may have been billed" in job.reason
        assert engine.made == []
        if left is not None:
            assert library.folder.remains(job_id).read_bytes() == left
        await jobs.close()


async def test_a_complete_part_that_nobody_knows_becomes_a_figure(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        library.folder.part("01234567-89ab-4cde-8f01-23456789abcd").write_bytes(png())
        library.folder.part("11234567-89ab-4cde-8f01-23456789abcd").write_bytes(png()[:-1])
        jobs = Jobs(library, {})
        await jobs.open()
        assert await library.count(FigureQuery()) == 1
        assert parts(library) == [".incomplete"]
        await jobs.close()


async def test_a_lease_is_abandoned_when_its_holder_lets_go(tmp_path: Path) -> None:
    one, two = Lease(tmp_path), Lease(tmp_path)
    one.take()
    two.take()
    assert two.abandoned({one.owner, two.owner}) == set()
    one.release()
    assert two.abandoned({one.owner, two.owner, "never heard of"}) == {one.owner, "never heard of"}
    two.release()
    assert list(tmp_path.iterdir()) == []
