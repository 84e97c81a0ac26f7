"""A field for a few lines of plain text that grows with what is typed."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from studio.ui.widgets.dropped import dropped_pictures, has_pictures

_ROOM = 18  # px of frame, padding and document margin above and below the lines


class GrowingTextEdit(QPlainTextEdit):
    """Grows from `low` to `high` lines; Tab moves on, Ctrl+Enter submits, pictures are handed on and never typed."""

    edited = Signal(str)
    submitted = Signal()
    pictures_dropped = Signal(object)

    def __init__(
        self, name: str, placeholder: str = "", low: int = 2, high: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._low = low
        self._high = high
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # until it is full
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._is_setting = False
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show another text without telling; the cursor stays where the text is the same."""
        if text == self.toPlainText():
            return
        self._is_setting = True
        self.setPlainText(text)
        self._is_setting = False

    def sizeHint(self) -> QSize:
        lines = min(self._high, max(self._low, round(self.document().size().height())))
        return QSize(200, lines * ceil(QFontMetricsF(self.font()).lineSpacing()) + _ROOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
            event.ignore()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or has_pictures(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        pictures = dropped_pictures(source)
        if pictures is not None:
            self.pictures_dropped.emit(pictures)
        elif source.hasText():
            self.textCursor().insertText(source.text())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take another height; a layout that is at work does not hear of it, so it is told afterwards."""
        super().resizeEvent(event)
        if self.sizeHint().height() != self.height():
            QTimer.singleShot(0, self, self.updateGeometry)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def _on_text_changed(self) -> None:
        if not self._is_setting:
            self.edited.emit(self.toPlainText())

    def _on_size_changed(self) -> None:
        is_full = round(self.document().size().height()) > self._high
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_full else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.updateGeometry()
