"""The Catalog screen, put together: list, editor and what the edit does."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from studio.core.catalog import Kind
from studio.core.coverage import Asked, Cell, Row
from studio.core.outbox import Pause
from studio.state.catalog_stores import CatalogStores
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.catalog.commands import CatalogCommands, CatalogVerbs
from studio.ui.catalog.editor_panel import EditorPanel
from studio.ui.catalog.effects_panel import EffectsPanel
from studio.ui.catalog.list_panel import ListPanel
from studio.ui.catalog.mockups_shown import MockupsShown
from studio.ui.catalog.transfer import Transfer
from studio.ui.catalog.verbs import Elsewhere, EntryVerbs
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures

LIST_WIDTH, SIDE_WIDTH, MIDDLE_WIDTH = 280, 350, 460  # px at 100 %


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
        self._wanted: tuple[str | int, ...] | None = None
        self._shown = (Editing(), Effects())
        self._is_side_wanted = False
        self.panel = ListPanel(appearance, self)
        self.editor = EditorPanel(appearance, self)
        self.effects = EffectsPanel(appearance, self)
        self._mockups = MockupsShown(self, self.effects.mockups, stores.mockups, pictures, tasks)
        self._entries = EntryVerbs(self, appearance, stores, messages, self.panel.list.chosen_rows, elsewhere)
        self._transfer = Transfer(self, appearance, stores.transfer, messages)
        self.commands = CatalogCommands(self, actions, stores.editor, self._verbs(elsewhere))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.panel)
        self._row.addWidget(self.editor, 1)
        self._row.addWidget(self.effects)
        self.panel.more.set_menu(self.commands.more_menu(self.panel.more))
        self.setFocusProxy(self.panel.list)
        self._connect()
        self._show_access()
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
        """What the edit does gives way first."""
        return QSize(LIST_WIDTH + self.editor.minimumSizeHint().width(), super().minimumSizeHint().height())

    def _verbs(self, elsewhere: Elsewhere) -> CatalogVerbs:
        return CatalogVerbs(
            find=self._find,
            publish=self._entries.publish,
            show_history=self._entries.show_history,
            discard=self._entries.discard,
            delete=self._entries.delete,
            duplicate=self._entries.duplicate,
            rename=self._rename,
            format=self._format,
            show_view=self.editor.set_view,
            import_file=self._transfer.import_file,
            export_all=lambda: self._transfer.export(self._stores.catalog.snapshot.entries, "catalog"),
            export_chosen=self._export_chosen,
            new=self._new,
            pull=elsewhere.pull,
        )

    def _connect(self) -> None:
        stores, panel, editor = self._stores, self.panel, self.editor
        head = editor.head
        stores.list.changed.connect(self._show_list)
        stores.editor.changed.connect(self._render)
        stores.effects.changed.connect(self._render)
        stores.drafts.changed.connect(self._show_saved)
        stores.access.changed.connect(self._show_access)
        stores.sync.changed.connect(self._render_if_waiting)
        panel.kind_chosen.connect(self._on_kind)
        panel.searched.connect(stores.list.search)
        panel.order_chosen.connect(stores.list.sort)
        panel.status_chosen.connect(stores.list.filter)
        panel.list.current_changed.connect(self._on_row)
        panel.list.selection_changed.connect(self._show_commands)
        panel.list.opened.connect(lambda _row: self._begin())
        panel.list.menu_requested.connect(self._on_menu)
        panel.new.clicked.connect(self.commands.new.trigger)
        editor.name_edited.connect(stores.editor.edit_name)
        head.edit.clicked.connect(self._begin)
        head.undo.clicked.connect(stores.editor.undo)
        head.redo.clicked.connect(stores.editor.redo)
        head.history.clicked.connect(self._entries.show_history)
        head.discard.clicked.connect(self._entries.discard)
        head.take_back.clicked.connect(stores.editor.take_back)
        head.publish.clicked.connect(self._entries.publish)
        head.merge.clicked.connect(stores.editor.merge)
        head.side.clicked.connect(self._toggle_side)
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
        self.effects.older.clicked.connect(self._entries.show_older)
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
        self._go_to_wanted()

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
        (self.editor.name if not self.editor.name.text() else self.editor.focus_view()).setFocus()

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

    def _on_hole(self, given: Asked | Row) -> None:
        """Lead to where a detail stands, or is to stand: then with a draft, which is forgotten if nothing is typed."""
        if isinstance(given, Asked):
            if given.cell is not Cell.FILLED:
                self._begin_to_fill()
            self.editor.go_to(given.keys)
            return
        empty = given.missing or given.default or given.filled
        if empty:
            kind = Kind.THEMES if given.root == "theme" else Kind.RARITY
            self.show_entry(kind, empty[0])
            if empty is not given.filled:
                self._begin_to_fill()
            self._wanted = given.keys
            self._go_to_wanted()

    def _begin_to_fill(self) -> None:
        if self._stores.access.snapshot.may_edit:
            self._stores.editor.begin()

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
        self.editor.head.offer_side(is_narrow and has_entry, is_open=self._is_side_wanted)
        self.effects.setVisible(has_entry and (not is_narrow or self._is_side_wanted))
        self._watch_mockups()
        if is_narrow:
            self._row.removeWidget(self.effects)
            top = self.editor.head_height()
            self.effects.setGeometry(width - side, top, side, self.height() - top)
            self.effects.raise_()
        elif self._row.indexOf(self.effects) < 0:
            self._row.addWidget(self.effects)
