"""Values that are only read: a text beside its label, perhaps with a small button at its end."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.widgets.labels import PlainLabel

AIR = 4  # px above and below a text, so that its row is no lower than the others


class ValueLabel(PlainLabel):
    """A text on one line with its row's label."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setContentsMargins(0, AIR, 0, AIR)


class ValueWithButton(QWidget):
    """A text and a button after it."""

    def __init__(self, text: str, button: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(PlainLabel(text))
        row.addWidget(button)
        row.addStretch(1)
