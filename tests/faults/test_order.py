"""The recorded order of calls proves protocol W, and taking out any one of its fsyncs is seen.

A kill cannot see a missing fsync (the kernel keeps what was written); a power cut could. So what the system is asked
for is recorded below our own code, at `os`, and held against the order that W promises.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from studio.backend.files import Files
from studio.backend.library import Library
from studio.core.job import JobChanged, JobEvent, JobState
from tests.backend.libraries import open_jobs, open_library, recipe
from tests.faults.report import Campaign

Event = tuple[str, str]


@dataclass
class Recorder:
    """Writes down what is asked of the system, by the last two parts of each path; leaves out the n-th sync."""

    without: int = -1
    events: list[Event] = field(default_factory=list)
    syncs: list[str] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def note(self, what: str, path: object) -> None:
        place = Path(os.fsdecode(path))
        self.events.append((what, f"{place.parent.name}/{place.name}"))

    def sync(self, name: str) -> bool:
        """Note a sync; False where this one is taken out."""
        self.syncs.append(name)
        if len(self.syncs) - 1 == self.without:
            return False
        self.events.append(("sync", name))
        return True


class CommitNoting(Files):
    """SQLite syncs below Python; its commit is noted where it is asked for."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def commit(self, connection: sqlite3.Connection) -> None:
        super().commit(connection)
        self.recorder.events.append(("commit", ""))


@contextmanager
def watched_system(recorder: Recorder) -> Iterator[None]:
    """`os` with its calls written down."""
    real: dict[str, Callable[..., Any]] = {
        name: getattr(os, name) for name in ("open", "write", "fsync", "close", "replace", "mkdir")
    }

    def opened(path: Any, *args: Any, **more: Any) -> int:
        descriptor = real["open"](path, *args, **more)
        place = Path(os.fsdecode(path))
        recorder.names[descriptor] = f"{place.parent.name}/{place.name}"
        return descriptor

    def wrote(descriptor: int, data: Any) -> int:
        if descriptor in recorder.names:
            recorder.events.append(("write", recorder.names[descriptor]))
        return real["write"](descriptor, data)

    def synced(descriptor: int) -> None:
        if descriptor not in recorder.names or recorder.sync(recorder.names[descriptor]):
            real["fsync"](descriptor)

    def closed(descriptor: int) -> None:
        recorder.names.pop(descriptor, None)
        real["close"](descriptor)

    def replaced(source: Any, target: Any, **more: Any) -> None:
        real["replace"](source, target, **more)
        recorder.note("rename", target)

    def made(path: Any, *args: Any, **more: Any) -> None:
        real["mkdir"](path, *args, **more)
        recorder.note("mkdir", path)

    with pytest.MonkeyPatch.context() as patch:
        for name, watcher in (
            ("open", opened),
            ("write", wrote),
            ("fsync", synced),
            ("close", closed),
            ("replace", replaced),
            ("mkdir", made),
        ):
            patch.setattr(os, name, watcher)
        yield


async def one_figure(root: Path, without: int = -1) -> tuple[Recorder, str]:
    """Make one figure, its shelf new, with everything written down from `submit` to the word that it is saved."""
    recorder = Recorder(without)

    def on_event(event: JobEvent) -> None:
        if isinstance(event, JobChanged) and event.job.state is JobState.SAVED:
            recorder.events.append(("told", ""))

    async with open_library(root, CommitNoting(recorder)) as library, open_jobs(library) as jobs:
        jobs.listen(on_event)
        with watched_system(recorder):
            (job,) = await jobs.submit("local", [recipe()])
            await jobs.wait([job.id])
        await settings_of(library)
    return recorder, job.id


async def settings_of(library: Library) -> None:
    """The commit is durable only with these."""
    rows = await library.database.write(
        lambda connection: [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode", "fullfsync")
        ]
    )
    assert rows == [2, "wal", 1]


def broken_promises(events: list[Event], job_id: str) -> list[str]:
    """What of W's order the record does not show."""
    shelf = job_id[:2]
    part, picture, sidecar = f"incoming/{job_id}.part", f"{shelf}/{job_id}.png", f"{shelf}/{job_id}.json"

    def first(*event: str) -> int:
        return next((n for n, each in enumerate(events) if each[0] == event[0] and each[1].startswith(event[1])), -1)

    def last(*event: str) -> int:
        found = [n for n, each in enumerate(events) if each[0] == event[0] and each[1].startswith(event[1])]
        return found[-1] if found else -1

    def last_sync_before(name: str, end: int) -> int:
        return max((n for n, each in enumerate(events[:end]) if each == ("sync", name)), default=-1)

    rename, told = first("rename", picture), first("told", "")
    commit = max((n for n, each in enumerate(events[:told]) if each[0] == "commit"), default=-1)
    sidecar_sync = max(
        (n for n, each in enumerate(events) if each[0] == "sync" and each[1].startswith(sidecar)), default=-1
    )
    promises = {
        "the job is journalled before the first byte": 0 <= first("commit", "") < first("write", part),
        "the part is synced after its last byte": last("write", part) < last_sync_before(part, rename),
        "the part is synced before the sidecar is written": last_sync_before(part, rename) < first("write", sidecar),
        "the sidecar is synced after its last byte": 0 <= last("write", sidecar) < sidecar_sync,
        "the sidecar has its name only when synced": sidecar_sync < first("rename", sidecar),
        "the sidecar stands before the picture": 0 <= first("rename", sidecar) < rename,
        "a new shelf is synced in its folder": first("mkdir", "figures/") < last_sync_before("library/figures", rename),
        "the folder is synced after the picture has its name": rename < last_sync_before(f"figures/{shelf}", commit),
        "the row is committed before anybody is told": 0
        <= last_sync_before(f"figures/{shelf}", commit)
        < commit
        < told,
    }
    return [promise for promise, is_kept in promises.items() if not is_kept]


async def test_the_order_of_calls_keeps_every_promise_of_w(tmp_path: Path) -> None:
    recorder, job_id = await one_figure(tmp_path)
    assert broken_promises(recorder.events, job_id) == []
    assert len(recorder.syncs) == 4


async def test_taking_out_any_one_fsync_is_seen(tmp_path: Path) -> None:
    campaign = Campaign(
        "order of W's calls, each fsync taken out in turn", "part, shelf, sidecar and folder not synced"
    )
    for number in range(4):
        place = tmp_path / str(number)
        place.mkdir()
        recorder, job_id = await one_figure(place, without=number)
        broken = broken_promises(recorder.events, job_id)
        print(f"without the sync of {recorder.syncs[number].replace(job_id, 'ID')}: {broken}")
        campaign.expect(broken, f"nobody misses the sync of {recorder.syncs[number]}")
        campaign.tries += 1
    campaign.finish(minimum=4)


async def test_a_rating_is_synced_in_the_sidecar_before_its_row_is_committed(tmp_path: Path) -> None:
    recorder = Recorder()
    async with open_library(tmp_path, CommitNoting(recorder)) as library, open_jobs(library) as jobs:
        (job,) = await jobs.submit("local", [recipe()])
        await jobs.wait([job.id])
        recorder.events.clear()
        with watched_system(recorder):
            await library.rate(job.id, 3)
    shelf, sidecar = job.id[:2], f"{job.id[:2]}/{job.id}.json"
    seen = [(what, name.split(".json")[0] + ".json" if ".json" in name else name) for what, name in recorder.events]
    order = [("write", sidecar), ("sync", sidecar), ("rename", sidecar), ("sync", f"figures/{shelf}"), ("commit", "")]
    assert seen == order
