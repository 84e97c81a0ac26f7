"""A list of texts of the details as chips, each with a swatch where they are colours."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.core.details_schema import FieldKind, FieldSpec
from studio.core.json_layout import spelled
from studio.core.json_text import JsonValue
from studio.ui.appearance import Appearance
from studio.ui.catalog.fields.colour_field import Swatch
from studio.ui.catalog.fields.draft_line import DraftLine
from studio.ui.catalog.fields.field_widget import FieldWidget, keep_room, row_in
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.flow_layout import FlowLayout

EMPTY_LETTERS = 9
CHIP_PADDING, LEAST_CHIP, WIDEST_CHIP = 26, 80, 420  # px


class TextsField(FieldWidget):
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
        keep_room(self._add)
        self._flow.addWidget(self._add)
        self._stand_for_first()

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
        self._stand_for_first()

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
        chip.entered.connect(lambda chip=chip: self._on_entered(chip))
        self._chips.append(chip)
        self._flow.removeWidget(self._add)
        self._flow.addWidget(chip)
        self._flow.addWidget(self._add)
        chip.show()

    def _stand_for_first(self) -> None:
        """The keys that the field is given go to its first chip."""
        self.setFocusProxy(self._chips[0] if self._chips else self._add)

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
        self._stand_for_first()
        (self._chips[min(number, len(self._chips) - 1)] if self._chips else self._add).setFocus()
        self.edited.emit(list(self._values))

    def _on_add(self) -> None:
        is_colour = self._spec.kind is FieldKind.COLOURS
        self._values.append(self._appearance.colour("accent").name() if is_colour else "")
        self._new_chip(len(self._chips))
        self._chips[-1].set_text(self._values[-1])
        self._stand_for_first()
        self._chips[-1].take_over()
        self.edited.emit(list(self._values))

    def _on_entered(self, chip: "TextChip") -> None:
        """Enter goes on to the next text, or begins one; an empty one is enough."""
        number = self._chips.index(chip) + 1
        if number < len(self._chips):
            self._chips[number].take_over()
        elif self._is_editable and self._values[-1]:
            self._on_add()


class TextChip(QWidget):
    """One text of a list in a pill of its own width."""

    edited = Signal(str)
    removed = Signal()
    entered = Signal()

    def __init__(self, appearance: Appearance, name: str, is_colour: bool) -> None:
        super().__init__()
        self._edit = _ChipLine(name)
        self._swatch = Swatch(appearance, name) if is_colour else None
        self._remove = IconButton(appearance, "x", f"Take out {name.lower()}")
        keep_room(self._remove)
        row = row_in(self)
        row.setSpacing(2)
        if self._swatch is not None:
            row.addWidget(self._swatch)
            self._swatch.picked.connect(self._on_picked)
        row.addWidget(self._edit)
        row.addWidget(self._remove)
        self.setFocusProxy(self._edit)
        self._edit.edited.connect(self._on_edited)
        self._edit.returnPressed.connect(self.entered)
        self._remove.clicked.connect(self.removed)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._edit.set_text(text)
        self._fit(text)

    def take_over(self) -> None:
        """Take the keys so that what is typed stands in the place of the text."""
        self.setFocus()
        self._edit.selectAll()

    def set_editable(self, is_editable: bool) -> None:
        """Let it be changed or only read."""
        self._edit.setReadOnly(not is_editable)
        self._remove.setVisible(is_editable)
        if self._swatch is not None:
            self._swatch.setEnabled(is_editable)

    def _fit(self, text: str) -> None:
        if self._swatch is not None:
            self._swatch.set_colour(text)
        self._edit.updateGeometry()
        self.updateGeometry()

    def _on_edited(self, text: str) -> None:
        self._fit(text)
        self.edited.emit(text)

    def _on_picked(self, colour: str) -> None:
        self.set_text(colour)
        self.edited.emit(colour)


class _ChipLine(DraftLine):
    """As wide as its text; a long one gets what room there is, and scrolls."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("kind", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text() or " " * EMPTY_LETTERS) + CHIP_PADDING
        return QSize(min(width, WIDEST_CHIP), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), LEAST_CHIP), super().minimumSizeHint().height())
