"""The Catalog screen, put together: list, editor and what the edit does."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryVersion
from studio.core.coverage import Asked, Row
from studio.core.draft import EntryDraft
from studio.core.errors import StudioError
from studio.state.catalog_stores import CatalogStores
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.catalog.commands import CatalogCommands, CatalogVerbs
from studio.ui.catalog.editor_panel import EditorPanel
from studio.ui.catalog.effects_panel import EffectsPanel, outlook
from studio.ui.catalog.history_dialog import HistoryDialog
from studio.ui.catalog.list_panel import ListPanel
from studio.ui.catalog.publish_dialog import PublishDialog
from studio.ui.catalog.transfer import Transfer
from studio.ui.messages import Messages

LIST_WIDTH, SIDE_WIDTH, MIDDLE_WIDTH = 280, 350, 460  # px at 100 %


class CatalogPage(QWidget):
    """Draft first: nothing is written to what is live but by *Publish*."""

    def __init__(self, appearance: Appearance, stores: CatalogStores, messages: Messages, actions: Actions) -> None:
        super().__init__()
        self._appearance = appearance
        self._stores = stores
        self._messages = messages
        self._wanted: tuple[str | int, ...] | None = None
        self._shown = (Editing(), Effects())
        self._is_side_wanted = False
        self.panel = ListPanel(appearance, self)
        self.editor = EditorPanel(appearance, self)
        self.effects = EffectsPanel(appearance, self)
        self._transfer = Transfer(self, appearance, stores.transfer, messages)
        self.commands = CatalogCommands(self, actions, stores.editor, self._verbs())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.panel)
        self._row.addWidget(self.editor, 1)
        self._row.addWidget(self.effects)
        self.panel.more.set_menu(self.commands.more_menu(self.panel.more))
        self.setFocusProxy(self.panel.list)
        self._connect()
        self._show_list()
        self._render()

    def show_entry(self, kind: Kind, entry_id: int, keys: tuple[str | int, ...] = ()) -> None:
        """Look at an entry, at one of its details."""
        self._stores.list.show(kind)
        self._stores.editor.show(kind, entry_id)
        self.panel.list.select_key((kind, entry_id))
        self._wanted = keys or None
        self._go_to_wanted()

    def show_view(self, key: str) -> None:
        """Show the details as form, tree or json."""
        self.editor.set_view(key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.commands.show_editing(self._stores.editor.snapshot)
        self._stores.list.count_figures()
        if self._stores.editor.snapshot.id is None:
            self._choose_first()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.commands.show_editing(self._stores.editor.snapshot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """What the edit does gives way first."""
        return QSize(LIST_WIDTH + self.editor.minimumSizeHint().width(), super().minimumSizeHint().height())

    def _verbs(self) -> CatalogVerbs:
        return CatalogVerbs(
            find=self._find,
            publish=self._publish,
            show_history=self._show_history,
            discard=self._discard,
            delete=self._delete,
            rename=self._rename,
            format=self._format,
            show_view=self.editor.set_view,
            import_file=self._transfer.import_file,
            export_all=lambda: self._transfer.export(self._stores.catalog.snapshot.entries, "catalog"),
            export_chosen=self._export_chosen,
            new=lambda: self._stores.editor.new(self._stores.list.snapshot.kind),
        )

    def _connect(self) -> None:
        stores, panel, editor = self._stores, self.panel, self.editor
        stores.list.changed.connect(self._show_list)
        stores.editor.changed.connect(self._render)
        stores.effects.changed.connect(self._render)
        stores.drafts.changed.connect(self._show_saved)
        stores.editor.published.connect(self._on_published)
        stores.editor.conflicted.connect(self._on_conflict)
        stores.editor.refused.connect(self._messages.error)
        panel.kind_chosen.connect(self._on_kind)
        panel.searched.connect(stores.list.search)
        panel.order_chosen.connect(stores.list.sort)
        panel.status_chosen.connect(stores.list.filter)
        panel.list.current_changed.connect(self._on_row)
        panel.list.opened.connect(lambda _row: self._begin())
        panel.list.menu_requested.connect(self._on_menu)
        panel.new.clicked.connect(self.commands.new.trigger)
        editor.name_edited.connect(stores.editor.edit_name)
        editor.edit.clicked.connect(self._begin)
        editor.undo.clicked.connect(stores.editor.undo)
        editor.redo.clicked.connect(stores.editor.redo)
        editor.history.clicked.connect(self._show_history)
        editor.discard.clicked.connect(self._discard)
        editor.publish.clicked.connect(self._publish)
        editor.merge.clicked.connect(stores.editor.merge)
        editor.side.clicked.connect(self._toggle_side)
        editor.merging.decided.connect(stores.editor.decide)
        editor.merging.stopped.connect(stores.editor.stop_merging)
        editor.json.edited.connect(stores.editor.edit_text)
        editor.template.edited.connect(stores.editor.edit_text)
        editor.template.fixed.connect(stores.editor.replace_text)
        editor.form.put.connect(stores.editor.put)
        editor.form.removed.connect(stores.editor.remove)
        editor.form.added.connect(self._add_key)
        editor.tree.edit_wanted.connect(stores.editor.edit_details)
        self.effects.hole_chosen.connect(self._on_hole)
        self._appearance.changed.connect(self._place)

    def _show_list(self) -> None:
        listed = self._stores.list.snapshot
        self.panel.show_list(listed)
        now = self._stores.editor.snapshot
        if now.id is not None and now.kind is listed.kind:
            self.panel.list.select_key((now.kind, now.id))
        elif self.isVisible() and listed.rows:
            self._choose_first()

    def _render(self) -> None:
        editing, effects = self._stores.editor.snapshot, self._stores.effects.snapshot
        before, self._shown = self._shown, (editing, effects)
        if before[1] is effects and is_only_typed(before[0], editing):
            self.editor.show_typed(editing)
            return
        self.editor.show_editing(editing, effects, self._stores.editor.schema)
        self.effects.show_effects(editing, effects, self._stores.catalog.snapshot)
        self.commands.show_editing(editing)
        if (editing.id is None) != (before[0].id is None) or editing.status is not before[0].status:
            self._place()
        if editing.analysis is not None and editing.id is not None and editing.draft is not None:
            self._stores.list.set_status(editing.kind, editing.id, editing.status)
        if editing.id is not None and self.panel.list.current_row < 0:
            self.panel.list.select_key((editing.kind, editing.id))
        self._show_saved()
        self._go_to_wanted()

    def _show_saved(self) -> None:
        drafts, now = self._stores.drafts.snapshot, self._stores.editor.snapshot
        is_saving = now.id is not None and (now.kind, now.id) in drafts.unsaved
        self.editor.show_saved(drafts.saved_at, is_saving=is_saving)

    def _choose_first(self) -> None:
        rows = self._stores.list.snapshot.rows
        if rows:
            self.panel.list.set_current_row(0)

    def _on_row(self, row: int) -> None:
        rows = self.panel.list.entries.rows
        if 0 <= row < len(rows):
            self._stores.editor.show(rows[row].kind, rows[row].id)

    def _on_kind(self, kind: Kind) -> None:
        self.panel.search.clear()
        self._stores.list.show(kind)
        self._choose_first()

    def _on_menu(self, _row: int, place: QPoint) -> None:
        menu = self.commands.entry_menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _begin(self) -> None:
        self._stores.editor.begin()
        (self.editor.name if not self.editor.name.text() else self.editor.focus_view()).setFocus()

    def _find(self) -> None:
        focus = QApplication.focusWidget()
        for view in (self.editor.json, self.editor.template):
            if focus is not None and (view is focus or view.isAncestorOf(focus)):
                view.search.open_search()
                return
        self.panel.focus_search()

    def _rename(self) -> None:
        self._stores.editor.begin()
        self.editor.name.setFocus()
        self.editor.name.selectAll()

    def _format(self) -> None:
        self._stores.editor.edit_details(lambda document: document.formatted())

    def _add_key(self) -> None:
        self.editor.set_view("tree")
        self.editor.tree.go_to(())
        self.editor.tree.add.click()

    def _discard(self) -> None:
        editing = self._stores.editor.snapshot
        if editing.draft is not None and editing.draft.is_deletion:
            self._stores.editor.keep_it()
            return
        draft = self._stores.editor.discard()
        if draft is not None:
            name = draft.name or f"new {draft.kind.singular}"
            self._messages.tell(f"The draft of “{name}” was discarded.", "Undo", lambda: self._bring_back(draft))

    def _bring_back(self, draft: EntryDraft) -> None:
        self._stores.list.show(draft.kind)
        self._stores.editor.start_draft(draft)

    def _delete(self) -> None:
        chosen = self.panel.list.chosen_rows()
        if len(chosen) > 1:
            self._stores.editor.delete_all([row.key for row in chosen])
        else:
            self._stores.editor.delete()
        if self._stores.editor.snapshot.draft is not None:
            count = len(chosen)
            what = f"{count} entries are" if count > 1 else "It is"
            self._messages.tell(f"{what} deleted when published; until then nothing changes for anyone.")

    def _publish(self) -> None:
        editing = self._stores.editor.snapshot
        if editing.reasons:
            return
        dialog = PublishDialog(self._appearance, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.confirmed.connect(self._stores.editor.publish)
        known = self._stores.effects.snapshot
        fault = next((one.fault for one in known.effects.prompts if one.fault), "") if known.effects else ""
        warning = f"A prompt does not resolve with it: {fault}" if fault else ""
        dialog.show_editing(editing, outlook(editing, known.impact), warning)
        dialog.open()

    def _on_published(self, entry: Entry | None, draft: EntryDraft) -> None:
        name = entry.label if entry is not None else draft.name or "The entry"
        self._messages.tell(f"“{name}” is published." if entry is not None else f"“{name}” is deleted.")
        self._stores.list.count_figures()

    def _on_conflict(self) -> None:
        self._messages.error(
            StudioError("Someone else has published this entry meanwhile.", "Merge your edit; nothing of it is lost.")
        )

    def _show_history(self) -> None:
        editing = self._stores.editor.snapshot
        if editing.live is None:
            return
        dialog = HistoryDialog(self._appearance, editing.live.label, editing.kind, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.restore_wanted.connect(self._restore)

        def show() -> None:
            versions = self._stores.editor.snapshot.versions
            if versions is not None:
                dialog.show_versions(versions)

        self._stores.editor.changed.connect(show)
        dialog.finished.connect(lambda: self._stores.editor.changed.disconnect(show))
        self._stores.editor.load_history()
        dialog.open()

    def _restore(self, version: EntryVersion) -> None:
        self._stores.editor.restore(version)
        self._messages.tell("It is a draft now; publish it to make it live.", "Undo", self._stores.editor.undo)

    def _export_chosen(self) -> None:
        chosen = [row.entry for row in self.panel.list.chosen_rows() if row.entry is not None]
        self._transfer.export(tuple(chosen), chosen[0].label if len(chosen) == 1 else "catalog")

    def _on_hole(self, given: Asked | Row) -> None:
        if isinstance(given, Asked):
            editor = self._stores.editor
            if self.editor.view == "form" and given.is_unused is False:
                self.editor.form.go_to(str(given.keys[0]))
            elif editor.snapshot.kind is not Kind.PROMPTS:
                self.editor.go_to(given.keys)
            return
        empty = given.missing or given.default or given.filled
        if empty:
            kind = Kind.THEMES if given.root == "theme" else Kind.RARITY
            self.show_entry(kind, empty[0], given.keys)

    def _go_to_wanted(self) -> None:
        """Go to a detail once the entry that has it was read."""
        if self._wanted is not None and self._stores.editor.snapshot.is_read:
            keys, self._wanted = self._wanted, None
            self.editor.go_to(keys)

    def _toggle_side(self) -> None:
        self._is_side_wanted = not self._is_side_wanted
        self._place()

    def _place(self) -> None:
        """Share the width; where there is no room for what the edit does, it is a drawer over the editor."""
        px, width = self._appearance.px, self.width()
        list_width = min(px(LIST_WIDTH), max(LIST_WIDTH, width // 4))
        side = min(px(SIDE_WIDTH), max(SIDE_WIDTH, width // 4))
        self.panel.setFixedWidth(list_width)
        self.effects.setFixedWidth(side)
        is_narrow = width < list_width + side + max(px(MIDDLE_WIDTH), self.editor.minimumSizeHint().width())
        has_entry = self._stores.editor.snapshot.id is not None
        self.editor.offer_side(is_narrow and has_entry, is_open=self._is_side_wanted)
        self.effects.setVisible(has_entry and (not is_narrow or self._is_side_wanted))
        if is_narrow:
            self._row.removeWidget(self.effects)
            top = self.editor.head_height()
            self.effects.setGeometry(width - side, top, side, self.height() - top)
            self.effects.raise_()
        elif self._row.indexOf(self.effects) < 0:
            self._row.addWidget(self.effects)


def is_only_typed(before: Editing, now: Editing) -> bool:
    """Nothing is different but the text, so that a key in a long text costs no more than that."""
    old, new = before.draft, now.draft
    if old is None or new is None or replace(before, draft=new, text=now.text) != now:
        return False
    steps = (bool(old.history.done), bool(old.history.undone), old.is_deletion)
    return steps == (bool(new.history.done), bool(new.history.undone), new.is_deletion)
