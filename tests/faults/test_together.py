"""A window and commands at work on one library at the same time: nothing is swept, nothing is doubled."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest

from studio.core.errors import LibraryBusy
from studio.core.figure import FigureQuery
from studio.core.job import JobState
from tests.backend.libraries import make_figures, open_jobs, open_library
from tests.faults.driver import SILENCE, Plan, child, said
from tests.faults.report import Campaign

ALL = FigureQuery()


async def at_work_together(root: Path, commands: int, each: int, campaign: Campaign, mutant: str = "") -> None:
    """A window of this process and commands of others, all making figures in one library."""
    async with open_library(root) as library, open_jobs(library) as jobs:
        with ExitStack() as stack:
            others = [
                stack.enter_context(
                    child(Plan(root, [f"{number} {name}" for name in range(each)], pieces=30, mutant=mutant))
                )
                for number in range(commands)
            ]
            ours = await make_figures(library, *(f"window {name}" for name in range(each)))
            told = [word for _, hear in others for word in said(hear)]
            for process, _ in others:
                process.join(SILENCE)
                campaign.expect(process.exitcode == 0, "a command failed")
        campaign.tries += commands + 1
        figures = await library.page(ALL, 0, 10_000)
        wanted = {figure_id for figure_id, _ in told} | set(ours)
        campaign.expect(len(told) == commands * each, f"{len(told)} figures of commands were told as saved")
        campaign.expect({figure.id for figure in figures} == wanted, "figures and what was told differ")
        titles = [figure.title for figure in figures]
        campaign.expect(len(set(titles)) == len(titles) == (commands + 1) * each, "a figure is doubled or missing")
        past = await jobs.recent("local", 10_000)
        campaign.expect({job.state for job in past} == {JobState.SAVED}, f"jobs: {[job.state for job in past]}")
        campaign.expect(not (await library.check()).faults, "a picture is wrong")
        left = [path.name for path in library.folder.incoming.iterdir()]
        campaign.expect(not left, f"left in incoming: {left}")


async def test_a_window_and_commands_work_at_the_same_time(tmp_path: Path) -> None:
    campaign = Campaign("a window and commands together", "leases of living processes taken for dead")
    for number in range(2):
        await at_work_together(tmp_path / str(number), 3, 12, campaign)
    campaign.finish(minimum=8)


@pytest.mark.long
async def test_a_window_and_many_commands_work_at_the_same_time(tmp_path: Path) -> None:
    campaign = Campaign("a window and commands together (long)", "leases of living processes taken for dead")
    for number in range(20):
        await at_work_together(tmp_path / str(number), 4, 20, campaign)
    campaign.finish(minimum=100)


async def test_the_same_check_catches_a_lease_that_does_not_hold(tmp_path: Path) -> None:
    planted = Campaign("", "")
    for number in range(5):
        await at_work_together(tmp_path / str(number), 3, 12, planted, mutant="every other lease is dead")
        if planted.failures:
            break
    assert planted.failures


async def test_a_command_that_dies_is_settled_by_the_next_one_and_not_by_the_window_at_work(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        with child(Plan(tmp_path, ["dies"], kill_at=12)) as (process, hear):
            assert said(hear) == []
            process.join()
        ours = await make_figures(library, "lives")
        past = await jobs.recent("local", 10)
        assert {job.state for job in past} <= {JobState.SAVED, JobState.FAILED}
        assert {figure.id for figure in await library.page(ALL, 0, 10)} >= set(ours)
        assert not list(library.folder.incoming.glob("*.part"))


async def test_a_library_that_another_program_holds_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.backend.library.database.PATIENCE", 0.05)
    async with open_library(tmp_path) as library:
        await library.database.write(lambda connection: connection.execute("PRAGMA busy_timeout = 50"))
        other = sqlite3.connect(library.folder.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryBusy) as caught:
            await library.save_draft("local", "create", 1)
        assert caught.value.next_step
        assert await library.count(ALL) == 0
        other.execute("ROLLBACK")
        other.close()
        await library.save_draft("local", "create", 1)
