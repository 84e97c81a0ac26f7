"""What stands at the left of a code text: line numbers, the lines with marks, and what can be folded."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.code.folded_text import FoldedText

PAD = 8
FOLD = 14  # px of the column with the folding marks


class Gutter(QWidget):
    """Line numbers, the lines with marks, and what can be folded."""

    def __init__(self, edit: FoldedText, appearance: Appearance) -> None:
        super().__init__(edit)
        self._edit = edit
        self._appearance = appearance
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(self.wanted_width(), 0)

    def wanted_width(self) -> int:
        """Room for the largest line number and the folding marks, px."""
        digits = max(2, len(str(self._edit.blockCount())))
        return self._edit.fontMetrics().horizontalAdvance("9") * digits + 2 * PAD + self._appearance.px(FOLD)

    def place(self) -> None:
        """Stand at the left of the text."""
        width = self.wanted_width()
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
        painter, look, edit = QPainter(self), self._appearance, self._edit
        painter.setFont(edit.font())
        marked, current = self._marked_lines(), edit.textCursor().blockNumber()
        fold, height = look.px(FOLD), edit.fontMetrics().height()
        top = edit.viewport().y() - edit.contentsRect().top()
        place, dpr = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.devicePixelRatioF()
        icons = {
            is_folded: look.pixmap("chevron-right" if is_folded else "chevron-down", "muted", fold - 2, dpr)
            for is_folded in (True, False)
        }
        pen = ""
        for block, area in edit.first_visible_blocks():
            y = area.top() + top
            if y > event.rect().bottom() or y + area.height() < event.rect().top():
                continue
            number = block.blockNumber()
            role = marked.get(number) or ("text" if number == current else "faint")
            if role != pen:
                painter.setPen(look.colour(role))
                pen = role
            painter.drawText(QRect(0, y, self.width() - PAD - fold, height), place, str(number + 1))
            is_folded = edit.fold_of(block)
            if is_folded is not None:
                painter.drawPixmap(self.width() - fold - 2, y + (height - fold + 2) // 2, icons[is_folded])
        painter.end()

    def _marked_lines(self) -> dict[int, str]:
        """The lines where a mark begins, with its kind; an error counts before a warning."""
        document, edit = self._edit.document(), self._edit
        found: dict[int, str] = {}
        for mark in edit.marks:
            line = document.findBlock(edit.place_of(mark.begin)).blockNumber()
            found[line] = mark.kind if found.get(line) != "error" else "error"
        return found
