"""What every form of the dialog is: fields above each other, one verb, and the reasons why it cannot be pressed yet."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.state.session import Doing
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import field

GAP = 12


class Form(QWidget):
    """`submitted` comes when the verb is pressed, or Enter in a field, and nothing is missing."""

    submitted = Signal()

    def __init__(self, appearance: Appearance, verb: str) -> None:
        super().__init__()
        self.appearance = appearance
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)
        self._verb = verb
        self._doing = Doing.NOTHING
        self._needed: list[QLineEdit] = []
        self.button = Button(appearance, verb, "primary")
        self.button.set_large()
        self.button.clicked.connect(self._submit)

    def reasons(self) -> Sequence[str]:
        """What is still missing, each a plain sentence."""
        return ()

    def add_field(self, label: str, edit: QLineEdit, hint: str = "", *, is_needed: bool = True) -> QWidget:
        """Add a field; Enter in it presses the verb. Returns it with its label."""
        if is_needed:
            self._needed.append(edit)
        holder = field(label, edit, hint)
        self.column.addWidget(holder)
        edit.textChanged.connect(self.judge)
        edit.returnPressed.connect(self._submit)
        return holder

    def add_row(self, *widgets: QWidget) -> None:
        """Add widgets beside each other: the first at the left, the others at the right."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(widgets[0])
        row.addStretch(1)
        for widget in widgets[1:]:
            row.addWidget(widget)
        self.column.addLayout(row)

    def add_button(self) -> None:
        """Add the verb, as wide as the form."""
        self.column.addWidget(self.button)
        self.judge()

    def show_doing(self, doing: Doing) -> None:
        """What is being asked of the server now; meanwhile nothing else can be."""
        self._doing = doing
        self.button.set_text(doing.value or self._verb)
        self.judge()

    def begin(self) -> None:
        """Put the cursor where something is missing first, or over what was refused most likely."""
        fields = [edit for edit in self._needed if edit.isVisibleTo(self)]
        target = next((edit for edit in fields if not edit.text()), self.doubtful_field())
        if target is None:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        target.selectAll()

    def doubtful_field(self) -> QLineEdit | None:
        """The field that is to be typed anew where all are filled and the server said no."""
        return self._needed[-1] if self._needed else None

    def judge(self) -> None:
        """Say on the button what is missing."""
        self.button.set_reasons([self._doing.value] if self._doing is not Doing.NOTHING else self.reasons())

    def _submit(self) -> None:
        if self._doing is Doing.NOTHING and not self.reasons():
            self.submitted.emit()


def email_field() -> QLineEdit:
    """A field for an email address."""
    edit = QLineEdit()
    edit.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly | Qt.InputMethodHint.ImhNoAutoUppercase)
    return edit


def email_reasons(text: str) -> tuple[str, ...]:
    """Why this is no email address; the server has the last word."""
    name, at, host = text.strip().rpartition("@")
    if not text.strip():
        return ("Type your email address.",)
    return () if name and at and host else ("An email address has an @ with something before and after it.",)
