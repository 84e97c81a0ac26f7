"""The middle: one entry with its name, the three views of its details or its template, and what can be done with it."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.catalog import Kind
from studio.core.coverage import Asked
from studio.core.details_schema import DetailsSchema
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.ui.appearance import Appearance
from studio.ui.catalog.editor.editor_head import EditorHead
from studio.ui.catalog.editor.editor_words import fault_words, said_of, saved_words
from studio.ui.catalog.editor.json_view import JsonView
from studio.ui.catalog.editor.merge_panel import MergePanel
from studio.ui.catalog.editor.template_view import TemplateView
from studio.ui.catalog.fields.draft_line import DraftLine
from studio.ui.catalog.fields.form_view import FormView
from studio.ui.catalog.tree.tree_view import TreeView
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import breakable, set_ground, set_role
from studio.ui.widgets.segmented import Option, Segmented

NAME_WIDTH = 360
TICK_MS = 5_000
HEAD_MARGIN = 16


class EditorPanel(QWidget):
    """Follows the editor's snapshot; what a person does here is told by signals."""

    view_chosen = Signal(str)
    name_edited = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._editing = Editing()
        self._effects = Effects()
        self._schema: DetailsSchema = None
        self._waits_for = ""
        self._saved_at: datetime | None = None
        self._is_saving = False
        self._view = "form"
        self.head = EditorHead(appearance)
        self.name = DraftLine("Name")
        self.views = Segmented(
            appearance, "Details", (Option("form", "Form"), Option("tree", "Tree"), Option("json", "JSON"))
        )
        self.state = PlainLabel("", "muted")
        self.note = PlainLabel("", "warning", wrap=True)
        self.saved = PlainLabel("", "muted")
        self.form = FormView(appearance)
        self.tree = TreeView(appearance)
        self.json = JsonView(appearance)
        self.template = TemplateView(appearance)
        self.merging = MergePanel(appearance)
        self.broken = EmptyState(appearance, "The JSON has a fault", "", icon="triangle-alert")
        self.show_place = self.broken.add_button("Show the place", "primary")
        self.empty = EmptyState(
            appearance, "Nothing chosen", "Choose an entry in the list, or begin a new one.", "list"
        )
        self._stack = QStackedWidget(self)
        for view in (self.form, self.tree, self.json, self.template, self.merging, self.broken):
            self._stack.addWidget(view)
        self._whole = QStackedWidget(self)
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._show_saved)
        self.views.chosen.connect(self._on_view)
        self.name.edited.connect(self.name_edited)
        self.show_place.clicked.connect(self._on_show_place)
        self.form.tree_wanted.connect(lambda: self._on_view("tree"))
        set_ground(self, "canvas")

    @property
    def view(self) -> str:
        """The view of the details that was chosen: form, tree or json."""
        return self._view

    def head_height(self) -> int:
        """Where the head with the buttons ends, px."""
        return self.head.publish.sizeHint().height() + 2 * HEAD_MARGIN

    def focus_view(self) -> QWidget:
        """The view that is shown; it hands the keys on to what is typed in first."""
        return self._stack.currentWidget() or self

    def take_keys(self) -> None:
        """Let what is shown be typed in."""
        if self._stack.currentWidget() is self.form:
            self.form.take_keys()
        else:
            self.focus_view().setFocus()

    def set_view(self, key: str) -> None:
        """Show another view of the details."""
        self._view = key
        self.views.set_value(key)
        self._show_view()

    def show_editing(self, editing: Editing, effects: Effects, schema: DetailsSchema, waits_for: str = "") -> None:
        """Show an entry; views that are not on screen are filled when they are. `waits_for`: what publishing waits for."""
        is_other = (editing.kind, editing.id) != (self._editing.kind, self._editing.id)
        is_closed = self._editing.is_editable and not editing.is_editable and editing.merge is None
        self._editing = editing
        self._effects, self._schema, self._waits_for = effects, schema, waits_for
        self._whole.setCurrentIndex(0 if editing.id is not None else 1)
        if editing.id is None:
            self._clear()
            return
        if is_other:
            self.template.edit.set_marks(())
        self._show_head()
        is_template = editing.kind is Kind.PROMPTS
        is_merging = editing.merge is not None and bool(editing.merge.conflicts)
        self._views_row.setVisible(not is_merging)
        self.views.setVisible(not is_template)
        self._details_label.setText("Template" if is_template else "Details")
        self._show_view()
        self._show_state()
        if is_closed:
            self._leave_fields()

    def _leave_fields(self) -> None:
        """What cannot be typed in any more does not keep the keys, also while the dialog that closed it has them."""
        held = self.window().focusWidget()
        if held and self.isAncestorOf(held) and not self.head.isAncestorOf(held):
            self.head.take_focus()

    def _clear(self) -> None:
        """Keep nothing of an entry that is not looked at any more: it may belong to another account."""
        self.head.title.setText("")
        self.name.set_text("")
        self.note.setText("")
        self.json.clear()
        self.template.edit.set_marks(())
        self.template.edit.set_text("")
        self.form.clear()
        self.tree.clear()
        self.merging.clear()

    def show_typed(self, editing: Editing) -> None:
        """Show another text of the same draft; what is said of it follows when it was read."""
        self._editing = editing
        if self._stack.currentWidget() is self.json:
            self.json.show_typed(editing.text)
        elif self._stack.currentWidget() is self.template:
            self.template.edit.set_text(editing.text)

    def show_saved(self, saved_at: datetime | None, *, is_saving: bool) -> None:
        """Say when the draft got to the disk."""
        self._saved_at, self._is_saving = saved_at, is_saving
        self._show_saved()

    def go_to(self, keys: tuple[str | int, ...]) -> None:
        """Show a detail in the view that is chosen; one that is still to be filled as an empty field of the form."""
        if self._is_to_be_filled(keys):
            self.set_view("form")
            self.form.offer(str(keys[0]))
            return
        if self._view == "form" and keys and self.form.go_to(str(keys[0])):
            return
        if self._view == "form" and keys and self._stack.currentWidget() is self.form:
            self.set_view("tree")
        if self._view == "tree":
            self.tree.go_to(keys)
        elif self._view == "json":
            self.json.go_to(keys)

    def _is_to_be_filled(self, keys: tuple[str | int, ...]) -> bool:
        """It is not there, may be added, and is none inside another one: that is the tree's."""
        editing = self._editing
        document = editing.analysis.document if editing.analysis is not None and editing.is_read else None
        if document is None or not document.ok or len(keys) != 1 or not editing.is_editable:
            return False
        return isinstance(document.value, dict) and str(keys[0]) not in document.value

    def _lay_out(self) -> None:
        name_label = PlainLabel("Name", "label")
        name_label.setBuddy(self.name)
        self.name.setMaximumWidth(self._appearance.px(NAME_WIDTH))
        self._details_label = PlainLabel("Details", "label")
        self._views_row = QWidget()
        views = QHBoxLayout(self._views_row)
        views.setContentsMargins(0, 0, 0, 0)
        views.setSpacing(8)
        views.addWidget(self._details_label)
        views.addWidget(self.views)
        views.addStretch(1)
        views.addWidget(self.state)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.saved)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(22, HEAD_MARGIN, 22, 12)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(name_label)
        column.addWidget(self.name)
        column.addWidget(self._views_row)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._whole.addWidget(inside)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _show_head(self) -> None:
        self.head.show_editing(self._editing)
        self.name.set_text(self._editing.name)
        self.name.setReadOnly(not self._editing.is_editable)

    def _show_view(self) -> None:
        editing = self._editing
        if editing.merge is not None and editing.merge.conflicts:
            self.merging.show_merge(editing.merge, editing.live_author)
            if self._stack.currentWidget() is not self.merging:
                self._stack.setCurrentWidget(self.merging)
                self.merging.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if editing.kind is Kind.PROMPTS:
            known = self._effects.effects
            is_same = (self._effects.kind, self._effects.id) == (editing.kind, editing.id)
            if known is not None and is_same:
                self.template.set_variables(known.variables)
            self.template.show_editing(editing, known.lint if known is not None and is_same else ())
            self._stack.setCurrentWidget(self.template)
            return
        if self._view == "json":
            self.json.show_editing(editing, self._unused())
            self._stack.setCurrentWidget(self.json)
            return
        analysis = editing.analysis
        document = analysis.document if analysis is not None and editing.is_read else None
        if document is not None and not document.ok:
            self.broken.set_texts("The JSON has a fault", fault_words(document))
            self._stack.setCurrentWidget(self.broken)
        elif self._view == "tree":
            self.tree.show_editing(editing)
            self._stack.setCurrentWidget(self.tree)
        else:
            self.form.show_editing(editing, self._schema)
            self._stack.setCurrentWidget(self.form)

    def _show_state(self) -> None:
        said = said_of(self._editing, self._unused(), self._waits_for)
        self.state.setText(said.state)
        self.note.setText(breakable(said.note))
        set_role(self.note, said.role)

    def _unused(self) -> tuple[Asked, ...]:
        known = self._effects.effects
        if known is None or (self._effects.kind, self._effects.id) != (self._editing.kind, self._editing.id):
            return ()
        return tuple(asked for asked in known.asked if asked.is_unused)

    def _show_saved(self) -> None:
        if self._editing.draft is None:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()
        now = datetime.now(UTC)
        self.saved.setText(saved_words(self._editing, self._saved_at, now, is_saving=self._is_saving))

    def _on_view(self, key: str) -> None:
        self.set_view(key)
        self.view_chosen.emit(key)

    def _on_show_place(self) -> None:
        self.set_view("json")
        marks = self.json.edit.marks
        if marks:
            self.json.edit.go_to(marks[0].begin)
        self.json.edit.setFocus()
