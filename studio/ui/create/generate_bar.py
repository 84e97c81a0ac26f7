"""The foot of the form: how many variations, what they cost, why it cannot start yet, and the button that starts it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.engines import SERVER
from studio.core.pricing import dollar_range
from studio.core.recipe import MAX_VARIATIONS
from studio.state.brief import BriefState, BriefStore
from studio.ui.appearance import Appearance
from studio.ui.create.wording import SettingsLink, settings_link
from studio.ui.facts import figures_text
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.key_names import key_names
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_tip
from studio.ui.widgets.stepper import Stepper

MARGIN, GAP = 18, 10
TEAM_PAYS = (
    "Made with your team’s key: what it costs is not known here. Each of you has {limit:,} figures a day, from midnight "
    "to midnight UTC; {left:,} are left."
)
KEYS = "Ctrl+Return"


class GenerateBar(QWidget):
    """The primary action of the screen; `pressed` asks to generate, `settings_requested` names a section."""

    pressed = Signal()
    settings_requested = Signal(str)

    def __init__(self, appearance: Appearance, brief: BriefStore) -> None:
        super().__init__()
        self._brief = brief
        self._count = 1
        self._reasons = PlainLabel("", "hint", wrap=True)
        self._reasons.setObjectName("reasons")
        self._caption = PlainLabel("Variations", "muted")
        self.variations = Stepper(appearance, "Variations", 1, MAX_VARIATIONS)
        self.price = PlainLabel("free", "muted")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._link: SettingsLink | None = None
        self.link = Button(appearance, "", icon="settings")
        self.button = Button(appearance, "Generate figure", "primary", "sparkles")
        self.button.set_large()
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # the hint of the keys gives way where the text is large and the form narrow
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self.variations.stepped.connect(lambda count: brief.edit(variations=count))
        self.link.clicked.connect(self._on_link)
        self.button.clicked.connect(lambda _checked=False: self.pressed.emit())
        appearance.changed.connect(self._fit)
        brief.changed.connect(self._on_changed)
        self._on_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.button.set_hint(*key_names((QKeySequence(KEYS),)))
        if self.button.sizeHint().width() > self.width() - 2 * MARGIN:
            self.button.set_hint("")
        parts = (self._caption, self.variations, self.price)
        needed = sum(part.sizeHint().width() for part in parts) + 2 * GAP + 2 * MARGIN
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if needed <= self.width() else directions.TopToBottom)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self._caption.setBuddy(self.variations)
        row.addWidget(self._caption)
        row.addWidget(self.variations)
        row.addStretch(1)
        self._row.setSpacing(GAP)
        self._row.addLayout(row)
        self._row.addWidget(self.price)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 14)
        column.setSpacing(10)
        column.addWidget(self._reasons)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._row)
        column.addWidget(self.button)

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        count = now.brief.variations
        self.variations.setEnabled(now.is_ready)
        self.variations.set_value(count)
        is_other = (count, price_text(now)) != (self._count, self.price.text())
        if count != self._count:
            self._count = count
            self.button.set_text("Generate figure" if count == 1 else f"Generate {figures_text(count)}")
        self.button.set_reasons(now.reasons)
        self._reasons.setText("\n".join(now.reasons))
        self._reasons.setVisible(bool(now.reasons))
        self._show_link(now.reasons)
        self.price.setText(price_text(now))
        set_tip(self.price, price_tip(now))
        if is_other:
            self._fit()

    def _show_link(self, reasons: tuple[str, ...]) -> None:
        """What a reason sends a person to is one press away."""
        self._link = next((link for reason in reasons if (link := settings_link(reason)) is not None), None)
        self.link.setVisible(self._link is not None)
        if self._link is not None:
            self.link.set_text(self._link.verb)

    def _on_link(self) -> None:
        if self._link is not None:
            self.settings_requested.emit(self._link.section)


def price_text(state: BriefState) -> str:
    """`free`, `est. $0.05–0.08`, that the team pays, or that nobody knows; for all variations together."""
    if state.brief.engine == SERVER:
        return f"team pays · {state.server.left:,} left" if state.server.is_offered else "team pays"
    if state.price.high == 0:
        return "free"
    return f"est. {dollar_range(state.price)}" if state.price.is_known else "price not known"


def price_tip(state: BriefState) -> str:
    """What the price is, and is not."""
    if state.brief.engine == SERVER:
        return TEAM_PAYS.format(limit=state.server.limit, left=state.server.left) if state.server.is_offered else ""
    if state.price.high == 0:
        return "Drawn on this computer, for nothing."
    if not state.price.is_known:
        return "Nobody here knows the prices of this model. What the service says of its cost stands on the figure."
    count = state.brief.variations
    what = "this figure" if count == 1 else f"all {figures_text(count)} together"
    return f"An estimate for {what}, with what goes in. The true cost stands on each figure afterwards."
