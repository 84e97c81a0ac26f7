"""What is typed and pressed in the editor of an entry, handed to the store that keeps its draft."""

from studio.state.entry_editor import EntryEditorStore
from studio.ui.catalog.editor.editor_panel import EditorPanel


def hand_on_edits(panel: EditorPanel, store: EntryEditorStore) -> None:
    """Let every view of the editor edit the one draft."""
    head = panel.head
    for button, verb in (
        (head.undo, store.undo),
        (head.redo, store.redo),
        (head.take_back, store.take_back),
        (head.merge, store.merge),
    ):
        button.clicked.connect(verb)
    panel.name_edited.connect(store.edit_name)
    for view in (panel.json, panel.template):
        view.edited.connect(store.edit_text)
    panel.template.fixed.connect(store.replace_text)
    panel.form.put.connect(store.put)
    panel.form.removed.connect(store.remove)
    panel.tree.edit_wanted.connect(store.edit_details)
    panel.merging.decided.connect(store.decide)
    panel.merging.stopped.connect(store.stop_merging)
