"""A prompt as words, with what an edit changes in it marked."""

import re
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from studio.core.entry_effects import PromptEffect
from studio.core.text_diff import Change, Piece
from studio.ui.appearance import Appearance
from studio.ui.widgets.labels import ElidedLabel, PlainLabel

AROUND = 48
"""Characters shown around a change."""
_BREAKS = re.compile(r"\s*\n\s*")


class PromptCard(QFrame):
    """One subject: its title, the template, and the words around what changes."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notes")
        self._title = ElidedLabel("", "slotSubject")
        self._template = ElidedLabel("", "muted")
        self._text = PromptText(appearance)
        self._fault = PlainLabel("", "error", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 9, 11, 9)
        column.setSpacing(3)
        column.addWidget(self._title)
        column.addWidget(self._template)
        column.addWidget(self._text)
        column.addWidget(self._fault)

    @property
    def words(self) -> str:
        """What the card shows of the prompt."""
        return self._fault.text() or self._text.toPlainText()

    def clear(self) -> None:
        """Show nobody's prompt."""
        self._title.setText("")
        self._fault.setText("")
        self._text.show_pieces(())

    def show_effect(self, effect: PromptEffect) -> None:
        """Show one subject's prompt."""
        self._title.setText(effect.title)
        self._template.setText(effect.template)
        self._fault.setText(effect.fault)
        self._fault.setVisible(bool(effect.fault))
        self._text.setVisible(not effect.fault)
        self._text.setAccessibleName(f"Prompt for {effect.title}")
        self._text.show_pieces(excerpt(effect.pieces))


class PromptText(QTextEdit):
    """A read-only prompt as tall as its words, with what is added and removed marked."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._pieces: tuple[Piece, ...] = ()
        self.setReadOnly(True)
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)
        appearance.changed.connect(self._fill)

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Show a text in pieces."""
        self._pieces = pieces
        self._fill()

    def sizeHint(self) -> QSize:
        return QSize(200, round(self.document().size().height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def _fill(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for before, piece in pairwise((Piece(Change.SAME, ""), *self._pieces)):
            if _run_together(before, piece):
                cursor.insertText(" ", self._format(Change.SAME))
            cursor.insertText(piece.text, self._format(piece.change))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.updateGeometry()

    def _format(self, change: Change) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(self._appearance.colour("text" if change is Change.ADDED else "muted"))
        if change is Change.ADDED:
            style.setBackground(self._appearance.colour("ok_soft"))
        elif change is Change.REMOVED:
            style.setFontStrikeOut(True)
            style.setForeground(self._appearance.colour("error"))
        else:
            style.setForeground(self._appearance.colour("text"))
        return style


def _run_together(before: Piece, after: Piece) -> bool:
    """What was taken out and what stands there now would be read as one word."""
    is_change = Change.SAME not in (before.change, after.change)
    return is_change and not before.text.endswith(" ") and not after.text.startswith(" ")


def excerpt(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The changes with some words around each; without a change the beginning of the text."""
    if len(pieces) <= 1:
        return (Piece(Change.SAME, _head(_flat("".join(piece.text for piece in pieces)), 3 * AROUND)),)
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        text = _flat(piece.text)
        if piece.change is Change.SAME and len(text) > 2 * AROUND:
            head = "" if number == 0 else _head(text, AROUND)
            tail = "" if number == len(pieces) - 1 else _tail(text, AROUND)
            text = f"{head[:-1]} … {tail[1:]}" if head and tail else head or tail
        shown.append(Piece(piece.change, text))
    return tuple(shown)


def _flat(text: str) -> str:
    """The text in one paragraph."""
    return _BREAKS.sub(" ", text)


def _head(text: str, count: int) -> str:
    """The first words of a text."""
    if len(text) <= count:
        return text
    return f"{text[:count].rpartition(' ')[0]}…"


def _tail(text: str, count: int) -> str:
    """The last words of a text."""
    return text if len(text) <= count else f"…{text[-count:].partition(' ')[2]}"
