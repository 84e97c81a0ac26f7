"""The Catalog screen, put together: list, editor and what the edit does."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.core.catalog import Kind
from studio.core.coverage import Asked, Row
from studio.core.json_paths import JsonPath
from studio.core.outbox import Pause
from studio.state.catalog_stores import CatalogStores
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.catalog.commands import CatalogCommands, CatalogVerbs
from studio.ui.catalog.detail_guide import DetailGuide
from studio.ui.catalog.editor.editor_edits import hand_on_edits
from studio.ui.catalog.editor.editor_panel import EditorPanel
from studio.ui.catalog.effects.effects_panel import EffectsPanel
from studio.ui.catalog.effects.mockups_shown import MockupsShown
from studio.ui.catalog.entries.list_panel import ListPanel
from studio.ui.catalog.page_room import PageRoom
from studio.ui.catalog.transfer import Transfer
from studio.ui.catalog.verbs import Elsewhere, EntryVerbs
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures


class CatalogPage(QWidget):
    """Draft first: nothing is written to what is live but by *Publish*."""

    def __init__(
        self,
        appearance: Appearance,
        stores: CatalogStores,
        messages: Messages,
        actions: Actions,
        pictures: Pictures,
        tasks: Tasks,
        elsewhere: Elsewhere,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._stores = stores
        self._shown = (Editing(), Effects())
        self._is_ahead = False  # the editor's new snapshot was shown together with the effects, which hear of it first
        self.panel = ListPanel(appearance, self)
        self.editor = EditorPanel(appearance, self)
        self.effects = EffectsPanel(appearance, self)
        self._mockups = MockupsShown(self, self.effects.mockups, stores.mockups, pictures, tasks)
        self._entries = EntryVerbs(self, appearance, stores, messages, self.panel.list.chosen_rows, elsewhere)
        self._transfer = Transfer(self, appearance, stores.transfer, messages)
        self.commands = CatalogCommands(self, actions, stores.editor, self._verbs(elsewhere))
        self._room = PageRoom(self, appearance, self.panel, self.editor, self.effects)
        self._guide = DetailGuide(stores, self.panel.list, self.editor)
        self.panel.more.set_menu(self.commands.more_menu(self.panel.more))
        self.setFocusProxy(self.panel.list)
        self._connect()
        self._show_access()
        self._show_list()
        self._render()

    def show_entry(self, kind: Kind, entry_id: int, keys: JsonPath = ()) -> None:
        """Look at an entry, at one of its details."""
        self._guide.show_entry(kind, entry_id, keys)

    def show_view(self, key: str) -> None:
        """Show the details as form, tree or json."""
        self.editor.set_view(key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_commands()
        self._watch_mockups()
        self._stores.list.count_figures()
        if self._stores.editor.snapshot.id is None:
            self._choose_first()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._show_commands()
        self._watch_mockups()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return self._room.least

    def _verbs(self, elsewhere: Elsewhere) -> CatalogVerbs:
        return CatalogVerbs(
            find=self._find,
            edit=self._begin,
            publish=self._entries.publish,
            show_history=self._entries.show_history,
            discard=self._entries.discard,
            delete=self._entries.delete,
            duplicate=self._entries.duplicate,
            rename=self._rename,
            format=self._format,
            show_view=self.editor.set_view,
            take_merge=self.editor.merging.take.click,
            import_file=self._transfer.import_file,
            export_all=lambda: self._transfer.export(self._stores.catalog.snapshot.entries, "catalog"),
            export_chosen=self._export_chosen,
            new=self._new,
            pull=elsewhere.pull,
        )

    def _connect(self) -> None:
        self._appearance.changed.connect(self._place)
        self._connect_stores()
        self._connect_list()
        hand_on_edits(self.editor, self._stores.editor)
        head = self.editor.head
        head.edit.clicked.connect(self.commands.edit.trigger)
        head.history.clicked.connect(self._entries.show_history)
        head.discard.clicked.connect(self._entries.discard)
        head.publish.clicked.connect(self._entries.publish)
        head.side.clicked.connect(self._draw_side)
        self.editor.form.added.connect(self._add_key)
        self.effects.hole_chosen.connect(self._fill)
        self.effects.older.clicked.connect(self._entries.show_older)

    def _connect_stores(self) -> None:
        stores = self._stores
        stores.list.changed.connect(self._show_list)
        stores.editor.changed.connect(self._on_editing)
        stores.effects.changed.connect(self._on_effects)
        stores.drafts.changed.connect(self._show_saved)
        stores.access.changed.connect(self._show_access)
        stores.sync.changed.connect(self._render_if_waiting)

    def _connect_list(self) -> None:
        panel, found = self.panel, self._stores.list
        panel.kind_chosen.connect(self._on_kind)
        panel.searched.connect(found.search)
        panel.order_chosen.connect(found.sort)
        panel.status_chosen.connect(found.filter)
        panel.list.current_changed.connect(self._on_row)
        panel.list.selection_changed.connect(self._show_commands)
        panel.list.opened.connect(lambda _row: self._begin())
        panel.list.menu_requested.connect(self._on_menu)
        panel.new.clicked.connect(self.commands.new.trigger)

    def _show_list(self) -> None:
        listed = self._stores.list.snapshot
        self.panel.show_list(listed)
        now = self._stores.editor.snapshot
        if now.id is not None and now.kind is listed.kind:
            self.panel.list.select_key((now.kind, now.id))
        elif self.isVisible() and listed.rows:
            self._choose_first()

    def _on_effects(self) -> None:
        self._is_ahead = self._stores.editor.snapshot is not self._shown[0]
        self._render()

    def _on_editing(self) -> None:
        if self._is_ahead:
            self._is_ahead = False
        else:
            self._render()

    def _render(self) -> None:
        editing, effects = self._stores.editor.snapshot, self._stores.effects.snapshot
        before, self._shown = self._shown, (editing, effects)
        if before[1] is effects and editing.is_typed_on(before[0]):
            self.editor.show_typed(editing)
            return
        self._show_editor(editing, effects)
        if editing.id is None:
            self.effects.clear()
        else:
            self.effects.show_effects(editing, effects, self._stores.catalog.snapshot)
        self._show_commands()
        if (editing.id is None) != (before[0].id is None) or editing.status is not before[0].status:
            self._place()
        if editing.analysis is not None and editing.id is not None and editing.draft is not None:
            self._stores.list.set_status(editing.kind, editing.id, editing.status)
        if editing.id is not None and self.panel.list.current_row < 0:
            self.panel.list.select_key((editing.kind, editing.id))
        self._show_saved()
        self._guide.arrive()

    def _show_editor(self, editing: Editing, effects: Effects) -> None:
        access, sync = self._stores.access.snapshot, self._stores.sync.snapshot
        waits_for = access.waits_for or ("until the outbox goes on" if sync.is_paused else "")
        if not waits_for and sync.pause is Pause.NETWORK:
            waits_for = "until the team can be reached"
        self.editor.show_editing(editing, effects, self._stores.editor.schema, waits_for)

    def _render_if_waiting(self) -> None:
        if self._stores.editor.snapshot.sent is not None:
            self._show_editor(*self._shown)

    def _show_access(self) -> None:
        self.panel.show_access(self._stores.access.snapshot)
        self._show_commands()

    def _show_commands(self) -> None:
        count = len(self.panel.list.selected_rows())
        self.commands.show_editing(self._stores.editor.snapshot, self._stores.access.snapshot, count)

    def _watch_mockups(self) -> None:
        self._stores.mockups.watch(is_watched=self.isVisible() and not self.effects.isHidden())

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
        if self.editor.name.text():
            self.editor.take_keys()
        else:
            self.editor.name.setFocus()

    def _new(self) -> None:
        self._stores.editor.new(self._stores.list.snapshot.kind)
        self.editor.name.setFocus()

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

    def _export_chosen(self) -> None:
        chosen = [row.entry for row in self.panel.list.chosen_rows() if row.entry is not None]
        self._transfer.export(tuple(chosen), chosen[0].label if len(chosen) == 1 else "catalog")

    def _fill(self, given: Asked | Row) -> None:
        self._room.put_side_away()  # where it is a drawer it lies over what is to be filled
        self._place()
        self._guide.fill(given)

    def _draw_side(self) -> None:
        self._room.draw_side()
        self._place()

    def _place(self) -> None:
        self._room.place(has_entry=self._stores.editor.snapshot.id is not None)
        self._watch_mockups()
