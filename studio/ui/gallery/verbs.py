"""Buttons for actions, in two columns where they fit and in one where they do not."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button

GAP = 8


class VerbButton(Button):
    """A button that does what an action does, with its words and while it can be done."""

    def __init__(self, appearance: Appearance, action: QAction, kind: str = "", icon: str = "") -> None:
        super().__init__(appearance, "", kind, icon)
        self.action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def _on_action_changed(self) -> None:
        self.setText(self.action.text())
        self.setEnabled(self.action.isEnabled())


class VerbButtons(QWidget):
    """The first button is as wide as the panel, the others stand below it in pairs."""

    def __init__(self, first: Button, others: Sequence[Button]) -> None:
        super().__init__()
        self._first = first
        self._others = tuple(others)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for button in (first, *others):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Larger text asks for another arrangement as well."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        widest = max((button.sizeHint().width() for button in self._others), default=0)
        self._arrange(2 if 2 * widest + GAP <= self.width() else 1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for button in (self._first, *self._others):
            self._grid.removeWidget(button)
        self._grid.addWidget(self._first, 0, 0, 1, columns)
        is_alone = len(self._others) == 1
        for number, button in enumerate(self._others):
            span = columns if is_alone else 1
            self._grid.addWidget(button, 1 + number // columns, number % columns, 1, span)
        self.updateGeometry()
