"""The bar under the stage: the stars of the figure and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from studio.core.engines import FREE_ENGINES, TEAM_PAYS
from studio.core.figure import Figure
from studio.state.figures import FiguresStore
from studio.state.generation import GenerationStore
from studio.ui.appearance import Appearance
from studio.ui.facts import cost_text, word_kind
from studio.ui.figure_actions import FigureActions
from studio.ui.widgets.buttons import IconButton
from studio.ui.widgets.key_names import key_names
from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.properties import set_ground, set_tip
from studio.ui.widgets.rating_stars import RatingStars

MARGIN = 18
COST_TIP = "What it cost, from the usage that the service reported."
TEAM_TIP = "Made with your team’s key: what it cost is not known here."
UNKNOWN_TIP = "The service did not say what it cost."


class FigureBar(QWidget):
    """Keeps its place when no figure is selected, so that the picture above never jumps."""

    def __init__(
        self,
        appearance: Appearance,
        generation: GenerationStore,
        figures: FiguresStore,
        figure_actions: FigureActions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._figure_actions = figure_actions
        self._appearance = appearance
        self._generation = generation
        self._figures = figures
        self.stars = RatingStars(appearance)
        self.cost = PlainLabel("", "hint")
        self.cost.setContentsMargins(8, 0, 0, 0)
        self.state = Badge("")
        self._tools = QWidget(self)
        self._buttons = QWidget(self._tools)
        self._row = QHBoxLayout(self._buttons)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._tools)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2)
        self._box.addWidget(self.stars, alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(self.cost, alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(self.state, alignment=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._box.addStretch(1)
        self._box.addWidget(self._buttons, alignment=Qt.AlignmentFlag.AlignLeft)
        policy = self._tools.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._tools.setSizePolicy(policy)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(MARGIN, 4, MARGIN, 4)
        whole.addWidget(self._tools)
        set_ground(self, "canvas")
        self.stars.rated.connect(self._on_rated)
        generation.changed.connect(self._on_changed)
        figure_actions.words_changed.connect(self._on_changed)
        figure_actions.keep_off(self._tools)
        self._on_changed()

    def add_buttons(self, buttons: Sequence[tuple[str, QAction]]) -> None:
        """An icon button for each action; it is called as the action and enabled with it."""
        for icon, action in buttons:
            button = IconButton(self._appearance, icon, action.text())
            keys = key_names(action.shortcuts())
            if keys:
                button.set_tip(f"{action.text()} ({keys[0]})")
            button.clicked.connect(lambda _checked=False, action=action: action.trigger())
            self._row.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        widest = max(self._left_width(), self._buttons.sizeHint().width())
        return QSize(widest + 2 * MARGIN, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self._left_width() + self._buttons.sizeHint().width() + 3 * MARGIN
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.TopToBottom if self.width() < needed else directions.LeftToRight)

    def _left_width(self) -> int:
        shown = [each for each in (self.cost, self.state) if not each.isHidden()]
        return self.stars.sizeHint().width() + sum(each.sizeHint().width() + self._box.spacing() for each in shown)

    def _on_changed(self) -> None:
        figure = self._generation.snapshot.selected_figure
        self._tools.setVisible(figure is not None)
        self.stars.set_value(figure.rating if figure else 0)
        self._show_cost(figure)
        word = self._figure_actions.word(figure) if figure is not None else ""
        self.state.show_text(word, word_kind(word))
        set_tip(self.state, self._figure_actions.why_not(figure) if figure is not None else "")

    def _show_cost(self, figure: Figure | None) -> None:
        """What a figure really cost; of those that are free there is nothing to say."""
        is_paid = figure is not None and figure.recipe.engine not in FREE_ENGINES
        if figure is not None and is_paid:
            text, tip = _cost_words(figure)
            self.cost.setText(text)
            set_tip(self.cost, tip)
        self.cost.setVisible(is_paid)

    def _on_rated(self, rating: int) -> None:
        figure = self._generation.snapshot.selected_figure
        if figure is not None and rating != figure.rating:
            self._figures.rate(figure, rating)


def _cost_words(figure: Figure) -> tuple[str, str]:
    """What a paid figure cost, and where that is known from."""
    if figure.recipe.engine in TEAM_PAYS:
        return cost_text(figure), TEAM_TIP
    return (cost_text(figure), COST_TIP) if figure.cost is not None else ("Cost not known", UNKNOWN_TIP)
