"""A prompt template as text: slots in their colours, lint at its place, and other styles converted in one click."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.prompt.model import LintNote, Severity
from studio.state.editing import Editing
from studio.ui.appearance import Appearance
from studio.ui.catalog.code.code_edit import CodeEdit
from studio.ui.catalog.code.completion import Completion
from studio.ui.catalog.code.find_bar import FindBar
from studio.ui.catalog.code.folded_text import Mark
from studio.ui.catalog.code.highlighters import TemplateHighlighter
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.scrolling import scrolled

MOST_NOTES = 12
NOTES_PART = 3
"""The notes have no more than one of so many parts of the height."""


class TemplateView(QWidget):
    """The editor with the notes of its lint below."""

    edited = Signal(str)
    fixed = Signal(str)  # the whole template, mended

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = CodeEdit(appearance, "Template")
        self._highlighter = TemplateHighlighter(self.edit.document(), appearance)
        self.completion = Completion(self.edit)
        self.search = FindBar(appearance, self.edit)
        self.notes = NotesBox(appearance)
        self._lint: tuple[LintNote, ...] = ()
        holder = QWidget(self)
        self._inside = QVBoxLayout(holder)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.addWidget(self.notes)
        self._notes_area = scrolled(holder, self)
        self._notes_area.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.edit, 1)
        column.addWidget(self.search)
        column.addWidget(self._notes_area)
        self.setFocusProxy(self.edit)
        self.edit.edited.connect(self.edited)
        self.notes.fix_requested.connect(self._on_fix)
        appearance.changed.connect(self._fit_notes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_notes()

    def show_editing(self, editing: Editing, lint: Sequence[LintNote]) -> None:
        """Show the text, and the lint of it where it is known."""
        is_editable = editing.is_editable
        self.edit.setReadOnly(not is_editable)
        self.edit.set_text(editing.text)
        if tuple(lint) == self._lint:
            return
        self._lint = tuple(lint)
        shown = [note for note in lint if note.severity is not Severity.NOTE]
        self.edit.set_marks([self._mark(note) for note in shown])
        notes = [
            Note(
                f"Line {note.line}: {note.sentence} {note.next_step}".strip(),
                kind="error" if note.severity is Severity.ERROR else "warning",
                fix="Convert" if note.fix is not None and is_editable else "",
                key=str(number),
            )
            for number, note in enumerate(lint)
            if note in shown
        ]
        self.notes.set_notes(notes[:MOST_NOTES])
        self._notes_area.setVisible(bool(notes))
        self._fit_notes()

    def set_variables(self, paths: Sequence[str]) -> None:
        """What can be completed."""
        self.completion.set_words(paths)

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor at a place, both counted from 1."""
        self.edit.go_to(self._offset(line, column))
        self.edit.setFocus()

    def _fit_notes(self) -> None:
        """The notes get what they need, up to a part of the room; more of them are scrolled."""
        needed = max(0, self._inside.totalHeightForWidth(self.width()))  # less than nothing where there is no note
        self._notes_area.setFixedHeight(min(needed, self.height() // NOTES_PART))

    def _mark(self, note: LintNote) -> Mark:
        begin = self._offset(note.line, note.column)
        end = begin
        text = self.edit.text
        while end < len(text) and (text[end].isalnum() or text[end] in "._-"):
            end += 1
        kind = "error" if note.severity is Severity.ERROR else "warning"
        return Mark(begin, max(end, begin + 1), f"{note.sentence} {note.next_step}".strip(), kind)

    def _offset(self, line: int, column: int) -> int:
        at = 0
        text = self.edit.text
        for _ in range(line - 1):
            found = text.find("\n", at)
            if found < 0:
                break
            at = found + 1
        return min(len(text), at + column - 1)

    def _on_fix(self, key: str) -> None:
        fix = self._lint[int(key)].fix
        if fix is not None:
            self.fixed.emit(fix)
