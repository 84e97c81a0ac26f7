"""Figures that were made from an older version of an entry: what would be another prompt now, and making them again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.older_figures import OlderFigure
from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.history_dialog import time_words
from studio.ui.catalog.dialogs.lines_list import add_lines
from studio.ui.catalog.dialogs.list_dialog import ListDialog
from studio.ui.catalog.effects.prompt_card import PromptText, excerpt
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.scrolling import scrolled

SIZE = (820, 520)


class OlderDialog(ListDialog):
    """Newest first; nothing is made here: *Make again* fills the brief and shows it."""

    again_wanted = Signal(object)  # Figure

    def __init__(self, appearance: Appearance, name: str, parent: QWidget) -> None:
        super().__init__(appearance, f"Made from an older “{name}”", "Figures", "Make again…", SIZE, parent)
        self._figures: tuple[OlderFigure, ...] | None = None
        self.about = PlainLabel("Looking for them…", "muted", wrap=True)
        self.text = PromptText(appearance)
        self.act.set_reasons(("Choose a figure.",))
        inside = QWidget()
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, 12, 0)
        words.addWidget(self.text)
        words.addStretch(1)
        self.beside.addWidget(self.about)
        self.beside.addWidget(scrolled(inside, self), 1)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.accepted.connect(self._on_accepted)

    def show_figures(self, figures: tuple[OlderFigure, ...] | None) -> None:
        """Show the figures that were found; None while they are looked for."""
        if figures is None or figures is self._figures:
            return
        self._figures = figures
        self.list.clear()
        add_lines(self.list, (f"{one.figure.recipe.title}\n{time_words(one.figure.created_at)}" for one in figures))
        if figures:
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.about.setText("Every figure was made from what is live now.")

    @property
    def chosen(self) -> OlderFigure | None:
        """The figure that is looked at."""
        row = self.list.currentRow()
        return self._figures[row] if self._figures and 0 <= row < len(self._figures) else None

    def _on_chosen(self, _row: int) -> None:
        one = self.chosen
        self.act.set_reasons(() if one is not None else ("Choose a figure.",))
        if one is None:
            return
        if one.fault:
            self.about.setText(f"Its prompt does not resolve now: {one.fault}")
            self.text.show_pieces((Piece(Change.SAME, one.figure.recipe.text),))
            return
        is_other = len(one.pieces) > 1
        self.about.setText("Its prompt would be another one now:" if is_other else "Its prompt would be the same now:")
        self.text.show_pieces(excerpt(one.pieces) if is_other else one.pieces)

    def _on_accepted(self) -> None:
        if self.chosen is not None:
            self.again_wanted.emit(self.chosen.figure)
