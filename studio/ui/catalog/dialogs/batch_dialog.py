"""Before several drafts are published: which they are, which cannot be, and one note for all."""

from PySide6.QtWidgets import QWidget

from studio.core.draft import EntryDraft
from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.lines_list import add_lines, lines_list
from studio.ui.catalog.dialogs.noted_dialog import NotedDialog
from studio.ui.widgets.labels import PlainLabel

SIZE = (560, 460)


class BatchDialog(NotedDialog):
    """Each entry is published on its own, so that one conflict holds nothing else up."""

    def __init__(self, appearance: Appearance, drafts: tuple[EntryDraft, ...], chosen: int, parent: QWidget) -> None:
        super().__init__(appearance, SIZE, parent)
        count = len(drafts)
        self.set_title(f"Publish {count} {'entry' if count == 1 else 'entries'}")
        self.rows = lines_list("What is published")
        add_lines(self.rows, (_words(draft) for draft in drafts))
        self.publish.set_reasons(() if drafts else ("None of them has changes that can be published.",))
        self.body.addWidget(self.rows, 1)
        left = chosen - count
        if left:
            stay = "1 other that is selected has" if left == 1 else f"{left} others that are selected have"
            self.body.addWidget(PlainLabel(f"{stay} nothing that can be published now.", "muted", wrap=True))


def _words(draft: EntryDraft) -> str:
    verb = "Delete" if draft.is_deletion else "New" if draft.base is None else "Change"
    name = draft.name.strip() or (draft.base.label if draft.base is not None else "")
    return f"{verb}: {name}"
