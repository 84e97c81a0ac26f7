"""A library in a folder of its own, an engine that writes one small picture in pieces, and pictures to put in."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from studio.backend.files import Files
from studio.backend.jobs import Jobs
from studio.backend.jobs.gate import Gate
from studio.backend.jobs.terms import MINIMUM_FREE, Terms
from studio.backend.library import Library
from studio.core.catalog import Entry, Kind
from studio.core.job import Progress
from studio.core.ports.engines import Engine, EngineReceipt, PictureSink
from studio.core.recipe import Recipe

MIGRATIONS = Path(__file__).parents[2] / "resources" / "library"
MADE = datetime(2026, 11, 1, 12, tzinfo=UTC)
PROMPT = Entry(Kind.PROMPTS, 1, "Blister", "A figure of {{ subject }}", MADE)
THEME = Entry(Kind.THEMES, 3, "Retro Arcade", {"palette": ["teal", "coral"], "n": 1.5}, MADE, MADE)
RARITY = Entry(Kind.RARITY, 2, None, None, MADE)
STARTER = (PROMPT, THEME, RARITY)


def recipe(subject: str = "a gardener", engine: str = "mockup", **more: object) -> Recipe:
    """A recipe with all three entries."""
    text = f"A figure of {subject}"
    return Recipe(subject, text, prompt=PROMPT, theme=THEME, rarity=RARITY, engine=engine, **more)


@cache
def png(width: int = 24, height: int = 36, shade: int = 90) -> bytes:
    """A whole PNG whose pixels depend on the shade."""
    rows = b"".join(b"\0" + bytes((shade + row * column) % 256 for column in range(width * 3)) for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class PiecesEngine:
    """Writes `data` (or a picture that depends on the recipe) in pieces; `gate`, where given, holds it half-way."""

    def __init__(self, name: str = "mockup", pieces: int = 4, data: bytes | None = None) -> None:
        self.name = name
        self.pieces = pieces
        self.data = data
        self.gate: asyncio.Event | asyncio.Barrier | None = None
        self.half_way = asyncio.Event()
        self.made: list[Recipe] = []
        self.most_at_once = 0
        self._at_once = 0

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            data = self.data if self.data is not None else png(shade=zlib.crc32(recipe.subject.encode()) % 200)
            step = -(-len(data) // self.pieces) or 1
            for number, start in enumerate(range(0, len(data), step)):
                await sink.write(data[start : start + step])
                on_progress(Progress("drawing", start / len(data)))
                if number == 0:
                    self.half_way.set()
                    if self.gate is not None:
                        await self.gate.wait()
                await asyncio.sleep(0)
        finally:
            self._at_once -= 1
        self.made.append(recipe)
        return EngineReceipt(usage={"pieces": self.pieces})

    async def close(self) -> None:
        """Nothing is held."""


def closed_library(root: Path, files: Files | None = None, starter: Sequence[Entry] = STARTER) -> Library:
    """A library that is not open yet."""
    return Library(root / "library", MIGRATIONS, lambda: starter, files=files)


@asynccontextmanager
async def open_library(root: Path, files: Files | None = None) -> AsyncIterator[Library]:
    """A library, open, with its daily backup made."""
    library = closed_library(root, files)
    await library.open()
    if library._backup is not None:
        await library._backup
    try:
        yield library
    finally:
        await library.close()


@asynccontextmanager
async def open_jobs(
    library: Library,
    *engines: Engine,
    at_once: Mapping[str, int] | None = None,
    make_gate: Callable[[], Gate] = Gate,
    minimum_free: int = MINIMUM_FREE,
    **terms: object,
) -> AsyncIterator[Jobs]:
    """Jobs over a library, open."""
    by_name = {engine.name: engine for engine in engines or (PiecesEngine(),)}
    jobs = Jobs(library, by_name, at_once, Terms(minimum_free=lambda: minimum_free, **terms), make_gate)
    await jobs.open()
    try:
        yield jobs
    finally:
        await jobs.close()


async def make_figures(library: Library, *subjects: str) -> list[str]:
    """Save one figure for each subject, in this order; returns their ids."""
    async with open_jobs(library) as jobs:
        made = await jobs.submit("local", [recipe(subject) for subject in subjects])
        await jobs.wait([job.id for job in made])
    return [job.id for job in made]
