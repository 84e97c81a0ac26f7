"""Details as a form: the fields of the schema, then the keys that it does not know; what is wrong stands by its field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.details_schema import DetailsSchema, FieldSpec, faults_at, field_for, fields_of
from studio.core.json_nodes import NodeKind
from studio.core.json_text import JsonObject, JsonValue, json_equal
from studio.state.editing import Editing
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import ByTurns
from studio.ui.catalog.fields.field_widget import keep_room
from studio.ui.catalog.fields.form_fields import DetailField, make_field
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.scrolling import scrolled

MOST_ROWS = 60
"""Rows that a form has at all; the tree has any number."""


@dataclass(slots=True)
class _Row:
    spec: FieldSpec
    holder: QWidget
    field: DetailField
    fault: PlainLabel
    take_out: IconButton
    value: JsonValue = None
    is_there: bool = False


class FormView(QWidget):
    """Shows what stands at each key; a key that is not there is an empty field and is added when it is filled."""

    put = Signal(object, object)  # path, value
    removed = Signal(object)  # path
    added = Signal()
    tree_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._schema: DetailsSchema = None
        self._rows: dict[str, _Row] = {}
        self._text: str | None = None  # the one whose values are shown
        self._is_object = False
        self._editing = Editing()
        self._details: JsonObject = {}
        self._left: set[str] = set()  # keys whose rows do not show yet what they are to show
        self._offered: str | None = None  # a key that is not there, whose empty field waits to be filled
        self._wanted: str | None = None  # the key whose field is to have the focus once it is there
        self._turns = ByTurns(self)
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(2, 2, 14, 14)
        self._column.setSpacing(14)
        self._add = Button(appearance, "Add a key", icon="plus")
        self._add.clicked.connect(self.added)
        self.rest = PlainLabel("", "muted", wrap=True)
        self.to_tree = Button(appearance, "Show the tree")
        self.to_tree.clicked.connect(self.tree_wanted)
        for widget in (self._add, self.rest, self.to_tree):
            self._column.addWidget(widget)
        self._show_rest(0)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(self._inside, self)
        whole.addWidget(self.area)

    def show_editing(self, editing: Editing, schema: DetailsSchema) -> None:
        """Show the value once it was read; a broken text is shown by whoever holds this view."""
        analysis = editing.analysis
        document = analysis.document if analysis is not None and editing.is_read else None
        is_other = (editing.kind, editing.id) != (self._editing.kind, self._editing.id)
        self._editing = editing
        if self._offered is not None and (is_other or not editing.is_editable):
            self._offered, self._text = None, None
        self._add.setVisible(editing.is_editable)
        if schema is not self._schema:
            self._schema = schema
            self.clear()
        if document is None or analysis is None or not document.ok:
            return
        if document.text != self._text:
            self._text = document.text
            self._is_object = document.root is not None and document.root.kind is NodeKind.OBJECT
            self._show_values(document.value)
        for row in self._rows.values():
            self._show_state(row)

    def go_to(self, key: str) -> bool:
        """Put the focus on the field of a key; False where the form does not have it."""
        row = self._rows.get(key)
        if key in self._left:
            self._wanted = key
        elif row is not None:
            self._arrive(row)
        return row is not None or key in self._left

    def take_keys(self) -> None:
        """Put the focus on the first field that is on screen whole: the form does not move under whoever begins to edit."""
        viewport = self.area.viewport()
        for row in self._rows.values():
            place = QRect(row.holder.mapTo(viewport, QPoint()), row.holder.size())
            if viewport.rect().contains(place):
                row.field.setFocus()
                return
        self.setFocus()

    def offer(self, key: str) -> None:
        """Put the focus on an empty field for a key that is not there yet; it is added when it is filled."""
        if self._is_object and self._editing.is_editable and key not in self._details:
            self._offered = key
            self._show_values(self._details)
        self.go_to(key)

    def _arrive(self, row: _Row) -> None:
        self._wanted = None
        self._column.activate()  # a row that was just made has no place yet
        QCoreApplication.sendEvent(self._inside, QEvent(QEvent.Type.LayoutRequest))  # nor does the area know of it
        self.area.ensureWidgetVisible(row.holder)
        row.field.setFocus()

    def _show_state(self, row: _Row) -> None:
        """Let a row be typed in or only read, and say what is wrong with its value."""
        analysis, is_editable = self._editing.analysis, self._editing.is_editable
        row.field.set_editable(is_editable)
        row.take_out.setVisible(is_editable and row.is_there)
        sentence = faults_at(analysis.faults, row.spec.key) if analysis is not None else ""
        row.fault.setText(sentence)
        row.fault.setVisible(bool(sentence))
        row.field.setAccessibleDescription(sentence or row.spec.hint)

    def _show_values(self, value: JsonValue) -> None:
        details = self._details = value if isinstance(value, dict) else {}
        specs = {spec.key: spec for spec in fields_of(self._schema or {})}
        self._show_rest(len(specs.keys() | details.keys()) - MOST_ROWS)
        for key, item in details.items():
            if len(specs) >= MOST_ROWS:
                break
            if key not in specs:
                specs[key] = self._spec_for(key, item)
        if self._offered is not None and self._offered not in specs:
            specs[self._offered] = field_for(self._offered, None)
        specs = dict(list(specs.items())[:MOST_ROWS])
        gone = [key for key, row in self._rows.items() if specs.get(key) != row.spec]
        self._left = {key for key in specs if key in gone or not self._is_shown(key)}
        if self._wanted not in self._left:
            self._wanted = None
        self._turns.begin(self._change_rows(specs, gone))

    def _is_shown(self, key: str) -> bool:
        row = self._rows.get(key)
        is_there = key in self._details
        return row is not None and row.is_there == is_there and json_equal(row.value, self._details.get(key))

    def _spec_for(self, key: str, value: JsonValue) -> FieldSpec:
        """The field of a key that the schema does not know keeps its kind while there is nothing in it."""
        found, known = field_for(key, value), self._rows.get(key)
        if known is not None and known.is_there and (known.spec.kind is found.kind or value is None):
            return known.spec
        return found

    def _change_rows(self, specs: Mapping[str, FieldSpec], gone: list[str]) -> Iterator[None]:
        """Bring the rows from what they show to what they are to show, from the top downwards."""
        for key in gone:
            self._drop(key)
            yield
        for place, (key, spec) in enumerate(specs.items()):
            row = self._rows.get(key) or self._new_row(spec)
            if self._column.indexOf(row.holder) != place:
                self._column.removeWidget(row.holder)
                self._column.insertWidget(place, row.holder)
                row.holder.show()
            if place == 0:
                self.setFocusProxy(row.field)
            if key in self._left:
                self._left.remove(key)
                row.value, row.is_there = self._details.get(key), key in self._details
                row.field.set_value(row.value)
                self._show_state(row)
                if key == self._wanted:
                    self._arrive(row)
                yield

    def _show_rest(self, count: int) -> None:
        """Say that there are more keys than a form can show."""
        words = "1 more key is" if count == 1 else f"{count:,} more keys are"
        self.rest.setText(f"{words} shown in the tree, and as JSON." if count > 0 else "")
        for widget in (self.rest, self.to_tree):
            widget.setVisible(count > 0)

    def _new_row(self, spec: FieldSpec) -> _Row:
        holder = QWidget(self._inside)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(6)
        label = ElidedLabel(spec.title, "label")
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        take_out = IconButton(self._appearance, "trash-2", f"Take out {spec.title.lower()}")
        keep_room(take_out)
        field = make_field(self._appearance, spec)
        label.setBuddy(field)
        head.addWidget(label, 100)
        if spec.key != spec.title:
            head.addWidget(Badge(spec.key))
        head.addStretch(1)
        head.addWidget(take_out)
        fault = PlainLabel("", "error", wrap=True)
        fault.hide()
        column.addLayout(head)
        column.addWidget(field)
        if spec.hint:
            column.addWidget(PlainLabel(spec.hint, "hint", wrap=True))
        column.addWidget(fault)
        row = _Row(spec, holder, field, fault, take_out)
        field.edited.connect(lambda value, row=row: self._on_edited(row, value))
        take_out.clicked.connect(lambda _checked=False, key=spec.key: self.removed.emit((key,)))
        self._rows[spec.key] = row
        return row

    def _on_edited(self, row: _Row, value: JsonValue) -> None:
        if row.spec.key in self._left:
            return  # it was typed into what stood there before
        row.value, row.is_there = value, True
        if self._is_object:
            self.put.emit((row.spec.key,), value)
        else:
            self.put.emit((), {row.spec.key: value})

    def _drop(self, key: str) -> None:
        row = self._rows.pop(key)
        row.holder.hide()  # while it has its place, so that the keys go to what stands behind it
        self._column.removeWidget(row.holder)
        row.holder.deleteLater()

    def clear(self) -> None:
        """Show nothing."""
        self._text, self._wanted, self._offered = None, None, None
        self._turns.stop()
        self._left.clear()
        for key in list(self._rows):
            self._drop(key)
