"""Beside the editor: three real prompts with the change marked, mock-ups, what templates ask for, and what publishing means."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.catalog import Catalog, Kind
from studio.core.catalog_change import Impact
from studio.core.draft import EntryStatus
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import ByTurns
from studio.ui.catalog.effects.coverage_row import CoverageRow, CoverageWords, of_asked, of_row
from studio.ui.catalog.effects.mockup_pair import MockupPair
from studio.ui.catalog.effects.prompt_card import PromptCard
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.scrolling import scrolled

MOST_ROWS = 60


class EffectsPanel(QWidget):
    """Follows what was worked out for the entry that is looked at."""

    hole_chosen = Signal(object)  # Asked | Row

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: tuple[object, ...] = ()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(8)
        self._head = PlainLabel("Three real prompts, with your change marked", "label", wrap=True)
        column.addWidget(self._head)
        self.cards = [PromptCard(appearance, inside) for _ in range(3)]
        for card in self.cards:
            column.addWidget(card)
        column.addSpacing(8)
        self.mockups = MockupPair(appearance, inside)
        column.addWidget(self.mockups)
        column.addSpacing(8)
        self._coverage_head = PlainLabel("", "label", wrap=True)
        column.addWidget(self._coverage_head)
        rows = QWidget(inside)  # moves as one when something over it comes or goes
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        column.addWidget(rows)
        self._coverage: list[CoverageRow] = []
        self._turns = ByTurns(self)
        column.addStretch(1)
        self.outlook = QFrame()
        self.outlook.setObjectName("notes")
        box = QVBoxLayout(self.outlook)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(4)
        self.outlook_title = PlainLabel("If you publish", "heading")
        box.addWidget(self.outlook_title)
        self.outlook_text = PlainLabel("", "muted", wrap=True)
        box.addWidget(self.outlook_text)
        self.older = Button(appearance, "Show them…")
        self.older.hide()
        line = QHBoxLayout()
        line.addWidget(self.older)
        line.addStretch(1)
        box.addLayout(line)
        column.addWidget(self.outlook)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, self))
        set_ground(self, "panel", "left")

    @property
    def coverage(self) -> "tuple[CoverageRow, ...]":
        """The rows of the coverage that are shown."""
        return tuple(row for row in self._coverage if not row.isHidden())

    def show_effects(self, editing: Editing, effects: Effects, catalog: Catalog) -> None:
        """Show what is known; what is still being worked out keeps its last words."""
        self.outlook_text.setText(outlook(editing, effects.impact))
        self.older.setVisible(effects.impact is not None and effects.impact.older > 0)
        is_draft = editing.draft is not None
        self.outlook_title.setText("If you publish" if is_draft else "Figures made with it")
        known = effects.effects
        shown = (known, editing.kind, is_draft, catalog)
        is_same = bool(self._shown) and all(one is other for one, other in zip(shown, self._shown, strict=True))
        if known is None or is_same:
            return
        self._shown = shown
        is_new_template = editing.kind is Kind.PROMPTS and editing.live is None
        is_marked = is_draft and not is_new_template
        self._head.setText("Three real prompts, with your change marked" if is_marked else "Three real prompts")
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(known.prompts))
            if number < len(known.prompts):
                card.show_effect(known.prompts[number])
        if editing.kind is Kind.PROMPTS:
            self._coverage_head.setText("Coverage: what it asks of themes and rarity levels")
            self._show_rows([of_row(row) for row in known.rows])
        else:
            self._coverage_head.setText("Coverage: what templates ask for")
            count = len(catalog.of(Kind.PROMPTS))
            self._show_rows([of_asked(asked, count) for asked in known.asked])

    def clear(self) -> None:
        """Keep nothing of the entry that was looked at."""
        self._shown = ()
        self.outlook_text.setText("")
        for card in self.cards:
            card.clear()
            card.hide()
        self._show_rows([])

    def _show_rows(self, rows: list[CoverageWords]) -> None:
        rows = sorted(rows, key=lambda row: _URGENCY[row[3]])[:MOST_ROWS]
        for row in self._coverage[len(rows) :]:
            row.clear()
            row.hide()
        self._coverage_head.setVisible(bool(rows))
        self._turns.begin(self._change_rows(rows))

    def _change_rows(self, rows: Sequence[CoverageWords]) -> Iterator[None]:
        for number, words in enumerate(rows):
            if number == len(self._coverage):
                row = CoverageRow(self)
                row.chosen.connect(self.hole_chosen)
                self._coverage.append(row)
                self._rows.addWidget(row)
            self._coverage[number].show_words(*words)
            self._coverage[number].show()
            yield


_URGENCY = {"error": 0, "warning": 1, "quiet": 2, "ok": 3}


def outlook(editing: Editing, impact: Impact | None) -> str:
    """What publishing would mean for figures, in a sentence or two."""
    if editing.live is None:
        return "It is new: no figure was made with it yet."
    if impact is None:
        return "The figures that were made with it are being counted…"
    sentences: list[str] = []
    if editing.draft is not None and editing.status is not EntryStatus.LIVE and not editing.draft.is_deletion:
        of = f"of the newest {impact.looked_at:,} " if impact.looked_at < impact.figures else ""
        would = f"{impact.different:,} of {impact.figures:,} figures {of}would come out differently."
        sentences.append(would if impact.figures else "No figure was made with it.")
    elif editing.draft is not None and editing.draft.is_deletion:
        sentences.append(f"{_figures(impact.figures)} made with it, and they keep what they were made from.")
    else:
        older = f", {impact.older:,} of them with an older version" if impact.older else ""
        sentences.append(f"{_figures(impact.figures)} made with it{older}.")
    if impact.waiting:
        jobs = "1 waiting job keeps" if impact.waiting == 1 else f"{impact.waiting:,} waiting jobs keep"
        sentences.append(f"{jobs} the version that they started with.")
    return " ".join(sentences)


def _figures(count: int) -> str:
    return "No figure was" if not count else "1 figure was" if count == 1 else f"{count:,} figures were"
