"""The Doctor page: each thing that the studio needs, tried one after another, with how to mend what does not work."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.session import account_of, project_of
from studio.state.doctor import DoctorStore
from studio.state.session import SessionStore
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.doctor.check_card import CheckCard, Remedy
from studio.ui.doctor.words import summary
from studio.ui.messages import Messages
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.progress_line import ProgressLine
from studio.ui.widgets.properties import set_ground, set_kind
from studio.ui.widgets.scrolling import scrolled

WIDTH = 980
NOTHING = "Nothing was checked yet"
WHAT_IT_DOES = (
    "The doctor tries each thing that your work needs, on this computer and at the team, and says how to mend what does "
    "not work. What it tries out is taken away again."
)
BUSY, EMPTY = "Wait until everything was tried, or stop.", "Check first: there is nothing to report yet."
Ways = Mapping[str, tuple[str, Callable[[], None]]]
"""For some checks, by name, a verb and what it does: where a person mends it."""


class DoctorPage(QWidget):
    """Renders the diagnosis; cards stay while their check is tried again, so that nothing jumps."""

    def __init__(
        self,
        appearance: Appearance,
        doctor: DoctorStore,
        session: SessionStore,
        messages: Messages,
        actions: Actions,
        ways: Ways,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._doctor = doctor
        self._session = session
        self._messages = messages
        self._ways = ways
        self._cards: dict[str, CheckCard] = {}
        self._was_running = False
        self.title = PlainLabel("", "title", wrap=True)
        self.says = PlainLabel("", "muted", wrap=True)
        self.copy = Button(appearance, "Copy report")
        self.again = Button(appearance, "Check again", "primary")
        self.progress = ProgressLine(appearance, "Examination")
        self.progress.set_fraction(None)
        self.empty = EmptyState(appearance, NOTHING, WHAT_IT_DOES, icon="shield")
        self.start = self.empty.add_button("Check now", "primary")
        self._lay_out()
        self.start.clicked.connect(lambda _checked=False: doctor.examine())
        self.again.clicked.connect(self._on_again)
        self.copy.clicked.connect(self._on_copy)
        actions.bind("doctor-again", doctor.examine, self)
        self._copy_action = actions.bind("doctor-copy", self._on_copy, self)
        doctor.changed.connect(self._render)
        session.changed.connect(self._render)
        self._render()

    @property
    def cards(self) -> tuple[CheckCard, ...]:
        """The cards that are shown, in order."""
        return tuple(self._cards.values())

    def _lay_out(self) -> None:
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(40, 22, 40, 24)
        holder = QWidget()
        holder.setMaximumWidth(WIDTH)
        across.addWidget(holder, 1000)
        across.addStretch(1)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.says)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        column.addWidget(self.progress)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._found = scrolled(inner, self)
        self._stack.addWidget(self._found)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        set_ground(self, "canvas")

    def _render(self) -> None:
        now = self._doctor.snapshot
        state = self._session.snapshot.state
        account = account_of(state)
        role = account.role if account else None
        self.title.setText("Check the team’s set-up" if project_of(state) else "Check this computer")
        is_empty = not now.rows and not now.is_running
        self._stack.setCurrentWidget(self.empty if is_empty else self._found)
        self.setFocusProxy(self.start if is_empty else self.again)
        self.says.setText("" if is_empty else summary(now, role))
        self.progress.setVisible(now.is_running)
        self.again.set_text("Stop" if now.is_running else "Check again")
        set_kind(self.again, "" if now.is_running else "primary")
        reasons = (BUSY,) if now.is_running else () if now.checks else (EMPTY,)
        self.copy.set_reasons(reasons)
        self._copy_action.setEnabled(not reasons)
        self._keep_cards(tuple(row.name for row in now.rows))
        for row in now.rows:
            self._cards[row.name].show_row(row, role)
        if self._was_running and not now.is_running and now.rows:
            announce(self.says, self.says.text())
        self._was_running = now.is_running

    def _keep_cards(self, names: tuple[str, ...]) -> None:
        for gone in [name for name in self._cards if name not in names]:
            card = self._cards.pop(gone)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for at, name in enumerate(names):
            if name not in self._cards:
                remedy = partial(Remedy, self._appearance, name, self._on_copy_sql, self._ways.get(name))
                self._cards[name] = CheckCard(self._appearance, name, remedy)
                self._list.insertWidget(at, self._cards[name])
        self._cards = {name: self._cards[name] for name in names}

    def _on_again(self) -> None:
        if self._doctor.snapshot.is_running:
            self._doctor.stop()
        else:
            self._doctor.examine()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._doctor.snapshot.report)
        self._messages.tell("Report copied.")

    def _on_copy_sql(self, sql: str) -> None:
        QGuiApplication.clipboard().setText(sql)
        self._messages.tell("SQL copied: paste it into the SQL editor of the project.")
