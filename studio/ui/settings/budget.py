"""Settings, Budget: what a day may cost, what today has cost, and every request that could be billed."""

from PySide6.QtWidgets import QLineEdit

from studio.core.errors import SettingsError
from studio.core.pricing import dollars, dollars_at_most
from studio.core.spending import Spending
from studio.state.settings import SettingsStore
from studio.state.spending import SpendingStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.settings.ledger import LedgerCard
from studio.ui.settings.section import Section
from studio.ui.settings.values import ValueLabel
from studio.ui.widgets.cards import Card
from studio.ui.widgets.properties import set_state

BUDGET_HINT = "In dollars. No figure is started that may cost more than what is left of it. Empty: no limit."


class BudgetSection(Section):
    """The budget is kept when it is typed to its end."""

    def __init__(self, appearance: Appearance, tasks: Tasks, settings: SettingsStore, spending: SpendingStore) -> None:
        super().__init__("budget", "Budget")
        self._settings = settings
        self._spending = spending
        self.budget = QLineEdit()
        self.today = ValueLabel("")
        self.ledger = LedgerCard(appearance, tasks, spending)
        card = Card("Your own key")
        self._budget_row = card.add_row("Daily budget", self.budget, BUDGET_HINT)
        self._today_row = card.add_row("Today", self.today)
        self.column.addWidget(card)
        self.column.addWidget(self.ledger)
        self.budget.setPlaceholderText("No limit")
        self.budget.editingFinished.connect(self._on_budget)
        settings.changed.connect(self._render)
        spending.changed.connect(self._on_spending_changed)
        self._render()

    def refresh(self) -> None:
        """A command may have spent something, or the day may be another."""
        self._spending.refresh()
        self.ledger.refresh()

    def _on_spending_changed(self) -> None:
        self._render()
        if self.isVisible():
            self.ledger.refresh()

    def _render(self) -> None:
        kept = self._settings.snapshot.daily_budget
        if not self.budget.hasFocus() or self.budget.property("state") != "error":
            self.budget.setText(kept)
            self._tell("")
        now = self._spending.snapshot
        self.today.setText(today_text(now))
        self._today_row.set_hint(open_text(now))

    def _on_budget(self) -> None:
        text = self.budget.text().strip().removeprefix("$").replace(",", ".").strip()
        try:
            if text != self._settings.snapshot.daily_budget:
                self._settings.change(daily_budget=text)
            self._tell("")
        except SettingsError as error:
            self._tell(str(error))
            return
        self.budget.setText(text)

    def _tell(self, refusal: str) -> None:
        self._budget_row.set_hint(refusal or BUDGET_HINT, "error" if refusal else "hint")
        set_state(self.budget, "error" if refusal else "")


def today_text(now: Spending) -> str:
    """`$0.42 of $5.00`."""
    return dollars(now.known) if now.budget is None else f"{dollars(now.known)} of {dollars(now.budget)}"


def open_text(now: Spending) -> str:
    """What may come on top of what is known, in one or two sentences."""
    sentences: list[str] = []
    if now.open_high:
        sentences.append(
            f"It may be up to {dollars_at_most(now.at_most)}: requests that are open, or whose end is not known, "
            "count with the upper end of their price."
        )
    if now.unpriced:
        requests = "1 request has" if now.unpriced == 1 else f"{now.unpriced:,} requests have"
        sentences.append(f"{requests} no price that is known here.")
    if now.left is not None and now.left == 0:
        sentences.append("Nothing is left for today.")
    return " ".join(sentences) or "What services said that they charged."
