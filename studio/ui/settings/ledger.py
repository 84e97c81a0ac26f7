"""The card that lists what was asked for with the artist's key, newest first, a page at a time."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.pricing import dollar_range, dollars
from studio.core.spending import Bill, LedgerEntry
from studio.state.spending import SpendingStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.facts import moment_text
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_role

PAGE = 20
OWNER, TASK = "settings", "ledger"
NOTHING = (
    "Nothing was asked for with your key yet. Mock-ups cost nothing, and the team pays for what its server makes: "
    "neither is listed."
)
_BILLS = {
    Bill.ASKED: ("open", "muted"),
    Bill.PAID: ("billed", "muted"),
    Bill.UNKNOWN: ("may have been billed", "warning"),
    Bill.NOTHING: ("not billed", "muted"),
}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LedgerCard(Card):
    """The labels of a page are kept; only their texts change."""

    def __init__(self, appearance: Appearance, tasks: Tasks, spending: SpendingStore) -> None:
        super().__init__("What was asked for")
        self._tasks = tasks
        self._spending = spending
        self._offset = 0
        self._rows: list[_Row] = []
        self.says = PlainLabel("Reading…", "muted", wrap=True)
        self.again = Button(appearance, "Try again", icon="rotate-ccw")
        self.newer = Button(appearance, "Newer", icon="chevron-left")
        self.older = Button(appearance, "Older", icon="chevron-right")
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 1)
        self._pager = QWidget()
        row = QHBoxLayout(self._pager)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(self.newer)
        row.addStretch(1)
        row.addWidget(self.older)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.says)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._table)
        column.addWidget(self._pager)
        self.add_widget(inside)
        self.again.clicked.connect(lambda _checked=False: self.refresh())
        self.newer.clicked.connect(lambda _checked=False: self._turn(-PAGE))
        self.older.clicked.connect(lambda _checked=False: self._turn(PAGE))
        self._pager.hide()
        self.again.hide()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The texts that are shown, row by row."""
        return tuple(row.texts for row in self._rows if row.is_shown)

    def refresh(self) -> None:
        """Read the page that is shown anew."""
        self._tasks.start(OWNER, TASK, self._read())

    def _turn(self, by: int) -> None:
        self._offset = max(0, self._offset + by)
        self.refresh()

    async def _read(self) -> None:
        try:
            entries = await self._spending.entries(self._offset, PAGE + 1)
        except StudioError as error:
            self._show(())
            self._say(str(error), "error")
            self.again.show()
            return
        self.again.hide()
        self._show(entries[:PAGE])
        self._say("" if entries else NOTHING, "muted")
        has_older = len(entries) > PAGE
        self._pager.setVisible(has_older or self._offset > 0)
        self.newer.set_reasons(() if self._offset else ("These are the newest.",))
        self.older.set_reasons(() if has_older else ("These are the oldest.",))

    def _show(self, entries: Sequence[LedgerEntry]) -> None:
        while len(self._rows) < len(entries):
            self._rows.append(_Row(self._grid, len(self._rows)))
        for number, row in enumerate(self._rows):
            row.show_entry(entries[number] if number < len(entries) else None)
        self._table.setVisible(bool(entries))

    def _say(self, text: str, role: str) -> None:
        self.says.setText(text)
        set_role(self.says, role)
        self.says.setVisible(bool(text))


class _Row:
    """Title with time and model below, what became of it, and the money."""

    def __init__(self, grid: QGridLayout, number: int) -> None:
        self._title, self._about = ElidedLabel(""), ElidedLabel("", "hint")
        self._bill, self._cost = PlainLabel("", "muted"), PlainLabel("")
        self._cost.setAlignment(_RIGHT)
        what = QWidget()
        column = QVBoxLayout(what)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._about)
        self._cells = (what, self._bill, self._cost)
        for place, cell in enumerate(self._cells):
            grid.addWidget(cell, number, place)

    @property
    def is_shown(self) -> bool:
        """There is an entry in it."""
        return not self._cells[0].isHidden()

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says."""
        return tuple(label.text() for label in (self._title, self._about, self._bill, self._cost))

    def show_entry(self, entry: LedgerEntry | None) -> None:
        """Show another entry, or nothing."""
        for cell in self._cells:
            cell.setVisible(entry is not None)
        if entry is None:
            return
        word, role = _BILLS[entry.bill]
        self._title.setText(entry.title)
        self._about.setText(f"{moment_text(entry.asked_at)} · {entry.model}")
        self._bill.setText(word)
        set_role(self._bill, role)
        self._cost.setText(cost_word(entry))
        self._cost.setAccessibleName(f"{entry.title}: {word}, {cost_word(entry)}")


def cost_word(entry: LedgerEntry) -> str:
    """What it cost, or between what and what that is."""
    if entry.bill is Bill.NOTHING:
        return "$0.00"
    if entry.cost is not None:
        return dollars(entry.cost)
    return dollar_range(entry.price) if entry.price.is_known else "not known"
