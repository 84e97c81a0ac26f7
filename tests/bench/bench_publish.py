"""Publishing twenty figures of 3 MB against raw httpx uploads of the same bytes to the same server, and a second pull.

The pull is of 2,000 themes that have not changed, against the first one of the same: in time, and in bytes that came.
The stall is of a whole studio's GUI thread, in a process of its own with its Publish page open, while the same twenty
figures go out: p99 then minus p99 idle, the median of five runs.
"""

import asyncio
import json
import os
import statistics
import struct
import sys
import tempfile
import time
import zlib
from pathlib import Path

import httpx

from tests.backend.libraries import chunk
from tests.bench.processes import measure_anew
from tests.bench.rows import Row, ratio, report, stall
from tests.servers.fault_proxy import FaultProxy
from tests.servers.file_keyring import BACKEND, FILE
from tests.servers.team import PASSWORD, Team, User, running_team
from tests.team.desk import open_desk
from tests.waiting import until

FIGURES, SIDE, THEMES, RUNS = 20, 1000, 2_000, 3
DETAILS = '{"palette": ["teal", "coral", "ink"], "mood": "loud", "backdrop": "an arcade at night"}'
SHARE, TIME_SHARE, BYTES_SHARE = 2.0, 0.2, 0.05
STALL_RUNS, IDLE_SECONDS, LIMIT_MS = 5, 2.0, 8.0
EMAIL = "ada@example.org"


