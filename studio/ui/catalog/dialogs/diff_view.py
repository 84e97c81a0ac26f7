"""A change as lines: what goes in red with a minus, what comes in green with a plus."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance

_SIGNS = {Change.SAME: "  ", Change.REMOVED: "− ", Change.ADDED: "+ "}
_GROUNDS = {Change.REMOVED: "error_soft", Change.ADDED: "ok_soft"}
MOST_LINES = 2_000
LINES_AT_ONCE = 80
"""Lines that are written before the window has its turn again."""


class DiffView(QPlainTextEdit):
    """Read-only; it is copied as it stands."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pieces: tuple[Piece, ...] = ()
        self._written = 0
        self.setProperty("kind", "code")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(8)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._write_some)
        appearance.changed.connect(self._fill)

    def show_pieces(self, pieces: Sequence[Piece] | None) -> None:
        """Show other lines; None while they are looked for."""
        self._pieces = () if pieces is None else _shortened(pieces)
        self.setPlaceholderText("Comparing…" if pieces is None else "Nothing but perhaps the layout is another one.")
        self._fill()

    def _fill(self) -> None:
        self._written = 0
        self.clear()
        self._write_some()

    def _write_some(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for piece in self._pieces[self._written : self._written + LINES_AT_ONCE]:
            style = QTextCharFormat()
            if piece.change in _GROUNDS:
                style.setBackground(self._appearance.colour(_GROUNDS[piece.change]))
            role = "muted" if piece.change is Change.SAME else "text"
            style.setForeground(self._appearance.colour(role))
            if self._written:
                cursor.insertBlock(QTextBlockFormat())
            self._written += 1
            is_gap = piece.change is Change.SAME and not piece.text
            cursor.insertText("  ⋯" if is_gap else f"{_SIGNS[piece.change]}{piece.text}", style)
        cursor.endEditBlock()
        if self._written < len(self._pieces):
            self._more.start()
        else:
            self._more.stop()


def _shortened(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    left = len(pieces) - MOST_LINES
    if left <= 0:
        return tuple(pieces)
    return (*pieces[:MOST_LINES], Piece(Change.SAME, f"⋯ and {left:,} more lines"))
