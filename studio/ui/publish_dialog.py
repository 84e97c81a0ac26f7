"""The dialog before publishing: the name in the link, what a screen reader says, and where the picture goes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.core.publishing import FIGURES, MAX_ALT_TEXT, alt_text, slug
from studio.core.session import Offline, SessionState, project_of
from studio.ui.appearance import Appearance
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.fields import field
from studio.ui.widgets.growing_text import GrowingTextEdit
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_role

WIDTH = 460


class PublishDialog(QDialog):
    """Accepted when the figure is to be published with `name` and `alt_text`."""

    def __init__(self, appearance: Appearance, figure: Figure, state: SessionState, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Publish this figure")
        self.setMinimumWidth(WIDTH)
        self._figure = figure
        self.name = QLineEdit(figure.title)
        self.name.setMaxLength(120)
        self.alt_text = GrowingTextEdit("Alt text", "What is to be seen, in a sentence")
        self.alt_text.set_text(figure.alt_text or alt_text(figure.recipe))
        project = project_of(state)
        team = project.label if project else "the team"
        self._team = team
        self.destination = PlainLabel("", "muted", wrap=True)
        later = PlainLabel(
            "The team cannot be reached now: it waits in the outbox and goes out by itself.", "hint", wrap=True
        )
        later.setVisible(isinstance(state, Offline))
        self.says = PlainLabel("", "hint", wrap=True)
        self.publish = Button(appearance, "Publish", "primary", "upload")
        cancel = Button(appearance, "Cancel")
        self.publish.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.publish)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(PlainLabel("Publish this figure", "title"))
        column.addWidget(self.destination)
        column.addWidget(field("Name in the link", self.name))
        column.addWidget(field("Alt text, for people who do not see the picture", self.alt_text))
        column.addWidget(self.says)
        column.addWidget(later)
        column.addLayout(buttons)
        self.name.textChanged.connect(self._render)
        self.alt_text.edited.connect(self._render)
        self.alt_text.submitted.connect(self._on_submitted)
        self.publish.clicked.connect(lambda _checked=False: self.accept())
        cancel.clicked.connect(lambda _checked=False: self.reject())
        self._render()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _render(self, _text: str = "") -> None:
        file_name = f"{slug(self.name.text() or self._figure.title)}-….{self._figure.format.value}"
        self.destination.setText(f"Everybody who has the link can see it: {FIGURES} of {self._team}, as {file_name}")
        text = self.alt_text.text().strip()
        is_long = len(text) > MAX_ALT_TEXT
        self.publish.set_reasons((f"The alt text is longer than {MAX_ALT_TEXT:,} characters.",) if is_long else ())
        missing = "Without alt text, people who do not see the picture learn nothing of it."
        self.says.setText(f"The alt text is longer than {MAX_ALT_TEXT:,} characters." if is_long else missing)
        set_role(self.says, "error" if is_long else "warning")
        self.says.setVisible(is_long or not text)

    def _on_submitted(self) -> None:
        if self.publish.isEnabled():
            self.accept()
