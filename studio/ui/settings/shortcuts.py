"""Settings, Shortcuts: every action that has keys, in its group."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.actions import Actions
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.key_names import KeyGroup
from studio.ui.widgets.labels import Badge, PlainLabel


class ShortcutsSection(Section):
    """Reads the registry of actions each time it is shown."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("shortcuts", "Shortcuts")
        self._actions = actions
        self._cards: list[Card] = []
        self._shown: tuple[KeyGroup, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Show the keys there are now."""
        groups = self._actions.key_groups()
        if groups == self._shown:
            return
        self._shown = groups
        for card in self._cards:
            self.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [_card(group) for group in groups]
        for card in self._cards:
            self.column.addWidget(card)
            card.setVisible(True)


def _card(group: KeyGroup) -> Card:
    card = Card(group.title)
    for text, names in group.rows:
        card.add_row(text, _Keys(text, names))
    return card


class _Keys(QWidget):
    """The keys of an action as key caps."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(6)
        for number, name in enumerate(names):
            if number:
                row.addWidget(PlainLabel("or", "faint"))
            row.addWidget(Badge(name))
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text}: {' or '.join(names)}")
