"""What a page shows when there is nothing on it: a picture, one sentence, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

_TEXT_WIDTH = 420
_LEAST_WIDTH = 200  # px; fits into a list beside an editor
_FAN = QSize(300, 176)
_ICON = QSize(44, 44)


class EmptyState(QWidget):
    """Centred art, title, sentence and buttons; without an icon the art is a fan of three cards."""

    def __init__(
        self, appearance: Appearance, title: str, sentence: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(_Art(appearance, icon), 0, centre)
        column.addSpacing(22)
        self._title = PlainLabel(title, "title", wrap=True)
        self._sentence = PlainLabel(sentence, "muted", wrap=True)
        for label in (self._title, self._sentence):
            label.setAlignment(centre)
            label.setMaximumWidth(appearance.px(_TEXT_WIDTH))
            label.setMinimumWidth(_LEAST_WIDTH)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 1000)
            row.addStretch(1)
            column.addLayout(row)
            column.addSpacing(8)
        column.addSpacing(8)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        column.addStretch(1)

    def set_texts(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)

    def add_button(self, text: str, kind: str = "", icon: str = "") -> Button:
        """Add a button after those there are."""
        button = Button(self._appearance, text, kind, icon)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button


class _Art(QWidget):
    """A fan of three packagings, or one large quiet icon."""

    def __init__(self, appearance: Appearance, icon: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._icon = icon
        self._size = _ICON if icon else _FAN
        self.setFixedSize(self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        dpr = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._appearance.artwork(self._icon or "fan", "faint", self._size, dpr))
        painter.end()
