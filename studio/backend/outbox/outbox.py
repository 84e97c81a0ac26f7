"""The outbox as stores and commands see it: what is put in, taken out, paused and tried again."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from studio.backend.library import Library, outbox
from studio.backend.outbox.emptying import Emptying
from studio.core.errors import NotSignedIn
from studio.core.figure import Figure
from studio.core.job import JobChanged, JobEvent
from studio.core.outbox import (
    EntryChange,
    FigurePublished,
    OutboxEntry,
    OutboxEvent,
    OutboxMoved,
    OutboxState,
    Pause,
    Publication,
    Work,
)
from studio.core.project import Project
from studio.core.publishing import PUBLISHED, path_in, picture_path, public_url
from studio.core.session import Account, SessionState, SignedIn, account_of, project_of

if TYPE_CHECKING:
    from studio.backend.session import Session


class Outbox:
    """`core.ports.team.TeamOutbox`. `monotonic` (seconds), `sleep` and `jitter` (0 to 1) are for tests."""

    def __init__(
        self,
        session: "Session",
        library: Library,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._library = library
        self.emptying = Emptying(session, library, self, monotonic=monotonic, sleep=sleep, jitter=jitter)
        self._listeners: list[Callable[[OutboxEvent], None]] = []
        session.listen(self._on_session)

    def listen(self, listener: Callable[[OutboxEvent], None]) -> None:
        """Call `listener` on the backend's loop with everything that happens to the outbox."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Empty the outbox from now on, whenever something is in it and the team can be reached."""
        self.emptying.start()

    async def close(self) -> None:
        """Stop; what is under way is tried again at the next start."""
        await self.emptying.close()

    async def drain(self) -> Pause:
        """Do what can be done now, in order; why it stopped is the answer, NONE where nothing waits any more."""
        return await self.emptying.drain()

    async def drain_within(self, seconds: float) -> Pause:
        """`drain`, and again after pauses that the server itself made necessary, as long as these seconds last."""
        return await self.emptying.drain_within(seconds)

    async def entries(self) -> tuple[OutboxEntry, ...]:
        """What the workspace that counts now has in its outbox, in order."""
        workspace = self._session.workspace
        return await self._library.database.read(lambda connection: outbox.entries(connection, workspace))

    async def is_paused(self) -> bool:
        """Somebody paused it."""
        workspace = self._session.workspace
        return await self._library.database.read(lambda connection: outbox.is_paused(connection, workspace))

    async def publish(self, figure_id: str, name: str = "", alt_text: str | None = None) -> Figure:
        """Put a figure in, to be published under a name; one that is published or waits already stays as it is.

        Raises NotSignedIn where the figure belongs to somebody else, or FigureMissing.
        """
        account, project = self._who()
        figure = await self._own(figure_id)
        if figure.status == PUBLISHED:
            return figure
        if alt_text is not None and alt_text != figure.alt_text:
            figure = await self._library.set_alt_text(figure_id, alt_text)
        path = picture_path(account.id, figure, name)
        entry = self._entry(figure.workspace, Work.PUBLISH, name or figure.title, Publication(figure_id, path))

        def put(connection: sqlite3.Connection) -> str | None:
            """The path where the figure still lies, because taking it away had not begun."""
            waiting = outbox.of_figure(connection, figure.workspace, figure_id)
            if waiting is not None and waiting.work is Work.PUBLISH:
                outbox.try_again(connection, figure.workspace, waiting.id)
                return None
            if waiting is not None:
                outbox.remove(connection, waiting.id)
                if not waiting.attempts and isinstance(waiting.task, Publication):
                    return waiting.task.path
            outbox.add(connection, entry)
            return None

        still_at = await self._library.database.write(put)
        if still_at is not None:
            url = public_url(project, still_at)
            figure = await self._library.set_published(figure_id, url, lambda _connection: True) or figure
            self.tell(FigurePublished(figure))
        self._put_in()
        return figure

    async def unpublish(self, figure_id: str) -> Figure:
        """Take a figure away from the team, or out of the outbox; `publish` undoes it."""
        self._who()
        figure = await self._own(figure_id)
        path = path_in(figure.url)

        def put(connection: sqlite3.Connection) -> bool:
            waiting = outbox.of_figure(connection, figure.workspace, figure_id)
            if waiting is not None and waiting.work is Work.UNPUBLISH:
                return False
            lies_at = path
            if waiting is not None:
                outbox.remove(connection, waiting.id)
                # a try may have reached the team although nobody here knows
                if lies_at is None and waiting.attempts and isinstance(waiting.task, Publication):
                    lies_at = waiting.task.path
            if lies_at is not None:
                task = Publication(figure_id, lies_at)
                outbox.add(connection, self._entry(figure.workspace, Work.UNPUBLISH, figure.title, task))
            return True

        changed = await self._library.set_published(figure_id, None, put)
        if changed is not None:
            figure = changed
            self.tell(FigurePublished(figure))
        self._put_in()
        return figure

    async def change(self, change: EntryChange, title: str) -> OutboxEntry:
        """Put a change of the catalog in; the same change again stays where it is, and has its turn if it was parked."""
        self._who()
        workspace = self._session.workspace
        here = (await self._library.catalog(workspace)).of(change.kind)
        change = replace(change, above=max((own.id for own in here), default=0))
        entry = self._entry(workspace, change.work, title, change, change.change_id)

        def put(connection: sqlite3.Connection) -> OutboxEntry:
            waiting = outbox.get(connection, entry.id)
            if waiting is None:
                outbox.add(connection, entry)
            elif waiting.state is OutboxState.PARKED:
                outbox.try_again(connection, workspace, entry.id)
            return outbox.get(connection, entry.id) or entry

        kept = await self._library.database.write(put)
        self._put_in()
        return kept

    async def take_out(self, entry_id: str) -> None:
        """Take an entry out: it is not done any more. What a try may have brought to the bucket is taken away again."""
        entry = await self._library.database.read(lambda connection: outbox.get(connection, entry_id))
        if entry is None or entry.workspace != self._session.workspace:
            return
        if entry.work is Work.PUBLISH and entry.figure_id:
            await self.unpublish(entry.figure_id)
        else:
            await self._library.database.write(lambda connection: outbox.remove(connection, entry_id))
            self._put_in()

    async def try_again(self, entry_id: str = "") -> None:
        """Let a parked entry (or whatever waits) have its turn now."""
        if entry_id:
            await self._library.database.write(
                lambda connection: outbox.try_again(connection, self._session.workspace, entry_id)
            )
        self.emptying.hurry()
        self._put_in()

    async def look_again(self) -> None:
        """Another process may have put something in; what waits for the network waits on."""
        self.emptying.wake()

    def on_job(self, event: JobEvent) -> None:
        """A figure that was saved may have come with an entry of its own."""
        if isinstance(event, JobChanged) and event.figure is not None:
            self._put_in()

    async def set_paused(self, *, paused: bool) -> None:
        """Pause it by hand, or let it go on."""
        workspace = self._session.workspace
        await self._library.database.write(lambda connection: outbox.set_paused(connection, workspace, paused=paused))
        self.emptying.hurry()
        if paused:
            self.moved(running=self.emptying.running, pause=Pause.BY_HAND)
        else:
            self._put_in()

    def _who(self) -> tuple[Account, Project]:
        account, project = account_of(self._session.state), project_of(self._session.state)
        if account is None or project is None:
            raise NotSignedIn("Nobody is signed in to the team.", "Sign in first.")
        return account, project

    async def _own(self, figure_id: str) -> Figure:
        figure = await self._library.figure(figure_id)
        if figure.workspace != self._session.workspace:
            raise NotSignedIn("This figure belongs to another workspace.", "Go to the one that it was made in.")
        return figure

    def _entry(
        self, workspace: str, work: Work, title: str, task: Publication | EntryChange, entry_id: str = ""
    ) -> OutboxEntry:
        now = self._library.clock()
        return OutboxEntry(entry_id or str(uuid4()), workspace, work, title, task, now, OutboxState.WAITING)

    def moved(self, *, running: str = "", pause: Pause = Pause.NONE, sentence: str = "") -> None:
        """`emptying.Watcher`: entries of the workspace that counts came, went or changed."""
        self.tell(OutboxMoved(self._session.workspace, running, pause, sentence))

    def tell(self, event: OutboxEvent) -> None:
        """`emptying.Watcher`: something happened."""
        for listener in self._listeners:
            listener(event)

    def _put_in(self) -> None:
        self.emptying.tell_how_it_stands()
        self.emptying.wake()

    def _on_session(self, state: SessionState) -> None:
        if isinstance(state, SignedIn):
            self.emptying.on_signed_in()
        self._put_in()
