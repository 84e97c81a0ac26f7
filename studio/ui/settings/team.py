"""Settings, Team: the project, who is signed in, and the ways in and out."""

from collections.abc import Callable

from studio.core.session import NotConnected, Offline, SignedIn, account_of, project_of
from studio.state.session import Doing, SessionStore
from studio.ui.appearance import Appearance
from studio.ui.settings.section import Section
from studio.ui.settings.values import ValueLabel
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel

NOBODY = "Nobody"
CHECK = "Tries each thing that your work needs, here and at the team, and says how to mend what does not work."
WITHOUT_TEAM = "Without a team everything stays on this computer, with the catalog on board."


class TeamSection(Section):
    """`open_sign_in` and `open_connect` open the dialog, `open_doctor` the page that checks the set-up."""

    def __init__(
        self,
        appearance: Appearance,
        session: SessionStore,
        open_sign_in: Callable[[], None],
        open_connect: Callable[[], None],
        open_doctor: Callable[[], None],
    ) -> None:
        super().__init__("team", "Team")
        self._session = session
        self._badge = Badge("")
        self.sign_in_button = Button(appearance, "Sign in…", "primary")
        self.sign_out_button = Button(appearance, "Sign out")
        self.try_button = Button(appearance, "Try again")
        self.connect_button = Button(appearance, "Connect…")
        self.forget_button = Button(appearance, "Forget the project")
        self.check_button = Button(appearance, "Check the set-up", icon="shield")
        self._name, self._url = ValueLabel(""), ValueLabel("")
        self._account, self._role = ValueLabel(""), ValueLabel("")
        self._kept = PlainLabel("", "muted", wrap=True)
        self._without = PlainLabel(WITHOUT_TEAM, "muted", wrap=True)
        self._account_card, self._project_card = Card("Account", self._badge), Card("Project")
        self._lay_out()
        self.sign_in_button.clicked.connect(open_sign_in)
        self.connect_button.clicked.connect(open_connect)
        self.sign_out_button.clicked.connect(session.sign_out)
        self.try_button.clicked.connect(session.try_again)
        self.forget_button.clicked.connect(session.disconnect_team)
        self.check_button.clicked.connect(open_doctor)
        session.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        account, project, doctor = self._account_card, self._project_card, Card("Set-up")
        for button in (self.try_button, self.sign_out_button, self.sign_in_button):
            account.add_header(button)
        account.add_row("Signed in", self._account)
        self._role_row = account.add_row(
            "Role", self._role, "Artists make and publish figures. Admins keep the catalog as well."
        )
        account.add_widget(self._kept)
        project.add_header(self.forget_button)
        project.add_header(self.connect_button)
        self._name_row = project.add_row("Team", self._name)
        self._url_row = project.add_row("Address", self._url)
        project.add_widget(self._without)
        doctor.add_header(self.check_button)
        doctor.add_widget(PlainLabel(CHECK, "muted", wrap=True))
        for card in (account, project, doctor):
            self.column.addWidget(card)

    def _render(self) -> None:
        now = self._session.snapshot
        state = now.state
        account, project = account_of(state), project_of(state)
        is_connected = not isinstance(state, NotConnected)
        busy = [now.doing.value] if now.doing is not Doing.NOTHING else []
        self._account_card.setVisible(is_connected)
        self._badge.show_text(*_badge(now.state, is_known=account is not None))
        self._account.setText(account.email if account else NOBODY)
        self._role.setText(account.role.value.capitalize() if account else "")
        self._role_row.setVisible(account is not None)
        self._name.setText(project.label if project else "")
        self._url.setText(project.url if project else "")
        for row in (self._name_row, self._url_row):
            row.setVisible(is_connected)
        self._without.setVisible(not is_connected)
        self._kept.setText(_kept_sentence(state))
        self._kept.setVisible(bool(self._kept.text()))
        self.sign_in_button.setVisible(account is None or not isinstance(state, SignedIn | Offline))
        self.sign_out_button.setVisible(account is not None)
        self.try_button.setVisible(isinstance(state, Offline))
        self.forget_button.setVisible(is_connected)
        self.connect_button.set_text("Connect to another…" if is_connected else "Connect…")
        for button in (
            self.sign_in_button, self.sign_out_button, self.try_button, self.forget_button, self.connect_button,
        ):  # fmt: skip
            button.set_reasons(busy)


def _badge(state: object, *, is_known: bool) -> tuple[str, str]:
    match state:
        case SignedIn():
            return "Online", "ok"
        case Offline():
            return "Offline", "warning"
        case _:
            return ("Sign in again", "warning") if is_known else ("Signed out", "quiet")


def _kept_sentence(state: object) -> str:
    if not isinstance(state, SignedIn | Offline):
        return ""
    if state.is_kept:
        return "The sign-in is kept in this computer’s keyring, never in a file."
    return "The sign-in is in memory only: you will be asked again at the next start."
