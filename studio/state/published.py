"""The team's published figures on screen: which are listed, what is being done to them, and what a check found."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.ports.team import TeamFigures
from studio.core.published import Finding, PublishedFigure
from studio.core.publishing import PUBLISHED
from studio.state.figures import FiguresStore
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Published:
    """`figures` is None until they were listed, and old once the bucket has changed since; `findings` is None until
    they were checked."""

    figures: tuple[PublishedFigure, ...] | None = None
    search: str = ""
    shows_everyone: bool = False
    is_old: bool = False
    is_listing: bool = False
    is_checking: bool = False
    error: StudioError | None = None
    findings: tuple[Finding, ...] | None = None
    selected: str = ""

    @property
    def shown(self) -> tuple[PublishedFigure, ...]:
        """The figures whose titles have words that begin like all of those that are searched for."""
        words = self.search.casefold().split()
        return tuple(figure for figure in self.figures or () if _has(figure, words))

    @property
    def current(self) -> PublishedFigure | None:
        """The one that is selected."""
        return next((figure for figure in self.figures or () if figure.path == self.selected), None)


class PublishedStore(Store[Published]):
    """Lists, fetches, takes away and checks published figures."""

    downloaded = Signal(object)  # Path
    brought = Signal(object)  # Figure
    removed = Signal(object)  # PublishedFigure

    def __init__(self, tasks: Tasks, team: TeamFigures, figures: FiguresStore) -> None:
        super().__init__(Published())
        self._tasks = tasks
        self._team = team
        self._figures = figures
        figures.added.connect(self._on_added)

    def leave(self) -> None:
        """Show nothing of the workspace that is left."""
        for name in ("list", "check"):
            self._tasks.cancel("published", name)
        self._become(Published(shows_everyone=self.snapshot.shows_everyone))

    def refresh(self) -> None:
        """List the figures anew."""
        self._become(replace(self.snapshot, is_listing=True, is_old=False, error=None))
        self._tasks.start("published", "list", self._list())

    def expire(self) -> None:
        """The bucket has changed: what was listed is old."""
        if self.snapshot.figures is not None:
            self._become(replace(self.snapshot, is_old=True))

    def show_everyone(self, *, everyone: bool) -> None:
        """Show everybody's figures, or only one's own."""
        self._become(replace(self.snapshot, shows_everyone=everyone, figures=None, selected=""))
        self.refresh()

    def search(self, text: str) -> None:
        """Show the figures whose titles have words that begin like these."""
        self._become(replace(self.snapshot, search=text.strip()))

    def select(self, path: str) -> None:
        """This one is looked at."""
        self._become(replace(self.snapshot, selected=path))

    def download(self, figure: PublishedFigure, target: Path) -> None:
        """Save the picture's own bytes."""
        self._tasks.start("published", f"download {target}", self._download(figure, target))

    def remove(self, figure: PublishedFigure) -> None:
        """Take a figure away from the team."""
        self._tasks.start("published", f"remove {figure.path}", self._remove(figure))

    def bring_in(self, figure: PublishedFigure) -> None:
        """Take a figure with its recipe into the library."""
        self._tasks.start("published", f"bring {figure.path}", self._bring_in(figure))

    def check(self) -> None:
        """Compare one's own pictures with their recipes and with the library."""
        self._become(replace(self.snapshot, is_checking=True, error=None))
        self._tasks.start("published", "check", self._check())

    def mend(self, finding: Finding) -> None:
        """Do what a finding offers."""
        self._tasks.start("published", f"mend {finding.path}", self._mend(finding))

    async def thumbnail(self, figure: PublishedFigure) -> Path:
        """The thumbnail's file."""
        return await self._tasks.call(lambda: self._team.thumbnail(figure))

    def pose(self, published: Published) -> None:
        """Show what no team stands behind, for pictures of the screens."""
        self._become(published)

    def _on_added(self, figure: Figure) -> None:
        if figure.status == PUBLISHED:  # the team's server made it
            self.expire()

    async def _list(self) -> None:
        everyone = self.snapshot.shows_everyone
        figures = await self._answer(lambda: self._team.listed(everyone=everyone))
        now = replace(self.snapshot, is_listing=False)
        self._become(now if figures is None else replace(now, figures=figures))

    async def _check(self) -> None:
        findings = await self._answer(self._team.check)
        now = replace(self.snapshot, is_checking=False)
        self._become(now if findings is None else replace(now, findings=findings))

    async def _answer(self, ask: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What the team says; None where it does not, and why is then part of what is true."""
        try:
            return await self._tasks.call(ask)
        except StudioError as error:
            self._become(replace(self.snapshot, error=error))
            return None

    async def _download(self, figure: PublishedFigure, target: Path) -> None:
        await self._tasks.call(lambda: self._team.download(figure, target))
        self.downloaded.emit(target)

    async def _remove(self, figure: PublishedFigure) -> None:
        await self._tasks.call(lambda: self._team.remove(figure))
        left = tuple(each for each in self.snapshot.figures or () if each.path != figure.path)
        self._become(replace(self.snapshot, figures=left, selected=""))
        self.removed.emit(figure)

    async def _bring_in(self, figure: PublishedFigure) -> None:
        brought = await self._tasks.call(lambda: self._team.bring_in(figure))
        self._figures.restored.emit((brought.id,))
        self.brought.emit(brought)

    async def _mend(self, finding: Finding) -> None:
        await self._tasks.call(lambda: self._team.mend(finding))
        left = tuple(each for each in self.snapshot.findings or () if each != finding)
        self._become(replace(self.snapshot, findings=left))
        self.refresh()


def _has(figure: PublishedFigure, words: list[str]) -> bool:
    there = figure.title.casefold().split()
    return all(any(own.startswith(word) for own in there) for word in words)
