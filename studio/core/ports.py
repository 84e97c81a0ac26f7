"""What state and commands need of the backend, as protocols: the backend implements them, the composition root joins them.

Every coroutine here runs on the backend's loop, never on the GUI thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from studio.core.catalog import Catalog, Entry, Pulled
from studio.core.figure import THIS_COMPUTER, Figure, FigureQuery
from studio.core.health import Check, Listener
from studio.core.job import Job, JobEvent, Progress
from studio.core.json_text import JsonValue
from studio.core.outbox import OutboxEntry, OutboxEvent
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.published import Finding, PublishedFigure
from studio.core.recipe import Recipe, Reference, Size
from studio.core.service import ServiceStatus
from studio.core.session import SessionState
from studio.core.settings import Settings
from studio.core.shelves import ShelfCount, ShelfKind
from studio.core.spending import LedgerEntry, Spending
from studio.core.team_server import TeamServer


@dataclass(frozen=True, slots=True)
class LibraryNotice:
    """Something that happened when the library was opened and that a person should know."""

    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `library check` found: counts, and one sentence for each fault."""

    figures: int
    faults: tuple[str, ...]


class FigureLibrary(Protocol):
    """The library on this computer: figures, drafts, catalog and references. Raises LibraryError."""

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Open or create it, migrate it, mend what can be mended; the notices say what was done."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the files."""
        ...

    async def count(self, query: FigureQuery) -> int:
        """How many figures the query has."""
        ...

    async def page(self, query: FigureQuery, offset: int, limit: int) -> tuple[Figure, ...]:
        """The figures at `offset` and after, newest first unless the query says otherwise."""
        ...

    async def position(self, query: FigureQuery, figure_id: str) -> int | None:
        """Where in the query's order a figure stands, or None."""
        ...

    async def positions(self, query: FigureQuery, figure_ids: Sequence[str]) -> tuple[int | None, ...]:
        """Where in the query's order each of these figures stands, or None for one that it does not have."""
        ...

    async def shelf_sizes(self, query: FigureQuery) -> tuple[int, ...]:
        """How many figures stand on each shelf of the query, in its order."""
        ...

    async def shelves(self, query: FigureQuery, kind: ShelfKind) -> tuple[ShelfCount, ...]:
        """The shelves of a kind that the query's figures stand on, at most some hundred."""
        ...

    async def figure(self, figure_id: str) -> Figure:
        """One figure. Raises FigureMissing."""
        ...

    async def children(self, figure_id: str) -> tuple[Figure, ...]:
        """What was made from a figure in its workspace and is not deleted, the oldest first."""
        ...

    async def rate(self, figure_id: str, rating: int) -> Figure:
        """Set the rating, 0 to 5."""
        ...

    async def delete(self, figure_ids: Sequence[str]) -> None:
        """Mark figures as deleted; `restore` brings them back. Their files stay until they are purged."""
        ...

    async def restore(self, figure_ids: Sequence[str]) -> None:
        """Bring deleted figures back."""
        ...

    async def remove_for_good(self, figure_ids: Sequence[str]) -> int:
        """Remove deleted figures with their files; returns how many it were. Those that are not deleted stay."""
        ...

    async def save_copy(self, figure_id: str, target: Path) -> Path:
        """Copy the original bytes to `target` (atomic; an existing file is replaced)."""
        ...

    async def thumbnail(self, figure: Figure) -> Path:
        """The thumbnail's file, made when it is not there. Raises FigureMissing or PictureError."""
        ...

    async def add_reference(self, source: Path | bytes, name: str) -> Reference:
        """Check, turn upright, scale, strip and keep a reference picture. Raises PictureError."""
        ...

    async def figure_reference(self, figure: Figure) -> Reference:
        """A figure's own picture as a reference: its very bytes, scaled only where models take no picture so large.

        Raises FigureMissing or PictureError.
        """
        ...

    async def add_mask(self, source: Path | bytes, name: str, size: Size) -> Reference:
        """Check and keep a mask for a picture of this size: a PNG, transparent where the picture may change.

        Raises PictureError.
        """
        ...

    def reference_path(self, reference: Reference) -> Path:
        """Where the bytes of a reference or a mask lie."""
        ...

    async def load_draft(self, workspace: str, key: str) -> JsonValue:
        """A draft as it was saved, or None."""
        ...

    async def save_draft(self, workspace: str, key: str, value: JsonValue) -> None:
        """Keep a draft; None removes it."""
        ...

    async def catalog(self, workspace: str) -> Catalog:
        """The catalog of a workspace; *this computer* starts with the one on board."""
        ...

    async def put_entries(self, workspace: str, entries: Sequence[Entry]) -> None:
        """Insert or replace entries (by kind and id), all or none."""
        ...

    async def check(self) -> CheckResult:
        """Read every picture and compare it with its record."""
        ...

    async def rebuild(self) -> int:
        """Make the database anew from the pictures and sidecars; returns the number of figures."""
        ...


