"""Who makes a picture, and where its bytes go."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from studio.core.job import Progress
from studio.core.json_text import JsonValue
from studio.core.recipe import Recipe


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
