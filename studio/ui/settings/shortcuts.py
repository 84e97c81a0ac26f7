"""Settings, Shortcuts: every action that has keys, in its group."""

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.actions import Actions
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel


class ShortcutsSection(Section):
    """Reads the registry of actions each time it is shown: screens add theirs when they are first opened."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("shortcuts", "Shortcuts")
        self._actions = actions
        self._cards: list[Card] = []
        self._shown: tuple[QAction, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Show the actions there are now."""
        actions = self._actions.all()
        if actions == self._shown:
            return
        self._shown = actions
        for card in self._cards:
            self.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        groups = ((group, [each for each in members if each.shortcuts()]) for group, members in self._actions.groups())
        self._cards = [_card(group, with_keys) for group, with_keys in groups if with_keys]
        for card in self._cards:
            self.column.addWidget(card)
            card.setVisible(True)


def _card(group: str, actions: Sequence[QAction]) -> Card:
    card = Card(group)
    for action in actions:
        card.add_row(action.text().replace("&&", "&"), _Keys(action))
    return card


class _Keys(QWidget):
    """The keys of an action as key caps."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(6)
        names = [keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts()]
        for number, name in enumerate(names):
            if number:
                row.addWidget(PlainLabel("or", "faint"))
            row.addWidget(Badge(name))
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{action.text()}: {' or '.join(names)}")
