"""The open list of a picker: choices, and a search field above them when they are many; on few of them one just types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from studio.ui.widgets.choices import POPUP, Choice, ChoiceDelegate, ChoiceModel, width_of
from studio.ui.widgets.type_ahead import TypeAhead

if TYPE_CHECKING:
    from studio.ui.appearance import Appearance

SEARCH_FROM = 12  # choices; fewer are seen at a glance
_MOST_ROWS = 10
_MOST_WIDTH = 460
_FRAME = 48  # px of padding and scroll bar beside a choice
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PickerPopup(QFrame):
    """A frame over the window that closes itself; `picked` tells the key."""

    picked = Signal(str)

    def __init__(self, appearance: Appearance, choices: tuple[Choice, ...], key: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(POPUP)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._appearance = appearance
        self._all = choices
        self._model = ChoiceModel(self, choices)
        self._type_ahead = TypeAhead(self)
        self._list = QListView()
        self._list.setObjectName("pickerList")
        self._list.setAccessibleName(parent.accessibleName())
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(ChoiceDelegate(appearance, self._list))
        self._list.setModel(self._model)
        self._list.entered.connect(self._list.setCurrentIndex)
        self._list.clicked.connect(self._take)
        self._list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search")
        self._search.setAccessibleName(f"Search: {parent.accessibleName()}")
        self._search.textEdited.connect(self._on_search)
        self._search.installEventFilter(self)
        self._search.setVisible(len(choices) >= SEARCH_FROM)
        column.addWidget(self._search)
        column.addWidget(self._list)
        self._list.setCurrentIndex(self._model.index(max(0, self._model.row_of(key))))

    def open_below(self, widget: QWidget) -> None:
        """Show it under a widget, or above where there is no room below."""
        rows = min(_MOST_ROWS, len(self._all))
        height = rows * self._list.sizeHintForRow(0) + 20
        if self._search.isVisibleTo(self):
            height += self._search.sizeHint().height() + 4
        needed = max((width_of(choice, self._appearance) for choice in self._all), default=0)
        width = max(widget.width(), min(self._appearance.px(_MOST_WIDTH), needed + _FRAME))
        at = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        screen: QRect = widget.screen().availableGeometry()
        if at.y() + height > screen.bottom():
            at.setY(max(screen.top(), widget.mapToGlobal(QPoint(0, 0)).y() - height - 4))
        at.setX(min(at.x(), max(screen.left(), screen.right() - width)))
        self.setGeometry(QRect(at.x(), at.y(), width, height))
        self.show()
        (self._search if self._search.isVisible() else self._list).setFocus()
        self._list.scrollTo(self._list.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in _TAKE_KEYS:
            self._take(self._list.currentIndex())
            return True
        if watched is self._search and event.key() in _LIST_KEYS:
            self._list.keyPressEvent(event)
            return True
        if watched is self._list and self._type_ahead.takes(event):
            self._jump(event.text())
            return True
        return super().eventFilter(watched, event)

    def _on_search(self, text: str) -> None:
        words = text.casefold().split()
        hits = tuple(c for c in self._all if all(w in f"{c.text} {c.suffix} {c.detail}".casefold() for w in words))
        self._model.replace(hits)
        self._list.setCurrentIndex(self._model.index(0))

    def _jump(self, letters: str) -> None:
        names = [choice.text for choice in self._model.choices]
        row = self._type_ahead.row_for(letters, names, self._list.currentIndex().row())
        if row >= 0:
            self._list.setCurrentIndex(self._model.index(row))

    def _take(self, index: QModelIndex) -> None:
        choice = self._model.at(index.row())
        if choice is not None:
            self.picked.emit(choice.key)
            self.close()
