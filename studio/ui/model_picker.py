"""Choosing an image model: one of those that are offered, or another one by its name."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.picker import Choice, Picker


class ModelPicker(QWidget):
    """A picker; the choice with the key `another` brings a line for a name. The key shown is always what is true."""

    chosen = Signal(str)  # the key of a choice
    named = Signal(str)  # a model by its name

    def __init__(self, appearance: Appearance, name: str, another: str) -> None:
        super().__init__()
        self._another = another
        self._choices: tuple[Choice, ...] = ()
        self._key = ""
        self.picker = Picker(appearance, name)
        self.name = QLineEdit()
        self.use = Button(appearance, "Use it")
        self._line = QWidget()
        self._lay_out()
        self.picker.chosen.connect(self._on_chosen)
        self.name.returnPressed.connect(self._on_named)
        self.use.clicked.connect(lambda _checked=False: self._on_named())

    def show_choices(self, choices: tuple[Choice, ...], key: str) -> None:
        """Offer these, of which `key` is the one that counts; while a name is typed the picker stays as it is."""
        if choices != self._choices:
            self._choices = choices
            self.picker.set_choices(choices)
        self._key = key
        if self._line.isHidden():
            self.picker.set_key(key)

    def _lay_out(self) -> None:
        self.name.setPlaceholderText("Name of the model")
        self.name.setAccessibleName("Name of the model")
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.picker)
        column.addWidget(self._line)
        self._line.hide()
        self.setFocusProxy(self.picker)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _on_chosen(self, key: str) -> None:
        self._line.setVisible(key == self._another)
        if key == self._another:
            self.name.setText("")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(key)

    def _on_named(self) -> None:
        name = self.name.text().strip()
        self._line.hide()
        self.picker.set_key(self._key)
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        if name:
            self.named.emit(name)
