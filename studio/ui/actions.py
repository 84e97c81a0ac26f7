"""Every action of the studio in one registry: menus, buttons, the command palette and the list of keys read it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Actions(QObject):
    """QActions by name, in the order in which they were added; each belongs to a group that people read."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, list[QAction]] = {}

    def add(
        self,
        name: str,
        text: str,
        run: Callable[[], object],
        *,
        group: str,
        keys: Sequence[str] = (),
        owner: QWidget | None = None,
    ) -> QAction:
        """Add an action. With an `owner` its keys work only while that widget or a child of it has the focus."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: run())
        action.setShortcuts([QKeySequence(key) for key in keys])
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if owner else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        (owner or self._window).addAction(action)
        self._actions[name] = action
        self._groups.setdefault(group, []).append(action)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        """Every action there is."""
        return tuple(self._actions.values())

    def groups(self) -> tuple[tuple[str, tuple[QAction, ...]], ...]:
        """The actions by group."""
        return tuple((group, tuple(actions)) for group, actions in self._groups.items())
