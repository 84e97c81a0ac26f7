"""A view of cells that knows which one the pointer is over, and where a menu is asked for by pointer or key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from studio.ui.widgets.virtual_view import VirtualView


class HoverView(VirtualView):
    """Paints again what has the pointer or the focus, and what had it."""

    menu_requested = Signal(int, QPoint)  # row, place on the screen

    hovered = -1
    """The row under the pointer, or -1."""

    def on_rows(self) -> None:
        self.hovered = -1
        super().on_rows()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        QAbstractItemView.mouseMoveEvent(self, event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(index.row(), self.viewport().mapToGlobal(at))

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            changed = (self.hovered, row)
            self.hovered = row
            for each in changed:
                self.update_row(each)
