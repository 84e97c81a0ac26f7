"""The middle: one entry with its name, the three views of its details or its template, and what can be done with it."""

from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from studio.core.catalog import Kind
from studio.core.coverage import Asked
from studio.core.details_schema import DetailsSchema
from studio.core.draft import EntryStatus
from studio.core.json_document import path_words
from studio.core.prompt.faults import place
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.ui.appearance import Appearance
from studio.ui.catalog.draft_line import DraftLine
from studio.ui.catalog.entry_list import BADGES
from studio.ui.catalog.form_view import FormView
from studio.ui.catalog.json_view import JsonView
from studio.ui.catalog.merge_panel import MergePanel
from studio.ui.catalog.template_view import TemplateView
from studio.ui.catalog.tree_view import TreeView
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_ground, set_role
from studio.ui.widgets.segmented import Option, Segmented

NAME_WIDTH = 360
TICK_MS = 5_000
HEAD_MARGIN = 16
MOST_SHOWN = 40


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
        self._saved_at: datetime | None = None
        self._is_saving = False
        self._view = "form"
        self.title = ElidedLabel("", "title")
        self.badge = Badge("")
        self.undo = IconButton(appearance, "undo-2", "Undo")
        self.redo = IconButton(appearance, "redo-2", "Redo")
        self.history = Button(appearance, "History")
        self.discard = Button(appearance, "Discard")
        self.edit = Button(appearance, "Edit", "primary", "pencil")
        self.merge = Button(appearance, "Merge…", "primary")
        self.publish = Button(appearance, "Publish…", "primary")
        self.side = IconButton(appearance, "info", "Show what the edit does")
        self.side.hide()
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
        self.name.textEdited.connect(self.name_edited)
        self.show_place.clicked.connect(self._on_show_place)
        set_ground(self, "canvas")

    @property
    def view(self) -> str:
        """The view of the details that was chosen: form, tree or json."""
        return self._view

    def offer_side(self, is_offered: bool, *, is_open: bool) -> None:
        """Offer to show what the edit does, where there is no room for it beside the editor."""
        self.side.setVisible(is_offered)
        self.side.set_name("Hide what the edit does" if is_open else "Show what the edit does")

    def head_height(self) -> int:
        """Where the head with the buttons ends, px."""
        return self.publish.sizeHint().height() + 2 * HEAD_MARGIN

    def focus_view(self) -> QWidget:
        """What takes the keys of the view that is shown."""
        shown = self._stack.currentWidget() or self
        return shown.focusProxy() or shown

    def set_view(self, key: str) -> None:
        """Show another view of the details."""
        self._view = key
        self.views.set_value(key)
        self._show_view()

    def show_editing(self, editing: Editing, effects: Effects, schema: DetailsSchema) -> None:
        """Show an entry; views that are not on screen are filled when they are."""
        is_other = (editing.kind, editing.id) != (self._editing.kind, self._editing.id)
        self._editing = editing
        self._effects, self._schema = effects, schema
        self._whole.setCurrentIndex(0 if editing.id is not None else 1)
        if editing.id is None:
            return
        if is_other:
            self.template.edit.set_marks(())
            self.json.edit.set_marks(())
        self._show_head()
        is_template = editing.kind is Kind.PROMPTS
        is_merging = editing.merge is not None and bool(editing.merge.conflicts)
        self._views_row.setVisible(not is_merging)
        self.views.setVisible(not is_template)
        self._details_label.setText("Template" if is_template else "Details")
        self._show_view()
        self._show_state()

    def show_typed(self, editing: Editing) -> None:
        """Show another text of the same draft; what is said of it follows when it was read."""
        self._editing = editing
        if self._stack.currentWidget() is self.json:
            self.json.edit.set_text(editing.text)
        elif self._stack.currentWidget() is self.template:
            self.template.edit.set_text(editing.text)

    def show_saved(self, saved_at: datetime | None, *, is_saving: bool) -> None:
        """Say when the draft got to the disk."""
        self._saved_at, self._is_saving = saved_at, is_saving
        self._show_saved()

    def go_to(self, keys: tuple[str | int, ...]) -> None:
        """Show a detail in the view that is chosen."""
        if self._view == "form" and keys:
            self.form.go_to(str(keys[0]))
        elif self._view == "tree":
            self.tree.go_to(keys)
        else:
            self.json.go_to(keys)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head.addWidget(self.title, 100)
        head.addWidget(self.badge)
        head.addStretch(1)
        for button in (
            self.undo,
            self.redo,
            self.history,
            self.discard,
            self.edit,
            self.merge,
            self.publish,
            self.side,
        ):
            head.addWidget(button)
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
        column.addLayout(head)
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
        editing, draft = self._editing, self._editing.draft
        status = editing.status
        label = editing.live.label if editing.live is not None else f"New {editing.kind.singular}"
        self.title.setText(editing.name.strip() or label)
        words, kind = BADGES[status]
        is_changed = status is EntryStatus.EDITED
        self.badge.show_text("Unpublished changes" if is_changed else words, kind)
        self.name.set_text(editing.name)
        is_editable = draft is not None and not draft.is_deletion
        self.name.setReadOnly(not is_editable)
        is_conflict = status is EntryStatus.CONFLICT
        self.edit.setVisible(draft is None)
        self.publish.setVisible(draft is not None and not is_conflict)
        self.merge.setVisible(is_conflict and editing.merge is None)
        for button in (self.undo, self.redo, self.discard):
            button.setVisible(draft is not None)
        self.history.setVisible(editing.live is not None)
        if draft is not None:
            self.undo.set_reasons(() if draft.history.done and is_editable else ("There is nothing to undo.",))
            self.redo.set_reasons(() if draft.history.undone and is_editable else ("There is nothing to redo.",))
            self.publish.set_text("Delete…" if draft.is_deletion else "Publish…")
            self.discard.set_text("Keep it" if draft.is_deletion else "Discard")
        self.publish.set_reasons(editing.reasons)

    def _show_view(self) -> None:
        editing = self._editing
        if editing.merge is not None and editing.merge.conflicts:
            self.merging.show_merge(editing.merge)
            self._stack.setCurrentWidget(self.merging)
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
            fault = document.faults[0]
            line, column = place(document.text, fault.begin)
            self.broken.set_texts(
                "The JSON has a fault", f"Line {line}, column {column}: {fault.sentence} {fault.next_step}".strip()
            )
            self._stack.setCurrentWidget(self.broken)
        elif self._view == "tree":
            self.tree.show_editing(editing)
            self._stack.setCurrentWidget(self.tree)
        else:
            self.form.show_editing(editing, self._schema)
            self._stack.setCurrentWidget(self.form)

    def _show_state(self) -> None:
        """The words over and under the view: valid or not, how long, what to look at."""
        editing, analysis = self._editing, self._editing.analysis
        lines = editing.text.count("\n") + (0 if editing.text.endswith("\n") else 1)
        count = f"{lines:,} line{'' if lines == 1 else 's'}"
        if editing.kind is Kind.PROMPTS:
            tokens = analysis.tokens if analysis is not None else 0
            self.state.setText(f"{len(editing.text):,} characters · about {tokens:,} tokens")
            self._say("", "warning")
            return
        document = analysis.document if analysis is not None else None
        if document is None or analysis is None:
            self.state.setText(count)
            return
        if not document.ok:
            fault = document.faults[0]
            line, column = place(document.text, fault.begin)
            self.state.setText(f"Not valid · {count}")
            self._say(f"Line {line}, column {column}: {fault.sentence} {fault.next_step}".strip(), "error")
        elif analysis.faults:
            number = len(analysis.faults)
            self.state.setText(f"Valid JSON · {number} remark{'' if number == 1 else 's'} · {count}")
            first = analysis.faults[0]
            self._say(f"{_short(path_words(('details', *first.path)))}: {first.sentence}", "warning")
        else:
            self.state.setText(f"Valid · {count}")
            self._say(self._unused_words(), "warning")

    def _say(self, words: str, role: str) -> None:
        self.note.setText(words)
        set_role(self.note, role)

    def _unused(self) -> tuple[Asked, ...]:
        known = self._effects.effects
        if known is None or (self._effects.kind, self._effects.id) != (self._editing.kind, self._editing.id):
            return ()
        return tuple(asked for asked in known.asked if asked.is_unused)

    def _unused_words(self) -> str:
        unused = self._unused()
        if not unused:
            return ""
        names = ", ".join(_short(asked.path.partition(".")[2]) for asked in unused[:3])
        return f"No template uses {names}{' and more' if len(unused) > 3 else ''}."

    def _show_saved(self) -> None:
        if self._editing.draft is None:
            self.saved.setText("")
            self._clock.stop()
            return
        self._clock.start()
        if self._is_saving:
            self.saved.setText("Saving the draft…")
            return
        if self._saved_at is None:
            self.saved.setText("The draft is saved on this computer")
            return
        seconds = max(0, round((datetime.now(UTC) - self._saved_at).total_seconds()))
        ago = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
        self.saved.setText(f"Autosaved {ago} ago on this computer")

    def _on_view(self, key: str) -> None:
        self.set_view(key)
        self.view_chosen.emit(key)

    def _on_show_place(self) -> None:
        self.set_view("json")
        marks = self.json.edit.marks
        if marks:
            self.json.edit.go_to(marks[0].begin)
        self.json.edit.setFocus()


def _short(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…"
