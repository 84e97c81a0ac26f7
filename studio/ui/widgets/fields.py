"""A form's parts: a label above its field, and the search field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QVBoxLayout, QWidget

from studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent

    from studio.ui.appearance import Appearance

_ICON = 15
_PAD = 10
_SEARCH_PAUSE = 150  # ms between the last key and the search


def field(label: str, widget: QWidget, hint: str = "") -> QWidget:
    """A label, its field below, and a hint below that; the label names the field for screen readers."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(5)
    caption = PlainLabel(label, "label")
    caption.setBuddy(widget)
    column.addWidget(caption)
    column.addWidget(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(label)
    if hint:
        column.addWidget(PlainLabel(hint, "hint", wrap=True))
        widget.setAccessibleDescription(hint)
    return holder


class SearchField(QLineEdit):
    """A field that tells what to search for, shortly after the last key; Esc empties it."""

    searched = Signal(str)

    def __init__(self, appearance: Appearance, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._appearance = appearance
        self.setTextMargins(appearance.px(_ICON) + 7, 0, 0, 0)
        self._clear = self.addAction(appearance.icon("x", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip("Clear the search")
        self._clear.setVisible(False)
        self._clear.triggered.connect(self._on_clear)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE)
        self._pause.timeout.connect(self._on_pause)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_changed)
        self.returnPressed.connect(self._on_pause)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._draw_ahead)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = self._appearance.px(_ICON)
        pixmap = self._appearance.pixmap("search", "muted", side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(_PAD, (self.height() - side) / 2), pixmap)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._on_clear()
            return
        super().keyPressEvent(event)

    def _draw_ahead(self) -> None:
        """Draw the sign that empties the field before the first key shows it: that takes longer than the key."""
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_LineEditIconSize, None, self)
        self._clear.icon().pixmap(QSize(side, side), self.devicePixelRatioF())

    def _on_edited(self) -> None:
        self._pause.start()

    def _on_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _on_pause(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def _on_clear(self) -> None:
        self.clear()
        self._on_pause()
