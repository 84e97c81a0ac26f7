"""The fields of the details' form: text, number, choice, colours with swatches, and lists of texts as chips."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.details_schema import FieldKind, FieldSpec
from studio.core.errors import JsonError
from studio.core.json_layout import spelled
from studio.core.json_text import JsonValue, load_json
from studio.ui.appearance import Appearance
from studio.ui.appearance.tokens import is_hex
from studio.ui.catalog.code_text import is_undo
from studio.ui.catalog.draft_line import DraftLine
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.paint import box, smooth
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.properties import set_state

NONE = "\0none"


class DetailField(QWidget):
    """One field: `edited` carries the value that a person gave, `set_value` shows one without telling."""

    edited = Signal(object)  # JsonValue

    def set_value(self, value: JsonValue) -> None:
        """Show a value."""
        raise NotImplementedError

    def set_editable(self, is_editable: bool) -> None:
        """Let it be changed or only read."""
        self.setEnabled(is_editable)


class TextField(DetailField):
    """A text of a few lines; an empty one stays an empty text, and null where it was null."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self._value: JsonValue = None
        self._edit = _DraftText(spec.title, f"e.g. {spec.example}" if spec.example else "", low=1, high=5)
        _fill(self, self._edit)
        self._edit.edited.connect(self._on_edited)

    def set_value(self, value: JsonValue) -> None:
        self._value = value
        self._edit.set_text(value if isinstance(value, str) else "" if value is None else spelled(value).rstrip())

    def set_editable(self, is_editable: bool) -> None:
        self._edit.setReadOnly(not is_editable)

    def _on_edited(self, text: str) -> None:
        self.edited.emit(text)


