"""kill -9 at each step of protocol W, and at random between the first byte and the commit: nothing told as saved is lost."""

import asyncio
import random
from pathlib import Path

import pytest

from studio.backend.jobs import Jobs, journal
from studio.core.figure import FigureQuery
from studio.core.job import JobState
from tests.backend.libraries import PiecesEngine, closed_library
from tests.faults.driver import BEGAN, SILENCE, Plan, child, said
from tests.faults.report import Campaign

SEED = 20261122
OVER = {JobState.SAVED, JobState.FAILED, JobState.UNKNOWN}


async def judge(root: Path, acknowledged: list[tuple[str, str]], campaign: Campaign, *, sweeps: bool = True) -> None:
    """Start again and look: every acknowledged figure is there, no byte is wrong, no job hangs, nothing is left over."""
    library = closed_library(root)
    await library.open()
    jobs = Jobs(library, {name: PiecesEngine(name) for name in ("mockup", "openai")})
    if sweeps:
        await jobs.open()
        adopted = await jobs.adopt()
        await jobs.wait([job.id for job in adopted])
    figures = {figure.id: figure for figure in await library.page(FigureQuery(), 0, 10_000)}
    result = await library.check()
    campaign.expect(not result.faults, f"pictures are wrong: {result.faults}")
    for figure_id, sha256 in acknowledged:
        figure = figures.get(figure_id)
        campaign.expect(
            figure and figure.sha256 == (sha256 or figure.sha256), f"{figure_id} was told as saved and is not"
        )
    past = await library.database.read(lambda connection: journal.recent(connection, library.recipes, "local", 10_000))
    campaign.expect(all(job.state in OVER for job in past), f"jobs hang: {[job.state for job in past]}")
    saved = {job.figure_id for job in past if job.state is JobState.SAVED}
    campaign.expect(saved == set(figures), "saved jobs and figures differ")
    on_disk = [figure_id for figure_id, _ in library.folder.pictures()]
    campaign.expect(sorted(on_disk) == sorted(figures), "files and figures differ")
    campaign.expect(not list(library.folder.incoming.glob("*.part")), "a part is left")
    await jobs.close()
    await library.close()


async def kill_at_each_step(
    root: Path, engine: str, campaign: Campaign, mutant: str = "", *, sweeps: bool = True, caught: str = ""
) -> None:
    """One child for each step, until a child lives to its end, or until a planted bug was `caught`."""
    subjects = ["first"] if caught else ["first", "second"]
    for step in range(1, 200):
        place = root / f"{engine}{step}"
        place.mkdir()
        with child(Plan(place, subjects, engine, kill_at=step, mutant=mutant)) as (process, hear):
            acknowledged = said(hear)
            process.join(SILENCE)
            ended_well = process.exitcode == 0
        await judge(place, acknowledged, campaign, sweeps=sweeps)
        if ended_well or (caught and any(caught in failure for failure in campaign.failures)):
            return
        campaign.tries += 1
    raise AssertionError("The child never came to its end.")


@pytest.mark.parametrize("engine", ["mockup", "openai"])
async def test_a_kill_at_any_step_loses_nothing(engine: str, tmp_path: Path) -> None:
    campaign = Campaign(f"kill -9 at each step of W ({engine})", "told before it is saved; no sweep after the start")
    await kill_at_each_step(tmp_path, engine, campaign)
    campaign.finish(minimum=60)


@pytest.mark.parametrize(
    ("mutant", "sweeps", "caught"),
    [
        ("told before it is saved", True, "told as saved and is not"),
        ("", False, "jobs hang"),
        ("", False, "a part is left"),
    ],
)
async def test_the_same_check_catches_a_planted_bug(mutant: str, sweeps: bool, caught: str, tmp_path: Path) -> None:
    planted = Campaign("", "")
    await kill_at_each_step(tmp_path, "openai", planted, mutant, sweeps=sweeps, caught=caught)
    assert any(caught in failure for failure in planted.failures)


async def random_kills(root: Path, count: int, campaign: Campaign) -> None:
    """Children that are killed by us at a random moment after the first byte of a part; a new library now and then."""
    chance = random.Random(campaign.seed)
    place, acknowledged, span, with_words = root, [], 0.05, 0
    for number in range(count):
        if number % 20 == 0:
            place, acknowledged = root / str(number), []
            place.mkdir()
        engine = chance.choice(["mockup", "openai"])
        plan = Plan(place, [f"{number} one", f"{number} two"], engine, pieces=chance.choice([1, 4, 40]))
        with child(plan) as (process, hear):
            assert hear.recv() == BEGAN
            await asyncio.sleep(chance.uniform(0, span))
            process.kill()
            heard = said(hear)
        acknowledged += heard
        with_words += bool(heard)
        span = min(0.2, span * 1.05) if not heard else max(0.01, span * 0.95)
        await judge(place, acknowledged, campaign)
        campaign.tries += 1
    print(f"{with_words} of {count} kills came after an acknowledgement")
    assert with_words >= count // 5


async def test_a_kill_at_a_random_moment_loses_nothing(tmp_path: Path) -> None:
    campaign = Campaign("kill -9 at random (short)", "told before it is saved; no sweep after the start", SEED)
    await random_kills(tmp_path, 60, campaign)
    campaign.finish(minimum=60)


@pytest.mark.long
async def test_a_thousand_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    campaign = Campaign("kill -9 at random", "told before it is saved; no sweep after the start", SEED + 1)
    await random_kills(tmp_path, 1_000, campaign)
    campaign.finish(minimum=1_000)
