"""Every action of the studio in one registry: menus, buttons, the command palette and the list of keys read it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.screen_commands import COMMANDS
from studio.ui.widgets.key_names import KeyGroup, key_names


class Actions(QObject):
    """QActions by name, in the order in which they were added; each belongs to a group that people read."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, list[QAction]] = {}
        self._owners: dict[str, QWidget] = {}

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
        if owner is not None:
            self._owners[name] = owner
        self._groups.setdefault(group, []).append(action)
        return action

    def bind(self, name: str, run: Callable[[], object], owner: QWidget) -> QAction:
        """Add the action of a command of `screen_commands`, when its screen is built."""
        command = COMMANDS[name]
        return self.add(name, command.text, run, group=command.group, keys=command.keys, owner=owner)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def usable(self, *, last: str) -> tuple[QAction, ...]:
        """What can be done now: everywhere, or on the screen that is shown. The group `last` comes behind the others."""
        groups = sorted(self._groups, key=lambda group: group == last)
        actions = (action for group in groups for action in self._groups[group])
        return tuple(action for action in actions if action.isEnabled() and self._is_at_hand(action.objectName()))

    def key_groups(self) -> tuple[KeyGroup, ...]:
        """All keys there are, by group, also those of screens that are not built yet."""
        rows: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {}
        for group, actions in self._groups.items():
            rows[group] = {each.objectName(): (_plain(each.text()), key_names(each.shortcuts())) for each in actions}
        late = dict.fromkeys(command.group for command in COMMANDS.values())
        listed = {group: rows[group] for group in rows if group not in late} | {group: {} for group in late}
        for name, command in COMMANDS.items():
            declared = (command.text, key_names(map(QKeySequence, command.keys)))
            listed[command.group][name] = rows.get(command.group, {}).get(name, declared)
        groups = ((title, tuple(row for row in found.values() if row[1])) for title, found in listed.items())
        return tuple(KeyGroup(title, with_keys) for title, with_keys in groups if with_keys)

    def _is_at_hand(self, name: str) -> bool:
        owner = self._owners.get(name)
        return owner is None or owner.isVisibleTo(self._window)


def _plain(text: str) -> str:
    """The text of an action without the sign that an ampersand needs in a menu."""
    return text.replace("&&", "&")


def _is_chord(key: str) -> bool:
    """Nobody types this key by chance: it has Ctrl, Alt or Meta, or is one of the F row."""
    *held, last = key.split("+")
    return not {"Ctrl", "Alt", "Meta"}.isdisjoint(held) or (last[:1] == "F" and last[1:].isdecimal())