class PictureSink(Protocol):
    """Where an engine puts the bytes of its picture as they arrive; they go straight to a file."""

    @property
    def figure_id(self) -> str:
        """The figure that the picture will be."""
        ...

    @property
    def workspace(self) -> str:
        """The workspace that it will belong to."""
        ...

    async def write(self, data: bytes) -> None:
        """Append bytes. Raises DiskFull or LibraryReadOnly."""
        ...


@dataclass(frozen=True, slots=True)
class EngineReceipt:
    """What an engine says when the last byte was written.

    `url` is there where it has published the picture already, `text` where it resolved the prompt itself.
    """

    model: str = ""
    usage: JsonValue = None
    cost: Decimal | None = None
    parameters: JsonValue = None
    url: str = ""
    text: str = ""


class Engine(Protocol):
    """Who makes the picture."""

    @property
    def name(self) -> str:
        """`mockup`, `openai` or `server`."""
        ...

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Make the picture into `sink`. Raises EngineError; cancelling ends its work before it returns."""
        ...

    async def close(self) -> None:
        """Let go of processes and connections."""
        ...


class FindingEngine(Engine, Protocol):
    """An engine at which a picture whose answer was lost can be looked for (`core.engines.FINDABLE`)."""

    async def find(
        self, sink: PictureSink, on_progress: Callable[[Progress], None], *, is_patient: bool
    ) -> EngineReceipt:
        """Bring the picture of an earlier request into `sink`, without asking for it again.

        Who `is_patient` waits for the network, and for a picture that is still being made. Raises NotRun where it surely
        was not begun, OutcomeUnknown where it is not there, NotSignedIn where its account is away.
        """
        ...


class TeamImageServer(Protocol):
    """The team's image server, which makes figures for people without a key of their own."""

    async def status(self) -> TeamServer:
        """Whether it is there, what it can do and how much of the day is left. Never raises TeamError."""
        ...


