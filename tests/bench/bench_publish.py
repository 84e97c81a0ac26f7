"""Publishing twenty figures of 3 MB against raw httpx uploads of the same bytes to the same server, and a second pull.

The pull is of 2,000 themes that have not changed, against the first one of the same: in time, and in bytes that came.
"""

import asyncio
import os
import statistics
import struct
import tempfile
import time
import zlib
from pathlib import Path

import httpx

from tests.backend.libraries import chunk
from tests.bench.rows import Row, ratio, report
from tests.servers.fault_proxy import FaultProxy
from tests.servers.team import Team, User, running_team
from tests.team.desk import open_desk

FIGURES, SIDE, THEMES, RUNS = 20, 1000, 2_000, 3
DETAILS = '{"palette": ["teal", "coral", "ink"], "mood": "loud", "backdrop": "an arcade at night"}'
SHARE, TIME_SHARE, BYTES_SHARE = 2.0, 0.2, 0.05


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
    user = team.make_user("ada@example.org", "admin")
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


def main() -> int:
    with running_team() as team, tempfile.TemporaryDirectory() as folder:
        return report("publish", asyncio.run(measure(team, Path(folder))))


if __name__ == "__main__":
    raise SystemExit(main())