def noise(number: int) -> bytes:
    """A whole PNG of some 3 MB that no compression makes smaller."""
    rows = b"".join(b"\0" + os.urandom(3 * SIDE) for _ in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


async def raw_uploads(team: Team, user: User, pictures: list[bytes], run: int) -> float:
    """Seconds for the same bytes, one after the other on one connection."""
    headers = team.headers(user.token) | {"content-type": "image/png"}
    async with httpx.AsyncClient(base_url=team.url, headers=headers, timeout=60) as client:
        begun = time.perf_counter()
        for number, data in enumerate(pictures):
            answer = await client.post(f"/storage/v1/object/figures/{user.id}/raw-{run}-{number}.png", content=data)
            answer.raise_for_status()
        return time.perf_counter() - begun


async def published(root: Path, team: Team, user: User, pictures: list[bytes]) -> float:
    """Seconds from a full outbox to an empty one, with records, checks and the library's own notes."""
    async with open_desk(root, team, user) as desk:
        for number, data in enumerate(pictures):
            (figure,) = await desk.make(f"figure {number}", data=data)
            await desk.outbox.publish(figure.id)
        begun = time.perf_counter()
        await desk.outbox.drain()
        took = time.perf_counter() - begun
        assert await desk.outbox.entries() == ()
    return took


async def pulls(root: Path, team: Team, user: User) -> tuple[float, float, int, int]:
    """Seconds and bytes of the first pull and of the second."""
    async with FaultProxy(team.url) as proxy, open_desk(root, team, user, url=proxy.url) as desk:
        proxy.bytes_down = 0
        begun = time.perf_counter()
        await desk.puller.pull()
        first, first_bytes = time.perf_counter() - begun, proxy.bytes_down
        proxy.bytes_down = 0
        begun = time.perf_counter()
        result = await desk.puller.pull()
        second = time.perf_counter() - begun
        assert (result.changed, result.total) == ((), THEMES)
        return first, second, first_bytes, proxy.bytes_down


async def measure(team: Team, root: Path) -> list[Row]:
    user = team.make_user(EMAIL, "admin")
    pictures = [noise(number) for number in range(FIGURES)]
    ours: list[float] = []
    raw: list[float] = []
    for run in range(RUNS):
        raw.append(await raw_uploads(team, user, pictures, run))
        ours.append(await published(root / f"publish{run}", team, user, pictures))
    team.script(
        f"insert into themes (name, details) select 'theme ' || n, '{DETAILS}'::jsonb || jsonb_build_object('n', n) "  # noqa: S608
        f"from generate_series(1, {THEMES}) n"
    )
    measured = [await pulls(root / f"pull{run}", team, user) for run in range(RUNS)]
    first, second, first_bytes, second_bytes = (list(map(float, each)) for each in zip(*measured, strict=True))
    return [
        ratio(f"publishing {FIGURES} figures of 3 MB, time over raw uploads", ours, raw, "s", SHARE),
        ratio(f"pull of {THEMES:,} unchanged themes, time over the first", second, first, "s", TIME_SHARE),
        Row(
            f"pull of {THEMES:,} unchanged themes, bytes over the first",
            statistics.median(second_bytes) / 1000,
            statistics.median(first_bytes) / 1000,
            "kB",
            statistics.median(second_bytes) / statistics.median(first_bytes),
            BYTES_SHARE,
        ),
    ]


def stall_once() -> dict[str, float]:
    """One window in this process, signed in: idle, then twenty figures on their way."""
    import qasync

    from studio.app import Studio
    from studio.backend.library.arrival import Arrival
    from studio.backend.vault import take_environment
    from studio.core.ports.engines import EngineReceipt
    from studio.core.recipe import Recipe
    from studio.core.session import SignedIn
    from studio.garbage import GarbageCollection
    from studio.paths import resources_folder, user_folders
    from studio.start import make_application
    from tests.bench.gaps import Gaps, p99

    app = make_application()

    async def saved(studio: Studio, number: int) -> str:
        library, workspace = studio.services.library, studio.session.snapshot.workspace
        figure_id = f"{number:08}-0000-4000-8000-{time.time_ns() % 10**12:012}"
        part = library.folder.part(figure_id)
        part.write_bytes(noise(number))
        recipe = Recipe(f"figure {number}", "A figure.")
        arrival = Arrival(figure_id, workspace, recipe, part, library.clock(), EngineReceipt())
        figure = await library.keep(arrival, lambda _connection, _figure: None)
        await studio.services.outbox.publish(figure.id)
        return figure.id

    async def main() -> dict[str, float]:
        studio = Studio(user_folders(), resources_folder(), take_environment(os.environ))
        garbage = GarbageCollection()
        studio.window.painted.connect(garbage.start)
        running = asyncio.ensure_future(studio.run())
        await until(studio.brief.changed, lambda: studio.brief.snapshot.is_ready)
        studio.session.sign_in(EMAIL, PASSWORD, keep=True)
        await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
        await until(studio.workspace.changed, lambda: studio.workspace.snapshot == studio.session.snapshot.workspace)
        studio.sync.set_paused(paused=True)
        await until(studio.sync.changed, lambda: studio.sync.snapshot.is_paused)
        for number in range(FIGURES):
            await studio.tasks.call(lambda wanted=number: saved(studio, wanted))
        studio.window.show_page("publish")
        await until(studio.sync.changed, lambda: len(studio.sync.snapshot.entries) == FIGURES)
        await asyncio.sleep(1)
        gaps = Gaps()
        gaps.start()
        await asyncio.sleep(IDLE_SECONDS)
        idle = p99(gaps.take())
        studio.sync.set_paused(paused=False)
        await until(studio.sync.changed, lambda: not studio.sync.snapshot.entries)
        gaps.stop()
        load = gaps.take()
        studio.window.close_now()
        await running
        return {"idle": idle, "load": p99(load), "max": max(load), "ticks": len(load)}

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(main())


def stalls(team: Team, root: Path) -> Row:
    """The GUI thread of a studio that publishes, each time in a new process and a new library."""
    runs = [
        measure_anew(
            "bench_publish",
            "once",
            root / f"stall{number}",
            **{FILE: str(root / f"keyring{number}.json")},
            PYTHON_KEYRING_BACKEND=BACKEND,
            EXPO_PUBLIC_SUPABASE_URL=team.url,
            EXPO_PUBLIC_SUPABASE_ANON_KEY=team.anon_key,
        )
        for number in range(STALL_RUNS)
    ]
    return stall(f"publishing {FIGURES}", runs, LIMIT_MS)


def main() -> int:
    with running_team() as team, tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(team, Path(folder)))
        return report("publish", [*rows, stalls(team, Path(folder))])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(stall_once()))
        raise SystemExit(0)
    raise SystemExit(main())
