"""What both sides changed differently: mine, theirs and what was there before, and a field for anything else."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.catalog_change import begin_sentence
from studio.core.entry_merge import Conflict, EntryMerge
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.scrolling import scrolled
from studio.ui.widgets.segmented import Option, Segmented

CARDS_AT_ONCE = 2
"""Cards that are made before the window has its turn again."""
MOST_LINES = 8
_GONE = "(not there)"
_WORDS = {"mine": "Mine", "theirs": "Theirs", "base": "Before", "own": "Other…"}


class MergePanel(QWidget):
    """One card for each conflict; everything else is merged already."""

    decided = Signal(object)  # the choice for each conflict by its key
    stopped = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._merge: EntryMerge | None = None
        self._left: list[Conflict] = []
        self.cards: list[ConflictCard] = []
        self.title = ElidedLabel("", "heading")
        self._text = PlainLabel("", "muted", wrap=True)
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        self.take = Button(appearance, "Take this merge", "primary", "check")
        self.stop = Button(appearance, "Decide another time")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self._text)
        column.addWidget(scrolled(self._inside, self), 1)
        column.addLayout(row)
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._add_cards)
        self.take.clicked.connect(lambda: self.decided.emit({card.key: card.choice for card in self.cards}))
        self.stop.clicked.connect(self.stopped)

    def clear(self) -> None:
        """Ask nothing."""
        self._merge = None
        self._left = []
        self._more.stop()
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []

    def show_merge(self, merge: EntryMerge, author: str) -> None:
        """Ask what has to be decided; `author` is who published first, in words, empty where nobody knows."""
        self.title.setText(
            f"{begin_sentence(author)} published first" if author else "It was published elsewhere first"
        )
        if merge is self._merge:
            return
        self.clear()
        self._merge = merge
        self._left = list(merge.conflicts)
        self._add_cards()
        self.setFocusProxy(self.cards[0].options if self.cards else self.take)
        count = len(merge.conflicts)
        places = "one place" if count == 1 else f"{count} places"
        self._text.setText(
            f"What only one of you changed is merged. In {places} you both changed the same, and differently: choose "
            "what is to stand there. Your edit as it was stays in the history."
        )

    def _add_cards(self) -> None:
        for conflict in self._left[:CARDS_AT_ONCE]:
            card = ConflictCard(self._appearance, conflict)
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
        self._left = self._left[CARDS_AT_ONCE:]
        self.take.set_reasons(("Not every place is shown yet.",) if self._left else ())
        if self._left:
            self._more.start()
        else:
            self._more.stop()


class ConflictCard(QFrame):
    """The three sides beside each other, and under them what is to stand there: one of them, or something typed."""

    def __init__(self, appearance: Appearance, conflict: Conflict) -> None:
        super().__init__()
        self.setObjectName("card")
        self.key = conflict.key
        self._sides = {"mine": conflict.mine, "theirs": conflict.theirs, "base": conflict.base}
        self.options = Segmented(appearance, conflict.place, tuple(Option(key, words) for key, words in _WORDS.items()))
        sides = QHBoxLayout()
        sides.setSpacing(8)
        for key, side in self._sides.items():
            sides.addLayout(_side(key, side, conflict.place), 1)
        self.edit = _snippet(f"What is to stand at {conflict.place}")
        head = QHBoxLayout()
        head.addWidget(PlainLabel(conflict.place, "heading", wrap=True), 1)
        head.addWidget(self.options)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(sides)
        caption = PlainLabel("What is to stand there", "label")
        caption.setBuddy(self.edit)
        column.addWidget(caption)
        column.addWidget(self.edit)
        self.options.chosen.connect(self._on_chosen)
        self.edit.edited.connect(self._on_typed)
        self._on_chosen("mine")

    @property
    def choice(self) -> str | None:
        """What is to stand there; None takes it out."""
        chosen = self.options.value
        return self._sides[chosen] if chosen in self._sides else self.edit.toPlainText()

    def _on_chosen(self, key: str) -> None:
        if key in self._sides:
            side = self._sides[key]
            self.edit.set_text(_GONE if side is None else side)
        else:
            self.edit.setFocus()

    def _on_typed(self, _text: str) -> None:
        self.options.set_value("own")


def _side(key: str, side: str | None, place: str) -> QVBoxLayout:
    words = _WORDS[key]
    edit = _snippet(f"{words}: {place}")
    edit.setReadOnly(True)
    edit.set_text(_GONE if side is None else side)
    caption = PlainLabel(words, "label")
    caption.setBuddy(edit)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(caption)
    column.addWidget(edit)
    column.addStretch(1)
    return column


def _snippet(name: str) -> GrowingTextEdit:
    edit = GrowingTextEdit(name, low=1, high=MOST_LINES)
    edit.setProperty("kind", "snippet")
    return edit