class JobRunner(Protocol):
    """The queue of jobs: journalled, leased by this process, a few at a time."""

    async def submit(self, workspace: str, recipes: Sequence[Recipe], *, publishes: bool = False) -> tuple[Job, ...]:
        """Journal the jobs and start them when their turn comes. Raises LibraryError before anything is journalled.

        With `publishes` each figure goes into the outbox in the transaction that saves it.
        """
        ...

    async def publish_when_done(self, workspace: str, *, publishes: bool) -> None:
        """Whether the figures of a workspace's jobs that go on are published when they are saved."""
        ...

    async def adopt(self, workspace: str) -> tuple[Job, ...]:
        """Go on with a workspace's jobs whose process died: those that wait are started, and a picture that may have
        been made is looked for where that can be done. Jobs of other workspaces wait on.
        """
        ...

    async def cancel(self, job_id: str) -> None:
        """Cancel a job; returns when its work has really ended."""
        ...

    async def recent(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs of a workspace, newest first."""
        ...

    async def wait(self, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """Wait until the jobs are over."""
        ...

    async def dismiss(self, job_ids: Sequence[str]) -> None:
        """Jobs that did not work have been seen: `unsettled` leaves them out from now on."""
        ...

    async def unsettled(self, workspace: str, limit: int) -> tuple[Job, ...]:
        """The newest jobs that go on, or that did not work and were not dismissed; newest first."""
        ...

    def listen(self, listener: Callable[[JobEvent], None]) -> None:
        """Call `listener` on the backend's loop for everything that happens to jobs of this process."""
        ...

    async def close(self) -> None:
        """Stop: running jobs are cancelled, waiting ones stay journalled."""
        ...


class ImageService(Protocol):
    """The artist's own image service: its address, its key, and the models that it offers."""

    async def status(self, *, with_key: bool = True) -> ServiceStatus:
        """How it is set up; never asks the network, and the keyring only `with_key`."""
        ...

    async def keep_key(self, text: str) -> ServiceStatus:
        """Keep a key for the host in use. Raises SettingsError where the text cannot be a key."""
        ...

    async def forget_key(self) -> ServiceStatus:
        """Remove the key for the host in use. Raises SettingsError where the keyring does not let go of it."""
        ...

    async def try_key(self) -> ServiceStatus:
        """Ask the service for its models, which costs nothing; the status says what came of it. Never raises RequestError."""
        ...

    async def follow(self, settings: Settings) -> ServiceStatus:
        """Go by these settings from now on: address, jobs at once, budget, space to keep free."""
        ...


class Ledger(Protocol):
    """What was spent with the artist's key."""

    async def spending(self) -> Spending:
        """Today's spending, by this computer's calendar."""
        ...

    async def entries(self, offset: int, limit: int, workspace: str = THIS_COMPUTER) -> tuple[LedgerEntry, ...]:
        """The requests of a workspace that could be billed, newest first."""
        ...


class SettingsFile(Protocol):
    """Where the settings are kept."""

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        """The settings, and one sentence for each value that could not be used. Never raises."""
        ...

    async def save(self, settings: Settings) -> None:
        """Keep the settings (atomic). Raises LibraryReadOnly or DiskFull."""
        ...


class PromptResolver(Protocol):
    """Resolves templates off the GUI thread; the template engine is imported when it is first needed."""

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        """The resolved prompt with its spans and lint; what is wrong with the template is in the lint."""
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


class TeamSession(Protocol):
    """Who is signed in to which team (protocol T). Verbs raise AccountRefused, TeamUnreachable or SettingsError.

    The new state is told to the listeners before a verb returns.
    """

    @property
    def state(self) -> SessionState:
        """Who is signed in to what."""
        ...

    def listen(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` on the backend's loop with every new state."""
        ...

    async def open(self) -> SessionState:
        """Read what is configured and remembered; asks neither keyring nor network."""
        ...

    async def restore(self) -> SessionState:
        """Sign in again who was signed in when the studio was closed; returns what came of it."""
        ...

    async def try_again(self) -> SessionState:
        """Look now whether the team can be reached, or the keyring read."""
        ...

    async def catch_up(self) -> SessionState:
        """Follow a command or another window of this studio that has signed in or out meanwhile."""
        ...

    async def connect(self, url: str, key: str, name: str = "") -> None:
        """Connect to a project, if it answers; who was signed in to another one is signed out."""
        ...

    async def disconnect(self) -> None:
        """Forget the project; who was signed in is signed out."""
        ...

    async def sign_in(self, email: str, password: str, *, keep: bool = True) -> None:
        """Sign in; `keep` is for the next start."""
        ...

    async def sign_up(self, email: str, password: str, *, keep: bool = True) -> None:
        """Make an account: signed in, or Confirming."""
        ...

    async def resend_confirmation(self) -> None:
        """Send the mail of the new account again."""
        ...

    async def send_code(self, email: str) -> None:
        """Send a code with which a new password can be set: Recovering."""
        ...

    async def set_new_password(self, code: str, password: str, *, keep: bool = True) -> None:
        """Set a new password with the code from the mail, and sign in; a right code is spent."""
        ...

    async def start_over(self) -> None:
        """Back from Confirming or Recovering to signing in."""
        ...

    async def sign_out(self) -> None:
        """End the session on the server and here; the account's work is hidden until it signs in again."""
        ...


class Doctor(Protocol):
    """Tries each thing the studio needs."""

    async def examine(self, listener: Listener | None = None) -> tuple[Check, ...]:
        """Run every check, one after another; `listener` is called on the backend's loop. Never raises StudioError."""
        ...
