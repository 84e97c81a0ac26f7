"""In-memory stand-ins for the ports, with which the screens are tested."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtWidgets import QMainWindow

from studio.backend.vault import Secret
from studio.core.catalog import Catalog, Entry, Kind
from studio.core.errors import FigureMissing, PictureError
from studio.core.figure import THIS_COMPUTER, Figure, FigureOrder, FigureQuery
from studio.core.job import Job, JobChanged, JobEvent, JobProgressed, JobState, Progress
from studio.core.json_text import JsonValue
from studio.core.mask import decode_mask
from studio.core.models_file import read_models
from studio.core.ports.jobs import JobRunner, Ledger
from studio.core.ports.library import CheckResult, FigureLibrary, LibraryNotice
from studio.core.ports.prompt import PromptResolver
from studio.core.ports.service import ImageService
from studio.core.ports.settings import SettingsFile
from studio.core.ports.team import TeamImageServer
from studio.core.prompt.model import LintNote, PromptInput, Resolution, Severity, Span
from studio.core.recipe import PictureFormat, Recipe, Reference, Size
from studio.core.service import KeyPlace, KeyTrial, ServiceStatus
from studio.core.settings import Settings
from studio.core.shelves import ShelfCount, ShelfKind
from studio.core.spending import LedgerEntry, Spending, sum_up
from studio.core.team_server import TeamServer
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.figures import FiguresStore
from studio.state.gallery import GalleryStore
from studio.state.generation import GenerationStore
from studio.state.mask import MaskStore
from studio.state.means import MeansAtHand
from studio.state.service import ServiceStore
from studio.state.session import SessionStore
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.state.tasks import Tasks
from studio.state.team_server import TeamServerStore
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.figure_actions import FigureActions
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures
from tests.ui.team_fakes import FakeTeamSession

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MODELS = read_models((Path(__file__).parents[2] / "resources" / "models.toml").read_bytes())


@cache
def picture_bytes(colour: str = "#ff6a3d", width: int = 24, height: int = 36) -> bytes:
    """A small PNG of one colour."""
    image = QImage(QSize(width, height), QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def starter_catalog() -> Catalog:
    """Two templates, two themes and three rarity levels."""

    def entry(kind: Kind, entry_id: int, name: str, value: JsonValue) -> Entry:
        return Entry(kind, entry_id, name, value, NOON)

    return Catalog(
        (
            entry(Kind.PROMPTS, 1, "Blister pack, studio shot", "A figure of {{ subject }}."),
            entry(Kind.PROMPTS, 2, "Boxed collector edition", "A boxed figure of {{ subject }}."),
            entry(Kind.THEMES, 1, "Neon Arcade", {"colors": ["#5b3df5", "#3af0c8", "#ff7a55"]}),
            entry(Kind.THEMES, 2, "Deep Sea", {"colors": ["#0b3d91", "#12938f"]}),
            entry(Kind.RARITY, 1, "Common", {"colour": "#9aa3b8", "shape": "circle"}),
            entry(Kind.RARITY, 4, "Epic", {"colour": "#c07bff", "shape": "star"}),
            entry(Kind.RARITY, 5, "Legendary", None),
        )
    )


class FakeLibrary(FigureLibrary):
    """Keeps figures, drafts and references in memory; pictures are real files in a folder of the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries = starter_catalog()
        self.figures: dict[str, Figure] = {}
        self.deleted: set[str] = set()
        self.drafts: dict[str, JsonValue] = {}
        self.references: list[Reference] = []
        self.copies: list[Path] = []

    def add(self, recipe: Recipe, number: int, colour: str = "#1f9d5c", width: int = 24, height: int = 36) -> Figure:
        """Save a figure, as an engine would have made it."""
        data = picture_bytes(colour, width, height)
        path = self.root / f"figure-{number}.png"
        path.write_bytes(data)
        figure = Figure(
            id=f"figure-{number}",
            workspace=THIS_COMPUTER,
            recipe=recipe,
            path=str(path),
            sha256=hashlib.sha256(data).hexdigest(),
            format=PictureFormat.PNG,
            width=width,
            height=height,
            size_bytes=len(data),
            created_at=NOON,
            alt_text=f"A figure of {recipe.subject}",
            cost=Decimal(0),
        )
        self.figures[figure.id] = figure
        return figure

    async def open(self) -> tuple[LibraryNotice, ...]:
        return ()

    async def close(self) -> None:
        return

    async def count(self, query: FigureQuery) -> int:
        return len(self._matching(query))

    async def page(self, query: FigureQuery, offset: int, limit: int) -> tuple[Figure, ...]:
        return self._matching(query)[offset : offset + limit]

    async def position(self, query: FigureQuery, figure_id: str) -> int | None:
        ids = [figure.id for figure in self._matching(query)]
        return ids.index(figure_id) if figure_id in ids else None

    async def positions(self, query: FigureQuery, figure_ids: Sequence[str]) -> tuple[int | None, ...]:
        return tuple([await self.position(query, figure_id) for figure_id in figure_ids])

    async def shelf_sizes(self, query: FigureQuery) -> tuple[int, ...]:
        return tuple(found.figures for found in await self.shelves(query, query.shelves)) if query.shelves else ()

    async def shelves(self, query: FigureQuery, kind: ShelfKind) -> tuple[ShelfCount, ...]:
        counts = Counter(figure.shelf(kind) for figure in self._matching(replace(query, shelves=kind)))
        return tuple(ShelfCount(shelf, size) for shelf, size in counts.items())

    async def children(self, figure_id: str) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures.values() if figure.recipe.parent_id == figure_id)

    async def figure(self, figure_id: str) -> Figure:
        if figure_id not in self.figures:
            raise FigureMissing("This figure is not in the library any more.")
        return self.figures[figure_id]

    async def rate(self, figure_id: str, rating: int) -> Figure:
        self.figures[figure_id] = replace(self.figures[figure_id], rating=rating)
        return self.figures[figure_id]

    async def delete(self, figure_ids: Sequence[str]) -> None:
        self.deleted |= set(figure_ids)
        for figure_id in figure_ids:
            self.figures[figure_id] = replace(self.figures[figure_id], deleted_at=NOON)

    async def restore(self, figure_ids: Sequence[str]) -> None:
        self.deleted -= set(figure_ids)
        for figure_id in figure_ids:
            self.figures[figure_id] = replace(self.figures[figure_id], deleted_at=None)

    async def remove_for_good(self, figure_ids: Sequence[str]) -> int:
        for figure_id in figure_ids:
            del self.figures[figure_id]
            self.deleted.discard(figure_id)
        return len(figure_ids)

    async def save_copy(self, figure_id: str, target: Path) -> Path:
        self.copies.append(target)
        return target

    async def thumbnail(self, figure: Figure) -> Path:
        return Path(figure.path)

    async def add_reference(self, source: Path | bytes, name: str) -> Reference:
        data = source if isinstance(source, bytes) else source.read_bytes()
        if not data.startswith(b"\x89PNG"):
            raise PictureError(f"“{name}” is not a picture that the studio can read.", "Use PNG, JPEG or WebP.")
        sha256 = hashlib.sha256(data).hexdigest()
        (self.root / sha256).write_bytes(data)
        size = QImage.fromData(data).size()
        reference = Reference(sha256, name, PictureFormat.PNG, size.width(), size.height())
        self.references.append(reference)
        return reference

    async def figure_reference(self, figure: Figure) -> Reference:
        return await self.add_reference(Path(figure.path), figure.title)

    async def add_mask(self, source: Path | bytes, name: str, size: Size) -> Reference:
        data = source if isinstance(source, bytes) else source.read_bytes()
        decode_mask(data, size)
        sha256 = hashlib.sha256(data).hexdigest()
        (self.root / sha256).write_bytes(data)
        return Reference(sha256, name, PictureFormat.PNG, size.width, size.height)

    def reference_path(self, reference: Reference) -> Path:
        return self.root / reference.sha256

    async def load_draft(self, workspace: str, key: str) -> JsonValue:
        return self.drafts.get(key)

    async def save_draft(self, workspace: str, key: str, value: JsonValue) -> None:
        self.drafts[key] = value
        if value is None:
            del self.drafts[key]

    async def catalog(self, workspace: str) -> Catalog:
        return self.entries

    async def put_entries(self, workspace: str, entries: Sequence[Entry]) -> None:
        self.entries = Catalog((*self.entries.entries, *entries))

    async def check(self) -> CheckResult:
        return CheckResult(len(self.figures), ())

    async def rebuild(self) -> int:
        return len(self.figures)

    def _matching(self, query: FigureQuery) -> tuple[Figure, ...]:
        kept = [figure for figure in self.figures.values() if query.admits(figure)]
        found = [figure for figure in kept if query.search.casefold() in figure.recipe.subject.casefold()]
        if query.order is not FigureOrder.OLDEST:
            found.reverse()
        if query.order is FigureOrder.BEST:
            found.sort(key=lambda figure: -figure.rating)
        if query.order is FigureOrder.NAME and query.shelves is None:
            found.sort(key=lambda figure: figure.title.casefold())
        kind = query.shelves
        if kind is not None:
            found.sort(key=lambda figure: figure.shelf(kind).key)
        return tuple(found)


