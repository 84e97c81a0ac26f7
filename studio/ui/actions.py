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
        within: QWidget | None = None,
    ) -> QAction:
        """Add an action. With an `owner`, a screen, its keys work while that screen is shown: those with Ctrl, Alt or
        of the F row wherever the focus is, also in rail and status line, and plain ones while the focus is in the
        screen. With `within`, a part of a screen, all of them work only while the focus is in that part."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: run())
        action.setShortcuts([QKeySequence(key) for key in keys])
        is_of_window = within is None and (owner is None or all(map(_is_chord, keys)))
        contexts = Qt.ShortcutContext
        action.setShortcutContext(contexts.WindowShortcut if is_of_window else contexts.WidgetWithChildrenShortcut)
        (within or owner or self._window).addAction(action)  # a window's key of a hidden widget does nothing
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


def _is_chord(key: str) -> bool:
    """Nobody types this key by chance: it has Ctrl, Alt or Meta, or is one of the F row."""
    *held, last = key.split("+")
    return not {"Ctrl", "Alt", "Meta"}.isdisjoint(held) or (last[:1] == "F" and last[1:].isdecimal())
