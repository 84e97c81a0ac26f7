"""The card of the artist's image service: its key, its models, how many at once, and where it is."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from studio.core.errors import SettingsError
from studio.core.models import ImageModels
from studio.core.service import KeyPlace, KeyTrial, ServiceStatus
from studio.state.service import ServiceStore
from studio.state.settings import SettingsStore
from studio.ui.appearance import Appearance
from studio.ui.settings.key_field import KeyField
from studio.ui.settings.model_field import ModelField, endings_hint
from studio.ui.settings.removal import KeyRemoval
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.properties import set_role, set_state
from studio.ui.widgets.segmented import Option, Segmented

OFFICIAL_URL = "https://api.openai.com/v1"
AT_ONCE = ("1", "2", "4", "8")
ADDRESS_HINT = "For a compatible server of your own. It needs its own key."
HERE = " in Settings, under Engines and keys"
BUSY = "The key is being looked at."
_TRIALS = {
    KeyTrial.NOT_TRIED: ("Key not tested", "quiet"),
    KeyTrial.WORKS: ("Key works", "ok"),
    KeyTrial.REFUSED: ("Not accepted", "error"),
    KeyTrial.NOT_REACHED: ("Not reached", "warning"),
}


class OpenAICard(Card):
    """Follows the service and the settings; each change counts at once."""

    def __init__(
        self, appearance: Appearance, settings: SettingsStore, service: ServiceStore, today: Callable[[], date]
    ) -> None:
        self.badge = Badge("", "quiet")
        super().__init__("OpenAI", self.badge)
        self._settings = settings
        self._service = service
        self._today = today
        self._told = ""
        self._refusal = ""
        self.test = Button(appearance, "Test key")
        self.remove = Button(appearance, "Remove key…")
        self.says = PlainLabel("", "error", wrap=True)
        self.removal = KeyRemoval(appearance)
        self.key = KeyField(appearance)
        self.default_model = ModelField(appearance, "Default model", ImageModels.default)
        self.finals_model = ModelField(appearance, "Model for finals", ImageModels.finals)
        self.at_once = Segmented(appearance, "At the same time", tuple(Option(count, count) for count in AT_ONCE))
        self.address = QLineEdit()
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        self.add_header(self.test)
        self.add_header(self.remove)
        self.add_widget(self.says)
        self.add_widget(self.removal)
        self.removal.hide()
        self._key_row = self.add_row("API key", self.key)
        self._default_row = self.add_row("Default model", self.default_model)
        self.add_row("Model for finals", self.finals_model, "For “Make a final” and for figures with references.")
        self._at_once_row = self.add_row("At the same time", self.at_once)
        self.address.setPlaceholderText(OFFICIAL_URL)
        self._address_row = self.add_row("Server address", self.address, ADDRESS_HINT)

    def _connect(self) -> None:
        settings, service = self._settings, self._service
        self.test.clicked.connect(lambda _checked=False: service.try_key())
        self.remove.clicked.connect(lambda _checked=False: self._ask_to_remove())
        self.removal.confirmed.connect(self._on_removal)
        self.removal.closed.connect(self.remove.setFocus)
        self.key.entered.connect(service.keep_key)
        self.default_model.chosen.connect(lambda key: self._change("default_model", key))
        self.finals_model.chosen.connect(lambda key: self._change("finals_model", key))
        self.at_once.chosen.connect(lambda count: settings.change(jobs_at_once=int(count)))
        self.address.editingFinished.connect(self._on_address)
        settings.changed.connect(self._render)
        service.changed.connect(self._render)

    def _render(self) -> None:
        chosen, service = self._settings.snapshot, self._service.snapshot
        self.at_once.set_value(str(chosen.jobs_at_once))
        count = chosen.jobs_at_once
        is_odd = str(count) not in AT_ONCE
        self._at_once_row.set_hint(f"{count} are made at once." if is_odd else "How many figures are made at once.")
        status = service.status
        self.setEnabled(status is not None)
        if status is None:
            self.badge.show_text("Being read…", "quiet")
            return
        self._show_state(status, is_busy=service.is_busy, refusal=self._refusal or service.refusal)
        self.key.show_status(status, is_busy=service.is_busy)
        self._key_row.set_hint(key_hint(status))
        self._show_models(status)
        self._show_address(status)

    def _show_state(self, status: ServiceStatus, *, is_busy: bool, refusal: str) -> None:
        self.badge.show_text(*badge_of(status, is_busy=is_busy))
        says = refusal or (status.trial_says if status.has_key else "")
        says = says.replace(HERE, "")  # this is the place
        is_soft = not refusal and status.trial is KeyTrial.NOT_REACHED
        self.says.setText(says)
        set_role(self.says, "warning" if is_soft else "error")
        self.says.setVisible(bool(says))
        if says and says != self._told:
            announce(self.says, says, is_urgent=True)
        self._told = says
        busy = (BUSY,) if is_busy else ()
        none = () if status.has_key else ("There is no key yet.",)
        is_environment = status.key_place is KeyPlace.ENVIRONMENT
        fixed = ("It comes from the environment; take it out there.",) if is_environment else ()
        self.test.set_reasons((*none, *busy))
        self.remove.set_reasons((*none, *fixed, *busy))
        if not status.has_key:
            self.removal.hide()

    def _show_models(self, status: ServiceStatus) -> None:
        chosen, today = self._settings.snapshot, self._today()
        self.default_model.show_models(status.models, today, chosen.default_model)
        self.finals_model.show_models(status.models, today, chosen.finals_model)
        self._default_row.set_hint(*endings_hint(status.models, today, chosen.default_model))

    def _show_address(self, status: ServiceStatus) -> None:
        if not self.address.hasFocus():
            self.address.setText(status.url if status.is_fixed else self._settings.snapshot.service_url)
        self.address.setEnabled(not status.is_fixed)
        problem = " ".join(status.problems)
        hint = (
            "Set by OPENAI_BASE_URL in the environment; it counts before this field."
            if status.is_fixed
            else ADDRESS_HINT
        )
        self._tell_of_address(problem or hint, is_wrong=bool(problem))

    def _tell_of_address(self, text: str, *, is_wrong: bool) -> None:
        self._address_row.set_hint(text, "error" if is_wrong else "hint")
        set_state(self.address, "error" if is_wrong else "")

    def _ask_to_remove(self) -> None:
        status = self._service.snapshot.status
        if status is not None:
            self.removal.ask(status)

    def _on_removal(self) -> None:
        self.key.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes off with the key
        self._service.forget_key()

    def _change(self, name: str, value: str) -> None:
        self._refusal = ""
        try:
            self._settings.change(**{name: value})
        except SettingsError as error:
            self._refusal = str(error)
        self._render()

    def _on_address(self) -> None:
        text = self.address.text().strip()
        if text.rstrip("/") == OFFICIAL_URL:
            text = ""
        if text == self._settings.snapshot.service_url:
            return
        try:
            self._settings.change(service_url=text)
        except SettingsError as error:
            self._tell_of_address(str(error), is_wrong=True)


def badge_of(status: ServiceStatus, *, is_busy: bool) -> tuple[str, str]:
    """The word beside the title, and its kind."""
    if is_busy:
        return "One moment…", "quiet"
    if status.problems:
        return "Not reached", "error"
    if not status.is_key_known:
        return "", "quiet"
    return _TRIALS[status.trial] if status.has_key else ("No key", "quiet")


def key_hint(status: ServiceStatus) -> str:
    """Where the key is, what it is for, and what testing it costs."""
    free = "Testing it costs nothing."
    match status.key_place:
        case KeyPlace.ENVIRONMENT:
            return f"From OPENAI_API_KEY in the environment, for {status.host} only. {free}"
        case KeyPlace.MEMORY:
            return (
                f"There is no keyring here: the key is forgotten when the studio closes. For {status.host} only. {free}"
            )
        case KeyPlace.KEYRING:
            return f"Kept in this computer’s keyring, for {status.host} only. {free}"
        case _:
            if not status.has_keyring:
                return "There is no keyring here: a key is forgotten when the studio closes."
            whose = "" if status.is_official else " Where the server needs none, enter any word."
            return f"It will be kept in this computer’s keyring, for {status.host} only.{whose}"
