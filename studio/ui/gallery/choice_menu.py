"""A menu of which one choice is ticked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from studio.ui.widgets.properties import literal

LONGEST = 60


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """One choice: what it stands for and what it is called; `note` is said after it, `why_not` when it cannot be had."""

    value: object
    text: str
    note: str = ""
    is_apart: bool = False  # a line stands before it
    why_not: str = ""


class ChoiceMenu(QMenu):
    """Tells which choice a person has taken."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self._shown: tuple[tuple[MenuChoice, ...], object] | None = None
        self.setToolTipsVisible(True)

    def show_choices(self, choices: Sequence[MenuChoice], current: object) -> None:
        """Other choices, or another one of them is the current one."""
        if self._shown == (tuple(choices), current):
            return
        self._shown = (tuple(choices), current)
        self.clear()
        for choice in choices:
            self._add(choice, is_current=choice.value == current)

    def _add(self, choice: MenuChoice, *, is_current: bool) -> None:
        if choice.is_apart:
            self.addSeparator()
        words = " ".join(choice.text.split())
        text = f"{words[: LONGEST - 1]}…" if len(words) > LONGEST else words
        action = self.addAction(literal(f"{text}  ({choice.note})" if choice.note else text))
        action.setCheckable(True)
        action.setActionGroup(self._group)
        action.setChecked(is_current)
        action.setEnabled(not choice.why_not)
        if choice.why_not:
            action.setToolTip(choice.why_not)
        action.triggered.connect(lambda _checked=False, value=choice.value: self.chosen.emit(value))
