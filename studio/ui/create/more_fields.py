"""What is rarely needed of a model, folded away under one line that says what is set there."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.recipe import PictureFormat
from studio.state.brief import BriefStore
from studio.ui.appearance import Appearance
from studio.ui.create.more_pickers import (
    BACKGROUNDS,
    COMPLEXITY,
    FORMATS,
    PREVIEWS,
    STRICTNESS,
    MorePickers,
    pixel_words,
)
from studio.ui.facts import SHAPES
from studio.ui.widgets.fold import Fold

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
    def pickers(self) -> MorePickers:
        """What is inside."""
        if self._pickers is None:
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
            self.fold.set_summary(self._summary())

    def _summary(self) -> str:
        """What is set otherwise than usual, in a few words."""
        brief = self._brief.snapshot.brief
        words = [
            "" if brief.size in SHAPES else pixel_words(brief.size),
            "" if brief.format is PictureFormat.PNG else FORMATS[brief.format],
            "" if brief.compression is None else f"{brief.compression} %",
            "" if brief.background == "auto" else BACKGROUNDS.get(brief.background, brief.background).lower(),
            f"complexity {brief.parameters[COMPLEXITY]}" if COMPLEXITY in brief.parameters else "",
            f"previews {brief.parameters[PREVIEWS]}" if PREVIEWS in brief.parameters else "",
            "less strict" if STRICTNESS in brief.parameters else "",
        ]
        return ", ".join(word for word in words if word)
