"""The Create screen, put together: form, stage with strip, and side panel."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.core.ports.library import FigureLibrary
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.figures import FiguresStore
from studio.state.generation import GenerationStore
from studio.state.mask import MaskStore
from studio.state.service import ServiceStore
from studio.state.tasks import Tasks
from studio.ui.actions import Actions
from studio.ui.appearance import Appearance
from studio.ui.create.brief_form import BriefForm
from studio.ui.create.commands import CreateCommands, CreateParts
from studio.ui.create.figure_bar import FigureBar
from studio.ui.create.mask_commands import MaskCommands
from studio.ui.create.mask_mode import MaskMode
from studio.ui.create.references import ReferenceIntake, ReferencesField
from studio.ui.create.side_panel import SidePanel
from studio.ui.create.stage import Stage
from studio.ui.create.stage_pictures import StagePictures
from studio.ui.create.strip import FigureStrip
from studio.ui.figure_actions import FigureActions
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures
from studio.ui.widgets.dropped import dropped_pictures, has_pictures

FORM_WIDTH, SIDE_WIDTH, CENTRE_WIDTH = 336, 294, 340  # px at 100 %
FORM_SHARE, SIDE_SHARE = 0.36, 0.3  # of the page, where larger text would take more


class CreatePage(QWidget):
    """From a subject to a saved figure."""

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        brief: BriefStore,
        generation: GenerationStore,
        figures: FiguresStore,
        catalog: CatalogStore,
        service: ServiceStore,
        pictures: Pictures,
        library: FigureLibrary,
        messages: Messages,
        actions: Actions,
        figure_actions: FigureActions,
        masks: MaskStore,
        open_settings: Callable[[str], None],
        on_compare: Callable[[Figure, Figure], None],
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._is_side_wanted = False
        self._open_settings = open_settings
        self._messages = messages
        self.setAcceptDrops(True)
        self._intake = ReferenceIntake(self, brief, tasks, pictures, messages)
        references = ReferencesField(appearance, tasks, brief, pictures, library, messages, self._intake)
        self._stage_pictures = StagePictures(tasks, pictures, generation)
        # each part is given its parent first: style sheets go through a subtree whenever it gets another one
        self._centre = QWidget(self)
        self.form = BriefForm(appearance, brief, catalog, service, references, self)
        self.stage = Stage(appearance, generation, self._stage_pictures, self._centre)
        self.figure_bar = FigureBar(appearance, generation, figures, figure_actions, self._centre)
        self.strip = FigureStrip(
            appearance, generation, pictures, self._stage_pictures, figure_actions.word, self._centre
        )
        figure_actions.words_changed.connect(self.strip.tell_words)
        self.side = SidePanel(appearance, brief, generation, figure_actions, self)
        self.masking = MaskMode(self.stage, appearance, tasks, brief, generation, masks, pictures, library, messages)
        self._row = QHBoxLayout(self)
        self._lay_out()
        parts = CreateParts(
            self, self._centre, self.form, self.stage, self.side, self._intake, self.masking, self.show_side
        )
        self._commands = CreateCommands(
            parts, actions, brief, generation, figures, figure_actions, messages, on_compare
        )
        self._mask_commands = MaskCommands(self, self._centre, self.stage, self.masking, actions, brief, generation)
        self._connect(actions)
        self.setFocusProxy(self.form.subject)

    def show_side(self, tab: str) -> None:
        """Show `prompt` or `details`, also where the window has no room for it beside the stage."""
        self.side.show_tab(tab)
        self._is_side_wanted = True
        self._place()

    def make_again(self, figure: Figure) -> None:
        """Fill the brief with what a figure was made from; what was typed before can be brought back."""
        self._commands.make_again(figure)

    def edit_figure(self, figure: Figure) -> None:
        """Fill the brief so that it edits a figure; what was typed before can be brought back."""
        self._commands.edit_figure(figure)

    def make_final(self, figure: Figure) -> None:
        """Fill the brief for a final of a figure; what was typed before can be brought back."""
        self._commands.make_final(figure)

    def minimumSizeHint(self) -> QSize:
        """The side panel gives way first."""
        return QSize(FORM_WIDTH + CENTRE_WIDTH, super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._commands.refresh()
        self._mask_commands.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._commands.refresh()
        self._mask_commands.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = dropped_pictures(event.mimeData())
        if dropped is not None:
            event.acceptProposedAction()
            self._intake.take(dropped)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        column.addWidget(self.figure_bar)
        column.addWidget(self.strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.form)
        self._row.addWidget(self._centre, 1)
        self._row.addWidget(self.side)

    def _connect(self, actions: Actions) -> None:
        messages = self._messages
        self.form.pictures_dropped.connect(self._intake.take)
        self.form.submitted.connect(self._commands.generate)
        self.form.bar.pressed.connect(self._commands.generate)
        self.form.bar.settings_requested.connect(self._open_settings)
        self.stage.settings_requested.connect(self._open_settings)
        self.stage.request_id_wanted.connect(lambda text: _copy(text, "Request id copied.", messages))
        self.stage.billed_perhaps.connect(self._tell_of_bill)
        self.stage.team_goes_on.connect(messages.tell)
        self.stage.side_requested.connect(self._toggle_side)
        self.side.prompt.set_copy_action(actions["create-copy-prompt"])
        self.side.fingerprint_wanted.connect(lambda sha256: _copy(sha256, "SHA-256 copied.", messages))
        self.side.tabs.chosen.connect(lambda _key: self._commands.refresh())
        self.figure_bar.add_buttons(
            (
                ("rotate-ccw", actions["create-make-again"]),
                ("pencil", actions["create-edit"]),
                ("gem", actions["create-make-final"]),
                ("upload", actions["create-publish"]),
                ("download", actions["create-save-copy"]),
                ("copy", actions["create-copy-image"]),
                ("folder-open", actions["create-show-in-folder"]),
                ("trash-2", actions["create-delete"]),
            )
        )
        self.masking.changed.connect(lambda: self.figure_bar.setVisible(not self.masking.is_on))
        self.form.references.mask_requested.connect(self.masking.paint_first)
        self.form.references.unmask_requested.connect(self.masking.remove)
        self.strip.film.menu_requested.connect(self._on_menu_requested)
        self._appearance.changed.connect(self._place)

    def _on_menu_requested(self, row: int, place: QPoint) -> None:
        self.strip.film.set_current_row(row)
        menu = self._commands.menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _tell_of_bill(self, sentence: str) -> None:
        self._messages.tell(sentence, "Show spending", lambda: self._open_settings("budget"))

    def _toggle_side(self) -> None:
        self._is_side_wanted = not self._is_side_wanted
        self._place()

    def _place(self) -> None:
        """Share the width; where there is no room for the side panel, it is a drawer over the stage."""
        width, px = self.width(), self._appearance.px
        form = min(px(FORM_WIDTH), max(FORM_WIDTH, round(width * FORM_SHARE)))
        side = min(px(SIDE_WIDTH), max(SIDE_WIDTH, round(width * SIDE_SHARE)))
        is_narrow = width < form + side + CENTRE_WIDTH
        if is_narrow:
            form = min(px(FORM_WIDTH), max(FORM_WIDTH, width - self._centre.minimumSizeHint().width()))
        self.form.setFixedWidth(form)
        self.side.setFixedWidth(side)
        self.side.setVisible(not is_narrow or self._is_side_wanted)
        self.stage.offer_side(is_narrow, is_open=self._is_side_wanted)
        if is_narrow:
            self._row.removeWidget(self.side)
            top = self.stage.head.height()
            self.side.setGeometry(width - side, top, side, self.height() - top)
            self.side.raise_()
        elif self._row.indexOf(self.side) < 0:
            self._row.addWidget(self.side)


def _copy(text: str, sentence: str, messages: Messages) -> None:
    QGuiApplication.clipboard().setText(text)
    messages.tell(sentence)
