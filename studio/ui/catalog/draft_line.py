"""One line of text in a form whose undo is that of the whole draft."""

from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.catalog.draft_field import DraftField


class DraftLine(QLineEdit):
    """Leaves undo and redo to the page; a new text from outside keeps the cursor where it can."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        DraftField(self)

    def set_text(self, text: str) -> None:
        """Show another text without telling."""
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))
