"""What a figure was made from and what was made from it, each a way to go there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel

MOST = 12
LONGEST = 26


class Lineage(QWidget):
    """Two lists of names; hidden while a figure has neither parent nor children."""

    figure_wanted = Signal(object)  # Figure

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._parents = _Names(appearance, "Made from", self)
        self._children = _Names(appearance, "Edits of this", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for names in (self._parents, self._children):
            names.figure_wanted.connect(self.figure_wanted)
            column.addWidget(names)
        self.hide()

    def show_figures(self, parent: Figure | None, children: Sequence[Figure]) -> None:
        """Show another lineage."""
        self._parents.show_figures((parent,) if parent is not None else ())
        self._children.show_figures(children)
        self.setVisible(parent is not None or bool(children))

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of parent and children as they are shown."""
        return self._parents.names(), self._children.names()

    def words(self) -> tuple[str, ...]:
        """The words that stand above names."""
        return tuple(names.word for names in (self._parents, self._children) if not names.isHidden())


class _Names(QWidget):
    """A word, and under it the names of figures as buttons."""

    figure_wanted = Signal(object)

    def __init__(self, appearance: Appearance, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.word = word
        self._figures: tuple[Figure, ...] = ()
        self._buttons: list[Button] = []
        holder = QWidget()
        self._flow = FlowLayout(holder, gap=6)
        self._more = PlainLabel("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(PlainLabel(word, "label"))
        column.addWidget(holder)
        column.addWidget(self._more)
        self.hide()  # a word stands there only above names

    def show_figures(self, figures: Sequence[Figure]) -> None:
        if tuple(figures) == self._figures:
            return
        self._figures = tuple(figures)
        while len(self._buttons) < min(MOST, len(figures)):
            self._add_button()
        for number, button in enumerate(self._buttons):
            is_used = number < len(figures)
            button.setVisible(is_used)
            if is_used:
                self._name(button, figures[number])
        left_out = len(figures) - MOST
        self._more.setText(f"and {left_out} more" if left_out > 0 else "")
        self._more.setVisible(left_out > 0)
        self.setVisible(bool(figures))

    def names(self) -> tuple[str, ...]:
        return tuple(button.text().replace("&&", "&") for button in self._buttons if not button.isHidden())

    def _name(self, button: Button, figure: Figure) -> None:
        words = " ".join(figure.title.split()) or "Untitled"
        gone = " (deleted)" if figure.deleted_at is not None else ""
        button.set_text(f"{words[: LONGEST - 1]}…{gone}" if len(words) > LONGEST else f"{words}{gone}")
        button.setAccessibleName(f"{self.word}: {words}{gone}")
        button.set_tip(f"Show “{words}”")

    def _add_button(self) -> None:
        button = Button(self._appearance, "")
        number = len(self._buttons)
        button.clicked.connect(lambda: self.figure_wanted.emit(self._figures[number]))
        self._buttons.append(button)
        self._flow.addWidget(button)
