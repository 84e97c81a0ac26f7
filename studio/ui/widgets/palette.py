"""Every action by its name (Ctrl+K)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from studio.ui.widgets.choices import Choice, ChoiceDelegate, ChoiceModel
from studio.ui.widgets.key_names import key_names
from studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

_WIDTH = 560
_MOST_ROWS = 9
_TOP = 80  # px under the window's top edge
_EDGE = 20
_FRAME = 30  # px of margins and spacing
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CommandPalette(QDialog):
    """Type a few letters of an action, press Enter; it runs after the palette has closed."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("commandPalette")
        self._window = parent
        self.setWindowTitle("Commands")
        self.setAccessibleName("Commands")
        self.setModal(True)
        self._actions: dict[str, QAction] = {}
        self._model = ChoiceModel(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("What do you want to do?")
        self._search.setAccessibleName("Search commands")
        self._search.textEdited.connect(self._on_search)
        self._search.installEventFilter(self)
        self._list = QListView()
        self._list.setAccessibleName("Commands")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setProperty("ground", "panel")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(ChoiceDelegate(appearance, self._list))
        self._list.setModel(self._model)
        self._list.clicked.connect(self._run)
        self._none = PlainLabel("No command has these letters.", "muted")
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self._search)
        column.addWidget(self._list)
        column.addWidget(self._none)
        self._width = appearance.px(_WIDTH)

    def show_actions(self, actions: Sequence[QAction]) -> None:
        """Open over the window with the actions that can be taken now."""
        usable = [action for action in actions if action.isEnabled() and _name(action)]
        self._actions = {str(at): action for at, action in enumerate(usable)}
        self._search.clear()
        self._on_search("")
        window = self._window
        width = min(self._width, window.width() - 2 * _EDGE)
        top = min(_TOP, max(_EDGE, (window.height() - self.height()) // 2))
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, top)))
        self.setFixedWidth(width)
        self.open()
        self._search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _TAKE_KEYS:
                self._run()
                return True
            if event.key() in _LIST_KEYS:
                self._list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _on_search(self, text: str) -> None:
        scored: list[tuple[int, Choice]] = []
        for key, action in self._actions.items():
            score = fuzzy_score(text, _name(action))
            if score is not None:
                scored.append((score, Choice(key, _name(action), _keys(action))))
        scored.sort(key=lambda pair: pair[0])
        self._model.replace(tuple(choice for _, choice in scored))
        self._list.setCurrentIndex(self._model.index(0))
        self._list.setVisible(bool(scored))
        self._none.setVisible(not scored)
        row = self._list.sizeHintForRow(0)
        room = self._window.height() - _TOP - _EDGE - self._search.sizeHint().height() - _FRAME
        self._list.setFixedHeight(min(len(scored), _MOST_ROWS, max(2, room // max(1, row))) * row)
        self.setFixedHeight(self._column.sizeHint().height())

    def _run(self) -> None:
        choice = self._model.at(self._list.currentIndex().row())
        if choice is not None:
            self.accept()
            self._actions[choice.key].trigger()


def fuzzy_score(typed: str, name: str) -> int | None:
    """How well typed letters fit a name: 0 is best, None does not fit; words' beginnings and runs count."""
    wanted = "".join(typed.casefold().split())
    text = name.casefold()
    if not wanted:
        return 0
    whole = text.find(" ".join(typed.casefold().split()))
    if whole >= 0:
        return 0 if whole == 0 else 1 if text[whole - 1] == " " else 2
    score, at = 3, -1
    for letter in wanted:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        is_start = found == 0 or not text[found - 1].isalnum()
        score += 0 if found == at + 1 or is_start else 2 + found - at
        at = found
    return score


def _keys(action: QAction) -> str:
    return next(iter(key_names(action.shortcuts())), "")


def _name(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…").strip()