class FakeRunner(JobRunner):
    """Does nothing by itself: a test tells each job what happens to it."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.submitted: list[Recipe] = []
        self.cancelled: list[str] = []
        self.dismissed: list[str] = []
        self.adopted: list[str] = []
        self.publishes = False
        self.hold_cancel: asyncio.Event | None = None
        self._listeners: list[Callable[[JobEvent], None]] = []

    async def submit(self, workspace: str, recipes: Sequence[Recipe], *, publishes: bool = False) -> tuple[Job, ...]:
        self.publishes = publishes
        jobs: list[Job] = []
        for recipe in recipes:
            self.submitted.append(recipe)
            job = Job(f"job-{len(self.submitted)}", workspace, recipe, JobState.WAITING, NOON)
            self.jobs[job.id] = job
            jobs.append(job)
        return tuple(jobs)

    async def publish_when_done(self, workspace: str, *, publishes: bool) -> None:
        self.publishes = publishes

    async def adopt(self, workspace: str) -> tuple[Job, ...]:
        self.adopted.append(workspace)
        return ()

    async def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)
        if self.hold_cancel is not None:
            await self.hold_cancel.wait()
        self.change(job_id, JobState.CANCELLED)

    async def recent(self, workspace: str, limit: int) -> tuple[Job, ...]:
        return tuple(reversed(self.jobs.values()))[:limit]

    async def wait(self, job_ids: Sequence[str]) -> tuple[Job, ...]:
        return tuple(self.jobs[job_id] for job_id in job_ids)

    async def dismiss(self, job_ids: Sequence[str]) -> None:
        self.dismissed += job_ids

    async def unsettled(self, workspace: str, limit: int) -> tuple[Job, ...]:
        settled = (JobState.SAVED, JobState.CANCELLED)
        kept = [job for key, job in self.jobs.items() if key not in self.dismissed and job.state not in settled]
        return tuple(reversed(kept))[:limit]

    def listen(self, listener: Callable[[JobEvent], None]) -> None:
        self._listeners.append(listener)

    async def close(self) -> None:
        return

    def change(self, job_id: str, state: JobState, reason: str = "", next_step: str = "") -> None:
        """The journal of a job changes."""
        self.jobs[job_id] = replace(self.jobs[job_id], state=state, reason=reason, next_step=next_step)
        self._tell(JobChanged(self.jobs[job_id]))

    def progress(self, job_id: str, text: str, fraction: float | None = None, preview: bytes | None = None) -> None:
        """A job moves on."""
        self._tell(JobProgressed(job_id, Progress(text, fraction, preview)))

    def finish(self, job_id: str, figure: Figure) -> None:
        """A job is saved as a figure."""
        self.jobs[job_id] = replace(self.jobs[job_id], state=JobState.SAVED, figure_id=figure.id)
        self._tell(JobChanged(self.jobs[job_id], figure))

    def _tell(self, event: JobEvent) -> None:
        for listener in self._listeners:
            listener(event)


class FakeService(ImageService):
    """A service without a key; `trial` is what the next test of the key finds."""

    def __init__(self) -> None:
        self.trial, self.trial_says = KeyTrial.WORKS, ""
        self.tried = 0
        self.followed: list[Settings] = []
        self.now = ServiceStatus(MODELS, "https://api.openai.com/v1", "api.openai.com", "OpenAI")

    def have_key(self) -> None:
        """There is a key in the keyring that was not tried yet."""
        self.now = replace(self.now, key_place=KeyPlace.KEYRING, hint="sk-…4711")

    async def status(self, *, with_key: bool = True) -> ServiceStatus:
        if with_key and not self.now.is_key_known:
            self.now = replace(self.now, key_place=KeyPlace.NOWHERE)
        return self.now

    async def keep_key(self, text: str) -> ServiceStatus:
        key = Secret.parse(text)
        self.now = replace(self.now, key_place=KeyPlace.KEYRING, hint=key.hint, trial=KeyTrial.NOT_TRIED)
        return self.now

    async def forget_key(self) -> ServiceStatus:
        self.now = replace(self.now, key_place=KeyPlace.NOWHERE, hint="", trial=KeyTrial.NOT_TRIED)
        return self.now

    async def try_key(self) -> ServiceStatus:
        self.tried += 1
        self.now = replace(self.now, trial=self.trial, trial_says=self.trial_says)
        return self.now

    async def follow(self, settings: Settings) -> ServiceStatus:
        self.followed.append(settings)
        return self.now


class FakeImageServer(TeamImageServer):
    """The team's server as a test says that it is; `asked` counts."""

    def __init__(self) -> None:
        self.now = TeamServer()
        self.asked = 0

    async def status(self) -> TeamServer:
        self.asked += 1
        return self.now


