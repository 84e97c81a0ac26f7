"""One sentence inside the dialog: what was refused, what should be known, or what has been done."""

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from studio.ui.widgets.announcement import announce
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_role, set_state


class NoticeBar(QFrame):
    """Hidden while there is nothing to say; what is new is spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("noticeBar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 8, 11, 9)
        self._text = PlainLabel("", wrap=True)
        column.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown now."""
        return self._text.text()

    def show_text(self, text: str, state: str) -> None:
        """Show a sentence as an error, a warning or ok; an empty one hides the bar."""
        is_new = bool(text) and text != self._text.text()
        self._text.setText(text)
        set_role(self._text, state)
        set_state(self, state)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if is_new:
            announce(self, text, is_urgent=state == "error")
