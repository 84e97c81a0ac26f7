"""The form that connects the studio to a team's project."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from studio.core.errors import AddressRefused, StudioError, TeamUnreachable
from studio.ui.appearance import Appearance
from studio.ui.auth.form import Form
from studio.ui.widgets.buttons import Button


class ConnectForm(Form):
    """Address, public key and a name of one's own."""

    went_back = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, "Connect")
        self.url = QLineEdit()
        self.url.setPlaceholderText("https://abcd.supabase.co")
        self.key = QLineEdit()
        self.name = QLineEdit()
        self.name.setPlaceholderText("Our team")
        self._is_address_wrong = False
        self.add_field("Project URL", self.url)
        self.add_field(
            "Publishable or anon key", self.key, "From the project’s settings, under API keys. It is public."
        )
        self.add_field("What you call the team (optional)", self.name, is_needed=False)
        self.add_button()
        self.back_button = Button(appearance, "Back to signing in", "anchor")
        self.back_button.clicked.connect(self.went_back)
        self.add_row(self.back_button)

    def show_refusal(self, error: StudioError | None) -> None:
        """Why the last try did not work: the cursor goes where it can be mended."""
        self._is_address_wrong = isinstance(error, AddressRefused | TeamUnreachable)

    def doubtful_field(self) -> QLineEdit | None:
        """The address where it cannot be one or nothing of the team's answers there, else the key."""
        return self.url if self._is_address_wrong else self.key

    def reasons(self) -> Sequence[str]:
        """What is still missing."""
        if not self.url.text().strip():
            return ("Type the address of your team’s project.",)
        if not self.key.text().strip():
            return ("Paste the project’s publishable or anon key.",)
        return ()
