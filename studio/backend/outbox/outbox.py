"""The outbox as stores and commands see it, and the loop that empties it.

Three outcomes rule it: network trouble pauses it in order, a lost sign-in stops it until somebody signs in, and any
other refusal parks that one entry with its sentence. One process at a time works on it; the others only add.
"""

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from studio.backend.engines.openai.trouble import LONGEST_WAIT
from studio.backend.library import Library, outbox
from studio.backend.library.locks import ProcessLock
from studio.backend.outbox.errands import Errands
from studio.core.errors import LibraryBusy, NotSignedIn, StudioError, TeamUnreachable
from studio.core.figure import Figure
from studio.core.job import JobChanged, JobEvent
from studio.core.outbox import (
    EntryChange,
    FigurePublished,
    OutboxEntry,
    OutboxEvent,
    OutboxMoved,
    OutboxProgressed,
    OutboxState,
    Pause,
    Publication,
    Work,
)
from studio.core.project import Project
from studio.core.publishing import PUBLISHED, path_in, picture_path, public_url
from studio.core.session import Account, Offline, SessionState, SignedIn, account_of, project_of

if TYPE_CHECKING:
    from studio.backend.session import Session

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds to the next try after network trouble; doubled each time."""
ELSEWHERE = 5.0
"""Seconds until it is looked whether the other process that empties the outbox is still there."""
MOST_ATTEMPTS = 20
"""Tries that met a server in trouble, before an entry is parked so that it does not hold the others up for ever."""

_log = logging.getLogger(__name__)


class Outbox:
    """`core.ports.TeamOutbox`. `monotonic` (seconds), `sleep` and `jitter` (0 to 1) are for tests."""

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
        self._errands = Errands(session, library)
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._listeners: list[Callable[[OutboxEvent], None]] = []
        self._wake = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._emptying = asyncio.Lock()
        self._failures = 0
        self._not_before = 0.0
        self._was_away = False
        session.listen(self._on_session)

    def listen(self, listener: Callable[[OutboxEvent], None]) -> None:
        """Call `listener` on the backend's loop with everything that happens to the outbox."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Empty the outbox from now on, whenever something is in it and the team can be reached."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._watched(), name="outbox")

    async def close(self) -> None:
        """Stop; what is under way is tried again at the next start."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
            self._watch = None

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
            self._tell(FigurePublished(figure))
        self._moved(wakes=True)
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
            self._tell(FigurePublished(figure))
        self._moved(wakes=True)
        return figure

    async def change(self, change: EntryChange, title: str) -> OutboxEntry:
        """Put a change of the catalog in; the same change again stays where it is."""
        self._who()
        workspace = self._session.workspace
        here = (await self._library.catalog(workspace)).of(change.kind)
        change = replace(change, above=max((own.id for own in here), default=0))
        entry = self._entry(workspace, change.work, title, change, change.change_id)

        def put(connection: sqlite3.Connection) -> OutboxEntry:
            waiting = outbox.get(connection, entry.id)
            if waiting is None:
                outbox.add(connection, entry)
            return waiting or entry

        kept = await self._library.database.write(put)
        self._moved(wakes=True)
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
            self._moved()

    async def try_again(self, entry_id: str = "") -> None:
        """Let a parked entry (or whatever waits) have its turn now."""
        if entry_id:
            await self._library.database.write(
                lambda connection: outbox.try_again(connection, self._session.workspace, entry_id)
            )
        self._hurry()
        self._moved(wakes=True)

    async def look_again(self) -> None:
        """Another process may have put something in; what waits for the network waits on."""
        self._wake.set()

    def on_job(self, event: JobEvent) -> None:
        """A figure that was saved may have come with an entry of its own."""
        if isinstance(event, JobChanged) and event.figure is not None:
            self._moved(wakes=True)

    async def set_paused(self, *, paused: bool) -> None:
        """Pause it by hand, or let it go on."""
        workspace = self._session.workspace
        await self._library.database.write(lambda connection: outbox.set_paused(connection, workspace, paused=paused))
        self._hurry()
        self._moved(wakes=True, pause=Pause.BY_HAND if paused else Pause.NONE)

    async def drain(self) -> Pause:
        """Do what can be done now, in order; why it stopped is the answer, NONE where nothing waits any more."""
        async with self._emptying:
            lock = ProcessLock(self._library.folder.locks / "outbox.lock")
            if not await self._library.on_disk(lock.take):
                return Pause.ELSEWHERE
            try:
                return await self._drain()
            finally:
                await self._library.on_disk(lock.release)

    async def drain_within(self, seconds: float) -> Pause:
        """`drain`, and again after pauses that the server itself made necessary, as long as these seconds last."""
        deadline = self._monotonic() + seconds
        while True:
            pause = await self.drain()
            wait = ELSEWHERE / 10 if pause is Pause.ELSEWHERE else self._not_before - self._monotonic()
            is_worth_it = pause is Pause.ELSEWHERE or (pause is Pause.NETWORK and not self._was_away)
            if not is_worth_it or self._monotonic() + wait > deadline:
                return pause
            await self._sleep(max(0.05, wait))

    async def _drain(self) -> Pause:
        while True:
            entry, is_paused = await self._next(self._session.workspace)
            if entry is None:
                return Pause.NONE
            if is_paused:
                return Pause.BY_HAND
            if self._monotonic() < self._not_before:
                return Pause.NETWORK
            pause = await self._attempt(entry)
            if pause is not Pause.NONE:
                return pause

    async def _next(self, workspace: str) -> tuple[OutboxEntry | None, bool]:
        return await self._library.database.read(
            lambda connection: (outbox.first(connection, workspace), outbox.is_paused(connection, workspace))
        )

    async def _attempt(self, entry: OutboxEntry) -> Pause:
        """One try of one entry. A try is counted before it is made: what came of it may never be known."""
        if not await self._library.database.write(lambda connection: outbox.begin(connection, entry.id)):
            return Pause.NONE
        self._moved(running=entry.id)
        try:
            done = await self._errands.run(
                entry, lambda sent, total: self._tell(OutboxProgressed(entry.id, sent, total))
            )
        except TeamUnreachable as error:
            return await self._on_unreachable(entry, error)
        except LibraryBusy as error:
            return await self._put_off(entry, error, None, is_counted=False)
        except NotSignedIn as error:
            await self._library.database.write(
                lambda connection, why=error.sentence: outbox.put_off(connection, entry.id, why, is_counted=False)
            )
            self._moved(pause=Pause.SIGN_IN, sentence=error.sentence)
            return Pause.SIGN_IN
        except StudioError as error:
            await self._park(entry, error)
        except Exception:  # noqa: BLE001 - an entry ends here: a bug must not hold the others up
            _log.exception("the outbox entry %s failed", entry.id)
            await self._park(entry, StudioError("Something went wrong inside the studio.", "The log has the details."))
        else:
            self._hurry()
            if done is not None:
                self._tell(done)
            self._moved()
        return Pause.NONE

    async def _on_unreachable(self, entry: OutboxEntry, error: TeamUnreachable) -> Pause:
        from studio.backend.team.answers import never_left  # with the SDK, when something is sent

        met_server = not never_left(error) and (error.__cause__ or not isinstance(self._session.state, Offline))
        self._was_away = not met_server
        if met_server and entry.attempts + 1 >= MOST_ATTEMPTS:
            await self._park(entry, StudioError(error.sentence, f"It was tried {MOST_ATTEMPTS} times; try it again."))
            return Pause.NONE
        return await self._put_off(entry, error, error.retry_after, is_counted=bool(met_server))

    async def _put_off(
        self, entry: OutboxEntry, error: StudioError, seconds: float | None, *, is_counted: bool
    ) -> Pause:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures, 16)) * (1 + self._jitter() / 4)
        self._failures += 1
        self._not_before = self._monotonic() + max(pause, min(LONGEST_WAIT, seconds or 0.0))
        await self._library.database.write(
            lambda connection: outbox.put_off(connection, entry.id, error.sentence, is_counted=is_counted)
        )
        self._moved(pause=Pause.NETWORK, sentence=error.sentence)
        return Pause.NETWORK

    async def _park(self, entry: OutboxEntry, error: StudioError) -> None:
        _log.info("the outbox entry %s is parked: %s", entry.id, error.sentence)
        await self._library.database.write(
            lambda connection: outbox.park(connection, entry.id, error.sentence, error.next_step)
        )
        self._hurry()
        self._moved()

    async def _watched(self) -> None:
        while True:
            self._wake.clear()
            try:
                pause = await self.drain()
            except StudioError as error:
                _log.warning("the outbox stands still: %s", error.sentence)
                pause, self._not_before = Pause.NETWORK, self._monotonic() + LONGEST_PAUSE
            match pause:
                case Pause.NETWORK:
                    await self._wait(max(0.05, self._not_before - self._monotonic()))
                case Pause.ELSEWHERE:
                    await self._wait(ELSEWHERE)
                case _:
                    await self._wake.wait()

    async def _wait(self, seconds: float) -> None:
        waiting = [asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self._sleep(seconds))]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

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

    def _hurry(self) -> None:
        self._failures, self._not_before = 0, 0.0

    def _moved(self, *, running: str = "", pause: Pause = Pause.NONE, sentence: str = "", wakes: bool = False) -> None:
        self._tell(OutboxMoved(self._session.workspace, running, pause, sentence))
        if wakes:
            self._wake.set()

    def _tell(self, event: OutboxEvent) -> None:
        for listener in self._listeners:
            listener(event)

    def _on_session(self, state: SessionState) -> None:
        if isinstance(state, SignedIn) and self._was_away:
            self._was_away = False
            self._hurry()  # but not where the server is there and cuts what is sent to it
        self._moved(wakes=True)
