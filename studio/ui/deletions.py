"""Deleting figures, and bringing back what was deleted last: by the message that says so, or by key long after it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.core.figure import Figure
from studio.state.figures import FiguresStore
from studio.ui.facts import named
from studio.ui.widgets.toast import UNDO

if TYPE_CHECKING:
    from studio.ui.messages import Messages


class Deletions(QObject):
    """The deletions of this sitting that can be undone, the newest last. `changed`: whether there is something to undo."""

    changed = Signal()

    def __init__(self, parent: QObject, figures: FiguresStore, messages: "Messages") -> None:
        super().__init__(parent)
        self._figures = figures
        self._messages = messages
        self._wanted: dict[tuple[str, ...], tuple[Figure, ...]] = {}
        self._done: list[tuple[Figure, ...]] = []
        figures.removed.connect(self._on_removed)
        figures.restored.connect(self._on_settled)
        figures.removed_for_good.connect(self._on_settled)
        messages.offers_changed.connect(self.changed)

    def delete(self, figures: Sequence[Figure]) -> None:
        """Delete figures; the message that says so offers to undo it."""
        if not figures:
            return
        figure_ids = tuple(figure.id for figure in figures)
        self._wanted[figure_ids] = tuple(figures)
        self._figures.delete(figure_ids)

    @property
    def can_undo(self) -> bool:
        """There is something that `undo` would take back."""
        return self._messages.offers_undo or bool(self._done)

    def undo(self) -> None:
        """Take back what the newest message offers to undo; where none does any more, the last deletion."""
        if self._messages.undo() or not self._done:
            return
        figures = self._done[-1]
        self._take_back(figures)
        self._messages.tell(f"{named(figures)} restored.")

    def forget(self) -> None:
        """Another account's figures are shown from now on."""
        self._wanted.clear()
        self._done.clear()
        self.changed.emit()

    def _on_removed(self, figure_ids: tuple[str, ...]) -> None:
        figures = self._wanted.pop(tuple(figure_ids), None)
        if figures is not None:
            self._done.append(figures)
            self._messages.tell(f"{named(figures)} deleted.", UNDO, lambda: self._take_back(figures))

    def _take_back(self, figures: tuple[Figure, ...]) -> None:
        self._done = [each for each in self._done if each is not figures]  # at once: a key may be pressed twice
        self._figures.restore(tuple(figure.id for figure in figures))

    def _on_settled(self, figure_ids: tuple[str, ...]) -> None:
        """They are back, or gone for good."""
        left = (tuple(each for each in figures if each.id not in figure_ids) for figures in self._done)
        self._done = [figures for figures in left if figures]
        self.changed.emit()
