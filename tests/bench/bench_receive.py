"""CPU of receiving four streamed 1024x1536 pictures with three previews each at once over TLS, against the plain SDK.

The server is a process of its own. Both sides ask for the same, decode every preview and write every picture to a file;
they take turns in one process, and the first round of each is not counted (imports, certificates). The pictures are
compared byte for byte once.
"""

import asyncio
import base64
import gc
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from studio.backend.engines.openai import Address, Clients, Connection, OpenAIEngine
from studio.backend.files import Files
from studio.backend.jobs.part import Part
from studio.backend.vault import Secret
from studio.backend.worker import Worker
from studio.core.figure import THIS_COMPUTER
from studio.core.job import Progress
from studio.core.models_file import read_models
from studio.core.recipe import Recipe
from studio.paths import resources_folder
from tests.bench.image_server import image_server
from tests.bench.rows import ratio, report
from tests.servers.openai_server import KEY

ROUNDS = 7
PICTURES = 4
PREVIEWS = 3
LIMIT = 0.7
MODEL = "gpt-image-2.6-flare"


class Ours:
    """The engine with the part that jobs write into."""

    def __init__(self, base_url: str, folder: Path) -> None:
        connection = Connection(Address.parse(base_url), Secret(KEY))

        async def connect() -> Connection:
            return connection

        models = read_models((resources_folder() / "models.toml").read_bytes())
        self._engine = OpenAIEngine(
            connect, lambda: models, lambda _: folder, Clients(), clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)
        )
        self._folder = folder
        self._worker = Worker("disk")
        self.previews = 0

    async def make(self, number: int) -> Path:
        part = Part(self._folder / f"ours-{number}-{time.monotonic_ns()}", THIS_COMPUTER, Files(), self._worker)
        await part.open()
        recipe = Recipe(
            subject="x",
            text=f"figure {number}",
            engine="openai",
            model=MODEL,
            parameters={"partial_images": PREVIEWS},
        )
        await self._engine.make(recipe, part, self._hear)
        await part.close()
        return part.path

    def _hear(self, progress: Progress) -> None:
        self.previews += progress.preview is not None

    async def close(self) -> None:
        await self._engine.close()
        self._worker.stop()


class Plain:
    """The SDK as its own examples use it."""

    def __init__(self, base_url: str, folder: Path) -> None:
        import openai

        self._client = openai.AsyncOpenAI(api_key=KEY, base_url=base_url, max_retries=0)
        self._folder = folder

    async def make(self, number: int) -> Path:
        path = self._folder / f"plain-{number}-{time.monotonic_ns()}"
        stream = await self._client.images.generate(
            prompt=f"figure {number}", model=MODEL, size="1024x1536", stream=True, partial_images=PREVIEWS
        )
        async for event in stream:
            data = base64.b64decode(event.b64_json)
            if event.type == "image_generation.completed":
                await asyncio.to_thread(path.write_bytes, data)
        return path

    async def close(self) -> None:
        await self._client.close()


async def cpu_ms(make: Callable[[int], Awaitable[Path]]) -> tuple[float, list[Path]]:
    """CPU time of this process, all threads, for four pictures at once."""
    gc.collect()
    start = time.process_time()
    paths = await asyncio.gather(*(make(number) for number in range(PICTURES)))
    return (time.process_time() - start) * 1_000, list(paths)


async def measure(base_url: str, folder: Path) -> int:
    ours, plain = Ours(base_url, folder), Plain(base_url, folder)
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS + 1):
        left, own_files = await cpu_ms(ours.make)
        right, plain_files = await cpu_ms(plain.make)
        sizes = [(one.stat().st_size, two.stat().st_size) for one, two in zip(own_files, plain_files, strict=True)]
        assert all(abs(one - two) < 64 for one, two in sizes), f"the pictures differ: {sizes}"
        for path in (*own_files, *plain_files):
            path.unlink()
        if number:
            mine.append(left)
            theirs.append(right)
    assert ours.previews == PICTURES * PREVIEWS * (ROUNDS + 1), f"{ours.previews} previews came"
    before = resident()
    for _ in range(3):
        _, files = await cpu_ms(ours.make)
        for path in files:
            path.unlink()
    print(f"memory after three more rounds: {resident() - before:+.1f} MB; peak {peak():.0f} MB")
    await ours.close()
    await plain.close()
    return report("receive", [ratio("receive 4 streamed pictures over TLS, CPU", mine, theirs, "ms", LIMIT)])


def resident() -> float:
    """Megabytes of memory of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() / 1e6


def peak() -> float:
    """Megabytes at the highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> int:
    with tempfile.TemporaryDirectory() as name, image_server(Path(name), tls=True) as base_url:
        return asyncio.run(measure(base_url, Path(name)))


if __name__ == "__main__":
    raise SystemExit(main())
