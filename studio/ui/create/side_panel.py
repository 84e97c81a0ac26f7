"""The right side of the Create screen: the prompt that will be sent, or the details of what is selected."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.state.brief import BriefStore
from studio.state.generation import GenerationStore
from studio.ui.appearance import Appearance
from studio.ui.create.prompt_panel import PromptPanel
from studio.ui.create.when_done import WhenDone
from studio.ui.figure_actions import FigureActions
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.segmented import Option, Segmented

if TYPE_CHECKING:
    from studio.ui.create.details_panel import DetailsPanel


class SidePanel(QWidget):
    """Two panels, one of them shown; the details are built when they are first asked for. What is done at the end, below."""

    fingerprint_wanted = Signal(str)

    def __init__(
        self,
        appearance: Appearance,
        brief: BriefStore,
        generation: GenerationStore,
        figure_actions: FigureActions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.tabs = Segmented(appearance, "Side panel", (Option("prompt", "Prompt"), Option("details", "Details")))
        self._pages = QStackedWidget(self)
        self.prompt = PromptPanel(appearance, brief, self._pages)
        self._details: DetailsPanel | None = None
        self._appearance = appearance
        self._generation = generation
        self._pages.addWidget(self.prompt)
        head = QHBoxLayout()
        head.setContentsMargins(18, 16, 18, 12)
        head.addWidget(self.tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        self.when_done = WhenDone(appearance, brief, generation, figure_actions, self)
        column.addWidget(self.when_done)
        figure_actions.keep_clear(self.when_done)
        set_ground(self, "panel", "left")
        self.tabs.chosen.connect(self.show_tab)

    @property
    def details(self) -> "DetailsPanel":
        """The details of what is selected."""
        if self._details is None:
            from studio.ui.create.details_panel import DetailsPanel  # the first paint shows the prompt

            self._details = DetailsPanel(self._appearance, self._generation, self._pages)
            self._details.fingerprint_wanted.connect(self.fingerprint_wanted)
            self._pages.addWidget(self._details)
        return self._details

    @property
    def prompt_text(self) -> str:
        """The prompt of the panel that is shown."""
        if self._details is not None and self._pages.currentWidget() is self._details:
            return self._details.text
        return self.prompt.text

    def show_tab(self, key: str) -> None:
        """Show `prompt` or `details`."""
        self.tabs.set_value(key)
        self._pages.setCurrentWidget(self.details if key == "details" else self.prompt)
