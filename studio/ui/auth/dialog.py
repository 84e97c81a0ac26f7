"""The sign-in dialog: signing in, a new account, a forgotten password, and the project; none of it holds the window up."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.core.session import Confirming, Expired, NotConnected, Recovering, SignedIn, account_of, project_of
from studio.state.session import Doing, SessionStore
from studio.ui.appearance import Appearance
from studio.ui.auth.connect import ConnectForm
from studio.ui.auth.credentials import CreateForm, SignInForm
from studio.ui.auth.notice_bar import NoticeBar
from studio.ui.auth.recovery import CheckMailForm, ForgotForm, NewPasswordForm
from studio.ui.auth.welcome import Welcome
from studio.ui.auth.words import CONNECT, SIGN_IN, notice_of
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.scrolling import scrolled
from studio.ui.widgets.segmented import Option, Segmented

if TYPE_CHECKING:
    from studio.ui.auth.form import Form

WIDTH, HEIGHT, WELCOME, LEAST_FORM, TEAM_NAME = 758, 498, 300, 400, 130
RADIUS, BORDER, SCROLL_BAR = 12, 1, 12
EDGE = 20
CREATE, FORGOT, CODE, MAIL = "create", "forgot", "code", "mail"
TITLES = {FORGOT: "Reset your password", CONNECT: "Connect to your team", CODE: "New password", MAIL: "Check your mail"}


class SignInDialog(QDialog):
    """Shows what the session store says. It closes when somebody has signed in, and at “Work on this computer”."""

    def __init__(self, appearance: Appearance, session: SessionStore, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("signIn")
        self.setWindowTitle("Sign in")
        self.setAccessibleName("Sign in")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._appearance = appearance
        self._session = session
        self._window = parent
        self._page = SIGN_IN
        self._shown = ""
        self._was_doing = Doing.NOTHING
        self.welcome = Welcome(appearance)
        self.tabs = Segmented(appearance, "What to do", (Option(SIGN_IN, "Sign in"), Option(CREATE, "Create account")))
        self.team = Button(appearance, "", "tag")
        self.notice = NoticeBar()
        self.sign_in, self.sign_up = SignInForm(appearance), CreateForm(appearance)
        self.forgot, self.code = ForgotForm(appearance), NewPasswordForm(appearance)
        self.mail, self.connect_form = CheckMailForm(appearance), ConnectForm(appearance)
        self.stay = Button(appearance, "Work on this computer")
        self._title = PlainLabel("", "heading")
        self._question = PlainLabel("", "muted", wrap=True)
        self._forms: dict[str, Form] = {
            SIGN_IN: self.sign_in, CREATE: self.sign_up, FORGOT: self.forgot, CONNECT: self.connect_form,
            CODE: self.code, MAIL: self.mail,
        }  # fmt: skip
        self._lay_out()
        self._connect()
        self._render()

    def show_page(self, page: str = SIGN_IN) -> None:
        """Open on a form; a mail that is waited for, or a missing project, comes before it."""
        self._page = page
        self._session.forget_error()
        self._render()
        self.place()
        self.open()
        self._forms[self._shown].begin()

    def place(self) -> None:
        """Stand in the middle of the window, as large as is needed and as fits."""
        window, look = self._window, self._appearance
        room = window.size()
        width = min(look.px(WIDTH), room.width() - 2 * EDGE)
        has_welcome = width >= WELCOME + look.px(LEAST_FORM)
        self.welcome.setVisible(has_welcome)
        self._column.activate()
        # as if there were a scroll bar: else one that was there a moment ago would stay for want of a few px
        across = width - (WELCOME if has_welcome else 0) - 2 * BORDER - SCROLL_BAR
        needed = self._column.totalHeightForWidth(across) + 2 * BORDER
        height = min(max(look.px(HEIGHT), needed), room.height() - 2 * EDGE)
        corner = QPoint((room.width() - width) // 2, (room.height() - height) // 2)
        self.setGeometry(QRect(window.mapToGlobal(corner), self.size()))
        self.setFixedSize(width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card fills the dialog."""
        super().resizeEvent(event)
        self._card.resize(self.size())
        corners = QPainterPath()
        corners.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        self.setMask(QRegion(corners.toFillPolygon().toPolygon()))  # where nothing composes windows, corners are black

    def _lay_out(self) -> None:
        self._card = QFrame(self)
        self._card.setObjectName("signInCard")
        across = QHBoxLayout(self._card)
        across.setContentsMargins(0, 0, 0, 0)  # inside its border
        across.setSpacing(0)
        self.welcome.setFixedWidth(WELCOME)
        across.addWidget(self.welcome)
        self._content = QWidget()
        column = self._column = QVBoxLayout(self._content)
        column.setContentsMargins(33, 29, 33, 29)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.team)
        column.addLayout(head)
        column.addWidget(self.notice)
        for form in self._forms.values():
            form.hide()
            column.addWidget(form)
        column.addStretch(1)
        line = QFrame()
        line.setObjectName("cardLine")
        column.addWidget(line)
        foot = QHBoxLayout()
        foot.addWidget(self._question, 1)
        foot.addWidget(self.stay)
        column.addLayout(foot)
        across.addWidget(scrolled(self._content, self), 1)
        menu = QMenu(self.team)
        menu.addAction("Connect to another project…", lambda: self._choose(CONNECT))
        menu.addAction("Forget this project", self._session.disconnect_team)
        self.team.set_menu(menu)

    def _connect(self) -> None:
        session = self._session
        self.tabs.chosen.connect(self._choose)
        self.stay.clicked.connect(self.reject)
        self.sign_in.forgotten.connect(lambda: self._choose(FORGOT))
        for form in (self.forgot, self.connect_form):
            form.went_back.connect(lambda: self._choose(SIGN_IN))
        self.code.went_back.connect(session.start_over)
        self.mail.submitted.connect(session.start_over)
        self.mail.went_back.connect(session.start_over)
        self.mail.wants_another.connect(session.send_mail_again)
        self.code.wants_another.connect(lambda: session.send_code(self.forgot.email.text()))
        self.sign_in.submitted.connect(self._sign_in)
        self.sign_up.submitted.connect(self._sign_up)
        self.forgot.submitted.connect(lambda: session.send_code(self.forgot.email.text()))
        self.code.submitted.connect(self._set_password)
        self.connect_form.submitted.connect(
            lambda: session.connect_to(
                self.connect_form.url.text(), self.connect_form.key.text(), self.connect_form.name.text()
            )
        )
        session.changed.connect(self._render)

    def _sign_in(self) -> None:
        form = self.sign_in
        self._session.sign_in(form.email.text(), form.password.text(), keep=form.keep.isChecked())

    def _sign_up(self) -> None:
        form = self.sign_up
        self._session.sign_up(form.email.text(), form.password.text(), keep=form.keep.isChecked())

    def _set_password(self) -> None:
        self._session.set_new_password(
            self.code.code.text(), self.code.password.text(), keep=self.code.keep.isChecked()
        )

    def _choose(self, page: str) -> None:
        """Another form; what was typed as email goes along."""
        email = next((form.email.text() for form in (self.sign_in, self.sign_up, self.forgot) if form.isVisible()), "")
        for form in (self.sign_in, self.sign_up, self.forgot):
            if email:
                form.email.setText(email)
        self._page = page
        self._session.forget_error()
        self._render()
        self._forms[self._shown].begin()

    def _render(self) -> None:
        now = self._session.snapshot
        if isinstance(now.state, SignedIn) and self.isVisible():
            self._forget_passwords()
            self.accept()
            return
        self._show_form()
        for form in self._forms.values():
            form.show_doing(now.doing)
        self.team.set_reasons([now.doing.value] if now.doing is not Doing.NOTHING else [])
        if now.error is not None:
            self.notice.show_text(str(now.error), "error")
        elif now.sent:
            self.notice.show_text("A mail is on its way.", "ok")
        else:
            self.notice.show_text(notice_of(now.state), "warning")
        self.connect_form.show_refusal(now.error)
        if self._was_doing is not Doing.NOTHING and now.doing is Doing.NOTHING and self.isVisible():
            self._forms[self._shown].begin()
        self._was_doing = now.doing
        if self.isVisible():
            self.place()

    def _show_form(self) -> None:
        state = self._session.snapshot.state
        page = self._page
        match state:
            case NotConnected():
                page = CONNECT
            case Confirming(email=email):
                page = MAIL
                self.mail.show_email(email)
                self.sign_in.email.setText(email)
            case Recovering(email=email, is_verified=is_verified):
                page = CODE
                self.code.show_progress(email, is_verified=is_verified)
                self.forgot.email.setText(email)
            case _:
                if page == CONNECT and self._shown == CONNECT and self._was_doing is Doing.CONNECTING:
                    page = self._page = SIGN_IN if self._session.snapshot.error is None else CONNECT
        if self._shown in (MAIL, CODE) and page not in (MAIL, CODE):
            page = self._page = SIGN_IN
        project, account = project_of(state), account_of(state)
        if isinstance(state, Expired) and account is not None and not self.sign_in.email.text():
            self.sign_in.email.setText(account.email)
        self._shown = page
        for key, form in self._forms.items():
            form.setVisible(key == page)
        has_tabs = page in (SIGN_IN, CREATE)
        self.tabs.setVisible(has_tabs)
        self.tabs.set_value(page)
        self._title.setText(TITLES.get(page, ""))
        self._title.setVisible(not has_tabs)
        self.team.setVisible(project is not None and page not in (CONNECT, MAIL, CODE))
        self._name_team(project.label if project else "")
        self.connect_form.back_button.setVisible(project is not None)
        is_expired = isinstance(state, Expired)
        question = "Not now?" if is_expired or page in (MAIL, CODE) else "No account yet, or no network?"
        self._question.setText("No team yet?" if page == CONNECT else question)
        self.stay.set_text("Keep working offline" if is_expired else "Work on this computer")

    def _name_team(self, name: str) -> None:
        room = self._appearance.px(TEAM_NAME)
        shown = QFontMetrics(self._appearance.font("small")).elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.team.set_text(shown)
        self.team.set_tip(name if shown != name else "")
        self.team.setAccessibleName(f"Team: {name}")

    def _forget_passwords(self) -> None:
        for form in (self.sign_in, self.sign_up, self.code):
            form.password.clear()
            form.password.conceal()
        self.code.code.clear()
