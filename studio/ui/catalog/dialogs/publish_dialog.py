"""Before publishing: what changes, a note for the history, and what it means for figures."""

from PySide6.QtWidgets import QWidget

from studio.state.editing import Editing
from studio.state.entry_changes import EntryChanges
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.diff_view import DiffView
from studio.ui.catalog.dialogs.noted_dialog import NotedDialog
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import breakable

SIZE = (720, 560)


class PublishDialog(NotedDialog):
    """Publishes one draft, or deletes what it is about."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, SIZE, parent)
        self.diff = DiffView(appearance, "What changes")
        self.outlook = PlainLabel("", "muted", wrap=True)
        self.warning = PlainLabel("", "warning", wrap=True)
        self.body.addWidget(PlainLabel("What changes", "label"))
        self.body.addWidget(self.diff, 1)
        self.foot.addWidget(self.warning)
        self.foot.addWidget(self.outlook)

    def show_editing(self, editing: Editing, outlook: str, warning: str) -> None:
        """Show what publishing this draft would do; what it changes comes by `show_changes`."""
        draft = editing.draft
        if draft is None:
            return
        verb = "Delete" if draft.is_deletion else "Publish"
        self.set_title(f"{verb} “{draft.name or (editing.live.label if editing.live else '')}”")
        self.publish.set_text(verb)
        self.outlook.setText(outlook)
        self.warning.setText(breakable(warning))
        self.warning.setVisible(bool(warning))
        self.note.setFocus()

    def show_changes(self, changes: EntryChanges) -> None:
        """Show what the draft changes."""
        self.diff.show_pieces(changes.pieces)
