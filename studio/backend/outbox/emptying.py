"""Emptying the outbox: one entry after the other, and what a refusal or a lost network means for it and for the others.

Three outcomes rule it: network trouble pauses it in order, a lost sign-in stops it until somebody signs in, and any
other refusal parks that one entry with its sentence. One process at a time works on it; the others only add.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from studio.backend.library import Library, outbox
from studio.backend.library.locks import ProcessLock
from studio.backend.outbox.errands import Errands
from studio.backend.retry_after import LONGEST_WAIT
from studio.backend.session.refusals import unreachable
from studio.core.errors import LibraryBusy, NotSignedIn, StudioError, TeamUnreachable
from studio.core.outbox import EntryPublished, FigurePublished, OutboxEntry, OutboxEvent, OutboxProgressed, Pause
from studio.core.session import Offline

if TYPE_CHECKING:
    from studio.backend.session import Session

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds to the next try after network trouble; doubled each time."""
ELSEWHERE = 5.0
"""Seconds until it is looked whether the other process that empties the outbox is still there."""
MOST_ATTEMPTS = 20
"""Tries that met a server in trouble, before an entry is parked so that it does not hold the others up for ever."""

_log = logging.getLogger(__name__)


class Watcher(Protocol):
    """Who hears what happens to entries."""

    def moved(self, *, running: str = "", pause: Pause = Pause.NONE, sentence: str = "") -> None:
        """Entries went or changed; or none moves any more, and why."""
        ...

    def tell(self, event: OutboxEvent) -> None:
        """Something else happened."""
        ...


class Emptying:
    """Tries what waits, now or whenever it is woken. `monotonic` (seconds), `sleep` and `jitter` (0 to 1) are for tests."""

    def __init__(
        self,
        session: "Session",
        library: Library,
        watcher: Watcher,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        jitter: Callable[[], float],
    ) -> None:
        self.errands = Errands(session, library)
        self._session = session
        self._library = library
        self._watcher = watcher
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._wake = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._failures = 0
        self._not_before = 0.0
        self._was_away = False
        self._trouble = ""
        self.running = ""
        """The entry on its way, for everyone who looks."""

    def tell_how_it_stands(self) -> None:
        """Tell which entry is on its way, or why none will move as far as is known before the next try."""
        trouble = "" if self.running else self._known_trouble()
        self._watcher.moved(running=self.running, pause=Pause.NETWORK if trouble else Pause.NONE, sentence=trouble)

    def wake(self) -> None:
        """Something was put in."""
        self._wake.set()

    def hurry(self) -> None:
        """What waits for the network waits no longer."""
        self._failures, self._not_before, self._trouble = 0, 0.0, ""

    def on_signed_in(self) -> None:
        """The team is back; but not where the server is there and cuts what is sent to it."""
        if self._was_away:
            self._was_away = False
            self.hurry()

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

    async def drain(self) -> Pause:
        """Do what can be done now, in order; why it stopped is the answer, NONE where nothing waits any more."""
        async with self._lock:
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
        try:
            done = await self._run(entry)
        except TeamUnreachable as error:
            return await self._on_unreachable(entry, error)
        except LibraryBusy as error:
            return await self._put_off(entry, error, None, is_counted=False)
        except NotSignedIn as error:
            await self._library.database.write(
                lambda connection, why=error.sentence: outbox.put_off(connection, entry.id, why, is_counted=False)
            )
            self._watcher.moved(pause=Pause.SIGN_IN, sentence=error.sentence)
            return Pause.SIGN_IN
        except StudioError as error:
            await self._park(entry, error)
        except Exception:  # noqa: BLE001 - an entry ends here: a bug must not hold the others up
            _log.exception("the outbox entry %s failed", entry.id)
            await self._park(entry, StudioError("Something went wrong inside the studio.", "The log has the details."))
        else:
            self.hurry()
            if done is not None:
                self._watcher.tell(done)
            self._watcher.moved()
        return Pause.NONE

    async def _run(self, entry: OutboxEntry) -> FigurePublished | EntryPublished | None:
        """Run an entry's errand. While the network is known to be away, the entry is said to wait until something leaves."""

        def on_sent(sent: int, total: int) -> None:
            if not self.running:
                self.running = entry.id
                self.tell_how_it_stands()
            self._watcher.tell(OutboxProgressed(entry.id, sent, total))

        if not self._known_trouble():
            self.running = entry.id
        self.tell_how_it_stands()
        try:
            return await self.errands.run(entry, on_sent)
        finally:
            self.running = ""

    def _known_trouble(self) -> str:
        """What the network or the team's server said last, where nothing got through since; else empty."""
        return self._trouble or (unreachable().sentence if isinstance(self._session.state, Offline) else "")

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
        self._trouble = error.sentence
        await self._library.database.write(
            lambda connection: outbox.put_off(connection, entry.id, error.sentence, is_counted=is_counted)
        )
        self._watcher.moved(pause=Pause.NETWORK, sentence=error.sentence)
        return Pause.NETWORK

    async def _park(self, entry: OutboxEntry, error: StudioError) -> None:
        _log.info("the outbox entry %s is parked: %s", entry.id, error.sentence)
        await self._library.database.write(
            lambda connection: outbox.park(connection, entry.id, error.sentence, error.next_step)
        )
        self.hurry()
        self._watcher.moved()

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
