"""What a team holds, and what is on its way there: catalog, published figures, outbox and image server."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from studio.core.catalog import Pulled
from studio.core.figure import Figure
from studio.core.outbox import OutboxEntry, OutboxEvent
from studio.core.published import Finding, PublishedFigure
from studio.core.team_server import TeamServer


class TeamCatalog(Protocol):
    """The team's catalog, brought into the library."""

    async def pull(self) -> Pulled:
        """Pull what has changed. Raises TeamError or LibraryError; what came until then is kept."""
        ...


class TeamFigures(Protocol):
    """The published figures in the team's bucket. Raises TeamError, and LibraryError where the library is concerned."""

    async def listed(self, *, everyone: bool) -> tuple[PublishedFigure, ...]:
        """The pictures in one's own folder or in all of them, newest first."""
        ...

    async def download(self, figure: PublishedFigure, target: Path) -> None:
        """The picture's own bytes into a file, whole or not at all."""
        ...

    async def remove(self, figure: PublishedFigure) -> None:
        """Take a figure away from the team; admins may take any."""
        ...

    async def bring_in(self, figure: PublishedFigure) -> Figure:
        """Take a published figure with its recipe into the library; one that is there already stays as it is."""
        ...

    async def thumbnail(self, figure: PublishedFigure) -> Path:
        """The thumbnail's file; the picture is fetched for it once."""
        ...

    async def check(self) -> tuple[Finding, ...]:
        """Compare one's own pictures with their records and with the library."""
        ...

    async def mend(self, finding: Finding) -> None:
        """Do what a finding offers."""
        ...


class TeamOutbox(Protocol):
    """What is to reach the team and has not yet (protocol U). Raises LibraryError; what is not one's own NotSignedIn."""

    def listen(self, listener: Callable[[OutboxEvent], None]) -> None:
        """Call `listener` on the backend's loop with everything that happens to the outbox."""
        ...

    async def entries(self) -> tuple[OutboxEntry, ...]:
        """What the workspace that counts now has in its outbox, in order."""
        ...

    async def is_paused(self) -> bool:
        """Somebody paused it."""
        ...

    async def publish(self, figure_id: str, name: str = "", alt_text: str | None = None) -> Figure:
        """Put a figure in, to be published under a name; one that is published or waits already stays as it is."""
        ...

    async def unpublish(self, figure_id: str) -> Figure:
        """Take a figure away from the team, or out of the outbox; `publish` undoes it."""
        ...

    async def take_out(self, entry_id: str) -> None:
        """Take an entry out: it is not done any more."""
        ...

    async def try_again(self, entry_id: str = "") -> None:
        """Let a parked entry (or whatever waits) have its turn now."""
        ...

    async def look_again(self) -> None:
        """Another process may have put something in; what waits for the network waits on."""
        ...

    async def set_paused(self, *, paused: bool) -> None:
        """Pause it by hand, or let it go on."""
        ...


class TeamImageServer(Protocol):
    """The team's image server, which makes figures for people without a key of their own."""

    async def status(self) -> TeamServer:
        """Whether it is there, what it can do and how much of the day is left. Never raises TeamError."""
        ...
