"""The account at the rail's foot: who is signed in, as which role, to which team, and what can be done about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget, QWidgetAction

from studio.core.session import (
    Expired,
    NotConnected,
    Offline,
    Restoring,
    SessionState,
    SignedIn,
    SignedOut,
    account_of,
    project_of,
)
from studio.state.answering import AnsweringStore
from studio.state.session import Doing, SessionStore
from studio.ui.appearance import Appearance
from studio.ui.auth.words import CONNECT, ROLES, SIGN_IN, notice_of, status_of, who
from studio.ui.main_window import MainWindow
from studio.ui.messages import Messages
from studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from studio.ui.auth.dialog import SignInDialog

ENTRY = "account"
GROUP = "Team"


class AccountEntry(QObject):
    """The rail's entry with its menu, the actions of the same, and the team's part of the status line."""

    def __init__(
        self,
        window: MainWindow,
        appearance: Appearance,
        session: SessionStore,
        answering: AnsweringStore,
        messages: Messages,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._session = session
        self._answering = answering
        self._messages = messages
        self._state: SessionState = NotConnected()
        self._dialog: SignInDialog | None = None
        self._is_open = False
        window.rail.add_action(ENTRY, "circle-user", "Sign in")
        window.rail.action_chosen.connect(self._on_rail_action)
        add = window.actions_registry.add
        self._sign_in = add("sign-in", "Sign in to the team…", self.sign_in, group=GROUP)
        self._switch = add("switch-account", "Sign in as somebody else…", self.switch_account, group=GROUP)
        self._try = add("look-for-team", "Look for the team again", session.try_again, group=GROUP)
        self._sign_out = add("sign-out", "Sign out", session.sign_out, group=GROUP)
        self._connect = add("connect-team", "Connect to a team…", self.connect_team, group=GROUP)
        session.changed.connect(self._on_changed)
        answering.changed.connect(self._render)
        self._render()

    def open(self) -> None:
        """The library is open: from now on the status line says how the team is."""
        self._is_open = True
        self._state = self._session.snapshot.state
        self._render()
        self._tell_notice(self._state)

    def sign_in(self) -> None:
        """Open the dialog."""
        self.show_dialog(SIGN_IN)

    def connect_team(self) -> None:
        """Open the dialog where a project is named."""
        self.show_dialog(CONNECT)

    def switch_account(self) -> None:
        """Open the dialog for another account; the one of now stays until the other has signed in."""
        self.show_dialog(SIGN_IN)

    @property
    def dialog(self) -> "SignInDialog":
        """The dialog, made when it is first asked for."""
        from studio.ui.auth.dialog import SignInDialog  # loaded when it is first opened

        if self._dialog is None:
            self._dialog = SignInDialog(self._appearance, self._session, self._window)
        return self._dialog

    def show_dialog(self, page: str) -> None:
        """Open the dialog on one of its forms."""
        self.dialog.show_page(page)

    def _on_rail_action(self, key: str) -> None:
        if key != ENTRY:
            return
        if account_of(self._session.snapshot.state) is None:
            self.sign_in()
        else:
            self._window.rail.show_menu(ENTRY, self._menu())

    def _menu(self) -> QMenu:
        """Who, which role and which team, then what can be done."""
        menu = QMenu(self._window)
        state = self._session.snapshot.state
        account, project = account_of(state), project_of(state)
        if account is not None and project is not None:
            header = QWidgetAction(menu)
            header.setDefaultWidget(_Header(account.email, f"{ROLES[account.role]} · {project.label}"))
            menu.addAction(header)
            menu.addSeparator()
        for action in (self._sign_in, self._try, self._switch, self._sign_out, self._connect):
            if action.isEnabled():
                menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _on_changed(self) -> None:
        before, self._state = self._state, self._session.snapshot.state
        if before != self._state and self._is_open:
            self._tell_change(before, self._state)
        self._render()
        now = self._session.snapshot
        is_dialog_open = self._dialog is not None and self._dialog.isVisible()
        if now.error is not None and not is_dialog_open:
            self._messages.error(now.error)
            self._session.forget_error()

    def _tell_change(self, before: SessionState, after: SessionState) -> None:
        is_same = account_of(before) == account_of(after)
        match after:
            case SignedIn(account=account, is_kept=is_kept) if not is_same or isinstance(before, Expired):
                self._messages.tell(f"Signed in: {who(account)}.")
                if not is_kept and not isinstance(before, Restoring):
                    self._messages.tell("Nothing keeps this sign-in: you will be asked again at the next start.")
            case SignedIn(account=account) if account_of(before) is not None and not is_same:
                self._messages.tell(f"You are {ROLES[account.role].lower()} of the team now.")
            case SignedOut() if account_of(before) is not None and not notice_of(after):
                self._messages.tell("Signed out. Your figures come back when you sign in again.")
            case _:
                self._tell_notice(after)

    def _tell_notice(self, state: SessionState) -> None:
        notice = notice_of(state)
        if notice and isinstance(state, Expired | SignedOut | NotConnected):
            self._messages.tell(notice, "Sign in", self.sign_in)

    def _render(self) -> None:
        now = self._session.snapshot
        state = now.state
        account, project = account_of(state), project_of(state)
        is_free = now.doing is Doing.NOTHING
        self._window.rail.set_action(ENTRY, "circle-user", account.short_name if account else "Sign in")
        self._sign_in.setEnabled(is_free and (account is None or isinstance(state, Expired)))
        self._switch.setEnabled(is_free and isinstance(state, SignedIn))
        self._try.setEnabled(is_free and isinstance(state, Offline))
        self._sign_out.setEnabled(is_free and account is not None)
        self._connect.setEnabled(is_free and (project is None or account is None))
        if self._is_open:
            self._window.set_library_state(*status_of(state, is_answering=self._answering.snapshot))


class _Header(QWidget):
    """Who, and as what where, at the top of the menu."""

    def __init__(self, email: str, place: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 24, 6)
        column.setSpacing(2)
        column.addWidget(PlainLabel(email, "heading"))
        column.addWidget(PlainLabel(place, "hint"))
        self.setAccessibleName(f"{email}, {place}")
