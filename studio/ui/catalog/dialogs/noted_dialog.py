"""What is asked before anything is published: what it is, a note for the history, and whether."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import field
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import breakable

MOST_CHARACTERS = 500


class NotedDialog(QDialog):
    """`body` is what stands over the note, `foot` what stands under it. Publishes with its one primary button; Esc keeps editing."""

    confirmed = Signal(str)  # the note

    def __init__(self, appearance: Appearance, size: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.resize(appearance.px(size[0]), appearance.px(size[1]))
        self._title = PlainLabel("", "title", wrap=True)
        self.note = QLineEdit()
        self.note.setMaxLength(MOST_CHARACTERS)
        self.note.setPlaceholderText("Why, for whoever reads the history (may stay empty)")
        self.publish = Button(appearance, "Publish", "primary", "cloud-upload")
        keep = Button(appearance, "Keep editing")
        buttons = QDialogButtonBox()
        buttons.addButton(self.publish, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(keep, QDialogButtonBox.ButtonRole.RejectRole)
        self.body, self.foot = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        for part in (column, self.body, self.foot):
            part.setSpacing(12)
        column.addWidget(self._title)
        column.addLayout(self.body, 1)
        column.addWidget(field("Note", self.note))
        column.addLayout(self.foot)
        column.addWidget(buttons)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)

    def set_title(self, words: str) -> None:
        """What is asked."""
        self.setWindowTitle(words)
        self._title.setText(breakable(words))

    def _on_accepted(self) -> None:
        self.confirmed.emit(self.note.text())
        self.accept()
