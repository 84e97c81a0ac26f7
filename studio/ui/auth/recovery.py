"""The forms for who waits for a mail: a forgotten password, its code, and a new account's confirmation."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from studio.state.session import Doing
from studio.ui.appearance import Appearance
from studio.ui.auth.credentials import KEEP
from studio.ui.auth.form import Form, email_field, email_reasons
from studio.ui.auth.password_field import PasswordField
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel


class ForgotForm(Form):
    """Asks for the address that the code goes to."""

    went_back = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "Send the code")
        self.column.addWidget(
            PlainLabel("You get a mail with a code, and set a new password with it.", "muted", wrap=True)
        )
        self.email = email_field()
        self.add_field("Email", self.email)
        self.add_button()
        self.back_button = Button(appearance, "Back to signing in", "anchor")
        self.back_button.clicked.connect(self.went_back)
        self.add_row(self.back_button)

    def reasons(self) -> Sequence[str]:
        """What is still missing."""
        return email_reasons(self.email.text())


class NewPasswordForm(Form):
    """Takes the code of the mail, and the new password; once the code was right only the password is asked for."""

    went_back = Signal()
    wants_another = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "Set password and sign in")
        self._is_verified = False
        self._sentence = PlainLabel("", "muted", wrap=True)
        self.column.addWidget(self._sentence)
        self.code = QLineEdit()
        self.password = PasswordField(appearance, "New password")
        self.keep = QCheckBox(KEEP)
        self.keep.setChecked(True)
        self._code_holder = self.add_field("Code from the mail", self.code)
        self.add_field("New password", self.password)
        self.column.addWidget(self.keep)
        self.add_button()
        self.back_button = Button(appearance, "Back to signing in", "anchor")
        self.again_button = Button(appearance, "Send another code", "anchor")
        self.back_button.clicked.connect(self.went_back)
        self.again_button.clicked.connect(self.wants_another)
        self.add_row(self.back_button, self.again_button)

    def show_progress(self, email: str, *, is_verified: bool) -> None:
        """Where the code went, or that it was right."""
        self._is_verified = is_verified
        sentence = f"If {email} has an account, a code is on its way to it."
        self._sentence.setText("The code was right. Choose your new password." if is_verified else sentence)
        self._code_holder.setVisible(not is_verified)
        self.again_button.setVisible(not is_verified)
        self.judge()

    def reasons(self) -> Sequence[str]:
        """What is still missing."""
        code = () if self._is_verified or self.code.text().strip() else ("Type the code from the mail.",)
        return (*code, *(() if self.password.text() else ("Type a new password.",)))

    def doubtful_field(self) -> QLineEdit:
        """The code is looked at first."""
        return self.password if self._is_verified else self.code

    def show_doing(self, doing: Doing) -> None:
        """Nothing else can be asked meanwhile."""
        super().show_doing(doing)
        self.again_button.set_reasons([doing.value] if doing is not Doing.NOTHING else [])


class CheckMailForm(Form):
    """A new account waits until its address is confirmed."""

    went_back = Signal()
    wants_another = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "I opened the link: sign in")
        self._sentence = PlainLabel("", wrap=True)
        self.column.addWidget(self._sentence)
        self.add_button()
        self.back_button = Button(appearance, "Back to signing in", "anchor")
        self.again_button = Button(appearance, "Send the mail again", "anchor")
        self.back_button.clicked.connect(self.went_back)
        self.again_button.clicked.connect(self.wants_another)
        self.add_row(self.back_button, self.again_button)

    def show_email(self, email: str) -> None:
        """Where the mail went."""
        self._sentence.setText(f"We sent a mail to {email}. Open the link in it to confirm your address.")
