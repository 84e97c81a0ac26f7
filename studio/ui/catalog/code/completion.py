"""Completion in the template editor: the variables that there are, offered inside braces as one types."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView

from studio.ui.catalog.code.code_edit import CodeEdit

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.'\[\]-]*$")
_SCROLL_BAR = 40
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Completion(QObject):
    """Opens by itself after a letter or a dot inside braces, and by Ctrl+Space."""

    def __init__(self, edit: CodeEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(edit)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(10)
        self._completer.activated.connect(self._insert)
        self._popup = QListView()
        self._popup.setObjectName("completion")
        self._popup.setAccessibleName("Variables")
        self._completer.setPopup(self._popup)
        edit.installEventFilter(self)
        edit.edited.connect(lambda _text: self._offer(by_hand=False))

    @property
    def words(self) -> list[str]:
        """What can be completed to."""
        return self._model.stringList()

    @property
    def is_open(self) -> bool:
        """Whether variables are offered now."""
        return self._popup.isVisible()

    def offered(self) -> list[str]:
        """What is offered now, in order."""
        model = self._completer.completionModel()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def set_words(self, words: Sequence[str]) -> None:
        """Offer other variables."""
        if list(words) != self._model.stringList():
            self._model.setStringList(list(words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.is_open and event.key() in _KEYS:
                index = self._popup.currentIndex()
                word = str(index.data()) if index.isValid() else self._completer.currentCompletion()
                self._popup.hide()
                self._insert(word)
                return True
            if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._offer(by_hand=True)
                return True
        return super().eventFilter(watched, event)

    def _offer(self, *, by_hand: bool) -> None:
        prefix = self._prefix()
        if prefix is None or not (prefix or by_hand) or not self._edit.hasFocus():
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(prefix)
        offered = self.offered()
        if not offered or offered == [prefix]:
            self._popup.hide()
            return
        area = self._edit.cursorRect()
        area.translate(self._edit.viewport().pos())
        area.setWidth(self._popup.sizeHintForColumn(0) + _SCROLL_BAR)
        self._completer.complete(area)

    def _prefix(self) -> str | None:
        """What stands before the cursor of a variable; None outside of braces."""
        offset = self._edit.cursor_offset
        before = self._edit.text[max(0, offset - 400) : offset]
        opened = max(before.rfind("{{"), before.rfind("{%"))
        if opened < 0 or max(before.rfind("}}"), before.rfind("%}")) > opened:
            return None
        match = _WORD.search(before[opened + 2 :])
        return match[0] if match else ""

    def _insert(self, word: str) -> None:
        offset = self._edit.cursor_offset
        self._edit.replace_range(offset - len(self._prefix() or ""), offset, word)