class FakeLedger(Ledger):
    """What a test says was spent."""

    def __init__(self) -> None:
        self.rows: tuple[LedgerEntry, ...] = ()
        self.budget: Decimal | None = Decimal("5.00")

    async def spending(self) -> Spending:
        return sum_up(self.rows, self.budget)

    async def entries(self, offset: int, limit: int, workspace: str = THIS_COMPUTER) -> tuple[LedgerEntry, ...]:
        return self.rows[offset : offset + limit]


class FakeSettingsFile(SettingsFile):
    """Keeps the settings in memory."""

    def __init__(self) -> None:
        self.saved = Settings()

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        return self.saved, ()

    async def save(self, settings: Settings) -> None:
        self.saved = settings


class FakeResolver(PromptResolver):
    """Puts subject, theme and rarity into one sentence; the lint of a test is added."""

    def __init__(self) -> None:
        self.lint: tuple[LintNote, ...] = ()

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        if any(note.severity is Severity.ERROR for note in self.lint):
            return Resolution("", (), self.lint)
        spans = [Span("A figure of "), Span(values.subject, frozenset({"subject"}))]
        if values.theme is not None:
            spans += [Span(", theme "), Span(values.theme.label, frozenset({"theme.name"}))]
        if values.rarity is not None:
            spans += [Span(", rarity "), Span(values.rarity.label, frozenset({"rarity.name"}))]
        spans.append(Span("."))
        return Resolution("".join(span.text for span in spans), tuple(spans), self.lint)


