"""The pickers of what is rarely needed of a model: larger sizes, format, background, compression, complexity and more."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.image_model import USUAL_PREVIEWS, ImageModel, Shape
from studio.core.json_text import JsonObject
from studio.core.recipe import PictureFormat, Size
from studio.state.brief import BriefStore
from studio.ui.appearance import Appearance
from studio.ui.create.more_words import (
    BACKGROUNDS,
    COMPLEXITY,
    FORMATS,
    PREVIEWS,
    STRICTNESS,
    USUAL,
    pixel_words,
)
from studio.ui.widgets.fields import field
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.number_field import NumberField
from studio.ui.widgets.picker import Choice, Picker

OTHER_SIZE = "other"
STRICTNESSES = ((USUAL, "Usual"), ("low", "Less strict"))
LEAST_SIDE, MOST_SIDE = 16, 9999  # px; what a draft can keep
WHOLE = 100  # percent: not compressed further


class MorePickers(QWidget):
    """Pickers from the model's data, two beside each other; each is there only where there is something to choose."""

    def __init__(self, appearance: Appearance, brief: BriefStore) -> None:
        super().__init__()
        self._brief = brief
        self._shown: object = None
        self._is_other_size = False
        self.sizes = Picker(appearance, "Size")
        self.width_field = NumberField("Width", LEAST_SIDE, MOST_SIDE, "px", 16)
        self.height_field = NumberField("Height", LEAST_SIDE, MOST_SIDE, "px", 16)
        self.format = Picker(appearance, "Format")
        self.background = Picker(appearance, "Background")
        self.compression = NumberField("Compression", 0, WHOLE, "%", 5)
        self.complexity = Picker(appearance, "Complexity")
        self.previews = Picker(appearance, "Previews")
        self.strictness = Picker(appearance, "Safety check")
        self._offered: dict[Picker, tuple[Choice, ...]] = {}
        self._other = QWidget()
        self._cells: dict[QWidget, QWidget] = {}
        self._lay_out()
        self._connect()
        brief.changed.connect(self._on_changed)
        self._on_changed()

    def _lay_out(self) -> None:
        other = QHBoxLayout(self._other)
        other.setContentsMargins(0, 0, 0, 0)
        other.setSpacing(6)
        other.addWidget(self.width_field, 1)
        other.addWidget(PlainLabel("×", "muted"))
        other.addWidget(self.height_field, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(10)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        for words, widget in (
            ("Format", self.format),
            ("Background", self.background),
            ("Compression", self.compression),
            ("Complexity", self.complexity),
            ("Previews", self.previews),
            ("Safety check", self.strictness),
        ):
            self._cells[widget] = cell = field(words, widget)
            cell.setParent(self)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        self._size_cell = field("Size", self.sizes)
        for widget in (self._size_cell, self._other):
            inside.addWidget(widget)
        inside.addLayout(self._grid)

    def _connect(self) -> None:
        edit = self._brief.edit
        for side in (self.width_field, self.height_field):
            side.setGroupSeparatorShown(False)
            side.setKeyboardTracking(True)  # the rule of the size is told while it is typed
            side.valueChanged.connect(lambda _value: self._on_sides())
        self.sizes.chosen.connect(self._on_size)
        self.format.chosen.connect(self._on_format)
        self.background.chosen.connect(self._on_background)
        self.compression.valueChanged.connect(lambda value: edit(compression=None if value == WHOLE else value))
        self.complexity.chosen.connect(lambda key: self._wish(COMPLEXITY, None if key == USUAL else key))
        self.previews.chosen.connect(lambda key: self._wish(PREVIEWS, None if key == USUAL else int(key)))
        self.strictness.chosen.connect(lambda key: self._wish(STRICTNESS, None if key == USUAL else key))

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        brief, model = now.brief, now.model
        is_edit = bool(brief.references)
        shown = (model, brief.size, brief.format, brief.background, brief.compression, brief.parameters, is_edit)
        if shown == self._shown:
            return
        self._shown = shown
        if model is None:
            self._is_other_size = False
            return
        self._show_sizes(model, brief.size)
        self._offer(self.format, tuple((each.value, FORMATS[each]) for each in model.formats), brief.format.value)
        backgrounds = tuple((each, BACKGROUNDS.get(each, each.capitalize())) for each in model.backgrounds)
        self._offer(self.background, backgrounds, brief.background)
        self.compression.show_value(WHOLE if brief.compression is None else brief.compression)
        self._show_wishes(model, brief.parameters)
        self._arrange(model, brief.format, is_edit=is_edit)

    def _show_sizes(self, model: ImageModel, size: Size) -> None:
        choices = [(str(each), pixel_words(each)) for each in model.sizes_for(Shape.of(size))]
        if model.free_size is not None or size not in model.sizes:
            choices.append((OTHER_SIZE, "Another size…"))
        is_other = self._is_other_size or size not in model.sizes
        self._offer(self.sizes, tuple(choices), OTHER_SIZE if is_other else str(size))
        self._other.setVisible(is_other)
        step = model.free_size.multiple if model.free_size else 1
        for side, pixels in ((self.width_field, size.width), (self.height_field, size.height)):
            side.setSingleStep(step)
            if side.value() != pixels:
                side.show_value(pixels)

    def _show_wishes(self, model: ImageModel, parameters: JsonObject) -> None:
        complexities = ((USUAL, "Usual"), *((each, each.capitalize()) for each in model.complexities))
        self._offer(self.complexity, complexities, str(parameters.get(COMPLEXITY, USUAL)))
        usual = min(USUAL_PREVIEWS, model.max_partials)
        counts = tuple(
            (str(n) if n != usual else USUAL, str(n) if n else "None") for n in range(model.max_partials + 1)
        )
        self._offer(self.previews, counts, str(parameters.get(PREVIEWS, USUAL)))
        self._offer(self.strictness, STRICTNESSES, str(parameters.get(STRICTNESS, USUAL)))

    def _arrange(self, model: ImageModel, picture_format: PictureFormat, *, is_edit: bool) -> None:
        """The fields that have something to choose, in two columns."""
        is_there: dict[QWidget, bool] = {
            self.format: len(model.formats) > 1,
            self.background: len(model.backgrounds) > 1,
            self.compression: model.can_compress(picture_format),
            self.complexity: bool(model.complexities),
            self.previews: model.max_partials > 0,
            self.strictness: model.takes(STRICTNESS, "low") and not is_edit,
        }
        self._size_cell.setVisible(self.sizes.count() > 1)
        for cell in self._cells.values():
            self._grid.removeWidget(cell)
            cell.hide()
        for at, widget in enumerate(each for each in self._cells if is_there[each]):
            self._grid.addWidget(self._cells[widget], at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
            self._cells[widget].show()

    def _offer(self, picker: Picker, options: Sequence[tuple[str, str]], key: str) -> None:
        choices = tuple(Choice(*option) for option in options)
        if self._offered.get(picker) != choices:
            self._offered[picker] = choices
            picker.set_choices(choices)
        picker.set_key(key)

    def _on_size(self, key: str) -> None:
        self._is_other_size = key == OTHER_SIZE
        self._other.setVisible(self._is_other_size)
        if self._is_other_size:
            self.width_field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._brief.edit(size=Size.parse(key))

    def _on_sides(self) -> None:
        self._is_other_size = True
        self._brief.edit(size=Size(self.width_field.value(), self.height_field.value()))

    def _on_format(self, key: str) -> None:
        brief, model = self._brief.snapshot.brief, self._brief.snapshot.model
        chosen = PictureFormat(key)
        changes: dict[str, Any] = {"format": chosen}
        if model is not None and not model.can_compress(chosen):
            changes["compression"] = None
        if model is not None and brief.background not in model.backgrounds_for(chosen):
            changes["background"] = "auto"
        self._brief.edit(**changes)

    def _on_background(self, key: str) -> None:
        brief, model = self._brief.snapshot.brief, self._brief.snapshot.model
        changes: dict[str, Any] = {"background": key}
        if model is not None and brief.format not in model.formats_for(key):
            changes |= {"format": model.formats_for(key)[0], "compression": None}
        self._brief.edit(**changes)

    def _wish(self, name: str, value: str | int | None) -> None:
        wishes: JsonObject = {key: kept for key, kept in self._brief.snapshot.brief.parameters.items() if key != name}
        self._brief.edit(parameters=wishes if value is None else {**wishes, name: value})
