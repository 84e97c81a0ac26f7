"""Notes about what is typed, such as the prompt's lint: a bordered box that is there only while there are any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_role, set_state
from studio.ui.widgets.quoted_text import QuotedText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance


@dataclass(frozen=True, slots=True)
class Note:
    """One note; what stands between backticks is shown as code. `fix` is the verb of a button, `key` tells it apart."""

    text: str
    kind: Literal["warning", "error"] = "warning"
    fix: str = ""
    key: str = ""


class NotesBox(QFrame):
    """Shows notes, errors first; it hides when there are none."""

    fix_requested = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._notes: tuple[Note, ...] = ()
        self.setObjectName("notes")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(11, 9, 11, 10)
        self._column.setSpacing(4)
        self._title = PlainLabel()
        self._title.setObjectName("notesTitle")
        self._column.addWidget(self._title)
        self._rows: list[QWidget] = []
        self.hide()

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is shown now."""
        return self._notes

    def set_notes(self, notes: Sequence[Note]) -> None:
        """Show other notes; equal ones change nothing."""
        ordered = tuple(sorted(notes, key=lambda note: note.kind != "error"))
        if ordered == self._notes:
            return
        self._notes = ordered
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(note) for note in ordered]
        for row in self._rows:
            self._column.addWidget(row)
        self._show_title()
        self.setVisible(bool(ordered))

    def _show_title(self) -> None:
        errors = sum(note.kind == "error" for note in self._notes)
        counts = (errors, "problem"), (len(self._notes) - errors, "note")
        words = (f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)
        self._title.setText(" and ".join(words))
        state = "error" if errors else "warning"
        set_role(self._title, state)
        set_state(self, state)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(" ".join(note.text.replace("`", "") for note in self._notes))

    def _row(self, note: Note) -> QWidget:
        text = QuotedText(self._appearance, note.text)
        if not note.fix:
            return text
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(text, 1)
        button = Button(self._appearance, note.fix, "quiet")
        button.clicked.connect(lambda: self.fix_requested.emit(note.key))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return holder
