"""What tests of the engine `openai` stand on: an engine at a test server, recipes, and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from studio.backend.engines.openai import Address, Clients, Connection, OpenAIEngine, Patience
from studio.backend.vault import Secret
from studio.core.job import Progress
from studio.core.models import ImageModels
from studio.core.models_file import read_models
from studio.core.ports.engines import EngineReceipt
from studio.core.recipe import PictureFormat, Recipe, Reference, Size
from tests.servers.openai_pictures import picture
from tests.servers.openai_server import KEY

MODEL = "gpt-image-2.6-flare"
SMALL = Size(1024, 640)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PATIENT = Patience(connect=20, read=60, write=60, whole=60)
IMPATIENT = Patience(connect=20, read=0.4, write=60, whole=60)
MODELS = read_models((Path(__file__).parents[2] / "resources" / "models.toml").read_bytes())
UNSTREAMED = replace(MODELS, models=tuple(replace(model, max_partials=0) for model in MODELS.models))


class Sink:
    """Keeps what an engine writes."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.largest = 0

    async def write(self, data: bytes) -> None:
        """Append bytes."""
        self.data += data
        self.largest = max(self.largest, len(data))


@dataclass
class Made:
    """A picture, what was said about it, and what was shown before it."""

    receipt: EngineReceipt
    data: bytes
    progress: list[Progress] = field(default_factory=list[Progress])

    @property
    def previews(self) -> list[bytes]:
        """The previews in their order."""
        return [each.preview for each in self.progress if each.preview is not None]


class Making:
    """An engine at one address, with its key."""

    def __init__(
        self,
        base_url: str,
        folder: Path,
        *,
        key: str = KEY,
        models: ImageModels = MODELS,
        patience: Patience = PATIENT,
        clock: Callable[[], datetime] = lambda: NOW,
    ) -> None:
        self.connection = Connection(Address.parse(base_url), Secret(key))
        self.clients = Clients(patience)
        self.folder = folder
        self.models = models
        self.engine = OpenAIEngine(self._connect, lambda: self.models, self._path, self.clients, clock=clock)
        self.sink = Sink()

    async def _connect(self) -> Connection:
        return self.connection

    def _path(self, reference: Reference) -> Path:
        return self.folder / reference.name

    async def make(self, recipe: Recipe) -> Made:
        """Make one picture."""
        self.sink = Sink()
        progress: list[Progress] = []
        receipt = await self.engine.make(recipe, self.sink, progress.append)
        return Made(receipt, bytes(self.sink.data), progress)

    def reference(self, name: str = "face.png", size: Size = SMALL) -> Reference:
        """A picture that goes in; its file is made."""
        (self.folder / name).write_bytes(picture(size.width, size.height, "png", name, noise=4))
        return Reference("0" * 64, name, PictureFormat.PNG, size.width, size.height)


def recipe(**values: object) -> Recipe:
    """A small, quick recipe."""
    return replace(Recipe(subject="a", text="A red figure", engine="openai", model=MODEL, size=SMALL), **values)
