"""The status line of the studio: the library, the outbox, what is being made, and what today cost."""

from studio.core.job import JobState
from studio.core.pricing import dollars, dollars_at_most
from studio.core.spending import Spending
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation
from studio.state.service import ServiceStore
from studio.state.spending import SpendingStore
from studio.ui.appearance import Appearance
from studio.ui.widgets.status_line import StatusLine


class StudioStatus(StatusLine):
    """Follows the stores; the library's state (`set_state`) and the outbox are told."""

    def __init__(
        self, appearance: Appearance, generation: GenerationStore, service: ServiceStore, spending: SpendingStore
    ) -> None:
        super().__init__(appearance)
        self._generation = generation
        self._service = service
        self._spending = spending
        self._outbox_text = ""
        generation.changed.connect(self._show_texts)
        service.changed.connect(self._show_spending)
        spending.changed.connect(self._show_spending)
        self._show_texts()

    def set_outbox(self, text: str) -> None:
        """What is said of the outbox; empty where there is no team."""
        if text != self._outbox_text:  # it is told at each step of an upload
            self._outbox_text = text
            self._show_texts()

    def _show_texts(self) -> None:
        outbox = (self._outbox_text,) if self._outbox_text else ()
        self.set_texts((*outbox, *_jobs_texts(self._generation.snapshot)), ("Ctrl+K commands",))

    def _show_spending(self) -> None:
        """What today cost, for whom it can cost something."""
        now, status = self._spending.snapshot, self._service.snapshot.status
        concerns = bool(now.at_most or now.unpriced) or (status is not None and status.has_key)
        self.set_link(spending_text(now) if concerns else "", "Show the budget and what was spent")


def spending_text(now: Spending) -> str:
    """`Today $0.42 of $5.00`, with what it may be where something is open or unknown."""
    perhaps = (
        f" (may be up to {dollars_at_most(now.at_most)})" if now.open_high else " (and more)" if now.unpriced else ""
    )
    budget = "" if now.budget is None else f" of {dollars(now.budget)}"
    return f"Today {dollars(now.known)}{perhaps}{budget}"


def _jobs_texts(generation: Generation) -> tuple[str, ...]:
    """`1 making, 3 queued`, or nothing."""
    making = sum(item.job.state is JobState.RUNNING for item in generation.jobs)
    queued = sum(item.job.state is JobState.WAITING for item in generation.jobs)
    parts = (f"{making} making" if making else "", f"{queued} queued" if queued else "")
    text = ", ".join(part for part in parts if part)
    return (text,) if text else ()
