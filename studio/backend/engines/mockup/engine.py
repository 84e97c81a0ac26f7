"""The mock-up engine: a recipe becomes a drawn packaging, preview first, at no cost."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from studio.backend.engines.mockup.child import DrawingChild
from studio.backend.engines.mockup.frames import DrawRequest
from studio.core.job import Progress
from studio.core.ports.engines import EngineReceipt, PictureSink
from studio.core.recipe import Recipe, Reference

MODEL = "mockup-1"
PREVIEW_SIDE = 512
_CHUNK = 256 * 1024


class MockupEngine:
    """Draws in a child process that is started when first needed and kept until `close`."""

    def __init__(self, resources: Path, reference_path: Callable[[Reference], Path]) -> None:
        """`resources` holds `mockup/` and `fonts/display/`; `reference_path` says where a reference's file lies."""
        self._resources = resources.resolve()
        self._reference_path = reference_path
        self._child = DrawingChild()

    @property
    def name(self) -> str:
        """The engine's word in recipes."""
        return "mockup"

    async def make(self, recipe: Recipe, sink: PictureSink, on_progress: Callable[[Progress], None]) -> EngineReceipt:
        """Draw the recipe into `sink`, after a preview with a longer side of 512 px.

        Raises EngineError. Cancelling kills the drawing child and returns when it is gone.
        """
        reference = self._reference_path(recipe.references[0]).resolve() if recipe.references else None
        on_progress(Progress("Drawing a preview…", 0.1))
        request = DrawRequest(recipe, self._resources, reference, PREVIEW_SIDE)
        picture, notes = await self._child.draw(
            request, lambda preview: on_progress(Progress("Drawing the mock-up…", 0.35, preview))
        )
        on_progress(Progress("Saving…", 0.95))
        for start in range(0, len(picture), _CHUNK):
            await sink.write(picture[start : start + _CHUNK])
        return EngineReceipt(model=MODEL, cost=Decimal(0), parameters={"notes": [*notes]} if notes else None)

    async def close(self) -> None:
        """End the drawing child."""
        await self._child.close()

    @property
    def child_pid(self) -> int | None:
        """The drawing child's process id while it runs, for who counts memory or stops it from outside."""
        return self._child.pid
