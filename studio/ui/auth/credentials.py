"""The two forms with email and password: signing in, and creating an account."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from studio.ui.appearance import Appearance
from studio.ui.auth.form import Form, email_field, email_reasons
from studio.ui.auth.password_field import PasswordField
from studio.ui.widgets.buttons import Button

KEEP = "Keep me signed in on this computer"


class _CredentialsForm(Form):
    """Email, password and whether to stay signed in."""

    def __init__(self, appearance: Appearance, verb: str, hint: str = "") -> None:
        super().__init__(appearance, verb)
        self.email = email_field()
        self.password = PasswordField(appearance, "Password")
        self.keep = QCheckBox(KEEP)
        self.keep.setChecked(True)
        self.add_field("Email", self.email)
        self.add_field("Password", self.password, hint)

    def reasons(self) -> Sequence[str]:
        """What is still missing."""
        return (*email_reasons(self.email.text()), *(() if self.password.text() else ("Type your password.",)))


class SignInForm(_CredentialsForm):
    """For who has an account."""

    forgotten = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "Sign in")
        self.forgot_button = Button(appearance, "Forgot password?", "anchor")
        self.forgot_button.clicked.connect(self.forgotten)
        self.add_row(self.keep, self.forgot_button)
        self.add_button()


class CreateForm(_CredentialsForm):
    """For who has none yet."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "Create account", "At least 6 characters; your team may ask for more.")
        self.column.addWidget(self.keep)
        self.add_button()
