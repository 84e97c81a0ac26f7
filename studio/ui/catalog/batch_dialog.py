"""Before several drafts are published: which they are, which cannot be, and one note for all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from studio.core.draft import EntryDraft
from studio.ui.appearance import Appearance
from studio.ui.catalog.lines_list import add_lines, lines_list
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import field
from studio.ui.widgets.labels import PlainLabel

WIDTH, HEIGHT = 560, 460


class BatchDialog(QDialog):
    """Each entry is published on its own, so that one conflict holds nothing else up."""

    confirmed = Signal(str)  # the note

    def __init__(self, appearance: Appearance, drafts: tuple[EntryDraft, ...], chosen: int, parent: QWidget) -> None:
        super().__init__(parent)
        count = len(drafts)
        title = f"Publish {count} {'entry' if count == 1 else 'entries'}"
        self.setModal(True)
        self.setWindowTitle(title)
        self.resize(appearance.px(WIDTH), appearance.px(HEIGHT))
        self.rows = lines_list("What is published")
        add_lines(self.rows, (_words(draft) for draft in drafts))
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.note.setPlaceholderText("Why, for whoever reads the history (may stay empty)")
        self.publish = Button(appearance, "Publish", "primary", "cloud-upload")
        self.publish.set_reasons(() if drafts else ("None of them has changes that can be published.",))
        keep = Button(appearance, "Keep editing")
        buttons = QDialogButtonBox()
        buttons.addButton(self.publish, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(keep, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(title, "title", wrap=True))
        column.addWidget(self.rows, 1)
        left = chosen - count
        if left:
            stay = "1 other that is selected has" if left == 1 else f"{left} others that are selected have"
            column.addWidget(PlainLabel(f"{stay} nothing that can be published now.", "muted", wrap=True))
        column.addWidget(field("Note", self.note))
        column.addWidget(buttons)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)

    def _on_accepted(self) -> None:
        self.confirmed.emit(self.note.text())
        self.accept()


def _words(draft: EntryDraft) -> str:
    verb = "Delete" if draft.is_deletion else "New" if draft.base is None else "Change"
    name = draft.name.strip() or (draft.base.label if draft.base is not None else "")
    return f"{verb}: {name}"
