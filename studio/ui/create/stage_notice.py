"""What the stage says where there is no picture to show: a job that did not work, or a file that is gone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from studio.core.job import Job, JobState
from studio.ui.appearance import Appearance
from studio.ui.create.wording import SettingsLink, request_id_in, settings_link
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel

ICON_SIDE = 34
MAY_BE_BILLED = "It may have been billed: look at your usage before you make it again."


class StageNotice(QWidget):
    """An icon, one sentence, the next step, and for jobs what can be done."""

    again_requested = Signal()
    again_all_requested = Signal()
    dismiss_requested = Signal()
    dismiss_all_requested = Signal()
    settings_requested = Signal(str)  # section
    request_id_wanted = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._look = ("triangle-alert", "error")
        self._icon = QLabel()
        self._sentence = PlainLabel("", "heading", wrap=True)
        self._next_step = PlainLabel("", "muted", wrap=True)
        self._request_id = ""
        self._link: SettingsLink | None = None
        self._settings = Button(appearance, "", "wanted", "settings")
        self._again = Button(appearance, "Try again", "wanted", "rotate-ccw")
        self._again_all = Button(appearance, "")
        self._copy_id = Button(appearance, "Copy request id", icon="copy")
        self._dismiss = Button(appearance, "Dismiss")
        self._dismiss_all = Button(appearance, "")
        self._buttons = QWidget()
        self._lay_out()
        self._again.clicked.connect(lambda _checked=False: self.again_requested.emit())
        self._again_all.clicked.connect(lambda _checked=False: self.again_all_requested.emit())
        self._copy_id.clicked.connect(lambda _checked=False: self.request_id_wanted.emit(self._request_id))
        self._settings.clicked.connect(self._on_settings)
        self._dismiss.clicked.connect(lambda _checked=False: self.dismiss_requested.emit())
        self._dismiss_all.clicked.connect(lambda _checked=False: self.dismiss_all_requested.emit())
        appearance.changed.connect(self._on_appearance)
        self._on_appearance()

    @property
    def text(self) -> str:
        """Sentence and next step."""
        return f"{self._sentence.text()} {self._next_step.text()}".replace("\u200b", "").strip()

    def show_job(self, job: Job) -> None:
        """Say why a job did not become a figure, and offer to try again."""
        is_unknown = job.state is JobState.UNKNOWN
        sentence = job.reason or ("It is not known how this ended." if is_unknown else "This figure could not be made.")
        next_step = job.next_step or (MAY_BE_BILLED if is_unknown else "")
        self._show("circle-question-mark" if is_unknown else "triangle-alert", "warning" if is_unknown else "error")
        self._tell(sentence, next_step)
        self._again.set_text("Make it once more" if is_unknown else "Try again")
        self._again.set_tip("This is another request, and costs again." if is_unknown else "")
        self._again.setVisible(True)
        self._dismiss.setVisible(True)
        self._request_id = request_id_in(next_step)
        self._copy_id.setVisible(bool(self._request_id))
        self._offer_settings(f"{sentence} {next_step}")
        self._buttons.setVisible(True)

    def offer_all(self, count: int, again: int) -> None:
        """How many jobs did not work, and how many of them surely cost nothing: those are tried again at once."""
        self._again_all.set_text(f"Try all {again} again")
        self._again_all.setVisible(again > 1)
        self._dismiss_all.set_text(f"Dismiss all {count}")
        self._dismiss_all.setVisible(count > 1)

    def show_missing(self, is_file_there: bool) -> None:
        """Say that a figure's picture cannot be shown."""
        self._show("image", "warning")
        if is_file_there:
            self._tell("This picture cannot be read any more.", "Its file may be damaged. Settings, Library checks it.")
        else:
            self._tell(
                "This picture is not in the library's folder any more.",
                "Put its file back, or delete the figure. Its recipe is still here: make it again.",
            )
        for button in (self._again, self._again_all, self._copy_id, self._dismiss, self._dismiss_all):
            button.hide()
        self._offer_settings(self.text)
        self._buttons.setVisible(self._link is not None)

    def _offer_settings(self, text: str) -> None:
        """What the sentence sends a person to is one press away."""
        self._link = settings_link(text)
        self._settings.setVisible(self._link is not None)
        if self._link is not None:
            self._settings.set_text(self._link.verb)

    def _on_settings(self) -> None:
        if self._link is not None:
            self.settings_requested.emit(self._link.section)

    def _lay_out(self) -> None:
        row = FlowLayout(self._buttons, gap=8, is_centred=True)
        row.setContentsMargins(0, 8, 0, 0)
        for button in (
            self._settings,
            self._again,
            self._again_all,
            self._copy_id,
            self._dismiss,
            self._dismiss_all,
        ):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        for widget in (self._icon, self._sentence, self._next_step):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget)
        column.addWidget(self._buttons)
        column.addStretch(1)

    def _show(self, icon: str, role: str) -> None:
        self._look = (icon, role)
        self._on_appearance()

    def _tell(self, sentence: str, next_step: str) -> None:
        self._sentence.setText(sentence)
        self._next_step.setText(next_step)
        self._next_step.setVisible(bool(next_step))
        self.setAccessibleName(f"{sentence} {next_step}".strip())

    def _on_appearance(self) -> None:
        icon, role = self._look
        side = self._appearance.px(ICON_SIDE)
        self._icon.setPixmap(self._appearance.pixmap(icon, role, side, self.devicePixelRatioF()))
