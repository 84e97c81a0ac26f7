"""Small mock-ups of entries that are being edited: drawn in a child process of their own, and kept for a while."""

import hashlib
from collections import OrderedDict
from pathlib import Path

from studio.backend.engines.mockup.child import DrawingChild
from studio.backend.engines.mockup.frames import DrawRequest
from studio.core.recipe import Recipe

MOST_KEPT = 48
"""Pictures of some 100 KB."""


class MockupPreviews:
    """`core.ports.catalog.PreviewMaker`: never in the way of figures that are being made."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources.resolve()
        self._child = DrawingChild()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def preview(self, recipe: Recipe, seed: str) -> bytes:
        """PNG bytes. Raises EngineError. Cancelling ends the drawing before it returns."""
        key = hashlib.sha256(f"{recipe.hash} {seed}".encode()).hexdigest()
        if key not in self._kept:
            side = max(recipe.size.width, recipe.size.height)
            request = DrawRequest(recipe, self._resources, None, side, seed)
            self._kept[key], _notes = await self._child.draw(request, _ignore)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    @property
    def child_pid(self) -> int | None:
        """The drawing child's process id while it runs."""
        return self._child.pid

    async def close(self) -> None:
        """End the drawing child."""
        await self._child.close()


def _ignore(_preview: bytes) -> None:
    """The picture itself is small."""
