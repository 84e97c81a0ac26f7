"""The text editor of templates and details: line numbers, folding, marks at their places, and keys as programmers know."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.code.code_gutter import Gutter
from studio.ui.catalog.code.folded_text import FoldedText, Mark

INDENT = "  "
MOST_FOUND = 500
"""Places found that are marked at once."""


class CodeEdit(FoldedText):
    """Wraps long lines. Tab indents; Esc and then Tab leaves, so that the keyboard is never trapped."""

    menu_requested = Signal(QPoint)

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._appearance = appearance
        self._found: list[QTextCursor] = []
        self._pair: tuple[int, int] | None = None
        self._is_leaving = False
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.gutter = Gutter(self, appearance)
        self.updateRequest.connect(self.gutter.follow)
        self.folds_changed.connect(self.gutter.update)
        self.blockCountChanged.connect(self._fit_gutter)
        self.cursorPositionChanged.connect(self._show_selections)
        appearance.changed.connect(self._on_appearance)
        self._on_appearance()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark other places."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._show_selections()
            self.gutter.update()

    def set_pair(self, pair: tuple[int, int] | None) -> None:
        """Offsets of the bracket at the cursor and of its other half."""
        if pair != self._pair:
            self._pair = pair
            self._show_selections()

    def set_found(self, found: Sequence[tuple[int, int]]) -> None:
        """Ranges that a search has found."""
        self._found = [self.range_cursor(begin, end) for begin, end in found[:MOST_FOUND]]
        self._show_selections()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        was_leaving, self._is_leaving = self._is_leaving, event.key() == Qt.Key.Key_Escape
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if was_leaving or self.isReadOnly():
                QWidget.focusNextPrevChild(self, event.key() == Qt.Key.Key_Tab)
            elif event.key() == Qt.Key.Key_Tab:
                self._indent()
            else:
                self._outdent()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and not self.isReadOnly():
            self._break_line()
            return
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gutter.place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "gutter"):
            self._fit_gutter()

    def _fit_gutter(self) -> None:
        self.gutter.place()

    def _indent(self) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.insertText(INDENT)
            return
        self._each_line(lambda line: line.insertText(INDENT))

    def _outdent(self) -> None:
        def remove(line: QTextCursor) -> None:
            text = line.block().text()
            count = min(len(INDENT), len(text) - len(text.lstrip(" ")))
            line.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, count)
            line.removeSelectedText()

        self._each_line(remove)

    def _each_line(self, change: Callable[[QTextCursor], object]) -> None:
        cursor = self.textCursor()
        document = self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1)).blockNumber()
        whole = QTextCursor(document)
        whole.beginEditBlock()
        for number in range(first, last + 1):
            change(QTextCursor(document.findBlockByNumber(number)))
        whole.endEditBlock()

    def _break_line(self) -> None:
        """A new line with the indentation of this one, one more after an opening bracket."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip(" \t"))]
        after = cursor.block().text()[cursor.positionInBlock() :]
        if before.rstrip().endswith(("{", "[")) and not before.rstrip().endswith("{{"):
            closes = after.lstrip().startswith(("}", "]"))
            cursor.insertText(f"\n{indent}{INDENT}" + (f"\n{indent}" if closes else ""))
            if closes:
                cursor.movePosition(QTextCursor.MoveOperation.Left, n=len(indent) + 1)
                self.setTextCursor(cursor)
        else:
            cursor.insertText(f"\n{indent}")
        self.ensureCursorVisible()

    def _show_selections(self) -> None:
        """Current line, found places, marks and the pair of brackets, painted over the text."""
        pair = [self.range_cursor(offset, offset + 1) for offset in self._pair or ()]
        selections = [
            self._current_line(),
            *(self._selection(cursor, "warning_soft") for cursor in self._found),
            *(self._wave(mark) for mark in self._marks),
            *(self._selection(cursor, "pressed") for cursor in pair),
        ]
        self.setExtraSelections(selections)

    def _wave(self, mark: Mark) -> QTextEdit.ExtraSelection:
        end = max(mark.end, mark.begin + 1)
        begin = mark.begin if end <= len(self.text) else max(0, mark.begin - 1)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self.range_cursor(begin, min(end, len(self.text)))
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(self._appearance.colour(mark.kind))
        selection.format = style
        return selection

    def _current_line(self) -> QTextEdit.ExtraSelection:
        cursor = self.textCursor()
        cursor.clearSelection()
        selection = self._selection(cursor, "hover")
        selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return selection

    def _selection(self, cursor: QTextCursor, role: str) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        style = QTextCharFormat()
        style.setBackground(self._appearance.colour(role))
        selection.format = style
        return selection

    def _show_tip(self, event: QEvent) -> None:
        place = self.viewport().mapFrom(self, event.pos())  # pyright: ignore[reportAttributeAccessIssue] - a QHelpEvent
        offset = self.offset_of(self.cursorForPosition(place).position())
        found = [mark.sentence for mark in self._marks if mark.begin <= offset <= max(mark.end, mark.begin + 1)]
        QToolTip.showText(event.globalPos(), "\n".join(found), self)  # pyright: ignore[reportAttributeAccessIssue]

    def _on_appearance(self) -> None:
        self._show_selections()
        self._fit_gutter()
