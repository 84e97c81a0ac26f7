"""The text editor of templates and details: line numbers, folding, marks at their places, and keys as programmers know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.code_text import CodeText

INDENT = "  "
_PAD = 8
_FOLD = 14  # px of the column with the folding marks
MOST_FOUND = 500
"""Places found that are marked at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A wavy line from `begin` to `end` (offsets) and the sentence that the pointer finds there."""

    begin: int
    end: int
    sentence: str
    kind: str = "error"


class CodeEdit(CodeText):
    """Wraps long lines. Tab indents; Esc and then Tab leaves, so that the keyboard is never trapped."""

    menu_requested = Signal(QPoint)

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._appearance = appearance
        self._folds: Mapping[int, int] = {}
        self._marks: tuple[Mark, ...] = ()
        self._found: list[QTextCursor] = []
        self._pair: tuple[int, int] | None = None
        self._is_leaving = False
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.gutter = Gutter(self, appearance)
        self.updateRequest.connect(self.gutter.follow)
        self.blockCountChanged.connect(self._fit_gutter)
        self.cursorPositionChanged.connect(self._show_selections)
        appearance.changed.connect(self._on_appearance)
        self._on_appearance()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that are shown."""
        return self._marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark other places."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._show_selections()
            self.gutter.update()

    def set_folds(self, folds: Mapping[int, int]) -> None:
        """Blocks that can be folded: first line to last line, counted from 0."""
        if folds != self._folds:
            self._folds = folds
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

    def fold_of(self, block: QTextBlock) -> bool | None:
        """Whether a line is folded now; None where it cannot be."""
        following = block.next()
        if following.isValid() and not following.isVisible():
            return True
        return False if block.blockNumber() in self._folds else None

    def toggle_fold(self, line: int) -> None:
        """Fold the block that begins at a line, or unfold it."""
        block = self.document().findBlockByNumber(line)
        is_folded = self.fold_of(block)
        if is_folded is None:
            return
        first, inside = block, block.next()
        while inside.isValid() and (
            (is_folded and not inside.isVisible()) or (not is_folded and inside.blockNumber() < self._folds[line])
        ):
            inside.setVisible(bool(is_folded))
            inside = inside.next()
        self.document().markContentsDirty(first.position(), inside.position() - first.position())
        self.viewport().update()
        self.gutter.update()

    def unfold_all(self) -> None:
        """Show every line."""
        block = self.document().firstBlock()
        while block.isValid():
            block.setVisible(True)
            block = block.next()
        self.document().markContentsDirty(0, self.document().characterCount() - 1)
        self.viewport().update()

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

    def first_visible_blocks(self) -> list[tuple[QTextBlock, QRect]]:
        """The lines that are on screen with their places in the viewport."""
        shown: list[tuple[QTextBlock, QRect]] = []
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if area.top() > bottom:
                break
            if block.isVisible():
                shown.append((block, area))
            block = block.next()
        return shown

    def gutter_width(self) -> int:
        """Room for the largest line number and the folding marks."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * _PAD + self._appearance.px(_FOLD)

    def set_gutter_margin(self, width: int) -> None:
        """Keep room for the gutter at the left."""
        self.setViewportMargins(width, 0, 0, 0)

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


class Gutter(QWidget):
    """Line numbers, the lines with marks, and what can be folded."""

    def __init__(self, edit: CodeEdit, appearance: Appearance) -> None:
        super().__init__(edit)
        self._edit = edit
        self._appearance = appearance
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(self._edit.gutter_width(), 0)

    def place(self) -> None:
        """Stand at the left of the text."""
        width = self._edit.gutter_width()
        self._edit.set_gutter_margin(width)
        area = self._edit.contentsRect()
        self.setGeometry(QRect(area.left(), area.top(), width, area.height()))

    def follow(self, area: QRect, moved: int) -> None:
        """Scroll with the text."""
        if moved:
            self.scroll(0, moved)
        else:
            self.update(0, area.y(), self.width(), area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for block, area in self._edit.first_visible_blocks():
            if area.top() <= event.position().y() < area.bottom():
                self._edit.toggle_fold(block.blockNumber())
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._appearance
        painter.setFont(self._edit.font())
        faulty = {
            self._edit.document().findBlock(self._edit.place_of(mark.begin)).blockNumber() for mark in self._edit.marks
        }
        current = self._edit.textCursor().blockNumber()
        fold = look.px(_FOLD)
        top = self._edit.viewport().y() - self._edit.contentsRect().top()
        height = self._edit.fontMetrics().height()
        for block, area in self._edit.first_visible_blocks():
            y = area.top() + top
            if y > event.rect().bottom() or y + area.height() < event.rect().top():
                continue
            number = block.blockNumber()
            role = "error" if number in faulty else "text" if number == current else "faint"
            painter.setPen(look.colour(role))
            line = QRect(0, y, self.width() - _PAD - fold, height)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))
            is_folded = self._edit.fold_of(block)
            if is_folded is not None:
                icon = "chevron-right" if is_folded else "chevron-down"
                pixmap = look.pixmap(icon, "muted", fold - 2, self.devicePixelRatioF())
                painter.drawPixmap(self.width() - fold - 2, y + (height - fold + 2) // 2, pixmap)
        painter.end()
