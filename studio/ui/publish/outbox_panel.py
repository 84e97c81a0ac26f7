"""The panel at the left: the outbox, an entry a card, in the order in which they go out."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.outbox import OutboxEntry, OutboxState, Pause, Work
from studio.state.answering import AnsweringStore
from studio.state.sync import Sync, SyncStore
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.progress_line import ProgressLine
from studio.ui.widgets.properties import set_ground, set_role, set_state
from studio.ui.widgets.scrolling import scrolled

WIDTH = 400
MOST_SHOWN = 100
SAFE = "Nothing here can be lost: it is saved on this computer until the team has it."
SILENT = "The team does not answer yet. The studio goes on waiting, and tries again by itself."
EMPTY = "Nothing waits. What you publish stands here until the team has it."
_WORDS = {
    Work.PUBLISH: "Uploading",
    Work.UNPUBLISH: "Being taken back",
    Work.INSERT: "Being added to the catalog",
    Work.UPDATE: "Being changed in the catalog",
    Work.DELETE: "Being removed from the catalog",
}
_PAUSES = {
    Pause.NETWORK: "Waiting for the network",
    Pause.SIGN_IN: "Waiting until you sign in",
    Pause.ELSEWHERE: "Another window is at work on it",
    Pause.BY_HAND: "Paused",
}


class OutboxPanel(QWidget):
    """Shows the outbox; Pause, Try again and Take out go to the store."""

    def __init__(self, appearance: Appearance, sync: SyncStore, answering: AnsweringStore) -> None:
        super().__init__()
        self._appearance = appearance
        self._sync = sync
        self._answering = answering
        self._cards: dict[str, EntryCard] = {}
        self.count = Badge("")
        self.pause = Button(appearance, "Pause")
        self.says = PlainLabel(EMPTY, "muted", wrap=True)
        self.more = PlainLabel("", "muted", wrap=True)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(18, 2, 18, 12)
        self._column.setSpacing(12)
        self._column.addWidget(self.says)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        self._lay_out()
        self.pause.clicked.connect(lambda _checked=False: sync.set_paused(paused=not sync.snapshot.is_paused))
        sync.changed.connect(self._render)
        answering.changed.connect(self._render)
        self._render()

    @property
    def cards(self) -> tuple["EntryCard", ...]:
        """The cards that are shown, in order."""
        return tuple(self._cards.values())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 17, 18, 12)
        head.setSpacing(8)
        head.addWidget(PlainLabel("Outbox", "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.pause)
        foot = PlainLabel(SAFE, "hint", wrap=True)
        foot.setContentsMargins(18, 8, 18, 16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scrolled(self._list, self), 1)
        column.addWidget(foot)
        self.setMinimumWidth(260)
        self.setMaximumWidth(WIDTH)
        set_ground(self, "panel", "right")

    def _render(self) -> None:
        now = self._sync.snapshot
        self.count.show_text(f"{now.waiting:,}" if now.waiting else "", "quiet")
        self.pause.set_text("Go on" if now.is_paused else "Pause")
        self.pause.set_reasons(() if now.waiting or now.is_paused else ("Nothing waits.",))
        self.says.setVisible(not now.entries)
        shown = now.entries[:MOST_SHOWN]
        self._keep_cards(shown)
        before = ""
        for entry in shown:
            self._cards[entry.id].show_entry(entry, now, before, is_answering=self._answering.snapshot)
            if entry.state is OutboxState.WAITING:
                before = entry.title
        rest = now.waiting - len(shown)
        self.more.setText(f"and {rest:,} more")
        self.more.setVisible(rest > 0)

    def _keep_cards(self, entries: tuple[OutboxEntry, ...]) -> None:
        """Cards of entries that are still there stay, so that nothing jumps and the focus is kept."""
        ids = [entry.id for entry in entries]
        for gone in [key for key in self._cards if key not in ids]:
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for position, entry in enumerate(entries):
            if entry.id not in self._cards:
                card = EntryCard(self._appearance, self._sync.try_again, self._sync.take_out)
                self._cards[entry.id] = card
                self._column.insertWidget(position + 1, card)


class EntryCard(QFrame):
    """One entry: what it is, what happens to it, and what can be done where the team refused it."""

    def __init__(
        self,
        appearance: Appearance,
        on_try_again: Callable[[OutboxEntry], None],
        on_take_out: Callable[[OutboxEntry], None],
    ) -> None:
        super().__init__()
        self.setObjectName("outboxCard")
        self._entry: OutboxEntry | None = None
        self._shown: tuple[OutboxEntry, str, str, bool] | None = None
        self.title = ElidedLabel("", "heading")
        self.aside = PlainLabel("", "hint")
        self.says = PlainLabel("", "muted", wrap=True)
        self.progress = ProgressLine(appearance, "Upload")
        self.again = Button(appearance, "Try again", icon="rotate-ccw")
        self.out = Button(appearance, "Take out")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.aside)
        buttons = FlowLayout(gap=8)  # large text needs two lines
        buttons.addWidget(self.again)
        buttons.addWidget(self.out)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 11)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.says)
        column.addWidget(self.progress)
        column.addLayout(buttons)
        self.again.clicked.connect(lambda _checked=False: self._entry and on_try_again(self._entry))
        self.out.clicked.connect(lambda _checked=False: self._entry and on_take_out(self._entry))

    def show_entry(self, entry: OutboxEntry, sync: Sync, before: str, *, is_answering: bool) -> None:
        """Show an entry as it is now; `before` is the title of the one that goes out first."""
        is_running, is_parked = entry.id == sync.running, entry.state is OutboxState.PARKED
        if is_running:
            self.progress.set_fraction(sync.fraction)
        aside = _aside(sync, before, is_running=is_running, is_parked=is_parked)
        shown = (entry, aside, _says(entry, sync, is_running=is_running, is_answering=is_answering), is_running)
        if shown == self._shown:  # an upload tells often how far it is, which concerns one card
            return
        self._entry, self._shown = entry, shown
        self.title.setText(entry.title if entry.work.is_about_figure else f"{entry.title} · {_kind(entry)}")
        self.aside.setText(aside)
        self.says.setText(shown[2])
        set_role(self.says, "" if is_parked else "muted")
        set_state(self, "error" if is_parked else "")
        self.progress.setVisible(is_running and entry.work is Work.PUBLISH)
        self.again.setVisible(is_parked)
        self.out.set_text("Take out")
        for button in (self.again, self.out):
            button.setAccessibleName(f"{button.text()}: {entry.title}")
        self.out.setVisible(not is_running)
        self.setAccessibleName(f"{entry.title}: {self.says.text()}")


def _kind(entry: OutboxEntry) -> str:
    kind = getattr(entry.task, "kind", None)
    return kind.singular if kind is not None else ""


def _aside(sync: Sync, before: str, *, is_running: bool, is_parked: bool) -> str:
    if is_running:
        return f"{sync.fraction * 100:.0f} %" if sync.fraction is not None else ""
    if is_parked or not before:
        return ""
    return f"after {before[:24]}{'…' if len(before) > 24 else ''}"


def _says(entry: OutboxEntry, sync: Sync, *, is_running: bool, is_answering: bool) -> str:
    if entry.state is OutboxState.PARKED:
        return f"Stopped: {entry.reason} {entry.next_step}".strip()
    if is_running:
        return _WORDS[entry.work] if is_answering else SILENT
    if sync.is_paused:
        return "Paused"
    return _PAUSES.get(sync.pause, "Waiting for its turn")
