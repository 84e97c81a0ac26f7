"""The prompt a figure was made from, folded away until it is asked for, then with what fed each part of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.spans_view import SpansView

SHOW, HIDE = "Show the prompt", "Hide the prompt"


class PromptSection(QWidget):
    """A button that unfolds the text; `wanted` asks for the spans, which colour what subject, theme and rarity gave."""

    wanted = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._text = ""
        self._is_open = False
        self.button = Button(appearance, SHOW, "link")
        self.view = SpansView(appearance, "Prompt that was sent")
        self.view.legend.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.view)
        self.button.clicked.connect(self._on_clicked)
        self._render()

    def show_text(self, text: str) -> None:
        """Another prompt; nothing is known yet of what fed it."""
        if text == self._text:
            return
        self._text = text
        self.view.set_spans(((text, ""),))
        self.view.legend.hide()
        self._render()
        if self._is_open and text:
            self.wanted.emit()

    def show_spans(self, spans: Sequence[tuple[str, str]]) -> None:
        """What fed each part of the text; spans of another text are left aside."""
        if "".join(text for text, _ in spans) == self._text:
            self.view.set_spans(spans)
            self.view.legend.show()

    def _on_clicked(self) -> None:
        self._is_open = not self._is_open
        self._render()
        if self._is_open:
            self.wanted.emit()

    def _render(self) -> None:
        self.setVisible(bool(self._text))
        self.view.setVisible(self._is_open)
        self.button.set_text(HIDE if self._is_open else SHOW)
