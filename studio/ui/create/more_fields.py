"""What is rarely needed of a model, folded away under one line that says what is set there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.state.brief import BriefStore
from studio.ui.appearance import Appearance
from studio.ui.create.more_words import set_words
from studio.ui.widgets.fold import Fold

if TYPE_CHECKING:
    from studio.ui.create.more_pickers import MorePickers

MADE_AFTER = 1_000  # ms


class MoreFields(QWidget):
    """The pickers are made a while after the window is there, or when they are wanted before that."""

    def __init__(self, appearance: Appearance, brief: BriefStore) -> None:
        super().__init__()
        self._appearance = appearance
        self._brief = brief
        self._shown: object = None
        self._pickers: MorePickers | None = None
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.fold = Fold(appearance, "More", self._inside)
        self.fold.opening.connect(lambda: self.pickers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fold)
        brief.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def pickers(self) -> "MorePickers":
        """What is inside."""
        if self._pickers is None:
            from studio.ui.create.more_pickers import MorePickers  # the first paint shows them folded away

            self._pickers = MorePickers(self._appearance, self._brief)
            self._column.addWidget(self._pickers)
        return self._pickers

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._pickers is None:
            QTimer.singleShot(MADE_AFTER, self, lambda: self.pickers)

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        brief = now.brief
        shown = (now.model, brief.size, brief.format, brief.background, brief.compression, brief.parameters)
        if shown != self._shown:
            self._shown = shown
            self.setVisible(now.model is not None)
            self.fold.set_summary(set_words(brief))
