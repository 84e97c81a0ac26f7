"""What is on its way to the team: the outbox on screen, and the verbs that fill and empty it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.outbox import (
    EntryPublished,
    FigurePublished,
    OutboxEntry,
    OutboxEvent,
    OutboxMoved,
    OutboxProgressed,
    OutboxState,
    Pause,
    Work,
)
from studio.core.ports.team import TeamOutbox
from studio.core.publishing import PUBLISHED
from studio.state.figures import FiguresStore
from studio.state.session import SessionStore
from studio.state.store import Store
from studio.state.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Sync:
    """`running` is the id of the entry on its way, `fraction` how much of its picture has left (0 to 1).

    `pause` says why nothing moves although entries wait, `sentence` what the team or the network said to it.
    """

    entries: tuple[OutboxEntry, ...] = ()
    running: str = ""
    fraction: float | None = None
    pause: Pause = Pause.NONE
    sentence: str = ""
    is_paused: bool = False

    @property
    def waiting(self) -> int:
        """How many entries the team does not have yet."""
        return len(self.entries)

    @property
    def parked(self) -> int:
        """How many of them were refused."""
        return sum(entry.state is OutboxState.PARKED for entry in self.entries)

    def of_figure(self, figure_id: str) -> OutboxEntry | None:
        """The entry about a figure."""
        return next((entry for entry in self.entries if entry.figure_id == figure_id), None)

    def of_change(self, change_id: str) -> OutboxEntry | None:
        """The entry of a change of the catalog."""
        return next((entry for entry in self.entries if change_id and entry.id == change_id), None)

    def word_of(self, figure: Figure) -> str:
        """Where a figure stands with the team, in the words of its badge; empty where it was never published."""
        entry = self.of_figure(figure.id)
        if entry is None or entry.work is Work.UNPUBLISH:
            return "Published" if figure.status == PUBLISHED else ""
        return self.word_of_entry(entry)

    def word_of_entry(self, entry: OutboxEntry) -> str:
        """Where a figure stands that is to be published: `Waiting`, `Publishing 62 %`, or `Refused`."""
        if entry.state is OutboxState.PARKED:
            return "Refused"
        if entry.id != self.running:
            return "Waiting"
        return "Publishing" if self.fraction is None else f"Publishing {self.fraction:.0%}".replace("%", " %")


class SyncStore(Store[Sync]):
    """Publishes and takes back; `published` and `withdrawn` tell of figures that a person should hear about.

    `arrived` comes when the team has it: its bucket holds a figure more or less than before.
    """

    published = Signal(object)  # Figure
    withdrawn = Signal(object)  # Figure
    arrived = Signal(object)  # Figure
    catalog_changed = Signal(object)  # EntryPublished
    noticed = Signal(str)  # a sentence that somebody should read

    def __init__(self, tasks: Tasks, outbox: TeamOutbox, figures: FiguresStore, session: SessionStore) -> None:
        super().__init__(Sync())
        self._tasks = tasks
        self._outbox = outbox
        self._figures = figures
        self._session = session
        session.changed.connect(self.refresh)

    async def open(self) -> None:
        """Know what waits, and follow it from now on."""
        self._outbox.listen(self._tasks.relay(self._on_event))
        await self._read()

    @property
    def can_publish(self) -> bool:
        """Somebody is signed in, or was until the network went."""
        return self._session.snapshot.workspace != THIS_COMPUTER

    def refresh(self) -> None:
        """Read the outbox anew: another window, command or account may have changed it."""
        self._tasks.start("sync", "read", self._read())

    def look_again(self) -> None:
        """A command may have put something in meanwhile."""
        self._tasks.start("sync", "look", self._look_again())

    def publish(self, figure: Figure, name: str = "", alt_text: str | None = None) -> None:
        """Publish a figure, or bring back one that was just withdrawn."""
        self._tasks.start("sync", f"figure {figure.id}", self._publish(figure.id, name, alt_text))

    def unpublish(self, figure: Figure) -> None:
        """Take a figure away from the team; `publish` undoes it."""
        self._tasks.start("sync", f"figure {figure.id}", self._unpublish(figure.id))

    def take_out(self, entry: OutboxEntry) -> None:
        """Take an entry out: it is not done any more."""
        self._tasks.start("sync", f"entry {entry.id}", self._call_take_out(entry.id))

    def try_again(self, entry: OutboxEntry | None = None) -> None:
        """Let a parked entry, or whatever waits, have its turn now."""
        self._tasks.start("sync", "again", self._call_try_again(entry.id if entry else ""))

    def set_paused(self, *, paused: bool) -> None:
        """Pause the outbox, or let it go on."""
        self._tasks.start("sync", "pause", self._call_set_paused(paused=paused))

    def pose(self, sync: Sync) -> None:
        """Show what no outbox stands behind, for pictures of the screens."""
        self._become(sync)

    async def _publish(self, figure_id: str, name: str, alt_text: str | None) -> None:
        figure = await self._tasks.call(lambda: self._outbox.publish(figure_id, name, alt_text))
        self._figures.updated.emit(figure)
        await self._read()

    async def _unpublish(self, figure_id: str) -> None:
        figure = await self._tasks.call(lambda: self._outbox.unpublish(figure_id))
        self._figures.updated.emit(figure)
        self.withdrawn.emit(figure)
        await self._read()

    async def _call_take_out(self, entry_id: str) -> None:
        await self._tasks.call(lambda: self._outbox.take_out(entry_id))

    async def _call_try_again(self, entry_id: str) -> None:
        await self._tasks.call(lambda: self._outbox.try_again(entry_id))

    async def _call_set_paused(self, *, paused: bool) -> None:
        await self._tasks.call(lambda: self._outbox.set_paused(paused=paused))
        await self._read()

    async def _look_again(self) -> None:
        await self._tasks.call(self._outbox.look_again)
        await self._read()

    async def _read(self) -> None:
        entries = await self._tasks.call(self._outbox.entries)
        is_paused = await self._tasks.call(self._outbox.is_paused)
        self._become(replace(self.snapshot, entries=entries, is_paused=is_paused))

    def _on_event(self, event: OutboxEvent) -> None:
        match event:
            case OutboxMoved(workspace, running, pause, sentence):
                if workspace == self._session.snapshot.workspace:
                    now = self.snapshot
                    fraction = now.fraction if running == now.running else None
                    self._become(replace(now, running=running, fraction=fraction, pause=pause, sentence=sentence))
                    self.refresh()
            case OutboxProgressed(entry_id, sent, total):
                if entry_id == self.snapshot.running and total:
                    self._become(replace(self.snapshot, fraction=sent / total))
            case FigurePublished(figure):
                self._figures.updated.emit(figure)
                self.arrived.emit(figure)
                if figure.status == PUBLISHED:
                    self.published.emit(figure)
            case EntryPublished():
                self.catalog_changed.emit(event)
                if event.notice:
                    self.noticed.emit(event.notice)
