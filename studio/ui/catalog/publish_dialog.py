"""Before publishing: what changes, a note for the history, and what it means for figures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from studio.state.editing import Editing
from studio.state.entry_changes import EntryChanges
from studio.ui.appearance import Appearance
from studio.ui.catalog.diff_view import DiffView
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import field
from studio.ui.widgets.labels import PlainLabel, breakable

WIDTH, HEIGHT = 720, 560


class PublishDialog(QDialog):
    """Publishes with its one primary button; Esc keeps editing."""

    confirmed = Signal(str)  # the note

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.resize(appearance.px(WIDTH), appearance.px(HEIGHT))
        self._title = PlainLabel("", "title", wrap=True)
        self.diff = DiffView(appearance, "What changes")
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.note.setPlaceholderText("Why, for whoever reads the history (may stay empty)")
        self.outlook = PlainLabel("", "muted", wrap=True)
        self.warning = PlainLabel("", "warning", wrap=True)
        self.publish = Button(appearance, "Publish", "primary", "cloud-upload")
        keep = Button(appearance, "Keep editing")
        buttons = QDialogButtonBox()
        buttons.addButton(self.publish, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(keep, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(PlainLabel("What changes", "label"))
        column.addWidget(self.diff, 1)
        column.addWidget(field("Note", self.note))
        column.addWidget(self.warning)
        column.addWidget(self.outlook)
        column.addWidget(buttons)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)

    def show_editing(self, editing: Editing, outlook: str, warning: str) -> None:
        """Show what publishing this draft would do."""
        draft = editing.draft
        if draft is None:
            return
        name = draft.name or (editing.live.label if editing.live else "")
        verb = "Delete" if draft.is_deletion else "Publish"
        self.setWindowTitle(f"{verb} “{name}”")
        self._title.setText(breakable(f"{verb} “{name}”"))
        self.publish.set_text(verb)
        self.outlook.setText(outlook)
        self.warning.setText(breakable(warning))
        self.warning.setVisible(bool(warning))
        self.note.setFocus()

    def show_changes(self, changes: EntryChanges) -> None:
        """Show what the draft changes."""
        self.diff.show_pieces(changes.pieces)

    def _on_accepted(self) -> None:
        self.confirmed.emit(self.note.text())
        self.accept()
