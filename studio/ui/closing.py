"""Asks once, when the window is closed while figures are being made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from studio.core.engines import FREE_ENGINES
from studio.core.job import JobState
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation
from studio.ui.appearance import Appearance
from studio.ui.facts import figures_text
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel

WIDTH = 440


class ClosingDialog(QDialog):
    """Accepted: close. The safe answer is the default, and Esc gives it; when all is made meanwhile, it is agreed."""

    def __init__(self, appearance: Appearance, generation: GenerationStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._generation = generation
        self.setWindowTitle("Close the studio?")
        self.setMinimumWidth(appearance.px(WIDTH))
        self._title = PlainLabel("", "heading", wrap=True)
        self._text = PlainLabel("", "muted", wrap=True)
        self.stay = Button(appearance, "Keep working", "primary")
        self.leave = Button(appearance, "Close all the same")
        buttons = QDialogButtonBox()
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.stay, QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for widget in (self._title, self._text, buttons):
            column.addWidget(widget)
        self.stay.clicked.connect(lambda _checked=False: self.reject())
        self.leave.clicked.connect(lambda _checked=False: self.accept())
        generation.changed.connect(self._on_changed)
        self._on_changed()
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self._title.text()} {self._text.text()}"

    def _on_changed(self) -> None:
        now = self._generation.snapshot
        if not now.going_on:
            self.accept()
            return
        verb = "is" if now.going_on == 1 else "are"
        self._title.setText(f"{figures_text(now.going_on)} {verb} still being made.")
        self._text.setText(consequences(now))


def consequences(generation: Generation) -> str:
    """What closing now means, in plain sentences."""
    running = [item.job for item in generation.jobs if item.job.state is JobState.RUNNING]
    waiting = sum(item.job.state is JobState.WAITING for item in generation.jobs)
    sentences: list[str] = []
    if any(job.recipe.engine not in FREE_ENGINES for job in running):
        sentences.append("What is being made now is cut off, and may be billed all the same.")
    elif running:
        sentences.append("What is being made now is cut off; it costs nothing.")
    if waiting:
        sentences.append(
            f"{figures_text(waiting)} that {'waits starts' if waiting == 1 else 'wait start'} again next time."
        )
    return " ".join(sentences)
