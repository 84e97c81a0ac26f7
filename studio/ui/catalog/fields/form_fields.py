"""The fields of the details' form: text, number, choice, colours with swatches, and lists of texts as chips."""

from collections.abc import Callable
from typing import TypeAlias

from studio.core.details_schema import FieldKind, FieldSpec
from studio.core.errors import JsonError
from studio.core.json_layout import spelled
from studio.core.json_text import JsonValue, load_json
from studio.ui.appearance import Appearance
from studio.ui.catalog.fields.colour_field import ColourField
from studio.ui.catalog.fields.draft_field import DraftField
from studio.ui.catalog.fields.draft_line import DraftLine
from studio.ui.catalog.fields.field_widget import FieldWidget, fill
from studio.ui.catalog.fields.line_breaks import in_one_line
from studio.ui.catalog.fields.texts_field import TextsField
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.properties import set_state

NONE = "\0none"


class TextField(FieldWidget):
    """A text of a few lines; an empty one stays an empty text, and null where it was null."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self._value: JsonValue = None
        self._edit = GrowingTextEdit(spec.title, f"e.g. {spec.example}" if spec.example else "", low=1, high=5)
        self._edit.setUndoRedoEnabled(False)
        DraftField(self._edit)
        fill(self, self._edit)
        self._edit.edited.connect(self._on_edited)

    def set_value(self, value: JsonValue) -> None:
        self._value = value
        self._edit.set_text(value if isinstance(value, str) else "" if value is None else spelled(value).rstrip())

    def set_editable(self, is_editable: bool) -> None:
        self._edit.setReadOnly(not is_editable)

    def _on_edited(self, text: str) -> None:
        self.edited.emit(text)


class LineField(FieldWidget):
    """A value in one line: a number, or any JSON; what cannot be read stays here and says so."""

    def __init__(self, spec: FieldSpec, read: Callable[[str], JsonValue]) -> None:
        super().__init__()
        self._read = read
        self._edit = DraftLine(spec.title)
        self._edit.setPlaceholderText(f"e.g. {spec.example}" if spec.example else "")
        fill(self, self._edit)
        self._edit.textEdited.connect(self._on_edited)

    def set_value(self, value: JsonValue) -> None:
        if self._edit.hasFocus() and self._reads() == value and self._edit.text():
            return
        set_state(self._edit, "")
        lines = "" if value is None else spelled(value)
        self._edit.set_text(" ".join(line.strip() for line in lines.splitlines()))  # breaks mean nothing in JSON

    def set_editable(self, is_editable: bool) -> None:
        self._edit.setReadOnly(not is_editable)

    def _reads(self) -> object:
        try:
            return self._read(self._edit.text())
        except (JsonError, ValueError):
            return NONE

    def _on_edited(self, _text: str) -> None:
        try:
            value = self._read(self._edit.text())
        except (JsonError, ValueError):
            set_state(self._edit, "error")
            return
        set_state(self._edit, "")
        self.edited.emit(value)


class ChoiceField(FieldWidget):
    """One of a few words, or none; a word that is not among them is shown as it is."""

    def __init__(self, appearance: Appearance, spec: FieldSpec) -> None:
        super().__init__()
        self._spec = spec
        self._picker = Picker(appearance, spec.title)
        fill(self, self._picker)
        self._offer("")
        self._picker.chosen.connect(lambda key: self.edited.emit(None if key == NONE else key))

    def set_value(self, value: JsonValue) -> None:
        words = value if isinstance(value, str) else "" if value is None else spelled(value).rstrip()
        self._offer(words)
        self._picker.set_key(words or NONE)

    def set_editable(self, is_editable: bool) -> None:
        self._picker.setEnabled(is_editable)

    def _offer(self, words: str) -> None:
        choices = [Choice(NONE, "None"), *(Choice(choice, choice) for choice in self._spec.choices)]
        if words and words not in self._spec.choices:
            choices.append(Choice(words, in_one_line(words), "not known"))
        self._picker.set_choices(choices)


DetailField: TypeAlias = TextField | LineField | ChoiceField | ColourField | TextsField
"""Any field of the form."""


def make_field(appearance: Appearance, spec: FieldSpec) -> DetailField:
    """The field for a key."""
    match spec.kind:
        case FieldKind.TEXT:
            return TextField(spec)
        case FieldKind.CHOICE:
            return ChoiceField(appearance, spec)
        case FieldKind.COLOUR:
            return ColourField(appearance, spec)
        case FieldKind.TEXTS | FieldKind.COLOURS:
            return TextsField(appearance, spec)
        case _:
            return LineField(spec, _read_json)


def _read_json(text: str) -> JsonValue:
    return load_json(text) if text.strip() else None
