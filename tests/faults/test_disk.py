"""A full, broken or read-only disk: a sentence, nothing half saved, and nothing lost that was saved before."""

import asyncio
import errno
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from studio.core.errors import DiskFull, LibraryError, LibraryReadOnly
from studio.core.figure import FigureQuery
from studio.core.job import Job, JobState
from tests.backend.libraries import PiecesEngine, closed_library, make_figures, open_jobs, open_library, png, recipe
from tests.faults.report import Campaign
from tests.faults.watched import RefusingFiles

ROOT = Path(__file__).parents[2]
ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
ALL = FigureQuery()


async def one_refusal(root: Path, at: int, error: int, campaign: Campaign, *, lasts: bool = True) -> list[str]:
    """A library with one figure; the disk refuses at the n-th step of the next job, once or from there on."""
    files = RefusingFiles(at, error, lasts=lasts)
    label = f"{errno.errorcode[error]} at {at}{' and on' if lasts else ''}"
    async with open_library(root, files) as library, open_jobs(library, minimum_free=0) as jobs:
        (before,) = await make_figures(library, "before")
        files.is_armed = True
        try:
            (job,) = await jobs.submit("local", [recipe("during")])
        except LibraryError as refused:
            campaign.expect(refused.sentence and refused.next_step, f"{label}: no sentence")
            job = None
        over = (await jobs.wait([job.id]))[0] if job else None
        files.is_armed = False
        if over is not None:
            campaign.expect(_is_told(over, files), f"{label}: {over.state} {over.reason}")
        figures = await library.page(ALL, 0, 10)
        campaign.expect(before in {figure.id for figure in figures}, f"{label}: the old figure is gone")
        campaign.expect(not (await library.check()).faults, f"{label}: a figure is wrong")
    async with open_library(root) as library, open_jobs(library) as jobs:
        past = await jobs.recent("local", 10)
        figures = {figure.id for figure in await library.page(ALL, 0, 10)}
        saved = {each.figure_id for each in past if each.state is JobState.SAVED}
        campaign.expect(saved == figures, f"{label}: saved jobs and figures differ after the next start")
        campaign.expect(not (await library.check()).faults, f"{label}: a figure is wrong after the next start")
        campaign.expect({each for each, _ in library.folder.pictures()} == figures, f"{label}: something is half saved")
        campaign.expect(not list(library.folder.incoming.glob("*.part")), f"{label}: a part is left")
        campaign.expect(len(await make_figures(library, "after")) == 1, f"{label}: no figure can be made afterwards")
    return files.refused


def _is_told(job: Job, files: RefusingFiles) -> bool:
    if not files.refused:
        return job.state is JobState.SAVED
    return job.state is JobState.SAVED or (job.state is JobState.FAILED and bool(job.reason) and bool(job.next_step))


async def refuse_everywhere(root: Path, errors: Sequence[int], campaign: Campaign) -> None:
    """Every error at every step, once and lasting, until a job comes to its end unhindered."""
    for error, lasts in product(errors, (True, False)):
        for at in range(1, 60):
            place = root / f"{error}-{lasts}-{at}"
            place.mkdir()
            if not await one_refusal(place, at, error, campaign, lasts=lasts):
                break
            campaign.tries += 1


CAUGHT = "a picture left in its place when its row cannot be committed"


async def test_a_disk_that_refuses_at_any_step_costs_nothing_that_was_saved(tmp_path: Path) -> None:
    campaign = Campaign("disk full at each step of W", CAUGHT)
    await refuse_everywhere(tmp_path, [errno.ENOSPC], campaign)
    campaign.finish(minimum=30)


@pytest.mark.long
async def test_every_kind_of_refusal_at_every_step(tmp_path: Path) -> None:
    campaign = Campaign("disk refuses at each step of W", CAUGHT)
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        await refuse_everywhere(tmp_path / str(number), ERRORS, campaign)
    campaign.finish(minimum=200)


async def test_the_same_check_catches_a_picture_that_is_left_without_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.backend.library.library.take_back", lambda *_: None)
    planted = Campaign("", "")
    for at in range(1, 60):
        (tmp_path / str(at)).mkdir()
        if planted.failures or not await one_refusal(tmp_path / str(at), at, errno.ENOSPC, planted, lasts=False):
            break
    assert any("saved jobs and figures differ" in failure for failure in planted.failures), planted.failures


async def test_a_picture_that_arrived_on_a_full_disk_is_saved_at_the_next_start(tmp_path: Path) -> None:
    class NoRow(RefusingFiles):
        def reached(self, step: str, *, is_done: bool) -> None:
            if step == "rename .json":
                super().reached(step, is_done=is_done)

    files = NoRow(1, errno.ENOSPC)
    async with open_library(tmp_path, files) as library, open_jobs(library, PiecesEngine("openai")) as jobs:
        files.is_armed = True
        (job,) = await jobs.submit("local", [recipe("paid for", "openai")])
        (over,) = await jobs.wait([job.id])
        assert over.reason == "The disk is full. The picture is kept aside."
        assert over.next_step
        files.is_armed = False
    async with open_library(tmp_path) as library, open_jobs(library) as jobs:
        assert [figure.title for figure in await library.page(ALL, 0, 10)] == ["paid for"]
        assert [each.state for each in await jobs.recent("local", 1)] == [JobState.SAVED]


