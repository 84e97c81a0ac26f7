"""What is rarely needed, folded away under one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance


class Fold(QWidget):
    """A title that shows and hides what is below it, with a few words on what is set there."""

    opening = Signal()  # before what is inside is seen

    def __init__(self, appearance: Appearance, title: str, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._inside = inside
        self._words = ""
        self._summary = ElidedLabel("", "hint")
        self.button = Button(appearance, title, "link", "chevron-right")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.button)
        row.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(inside)
        self.button.clicked.connect(lambda _checked=False: self.set_open(is_open=not self.is_open))
        self.set_open(is_open=False)

    @property
    def is_open(self) -> bool:
        """What is inside is shown."""
        return not self._inside.isHidden()

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide what is inside."""
        if is_open:
            self.opening.emit()
        self._inside.setVisible(is_open)
        self._summary.setText("" if is_open else self._words)
        self.button.set_icon("chevron-down" if is_open else "chevron-right")
        self.button.setAccessibleName(f"{self._title}: {'hide' if is_open else 'show'} what is rarely needed")

    def set_summary(self, text: str) -> None:
        """What is set inside, told while it is folded."""
        self._words = text
        self._summary.setText("" if self.is_open else text)
