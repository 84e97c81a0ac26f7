"""A change as lines: what goes in red with a minus, what comes in green with a plus."""

import re
from collections.abc import Sequence

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.core.catalog import Kind
from studio.core.json_document import JsonDocument
from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance

_SIGNS = {Change.SAME: "  ", Change.REMOVED: "− ", Change.ADDED: "+ "}
_GROUNDS = {Change.REMOVED: "error_soft", Change.ADDED: "ok_soft"}
MOST_LINES = 2_000
_COMMA = re.compile(r",$", re.MULTILINE)


class DiffView(QPlainTextEdit):
    """Read-only; it is copied as it stands."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pieces: tuple[Piece, ...] = ()
        self.setProperty("kind", "code")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(8)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        appearance.changed.connect(self._fill)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show other lines."""
        self._pieces = tuple(pieces[:MOST_LINES])
        self._fill()

    def _fill(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for number, piece in enumerate(self._pieces):
            block, style = QTextBlockFormat(), QTextCharFormat()
            if piece.change in _GROUNDS:
                style.setBackground(self._appearance.colour(_GROUNDS[piece.change]))
            role = "muted" if piece.change is Change.SAME else "text"
            style.setForeground(self._appearance.colour(role))
            if number:
                cursor.insertBlock(block)
            is_gap = piece.change is Change.SAME and not piece.text
            cursor.insertText("  ⋯" if is_gap else f"{_SIGNS[piece.change]}{piece.text}", style)
        self.setTextCursor(QTextCursor(self.document()))


def comparable(kind: Kind, text: str) -> str:
    """A text as it is compared: details in one layout and without the commas at line ends, which follow the rest."""
    if kind is Kind.PROMPTS:
        return text
    document = JsonDocument.of(text)
    return _COMMA.sub("", document.formatted().text) if document.ok else text