@dataclass
class Screen:
    """What the composition root hands to a screen, over the fakes."""

    window: QMainWindow
    appearance: Appearance
    library: FakeLibrary
    runner: FakeRunner
    resolver: FakeResolver

    def __post_init__(self) -> None:
        self.tasks = Tasks(asyncio.get_running_loop())
        self.failures: list[object] = []
        self.opened_settings: list[str] = []
        self.compared: list[tuple[Figure, Figure]] = []
        self.tasks.failed.connect(self.failures.append)
        self.service_port, self.ledger = FakeService(), FakeLedger()
        self.settings = SettingsStore(self.tasks, FakeSettingsFile(), Settings())
        self.service = ServiceStore(self.tasks, self.service_port, self.settings)
        self.spending = SpendingStore(self.tasks, self.ledger, self.runner, self.service)
        self.team, self.image_server = FakeTeamSession(), FakeImageServer()
        self.session = SessionStore(self.tasks, self.team)
        self.server = TeamServerStore(self.tasks, self.image_server, self.session, self.runner)
        self.catalog = CatalogStore(self.tasks, self.library)
        self.figures = FiguresStore(self.tasks, self.library)
        means = MeansAtHand(self.settings, self.service, self.spending, self.server, today=NOON.date)
        self.brief = BriefStore(self.tasks, self.library, self.resolver, self.catalog, means)
        self.seconds = 0.0
        self.generation = GenerationStore(
            self.tasks, self.library, self.runner, self.brief, self.figures, clock=lambda: self.seconds
        )
        self.masks = MaskStore(self.tasks, self.library, self.brief)
        self.gallery = GalleryStore(self.tasks, self.library, self.figures, self.resolver)
        self.pictures = Pictures(self.tasks, self.library)
        self.messages = Messages(self.window, self.appearance)
        self.actions = Actions(self.window)
        self.figure_actions = FigureActions(self.window, self.figures, self.pictures, self.tasks, self.messages)
        self.tasks.failed.connect(self.messages.error)
        self.brief.refused.connect(self.messages.error)

    async def open(self) -> None:
        """What the composition root does after the first paint."""
        await self.service.open()
        await self.session.open()
        self.server.open()
        await self.spending.open()
        await self.catalog.open()
        await self.brief.open()
        await self.generation.open()
        await self.masks.enter(THIS_COMPUTER)

    async def tasks_done(self) -> None:
        """Wait until nothing is on its way, neither a task nor what a fake has just told."""
        await asyncio.sleep(0)
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """End all tasks and the decoding thread."""
        await self.tasks.join()
        self.pictures.close()
