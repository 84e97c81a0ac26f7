"""What becomes of a figure when it is made: only saved, or published in the team as well."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.engines import SERVER
from studio.state.brief import BriefStore
from studio.state.generation import GenerationStore
from studio.ui.appearance import Appearance
from studio.ui.figure_actions import FigureActions
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.segmented import Option, Segmented

SAVE, PUBLISH = "save", "publish"
TITLE = "When it is done"
BY_SERVER = "The team’s server publishes each figure as it makes it."


class WhenDone(QWidget):
    """A choice for what is being made and for what is made next; there only while somebody is signed in to a team."""

    def __init__(
        self,
        appearance: Appearance,
        brief: BriefStore,
        generation: GenerationStore,
        figure_actions: FigureActions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._brief = brief
        self._generation = generation
        self._figure_actions = figure_actions
        self.choice = Segmented(
            appearance,
            TITLE,
            (
                Option(SAVE, "Save only", tip="It stays on this computer until you publish it"),
                Option(PUBLISH, "Save and publish", tip="It goes to the team as soon as it is saved"),
            ),
        )
        self.note = PlainLabel(BY_SERVER, "hint", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(PlainLabel(TITLE, "label"))
        column.addWidget(self.choice)
        column.addWidget(self.note)
        self.choice.chosen.connect(lambda key: generation.publish_when_done(publishes=key == PUBLISH))
        for signal in (brief.changed, generation.changed, figure_actions.words_changed):
            signal.connect(self._render)
        self._render()

    def _render(self) -> None:
        by_server = self._brief.snapshot.brief.engine == SERVER
        self.choice.set_value(PUBLISH if self._generation.snapshot.publishes else SAVE)
        self.choice.setVisible(not by_server)
        self.note.setVisible(by_server)
        self.setVisible(self._figure_actions.can_publish)
