"""The catalog's actions: by button, menu, key and command palette."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.catalog import Kind
from studio.core.catalog_access import CatalogAccess
from studio.core.draft import EntryStatus
from studio.state.editing import Editing
from studio.state.entry_editor import EntryEditorStore
from studio.ui.actions import Actions


@dataclass(frozen=True, slots=True)
class CatalogVerbs:
    """What the page does itself."""

    find: Callable[[], object]
    edit: Callable[[], object]
    publish: Callable[[], object]
    show_history: Callable[[], object]
    discard: Callable[[], object]
    delete: Callable[[], object]
    duplicate: Callable[[], object]
    rename: Callable[[], object]
    format: Callable[[], object]
    show_view: Callable[[str], object]
    take_merge: Callable[[], object]
    import_file: Callable[[], object]
    export_all: Callable[[], object]
    export_chosen: Callable[[], object]
    new: Callable[[], object]
    pull: Callable[[], object]


class CatalogCommands(QObject):
    """Actions over the entry that is looked at; they can be used only while the page is shown."""

    def __init__(self, page: QWidget, actions: Actions, editor: EntryEditorStore, verbs: CatalogVerbs) -> None:
        super().__init__(page)
        self._page = page
        self._actions = actions
        self._always: list[QAction] = []
        add = self._add
        self.find = add("find", verbs.find)
        self.new = add("new", verbs.new)
        self.edit = add("edit", verbs.edit)
        self.rename = add("rename", verbs.rename)
        self.duplicate = add("duplicate", verbs.duplicate)
        self.delete = add("delete", verbs.delete)
        self.undo = add("undo", editor.undo)
        self.redo = add("redo", editor.redo)
        self.publish = add("publish", verbs.publish)
        self.merge = add("merge", editor.merge)
        self.take_merge = add("take-merge", verbs.take_merge)
        self.history = add("history", verbs.show_history)
        self.discard = add("discard", verbs.discard)
        self.format = add("format", verbs.format)
        self.views = [add(f"view-{key}", partial(verbs.show_view, key)) for key in ("form", "tree", "json")]
        self.import_file = add("import", verbs.import_file)
        self.export_all = add("export", verbs.export_all)
        self.export_chosen = add("export-chosen", verbs.export_chosen)
        self.take_back = add("take-back", editor.take_back)
        self.pull = add("pull", verbs.pull)
        self._always += [self.find, self.export_all, self.export_chosen]

    def show_editing(self, editing: Editing, access: CatalogAccess, count: int) -> None:
        """What can be done now with the entry, or with so many that are selected."""
        is_shown, draft, may_edit = self._page.isVisible(), editing.draft, access.may_edit
        has_entry = is_shown and editing.id is not None
        is_several = is_shown and count > 1
        is_editable = has_entry and editing.is_editable
        is_open = may_edit and not editing.is_waiting
        for action in self._always:
            action.setEnabled(is_shown)
        for action in (self.new, self.import_file):
            action.setEnabled(is_shown and may_edit)
        self.pull.setEnabled(is_shown and access.is_team)
        self.pull.setVisible(access.is_team)
        self.edit.setEnabled(has_entry and draft is None and may_edit)
        self.rename.setEnabled(has_entry and is_open)
        self.duplicate.setEnabled((has_entry or is_several) and may_edit)
        is_kept = draft is None or not draft.is_deletion
        self.delete.setEnabled(may_edit and (is_several or (has_entry and is_open and is_kept)))
        self.take_back.setEnabled(has_entry and editing.is_waiting and not editing.is_on_its_way)
        self.undo.setEnabled(is_editable and draft is not None and bool(draft.history.done))
        self.redo.setEnabled(is_editable and draft is not None and bool(draft.history.undone))
        self.publish.setEnabled(may_edit and (is_several or (has_entry and not editing.reasons)))
        is_conflict = has_entry and may_edit and not is_several and editing.status is EntryStatus.CONFLICT
        self.merge.setEnabled(is_conflict and editing.merge is None)
        self.take_merge.setEnabled(is_conflict and editing.merge is not None)
        self.history.setEnabled(has_entry and editing.live is not None)
        self.discard.setEnabled(is_several or (has_entry and draft is not None and not editing.is_waiting))
        is_shown_as_details = has_entry and editing.kind is not Kind.PROMPTS and editing.merge is None
        for action in self.views:
            action.setEnabled(is_shown_as_details)
        self.format.setEnabled(is_editable and editing.kind is not Kind.PROMPTS)

    def more_menu(self, parent: QWidget) -> QMenu:
        """What stands behind “More”."""
        menu = QMenu(parent)
        menu.addActions([self.import_file, self.export_all, self.export_chosen, self.pull])
        return menu

    def entry_menu(self, parent: QWidget) -> QMenu:
        """What can be done with a row."""
        menu = QMenu(parent)
        menu.addActions([self.edit, self.rename, self.duplicate, self.history])
        menu.addSeparator()
        menu.addActions([self.publish, self.take_back, self.export_chosen])
        menu.addSeparator()
        menu.addActions([self.discard, self.delete])
        return menu

    def _add(self, name: str, run: Callable[[], object]) -> QAction:
        action = self._actions.bind(f"catalog-{name}", run, self._page)
        action.setEnabled(False)
        return action
