"""Values that are only read: a text beside its label, perhaps with a small button at its end."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.widgets.labels import PlainLabel

TOP = 7  # px; where the labels of a card's rows begin


class ValueLabel(PlainLabel):
    """A text on one line with its row's label."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setContentsMargins(0, TOP, 0, 0)


class ValueWithButton(QWidget):
    """A text and a button after it."""

    def __init__(self, text: str, button: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, TOP - 3, 0, 0)
        row.setSpacing(8)
        row.addWidget(PlainLabel(text))
        row.addWidget(button)
        row.addStretch(1)