class _DraftText(GrowingTextEdit):
    """A growing text whose undo is that of the whole draft."""

    def __init__(self, name: str, placeholder: str, low: int, high: int) -> None:
        super().__init__(name, placeholder, low, high)
        self.setUndoRedoEnabled(False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return False
        return super().event(event)


class LineField(DetailField):
    """A value in one line: a number, or any JSON; what cannot be read stays here and says so."""

    def __init__(self, spec: FieldSpec, read: Callable[[str], JsonValue]) -> None:
        super().__init__()
        self._read = read
        self._edit = DraftLine(spec.title)
        self._edit.setPlaceholderText(f"e.g. {spec.example}" if spec.example else "")
        _fill(self, self._edit)
        self._edit.textEdited.connect(self._on_edited)

    def set_value(self, value: JsonValue) -> None:
        if self._edit.hasFocus() and self._reads() == value and self._edit.text():
            return
        set_state(self._edit, "")
        self._edit.set_text("" if value is None else spelled(value).rstrip())

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


class ChoiceField(DetailField):
    """One of a few words, or none; a word that is not among them is shown as it is."""

    def __init__(self, appearance: Appearance, spec: FieldSpec) -> None:
        super().__init__()
        self._spec = spec
        self._picker = Picker(appearance, spec.title)
        _fill(self, self._picker)
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
            choices.append(Choice(words, words, "not known"))
        self._picker.set_choices(choices)


class ColourField(DetailField):
    """A colour as #rrggbb with its swatch."""

    def __init__(self, appearance: Appearance, spec: FieldSpec) -> None:
        super().__init__()
        self._swatch = Swatch(appearance, spec.title)
        self._edit = DraftLine(spec.title)
        self._edit.setPlaceholderText(f"e.g. {spec.example}" if spec.example else "#rrggbb")
        row = _row(self)
        row.addWidget(self._swatch)
        row.addWidget(self._edit, 1)
        self._edit.textEdited.connect(self._on_edited)
        self._swatch.picked.connect(self.edited)

    def set_value(self, value: JsonValue) -> None:
        words = value if isinstance(value, str) else ""
        self._edit.set_text(words)
        self._swatch.set_colour(words)

    def set_editable(self, is_editable: bool) -> None:
        self._edit.setReadOnly(not is_editable)
        self._swatch.setEnabled(is_editable)

    def _on_edited(self, text: str) -> None:
        self._swatch.set_colour(text)
        self.edited.emit(text or None)


class Swatch(IconButton):
    """A patch of colour that opens the colour dialog."""

    picked = Signal(object)

    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__(appearance, "palette", f"Choose {name.lower()}")
        self._look = appearance
        self._colour = ""
        self.clicked.connect(self._choose)

    def set_colour(self, colour: str) -> None:
        """Show a colour; anything else is an empty patch."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(30)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not is_hex(self._colour):
            super().paintEvent(event)
            return
        painter = smooth(QPainter(self))
        edge = "focus" if self.hasFocus() else "border"
        box(painter, self.rect().adjusted(2, 2, -2, -2), 5, QColor(self._colour), self._look.colour(edge), 1.5)
        painter.end()

    def _choose(self) -> None:
        from PySide6.QtWidgets import QColorDialog  # only when a colour is picked

        first = QColor(self._colour) if is_hex(self._colour) else self._look.colour("accent")
        dialog = QColorDialog(first, self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.picked.emit(colour.name()))
        dialog.open()


class TextsField(DetailField):
    """A list of texts as chips that can be typed over, with a swatch each where they are colours."""

    def __init__(self, appearance: Appearance, spec: FieldSpec) -> None:
        super().__init__()
        self._appearance = appearance
        self._spec = spec
        self._values: list[str] = []
        self._chips: list[TextChip] = []
        self._is_editable = True
        self._flow = FlowLayout(self, gap=6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._add = Button(appearance, "Add", "quiet", "plus")
        self._add.setAccessibleName(f"Add to {spec.title.lower()}")
        self._add.clicked.connect(self._on_add)
        self._flow.addWidget(self._add)

    def set_value(self, value: JsonValue) -> None:
        values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        texts = [item if isinstance(item, str) else spelled(item).rstrip() for item in values]
        if texts == self._values and len(texts) == len(self._chips):
            return
        self._values = texts
        while len(self._chips) > len(texts):
            self._drop(self._chips.pop())
        while len(self._chips) < len(texts):
            self._new_chip(len(self._chips))
        for chip, text in zip(self._chips, texts, strict=True):
            chip.set_text(text)

    def set_editable(self, is_editable: bool) -> None:
        self._is_editable = is_editable
        self._add.setVisible(is_editable)
        for chip in self._chips:
            chip.set_editable(is_editable)

    def _new_chip(self, number: int) -> None:
        chip = TextChip(self._appearance, f"{self._spec.title} {number + 1}", self._spec.kind is FieldKind.COLOURS)
        chip.set_editable(self._is_editable)
        chip.edited.connect(lambda text, chip=chip: self._on_edited(chip, text))
        chip.removed.connect(lambda chip=chip: self._on_removed(chip))
        self._chips.append(chip)
        self._flow.removeWidget(self._add)
        self._flow.addWidget(chip)
        self._flow.addWidget(self._add)
        chip.show()

    def _drop(self, chip: "TextChip") -> None:
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_edited(self, chip: "TextChip", text: str) -> None:
        self._values[self._chips.index(chip)] = text
        self.edited.emit(list(self._values))

    def _on_removed(self, chip: "TextChip") -> None:
        number = self._chips.index(chip)
        del self._values[number]
        self._drop(self._chips.pop(number))
        (self._chips[min(number, len(self._chips) - 1)] if self._chips else self._add).setFocus()
        self.edited.emit(list(self._values))

    def _on_add(self) -> None:
        is_colour = self._spec.kind is FieldKind.COLOURS
        self._values.append(self._appearance.colour("accent").name() if is_colour else "")
        self._new_chip(len(self._chips))
        self._chips[-1].set_text(self._values[-1])
        self._chips[-1].setFocus()
        self.edited.emit(list(self._values))


class TextChip(QWidget):
    """One text of a list in a pill of its own width."""

    edited = Signal(str)
    removed = Signal()

    def __init__(self, appearance: Appearance, name: str, is_colour: bool) -> None:
        super().__init__()
        self._edit = DraftLine(name)
        self._edit.setProperty("kind", "chip")
        self._swatch = Swatch(appearance, name) if is_colour else None
        self._remove = IconButton(appearance, "x", f"Take out {name.lower()}")
        row = _row(self)
        row.setSpacing(2)
        if self._swatch is not None:
            row.addWidget(self._swatch)
            self._swatch.picked.connect(self._on_picked)
        row.addWidget(self._edit)
        row.addWidget(self._remove)
        self.setFocusProxy(self._edit)
        self._edit.textEdited.connect(self._on_edited)
        self._remove.clicked.connect(self.removed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._edit.set_text(text)
        self._fit(text)

    def set_editable(self, is_editable: bool) -> None:
        """Let it be changed or only read."""
        self._edit.setReadOnly(not is_editable)
        self._remove.setVisible(is_editable)
        if self._swatch is not None:
            self._swatch.setEnabled(is_editable)

    def _fit(self, text: str) -> None:
        if self._swatch is not None:
            self._swatch.set_colour(text)
        width = self._edit.fontMetrics().horizontalAdvance(text or "         ") + 26
        self._edit.setFixedWidth(min(width, 420))
        self.updateGeometry()

    def _on_edited(self, text: str) -> None:
        self._fit(text)
        self.edited.emit(text)

    def _on_picked(self, colour: str) -> None:
        self.set_text(colour)
        self.edited.emit(colour)


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


def _fill(holder: QWidget, widget: QWidget) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    holder.setFocusProxy(widget)


def _row(holder: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return row
