"""A hundred pictures, eight at once: the queue (journal, budget, protocol W) against a bare script that uses the SDK.

Both make the same streamed calls to the same server, which takes a while for each picture as a real one does; the script
decodes and writes files, and promises nothing. They take turns; the value is our time over the script's.
"""

import asyncio
import base64
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from studio.core.recipe import Recipe, Size
from tests.backend.libraries import open_library
from tests.backend.openai_making import MODEL
from tests.bench.image_server import image_server
from tests.bench.rows import ratio, report
from tests.faults.paying import paying
from tests.servers.openai_server import KEY

JOBS = 100
AT_ONCE = 8
ROUNDS = 3
SECONDS = 0.5
SIZE = "1024x1024"
LIMIT = 1 / 0.9


async def ours(base_url: str, root: Path) -> float:
    """Seconds from the press on the button to the last saved figure."""
    recipes = [
        Recipe(
            "x",
            f"figure {number}",
            engine="openai",
            model=MODEL,
            quality="low",
            size=Size.parse(SIZE),
            variation=number,
        )
        for number in range(JOBS)
    ]
    async with (
        open_library(root) as library,
        paying(library, base_url, budget=Decimal(1000), at_once=AT_ONCE) as jobs,
    ):
        start = time.perf_counter()
        made = await jobs.submit("local", recipes)
        over = await jobs.wait([job.id for job in made])
        seconds = time.perf_counter() - start
        assert all(job.figure_id for job in over), [job.reason for job in over if not job.figure_id][:3]
    return seconds


async def bare(base_url: str, folder: Path) -> float:
    """Seconds of the script."""
    import openai

    folder.mkdir()
    places = asyncio.Semaphore(AT_ONCE)
    async with openai.AsyncOpenAI(api_key=KEY, base_url=base_url, max_retries=0) as client:

        async def one(number: int) -> None:
            async with places:
                stream = await client.images.generate(
                    prompt=f"figure {number}", model=MODEL, size=SIZE, quality="low", stream=True, partial_images=2
                )
                async for event in stream:
                    data = base64.b64decode(event.b64_json)
                    if event.type == "image_generation.completed":
                        await asyncio.to_thread((folder / f"{number}.png").write_bytes, data)

        start = time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(JOBS)))
        seconds = time.perf_counter() - start
    assert len(list(folder.iterdir())) == JOBS
    return seconds


async def measure(base_url: str, folder: Path) -> int:
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS):
        mine.append(await ours(base_url, folder / f"ours-{number}"))
        theirs.append(await bare(base_url, folder / f"bare-{number}"))
    name = f"{JOBS} pictures, {AT_ONCE} at once ({theirs[-1] / mine[-1]:.2f} of the throughput)"
    return report("queue", [ratio(name, mine, theirs, "s", LIMIT)])


def main() -> int:
    with tempfile.TemporaryDirectory() as name, image_server(Path(name), seconds=SECONDS) as base_url:
        return asyncio.run(measure(base_url, Path(name)))


if __name__ == "__main__":
    raise SystemExit(main())
