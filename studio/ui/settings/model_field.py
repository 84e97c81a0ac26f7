"""Which model is meant: the one that the studio suggests, another that is offered, or one by its name."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.core.image_model import ImageModel
from studio.core.models import ImageModels
from studio.ui.appearance import Appearance
from studio.ui.models import ANOTHER, ending_text, model_choices
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.picker import Choice, Picker

SUGGESTED = ""


class ModelField(QWidget):
    """Tells `chosen` with a model's id, or with nothing where the suggested one is meant."""

    chosen = Signal(str)

    def __init__(self, appearance: Appearance, name: str, suggested: Callable[[ImageModels, date], ImageModel]) -> None:
        super().__init__()
        self._suggested = suggested
        self._choices: tuple[Choice, ...] = ()
        self._key = SUGGESTED
        self.picker = Picker(appearance, name)
        self.name = QLineEdit()
        self.use = Button(appearance, "Use it")
        self._named = QWidget()
        self._lay_out()
        self.picker.chosen.connect(self._on_chosen)
        self.name.returnPressed.connect(self._on_named)
        self.use.clicked.connect(lambda _checked=False: self._on_named())

    def show_models(self, models: ImageModels, today: date, chosen: str) -> None:
        """Offer these models; `chosen` is an id, or empty for the suggested one."""
        suggested = self._suggested(models, today)
        self._key = SUGGESTED if chosen == suggested.id else chosen
        choices = tuple(
            Choice(SUGGESTED, each.text, _joined("suggested", each.suffix), detail=each.detail)
            if each.key == suggested.id
            else each
            for each in model_choices(models, today, chosen)
        )
        if choices != self._choices:
            self._choices = choices
            self.picker.set_choices(choices)
        if self._named.isHidden():
            self.picker.set_key(self._key)

    def _lay_out(self) -> None:
        self.name.setPlaceholderText("Name of the model")
        self.name.setAccessibleName("Name of the model")
        row = QHBoxLayout(self._named)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.picker)
        column.addWidget(self._named)
        self._named.hide()
        self.setFocusProxy(self.picker)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _on_chosen(self, key: str) -> None:
        self._named.setVisible(key == ANOTHER)
        if key == ANOTHER:
            self.name.setText("")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(key)

    def _on_named(self) -> None:
        name = self.name.text().strip()
        self._named.hide()
        self.picker.set_key(self._key)
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        if name:
            self.chosen.emit(name)


def endings_hint(models: ImageModels, today: date, chosen: str) -> tuple[str, str]:
    """What there is to say of models that end soon, and its role: a warning where one of them is chosen, else a hint."""
    ending = models.ending(chosen) if chosen else None
    if ending is not None and (ending.day <= today or models.find(chosen).ends_soon(today)):
        instead = f" Choose {ending.replacement} instead." if ending.replacement else ""
        return f"{ending_text(chosen, ending, today)}.{instead}", "error" if ending.day <= today else "warning"
    for model in models.offered(today):
        end = models.ending(model.id)
        if end is not None and model.ends_soon(today):
            return f"{ending_text(model.id, end, today)}; figures made with it stay.", "hint"
    return "", "hint"


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)
