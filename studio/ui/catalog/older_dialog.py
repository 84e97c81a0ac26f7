"""Figures that were made from an older version of an entry: what would be another prompt now, and making them again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.older_figures import OlderFigure
from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance
from studio.ui.catalog.history_dialog import time_words
from studio.ui.catalog.lines_list import lines_list
from studio.ui.catalog.prompt_card import PromptText, excerpt
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.scrolling import scrolled

WIDTH, HEIGHT = 820, 520


class OlderDialog(QDialog):
    """Newest first; nothing is made here: *Make again* fills the brief and shows it."""

    again_wanted = Signal(object)  # Figure

    def __init__(self, appearance: Appearance, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        title = f"Made from an older “{name}”"
        self.setModal(True)
        self.setWindowTitle(title)
        self.resize(appearance.px(WIDTH), appearance.px(HEIGHT))
        self._figures: tuple[OlderFigure, ...] | None = None
        self.list = lines_list("Figures")
        self.list.setFixedWidth(appearance.px(270))
        self.about = PlainLabel("Looking for them…", "muted", wrap=True)
        self.text = PromptText(appearance)
        self.again = Button(appearance, "Make again…", "primary", "rotate-ccw")
        self.again.set_reasons(("Choose a figure.",))
        close = Button(appearance, "Close")
        buttons = QDialogButtonBox()
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        inside = QWidget()
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, 12, 0)
        words.addWidget(self.text)
        words.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.about)
        right.addWidget(scrolled(inside, self), 1)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(title, "title", wrap=True))
        column.addLayout(middle, 1)
        column.addWidget(buttons)
        self.list.currentRowChanged.connect(self._on_chosen)
        buttons.accepted.connect(self._on_again)
        buttons.rejected.connect(self.reject)

    def show_figures(self, figures: tuple[OlderFigure, ...]) -> None:
        """Show the figures that were found."""
        if figures is self._figures:
            return
        self._figures = figures
        self.list.clear()
        self.list.addItems([f"{one.figure.recipe.title}\n{time_words(one.figure.created_at)}" for one in figures])
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
        self.again.set_reasons(() if one is not None else ("Choose a figure.",))
        if one is None:
            return
        if one.fault:
            self.about.setText(f"Its prompt does not resolve now: {one.fault}")
            self.text.show_pieces((Piece(Change.SAME, one.figure.recipe.text),))
            return
        is_other = len(one.pieces) > 1
        self.about.setText("Its prompt would be another one now:" if is_other else "Its prompt would be the same now:")
        self.text.show_pieces(excerpt(one.pieces) if is_other else one.pieces)

    def _on_again(self) -> None:
        one = self.chosen
        self.accept()
        if one is not None:
            self.again_wanted.emit(one.figure)
