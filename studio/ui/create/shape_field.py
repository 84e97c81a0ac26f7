"""Shape and quality of the picture, in one row, and its size in pixels where that is not the shape's usual one."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.image_model import ImageModel, Shape
from studio.core.recipe import Size
from studio.state.brief import BriefStore
from studio.ui.appearance import Appearance
from studio.ui.facts import SHAPES, size_text
from studio.ui.models import price_word, quality_word
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.picker import Choice, Picker
from studio.ui.widgets.properties import set_role
from studio.ui.widgets.segmented import Option, Segmented

_TIPS = {Shape.PORTRAIT: "Upright", Shape.SQUARE: "Square", Shape.LANDSCAPE: "Wide"}


class ShapeField(QWidget):
    """The quality is there where the model has more than one."""

    def __init__(self, appearance: Appearance, brief: BriefStore) -> None:
        super().__init__()
        self._brief = brief
        self._shown: object = None
        self._choices: tuple[Choice, ...] = ()
        self.caption = PlainLabel("Shape", "label")
        self.shape = Segmented(
            appearance, "Shape", tuple(Option(str(s), text, tip=_TIPS[Shape.of(s)]) for s, text in SHAPES.items())
        )
        self._appearance = appearance
        self._quality: Picker | None = None
        self.size_words = PlainLabel("", "hint", wrap=True)
        self._lay_out()
        self.shape.chosen.connect(self._on_shape)
        brief.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def quality(self) -> Picker:
        """The picker of the quality, made when there is something to choose."""
        if self._quality is None:
            self._quality = quality = Picker(self._appearance, "Quality")
            quality.hide()
            self._row.insertWidget(1, quality, 1)
            quality.chosen.connect(lambda key: self._brief.edit(quality=key))
        return self._quality

    def _lay_out(self) -> None:
        self.caption.setBuddy(self.shape)
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.shape)
        self._filler = QWidget()
        row.addWidget(self._filler, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.caption)
        column.addLayout(row)
        column.addWidget(self.size_words)
        self.setFocusProxy(self.shape)

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        shown = (now.brief.size, now.brief.quality, now.model)
        if shown == self._shown:
            return
        self._shown = shown
        model, size = now.model, now.brief.size
        has_quality = model is not None and len(model.qualities) > 1
        self.caption.setText("Shape and quality" if has_quality else "Shape")
        if has_quality or self._quality is not None:
            self.quality.setVisible(has_quality)
        self._filler.setVisible(not has_quality)
        self.shape.set_value(_shape_key(size))
        if model is not None:
            self._show_qualities(model, size, now.brief.quality)
        self._show_size(model, size)

    def _show_qualities(self, model: ImageModel, size: Size, quality: str) -> None:
        choices = tuple(Choice(each, quality_word(each), price_word(model, each, size)) for each in model.qualities)
        if choices != self._choices:
            self._choices = choices
            self.quality.set_choices(choices)
        self.quality.set_key(quality)

    def _show_size(self, model: ImageModel | None, size: Size) -> None:
        refusal = model.size_refusal(size) if model else ""
        words = "" if size in SHAPES else size_text(size)
        if model is not None and model.is_experimental(size):
            words = f"{words}, experimental: so large a picture may come out odd"
        self.size_words.setText(refusal or words)
        set_role(self.size_words, "error" if refusal else "hint")
        self.size_words.setVisible(bool(refusal or words))

    def _on_shape(self, key: str) -> None:
        """Another shape of the same rank: who makes large pictures goes on making large ones."""
        now = self._brief.snapshot
        usual = Size.parse(key)
        if now.model is None:
            self._brief.edit(size=usual)
            return
        before = now.model.sizes_for(Shape.of(now.brief.size))
        rank = before.index(now.brief.size) if now.brief.size in before else 0
        sizes = now.model.sizes_for(Shape.of(usual)) or (usual,)
        self._brief.edit(size=sizes[min(rank, len(sizes) - 1)])


def _shape_key(size: Size) -> str:
    """The usual size with the same sides; empty where there is none."""
    return next((str(usual) for usual in SHAPES if usual.width * size.height == usual.height * size.width), "")
