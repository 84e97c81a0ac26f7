"""A team's outbox and bucket in memory, for the Publish screen."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studio.core.errors import TeamError
from studio.core.figure import Figure
from studio.core.outbox import (
    FigurePublished,
    OutboxEntry,
    OutboxEvent,
    OutboxMoved,
    OutboxProgressed,
    OutboxState,
    Publication,
    Work,
)
from studio.core.ports.team import TeamFigures, TeamOutbox
from studio.core.published import Finding, PublishedFigure
from tests.ui.fakes import FakeLibrary

WHEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


class FakeOutbox(TeamOutbox):
    """Keeps entries until a test says that they went out."""

    def __init__(self, library: FakeLibrary, workspace: str) -> None:
        self._library = library
        self._workspace = workspace
        self.kept: list[OutboxEntry] = []
        self.paused = False
        self.asked: list[str] = []
        self._listeners: list[Callable[[OutboxEvent], None]] = []

    def listen(self, listener: Callable[[OutboxEvent], None]) -> None:
        self._listeners.append(listener)

    async def entries(self) -> tuple[OutboxEntry, ...]:
        return tuple(self.kept)

    async def is_paused(self) -> bool:
        return self.paused

    async def publish(self, figure_id: str, name: str = "", alt_text: str | None = None) -> Figure:
        figure = await self._library.figure(figure_id)
        task = Publication(figure_id, f"me/{name}-{figure_id}.png")
        self.kept.append(OutboxEntry(f"e{len(self.kept)}", self._workspace, Work.PUBLISH, name, task, WHEN))
        self.asked.append(f"publish {name}: {alt_text}")
        return figure

    async def unpublish(self, figure_id: str) -> Figure:
        self.kept = [entry for entry in self.kept if entry.figure_id != figure_id]
        self.asked.append(f"unpublish {figure_id}")
        return replace(await self._library.figure(figure_id), status="local", url=None)

    async def take_out(self, entry_id: str) -> None:
        self.kept = [entry for entry in self.kept if entry.id != entry_id]
        self.moved()

    async def try_again(self, entry_id: str = "") -> None:
        self.asked.append(f"again {entry_id}")

    async def look_again(self) -> None:
        """Nothing else puts something in."""

    async def set_paused(self, *, paused: bool) -> None:
        self.paused = paused

    def moved(self, **more: object) -> None:
        """Something happened."""
        self.tell(OutboxMoved(self._workspace, **more))  # type: ignore[arg-type]

    def progress(self, entry_id: str, sent: int, total: int) -> None:
        self.tell(OutboxProgressed(entry_id, sent, total))

    def park(self, entry_id: str, reason: str) -> None:
        self.kept = [
            replace(entry, state=OutboxState.PARKED, reason=reason) if entry.id == entry_id else entry
            for entry in self.kept
        ]
        self.moved()

    async def went_out(self, entry_id: str, url: str) -> None:
        """The team has it."""
        entry = next(entry for entry in self.kept if entry.id == entry_id)
        self.kept.remove(entry)
        figure = await self._library.figure(entry.figure_id or "")
        self.tell(FigurePublished(replace(figure, status="published", url=url)))
        self.moved()

    def tell(self, event: OutboxEvent) -> None:
        for listener in self._listeners:
            listener(event)


class FakeTeamFigures(TeamFigures):
    """A bucket."""

    def __init__(self, picture: Path) -> None:
        self._picture = picture
        self.figures: tuple[PublishedFigure, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.error: TeamError | None = None
        self.asked: list[str] = []
        self.lists = 0
        self.hold: asyncio.Event | None = None

    async def listed(self, *, everyone: bool) -> tuple[PublishedFigure, ...]:
        self.lists += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error
        return tuple(figure for figure in self.figures if everyone or figure.is_own)

    async def download(self, figure: PublishedFigure, target: Path) -> None:
        self.asked.append(f"download {figure.title}")

    async def remove(self, figure: PublishedFigure) -> None:
        self.figures = tuple(each for each in self.figures if each != figure)

    async def bring_in(self, figure: PublishedFigure) -> Figure:
        raise NotImplementedError

    async def thumbnail(self, figure: PublishedFigure) -> Path:
        return self._picture

    async def check(self) -> tuple[Finding, ...]:
        return self.findings

    async def mend(self, finding: Finding) -> None:
        self.asked.append(f"mend {finding.title}")


def published(title: str, *, is_own: bool = True) -> PublishedFigure:
    """One picture in the bucket."""
    path = f"{'me' if is_own else 'you'}/{title}.png"
    return PublishedFigure(path, path[:2], "", title, 2_900_000, WHEN, f"https://team.example/{path}", is_own)
