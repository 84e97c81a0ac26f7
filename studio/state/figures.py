"""What can be done with saved figures, and the news about them that every screen hears."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.core.figure import Figure
from studio.core.ports.library import FigureLibrary
from studio.state.tasks import Tasks


class FiguresStore(QObject):
    """Rate, delete, restore and copy figures; the signals carry what happened to which."""

    added = Signal(object)  # Figure
    updated = Signal(object)  # Figure
    removed = Signal(object)  # tuple of figure ids
    restored = Signal(object)  # tuple of figure ids
    removed_for_good = Signal(object)  # tuple of figure ids
    copied = Signal(object)  # Path

    def __init__(self, tasks: Tasks, library: FigureLibrary) -> None:
        super().__init__()
        self._tasks = tasks
        self._library = library

    def rate(self, figure: Figure, rating: int) -> None:
        """Set the rating; the same rating again takes it away."""
        value = 0 if rating == figure.rating else rating
        self._tasks.start("figures", f"rate {figure.id}", self._rate(figure.id, value))

    def delete(self, figure_ids: Sequence[str]) -> None:
        """Delete figures; `restore` brings them back."""
        self._tasks.start("figures", f"delete {figure_ids[0]}", self._delete(tuple(figure_ids)))

    def restore(self, figure_ids: Sequence[str]) -> None:
        """Bring deleted figures back."""
        self._tasks.start("figures", f"restore {figure_ids[0]}", self._restore(tuple(figure_ids)))

    def remove_for_good(self, figure_ids: Sequence[str]) -> None:
        """Remove deleted figures with their files; nothing brings them back."""
        self._tasks.start("figures", f"remove {figure_ids[0]}", self._remove_for_good(tuple(figure_ids)))

    def save_copy(self, figure: Figure, target: Path) -> None:
        """Copy the picture's own bytes to `target`."""
        self._tasks.start("figures", f"copy {target}", self._save_copy(figure.id, target))

    async def _rate(self, figure_id: str, rating: int) -> None:
        self.updated.emit(await self._tasks.call(lambda: self._library.rate(figure_id, rating)))

    async def _delete(self, figure_ids: tuple[str, ...]) -> None:
        await self._tasks.call(lambda: self._library.delete(figure_ids))
        self.removed.emit(figure_ids)

    async def _restore(self, figure_ids: tuple[str, ...]) -> None:
        await self._tasks.call(lambda: self._library.restore(figure_ids))
        self.restored.emit(figure_ids)

    async def _remove_for_good(self, figure_ids: tuple[str, ...]) -> None:
        await self._tasks.call(lambda: self._library.remove_for_good(figure_ids))
        self.removed_for_good.emit(figure_ids)

    async def _save_copy(self, figure_id: str, target: Path) -> None:
        self.copied.emit(await self._tasks.call(lambda: self._library.save_copy(figure_id, target)))