async def test_a_rating_that_cannot_be_written_is_not_half_there(tmp_path: Path) -> None:
    files = RefusingFiles(1, errno.ENOSPC)
    async with open_library(tmp_path, files) as library:
        (one,) = await make_figures(library, "one")
        files.is_armed = True
        with pytest.raises(DiskFull):
            await library.rate(one, 5)
        with pytest.raises(DiskFull):
            await library.save_draft("local", "create", {"a": 1})
        files.is_armed = False
        assert (await library.figure(one)).rating == 0
        await library.rebuild()
        assert (await library.figure(one)).rating == 0


FILL = """
import asyncio, resource, sys
from pathlib import Path
from studio.core.errors import LibraryError
from studio.core.job import JobState
from tests.backend.libraries import PiecesEngine, open_jobs, open_library, png, recipe

async def main(root, limit):
    async with open_library(root) as library:
        engine = PiecesEngine(data=png(90, 90))
        async with open_jobs(library, engine, minimum_free=0) as jobs:
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            said = ""
            for number in range(400):
                try:
                    made = await jobs.submit("local", [recipe(f"figure {number} " + "x" * 1500)])
                except LibraryError as error:
                    said = str(error)
                    break
                (job,) = await jobs.wait([made[0].id])
                if job.state is not JobState.SAVED:
                    said = f"{job.reason} {job.next_step}"
                    break
                print("saved", job.id, flush=True)
            print("said", said, flush=True)

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


def in_a_child(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script in a new process."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def small_disk(folder: Path, options: str = "size=3m") -> Iterator[bool]:
    """A file system of a few megabytes at `folder` where the system lets us; False where it does not."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


async def fill(folder: Path, limit: int) -> None:
    """Make figures until the disk refuses; every acknowledged one is there afterwards, when there is room again."""
    done = await asyncio.to_thread(in_a_child, FILL, folder, limit)
    lines = done.stdout.splitlines()
    acknowledged = {line.split()[1] for line in lines if line.startswith("saved")}
    assert len(acknowledged) >= 5, done.stdout + done.stderr
    assert lines[-1].startswith("said The disk is full."), done.stdout[-500:] + done.stderr[-2000:]
    (folder / "ballast").unlink(missing_ok=True)
    async with open_library(folder) as library, open_jobs(library):
        figures = {figure.id for figure in await library.page(ALL, 0, 1_000)}
        assert acknowledged <= figures
        assert not (await library.check()).faults


async def test_a_disk_that_is_really_full_is_told_and_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    with small_disk(folder) as is_small:
        if is_small:
            (folder / "ballast").write_bytes(bytes(1_000_000))
        await fill(folder, 0 if is_small else 600_000)


async def test_files_that_may_not_grow_are_told_and_nothing_is_lost(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    await fill(tmp_path, 600_000)


READ_ONLY = """
import asyncio, os, sys
from pathlib import Path
from studio.core.errors import LibraryReadOnly
from tests.backend.libraries import closed_library
async def main(root):
    library = closed_library(root)
    if os.geteuid() == 0 and sys.argv[2] == "drop":
        os.setuid(65534)  # only now: the project itself may lie where only root may read
    try:
        await library.open()
    except LibraryReadOnly as error:
        print(error)
    await library.close()

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("has_library", [True, False])
async def test_a_folder_that_cannot_be_written_is_a_sentence(has_library: bool, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    if has_library:
        async with open_library(folder) as library:
            await make_figures(library, "one")
    folders = [path for path in (tmp_path, *tmp_path.parents) if path.is_relative_to(tmp_path.parents[1])]
    for path in folders:
        path.chmod(0o755)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = await asyncio.to_thread(in_a_child, READ_ONLY, folder, "drop")
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    expected = f"The studio may not write in its folder. Allow writing in {folder / 'library'}, then try again.\n"
    assert (done.stdout, done.stderr) == (expected, "")
    if has_library:
        async with open_library(folder) as library:
            assert await library.count(ALL) == 1


async def test_a_disk_that_becomes_read_only_while_the_library_is_open_is_a_sentence(tmp_path: Path) -> None:
    files = RefusingFiles(1, errno.EROFS)
    async with open_library(tmp_path, files) as library, open_jobs(library) as jobs:
        (one,) = await make_figures(library, "one")
        real = await jobs.submit("local", [recipe("two")])
        await jobs.wait([job.id for job in real])
        files.is_armed = True
        with pytest.raises(LibraryReadOnly) as caught:
            await library.add_reference(png(), "x")
        assert caught.value.next_step
        with pytest.raises(LibraryReadOnly):
            await library.save_copy(one, tmp_path / "copy.png")
        files.is_armed = False
        assert await library.count(ALL) == 2


async def test_a_file_in_the_place_of_the_library_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "library").write_bytes(b"a file")
    library = closed_library(tmp_path)
    with pytest.raises(LibraryError) as caught:
        await library.open()
    assert caught.value.sentence
    await library.close()
    assert (tmp_path / "library").read_bytes() == b"a file"
