"""Every action there is: to choose from by its name (the palette), or to read with its keys."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.widgets.palette import CommandPalette, KeyGroup, KeysDialog


def show_commands(window: QWidget, appearance: Appearance, actions: Actions, *, last: str, but: str) -> None:
    """Open the palette with all actions except one; those of the group `last` come behind what the page does."""
    groups = sorted(actions.groups(), key=lambda group: group[0] == last)
    chosen = [action for _, members in groups for action in members if action is not actions[but]]
    palette = CommandPalette(appearance, window)
    palette.finished.connect(palette.deleteLater)
    palette.show_actions(chosen)


def show_keys(window: QWidget, appearance: Appearance, actions: Actions) -> None:
    """Open the list of the keys of all actions that have some."""
    groups = (
        KeyGroup(title, tuple((action.text(), _keys_of(action)) for action in members if _keys_of(action)))
        for title, members in actions.groups()
    )
    dialog = KeysDialog(appearance, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show_groups(tuple(group for group in groups if group.rows))


def _keys_of(action: QAction) -> str:
    return " or ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())
