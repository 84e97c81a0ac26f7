"""A layout that places widgets one after another and wraps them like the words of a text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then the next line; `gap` px between items and lines; lines may stand in the middle."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6, *, is_centred: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._is_centred = is_centred
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items if not _is_hidden(item)]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return self._with_margins(QSize(width, max((hint.height() for hint in hints), default=0)))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return self._with_margins(size)

    def _with_margins(self, size: QSize) -> QSize:
        return size.grownBy(self.contentsMargins())

    def _place(self, area: QRect, *, is_real: bool) -> int:
        """Place the items and return the height that it takes, margins included."""
        margins = self.contentsMargins()
        inner = area.marginsRemoved(margins)
        y = inner.y()
        for line in self._lines(inner.width()):
            sizes = [item.sizeHint() for item in line]
            width = sum(size.width() for size in sizes) + self._gap * (len(line) - 1)
            x = inner.x() + (max(0, inner.width() - width) // 2 if self._is_centred else 0)
            for item, size in zip(line, sizes, strict=True):
                size.setWidth(min(size.width(), inner.width()))
                if is_real:
                    item.setGeometry(QRect(QPoint(x, y), size))
                x += size.width() + self._gap
            y += max(size.height() for size in sizes) + self._gap
        bottom = y - self._gap if y > inner.y() else y
        return bottom - area.y() + margins.bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What is shown, broken into lines that fit."""
        lines: list[list[QLayoutItem]] = []
        room = 0
        for item in self._items:
            if _is_hidden(item):
                continue
            needed = item.sizeHint().width()
            if not lines or needed > room:
                lines.append([])
                room = width
            lines[-1].append(item)
            room -= needed + self._gap
        return lines


def _is_hidden(item: QLayoutItem) -> bool:
    """It takes no room."""
    widget: QWidget | None = item.widget()
    return widget is not None and widget.isHidden() and not widget.sizePolicy().retainSizeWhenHidden()
