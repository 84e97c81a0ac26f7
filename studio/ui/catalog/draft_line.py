"""One line of text in a form whose undo is that of the whole draft."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.appearance.appearance import repolish
from studio.ui.catalog.code_text import is_undo


class DraftLine(QLineEdit):
    """Leaves undo and redo to the page; a new text from outside keeps the cursor where it can."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def set_text(self, text: str) -> None:
        """Show another text without telling."""
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))

    def setReadOnly(self, is_read_only: bool) -> None:  # noqa: N802 - Qt's name
        """Let it be typed in or only read, and look like it."""
        if is_read_only != self.isReadOnly():
            super().setReadOnly(is_read_only)
            repolish(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return False
        return super().event(event)
