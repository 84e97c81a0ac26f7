"""Asks, inside its card, whether the key is to be removed: that cannot be undone from here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.service import KeyPlace, ServiceStatus
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel


class KeyRemoval(QWidget):
    """The safe answer has the focus, and Esc gives it."""

    confirmed = Signal()
    closed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.question = PlainLabel("", wrap=True)
        self.stay = Button(appearance, "Keep the key")
        self.go = Button(appearance, "Remove the key", "danger")
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.question)
        column.addWidget(buttons)
        self.stay.clicked.connect(lambda _checked=False: self._close())
        self.go.clicked.connect(self._on_go)

    def ask(self, status: ServiceStatus) -> None:
        """Ask about the key of this service."""
        where = "memory" if status.key_place is KeyPlace.MEMORY else "the keyring"
        self.question.setText(
            f"The key {status.hint} is taken out of {where}. The studio cannot bring it back; "
            f"at {status.who} it stays as it is. Remove it?"
        )
        self.show()
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def _on_go(self) -> None:
        self._close()
        self.confirmed.emit()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
