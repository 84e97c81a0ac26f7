"""What will be sent: the resolved prompt in the colours of its slots, and the notes of its lint."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.prompt.model import LintNote, Severity
from studio.state.brief import BriefState, BriefStore
from studio.ui.appearance import Appearance
from studio.ui.slots import slot_of
from studio.ui.widgets.buttons import IconButton
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.spans_view import SpansView


class PromptPanel(QWidget):
    """Follows the resolution of the brief as it is typed."""

    def __init__(self, appearance: Appearance, brief: BriefStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._brief = brief
        self._shown: BriefState | None = None
        self.spans = SpansView(appearance)
        self.notes = NotesBox(appearance)
        self._empty = PlainLabel("", "muted", wrap=True)
        self.copy_button = IconButton(appearance, "copy", "Copy prompt")
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 0, 18, 14)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("What will be sent", "label", wrap=True), 1)
        head.addWidget(self.copy_button)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self.spans)
        column.addWidget(self.notes)
        column.addStretch(1)
        brief.changed.connect(self._on_changed)
        self._on_changed()

    def set_copy_action(self, action: QAction) -> None:
        """The action that the button calls."""
        self.copy_button.clicked.connect(lambda _checked=False: action.trigger())

    @property
    def text(self) -> str:
        """The resolved prompt; empty where there is none."""
        resolution = self._brief.snapshot.resolution
        return resolution.text if resolution is not None and resolution.ok else ""

    def _on_changed(self) -> None:
        before, now = self._shown, self._brief.snapshot
        self._shown = now
        if before is not None and _seen(before) == _seen(now):
            return
        resolution = now.resolution
        self.spans.set_spans(tuple((span.text, slot_of(span)) for span in resolution.spans) if resolution else ())
        self.notes.set_notes(tuple(_note(note) for note in resolution.lint) if resolution else ())
        self.spans.setVisible(bool(self.text))
        self._empty.setVisible(not self.text)
        self._empty.setText(_empty_text(now))
        self.copy_button.set_reasons(() if self.text else ("There is no prompt yet.",))


def _note(note: LintNote) -> Note:
    text = f"{note.sentence} {note.next_step}".strip()
    return Note(text, kind="error" if note.severity is Severity.ERROR else "warning")


def _seen(state: BriefState) -> tuple[object, ...]:
    return state.resolution, state.is_ready, state.is_catalog_coming, state.is_catalog_missing


def _empty_text(state: BriefState) -> str:
    if not state.is_ready:
        return "The library is being opened."
    if state.is_catalog_coming:
        return "The team’s catalog is on its way; then the prompt stands here."
    if state.is_catalog_missing:
        return "The team’s catalog could not be brought yet; the prompt stands here once it is there."
    if state.resolution is None:
        return "Choose a prompt template, and the prompt stands here."
    if not state.resolution.ok:
        return "The template cannot be filled in yet."
    return "The prompt is empty."
