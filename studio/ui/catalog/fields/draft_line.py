"""One line of text in a form whose undo is that of the whole draft."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.catalog.fields.draft_field import DraftField
from studio.ui.catalog.fields.line_breaks import BREAK, in_one_line


class DraftLine(QLineEdit):
    """Leaves undo and redo to the page; a new text from outside keeps the cursor where it can. `text` is what is shown,
    `words` what it means: the sign of a line break is one, but where the text has that letter itself.
    """

    edited = Signal(str)  # the words

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._has_letter = False
        self.textEdited.connect(lambda _text: self.edited.emit(self.words))
        DraftField(self)

    @property
    def words(self) -> str:
        """What is typed, with its line breaks."""
        return self.text() if self._has_letter else self.text().replace(BREAK, "\n")

    def set_text(self, text: str) -> None:
        """Show another text without telling."""
        self._has_letter = BREAK in text
        shown = text if self._has_letter else in_one_line(text)
        if shown != self.text():
            place = self.cursorPosition()
            self.setText(shown)
            self.setCursorPosition(min(place, len(shown)))
