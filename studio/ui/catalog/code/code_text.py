"""A plain text edit whose text is a Python string kept in step with what is typed, however long it is."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.core.splice import Splice, splice_between
from studio.ui.catalog.fields.draft_field import DraftField

PART = 12_000
"""Characters that are put in the place of others in one turn of the window."""


class CodeText(QPlainTextEdit):
    """Undo is the store's: it goes across all views of a draft. Offsets count characters of Python, not UTF-16 units."""

    edited = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._is_setting = False
        self.setProperty("kind", "code")
        self.setAccessibleName(name)
        self.setUndoRedoEnabled(False)
        DraftField(self)
        self.document().contentsChange.connect(self._on_contents_change)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text without telling; only what differs is touched, so that cursor and view keep their place."""
        self._splice(splice_between(self._text, text), text)

    def set_text_by_parts(self, text: str) -> Iterator[None]:
        """The same in steps, each short enough for a turn of the window; what is not reached yet is the text of before."""
        whole = splice_between(self._text, text)
        for begin in range(0, max(len(whole.removed), len(whole.added)), PART):
            removed, added = whole.removed[begin : begin + PART], whole.added[begin : begin + PART]
            part = Splice(whole.at + min(begin, len(whole.added)), removed, added)
            self._splice(part, part.apply(self._text))
            yield

    def _splice(self, splice: Splice, text: str) -> None:
        if splice.is_empty:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.place_of(splice.at))
        cursor.setPosition(self.place_of(splice.at + len(splice.removed)), QTextCursor.MoveMode.KeepAnchor)
        self._is_setting = True
        cursor.insertText(splice.added)
        self._is_setting = False
        self._text = text

    def replace_range(self, begin: int, end: int, words: str) -> None:
        """Type something in the place of a range, as a person would."""
        cursor = self.range_cursor(begin, end)
        cursor.insertText(words)
        self.setTextCursor(cursor)

    def range_cursor(self, begin: int, end: int) -> QTextCursor:
        """A cursor over a range of the text."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.place_of(begin))
        cursor.setPosition(self.place_of(end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def go_to(self, begin: int, end: int | None = None) -> None:
        """Put the cursor at a place, select up to `end`, and show it."""
        cursor = self.range_cursor(begin, begin if end is None else end)
        block = cursor.block()
        while block.isValid() and not block.isVisible():
            block.setVisible(True)
            block = block.previous()
        self.setTextCursor(cursor)
        self.centerCursor()

    def offset_of(self, place: int) -> int:
        """The offset in the text of a place in the document."""
        if self._is_plain():
            return place
        units = self._text.encode("utf-16-le", "surrogatepass")
        return len(units[: 2 * place].decode("utf-16-le", "surrogatepass"))

    def place_of(self, offset: int) -> int:
        """The place in the document of an offset in the text."""
        last = self.document().characterCount() - 1
        if self._is_plain():
            return min(offset, last)
        return min(len(self._text[:offset].encode("utf-16-le", "surrogatepass")) // 2, last)

    @property
    def cursor_offset(self) -> int:
        """Where the cursor stands in the text."""
        return self.offset_of(self.textCursor().position())

    def _is_plain(self) -> bool:
        """Every character is one unit of the document."""
        return self.document().characterCount() - 1 == len(self._text)

    def _on_contents_change(self, place: int, removed: int, added: int) -> None:
        if self._is_setting:
            return
        last = self.document().characterCount() - 1
        same = min(added, last - place)  # Qt counts the end of the last paragraph, too
        if removed == added and self._between(place, place + same) == self._part(place, same):
            return  # it only looks different
        before = len(self._text)
        is_known = self._units() - removed + added == last
        text = self._spliced(place, removed, added) if is_known else self._whole()
        if text != self._text or len(text) != before:
            self._text = text
            self.edited.emit(text)

    def _units(self) -> int:
        """How many units the text has that was there before a change."""
        return len(self._text) if self._text.isascii() else len(self._text.encode("utf-16-le", "surrogatepass")) // 2

    def _spliced(self, place: int, removed: int, added: int) -> str:
        words = self._between(place, place + added)
        if self._text.isascii():
            return self._text[:place] + words + self._text[place + removed :]
        units = self._text.encode("utf-16-le", "surrogatepass")
        head, tail = units[: 2 * place], units[2 * (place + removed) :]
        return head.decode("utf-16-le", "surrogatepass") + words + tail.decode("utf-16-le", "surrogatepass")

    def _part(self, place: int, length: int) -> str:
        """A part of the text as it was before a change, in units of the document."""
        if self._text.isascii():
            return self._text[place : place + length]
        units = self._text.encode("utf-16-le", "surrogatepass")
        return units[2 * place : 2 * (place + length)].decode("utf-16-le", "surrogatepass")

    def _whole(self) -> str:
        return self._between(0, self.document().characterCount() - 1)

    def _between(self, begin: int, end: int) -> str:
        """The text as it is: `toPlainText` would make spaces of no-break spaces."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2029", "\n")
