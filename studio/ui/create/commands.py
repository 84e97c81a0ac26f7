"""What can be done on the Create screen, as actions with names and keys."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.figure import Figure
from studio.core.recipe import Brief
from studio.state.brief import BriefStore
from studio.state.figures import FiguresStore
from studio.state.generation import GenerationStore
from studio.ui.actions import Actions
from studio.ui.create.brief_form import BriefForm
from studio.ui.create.mask_mode import MaskMode
from studio.ui.create.references import ReferenceIntake
from studio.ui.create.side_panel import SidePanel
from studio.ui.create.stage import Stage
from studio.ui.facts import MOST_STARS, rating_verb, short_title
from studio.ui.figure_actions import FigureActions
from studio.ui.messages import Messages
from studio.ui.publishing import PUBLISH
from studio.ui.screen_commands import DELETE_KEYS


@dataclass(frozen=True, slots=True)
class CreateParts:
    """The parts of the screen that its commands speak to; `centre` is where the keys of the figure work."""

    page: QWidget
    centre: QWidget
    form: BriefForm
    stage: Stage
    side: SidePanel
    intake: ReferenceIntake
    mask: MaskMode
    show_side: Callable[[str], None]


class CreateCommands(QObject):
    """Adds the actions, and enables each exactly while it can be done and the screen is shown."""

    def __init__(
        self,
        parts: CreateParts,
        actions: Actions,
        brief: BriefStore,
        generation: GenerationStore,
        figures: FiguresStore,
        figure_actions: FigureActions,
        messages: Messages,
        on_compare: Callable[[Figure, Figure], None],
    ) -> None:
        super().__init__(parts.page)
        self._on_compare = on_compare
        self._parts = parts
        self._actions = actions
        self._brief = brief
        self._generation = generation
        self._figures = figures
        self._figure_actions = figure_actions
        self._messages = messages
        self._of_figure: list[str] = []
        self._add_create_actions()
        self._add_figure_actions()
        parts.stage.head.compare_button.clicked.connect(lambda _checked=False: actions["create-compare"].trigger())
        brief.changed.connect(self.refresh)
        brief.edit_began.connect(self._on_edit_began)
        generation.changed.connect(self.refresh)
        parts.mask.changed.connect(self.refresh)
        figure_actions.deletions.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now."""
        now, brief = self._generation.snapshot, self._brief.snapshot
        is_shown, is_painting = self._parts.page.isVisible(), self._parts.mask.is_on
        figure, job = now.selected_figure, now.selected_job
        self._enable("create-generate", is_shown and not brief.reasons)
        is_made = is_shown and job is not None and not job.job.state.is_over
        self._enable("create-cancel", is_made and not is_painting)  # Escape belongs to the mask then
        has_open = any(not item.job.state.is_over for item in now.jobs)
        self._enable("create-cancel-all", is_shown and has_open)
        self._enable("create-dismiss-all", is_shown and any(item.job.state.is_over for item in now.jobs))
        self._enable("create-again", is_shown and job is not None and job.job.state.is_over)
        self._enable("create-again-all", is_shown and bool(now.not_made))
        for name in ("create-subject", "create-start-over", "create-paste", "create-add-references"):
            self._enable(name, is_shown and brief.is_ready)
        # while a mask is painted, the key takes back strokes
        self._enable("create-undo", is_shown and self._figure_actions.deletions.can_undo and not is_painting)
        self._enable("create-copy-prompt", is_shown and bool(self._parts.side.prompt_text))
        for name in ("create-prompt", "create-details", "create-fit", "create-actual-size"):
            self._enable(name, is_shown)
        for name in self._of_figure:
            self._enable(name, is_shown and figure is not None and not is_painting)
        self._offer_compare(figure if is_shown and not is_painting else None)
        self._actions["create-publish"].setText(self._figure_actions.publish_verb(figure))
        self._enable("create-copy-link", is_shown and figure is not None and figure.url is not None)

    def generate(self) -> None:
        """Start what the brief asks for, or say why it cannot start."""
        reasons = self._brief.snapshot.reasons
        if reasons:
            self._messages.tell(reasons[0])
        elif self._parts.mask.is_on:
            self._parts.mask.finish(self._generation.generate)
        else:
            self._generation.generate()

    def menu(self, parent: QWidget) -> QMenu:
        """What can be done with the selected job or figure, for the pointer."""
        menu = QMenu(parent)
        if self._generation.snapshot.selected_figure is None:
            names = ("create-cancel", "create-cancel-all", "create-again", "create-again-all", "create-dismiss-all")
            menu.addActions([self._actions[name] for name in names])
            return menu
        ratings = [name for name in self._of_figure if name.startswith("create-rate-")]
        others = [name for name in self._of_figure if name not in ratings]
        menu.addActions([self._actions[name] for name in others[:-1]])
        menu.addMenu("Rate").addActions([self._actions[name] for name in reversed(ratings)])
        menu.addSeparator()
        menu.addAction(self._actions[others[-1]])
        return menu

    def make_again(self, figure: Figure) -> None:
        """Fill the brief with what a figure was made from, and offer to undo it."""
        title = short_title(figure)
        self._replace_brief(
            lambda: self._brief.make_again(figure),
            f"The brief was filled from “{title}”.",
            f"The brief is what “{title}” was made from.",
        )

    def edit_figure(self, figure: Figure) -> None:
        """Fill the brief so that it edits this figure, and offer to undo it."""
        if self._parts.mask.is_on:
            self._parts.mask.finish(lambda: self._brief.edit_figure(figure))
        else:
            self._brief.edit_figure(figure)

    def make_final(self, figure: Figure) -> None:
        """Fill the brief for the model for finals with what a figure was made from, and offer to undo it."""
        title = short_title(figure)
        self._replace_brief(
            lambda: self._brief.make_final(figure),
            f"The brief is ready for a final of “{title}”. Nothing is started yet.",
            f"The brief is ready for a final of “{title}” already.",
        )

    def _add_create_actions(self) -> None:
        parts, page = self._parts, self._parts.page
        for name, text, run, keys in (
            ("generate", "Generate", self.generate, ("Ctrl+Return", "Ctrl+Enter")),
            ("cancel", "Cancel what is being made", parts.stage.cancel, ("Esc",)),
            ("cancel-all", "Cancel all that is being made", parts.stage.cancel_all, ("Shift+Esc",)),
            ("again", "Try again what is on the stage", self._try_again, ()),
            ("again-all", "Try again all that did not work", self._generation.try_all_again, ()),
            ("dismiss-all", "Dismiss all that did not work", parts.stage.dismiss_all, ()),
            ("start-over", "Start over with an empty brief", self._start_over, ("Ctrl+N",)),
            ("subject", "Go to the subject", self._go_to_subject, ("Ctrl+L",)),
            ("add-references", "Add reference pictures…", parts.intake.choose_files, ("Ctrl+Shift+R",)),
            ("paste", "Paste a reference picture", parts.intake.paste, ("Ctrl+V",)),
            ("copy-prompt", "Copy prompt", self._copy_prompt, ("Ctrl+Shift+C",)),
            ("prompt", "Show the prompt", partial(parts.show_side, "prompt"), ()),
            ("details", "Show the details", partial(parts.show_side, "details"), ()),
            ("undo", "Undo", self._figure_actions.deletions.undo, ("Ctrl+Z",)),
            ("fit", "Fit the picture to the stage", parts.stage.fit, ("Ctrl+0",)),
            ("actual-size", "Show the picture at 100 %", parts.stage.actual_size, ("Ctrl+Alt+0",)),
        ):
            self._actions.add(f"create-{name}", text, run, group="Create", keys=keys, owner=page)

    def _add_figure_actions(self) -> None:
        act = self._figure_actions
        centre = self._parts.centre
        for name, text, run, keys, part in (
            ("make-again", "Make again", self.make_again, ("Ctrl+R",), None),
            ("edit", "Edit this figure", self.edit_figure, ("Ctrl+E",), None),
            ("make-final", "Make a final", self.make_final, ("Ctrl+Shift+F",), None),
            ("publish", PUBLISH, act.publish, ("Ctrl+P",), None),
            ("copy-link", "Copy public link", act.copy_link, ("Ctrl+Shift+L",), None),
            ("compare", "Compare", self._compare, ("C",), centre),
            ("save-copy", "Save a copy…", act.save_copy, ("Ctrl+S",), None),
            ("copy-image", "Copy image", act.copy_image, ("Ctrl+C",), centre),
            ("show-in-folder", "Show in folder", act.show_in_folder, ("Ctrl+Shift+E",), None),
            ("delete", "Delete figure", lambda figure: act.delete([figure]), DELETE_KEYS, centre),
        ):
            self._add_figure_action(name, text, run, keys, part)
        for stars in range(MOST_STARS + 1):
            run = partial(self._rate, stars)
            self._add_figure_action(f"rate-{stars}", rating_verb(stars), run, (str(stars),), centre)

    def _add_figure_action(
        self, name: str, text: str, run: Callable[[Figure], None], keys: tuple[str, ...], part: QWidget | None
    ) -> None:
        def on_selected() -> None:
            figure = self._generation.snapshot.selected_figure
            if figure is not None:
                run(figure)

        self._of_figure.append(f"create-{name}")
        page = self._parts.page
        self._actions.add(f"create-{name}", text, on_selected, group="Figure", keys=keys, owner=page, within=part)

    def _enable(self, name: str, is_on: bool) -> None:
        self._actions[name].setEnabled(is_on)

    def _offer_compare(self, figure: Figure | None) -> None:
        now = self._generation.snapshot
        other = now.beside if figure is not None else None
        self._enable("create-compare", other is not None)
        what = "the one that it is an edit of" if other is now.parent else "the one beside it in the strip"
        self._parts.stage.head.offer_compare(f"Compare this figure with {what} (C)" if other else "")

    def _compare(self, figure: Figure) -> None:
        other = self._generation.snapshot.beside
        if other is not None:
            self._on_compare(other, figure)

    def _rate(self, stars: int, figure: Figure) -> None:
        if stars or figure.rating:
            self._figures.rate(figure, stars)

    def _try_again(self) -> None:
        self._generation.try_again(self._generation.snapshot.selected)

    def _go_to_subject(self) -> None:
        self._parts.form.subject.setFocus()
        self._parts.form.subject.selectAll()

    def _start_over(self) -> None:
        self._replace_brief(self._brief.start_over, "Started over.", "The brief is empty already.")
        self._parts.form.subject.setFocus()

    def _replace_brief(self, replace: Callable[[], None], sentence: str, already: str) -> None:
        """Replace what was being typed, and offer to bring it back."""
        previous = self._brief.snapshot.brief
        replace()
        if self._brief.snapshot.brief == previous:
            self._messages.tell(already)
        else:
            self._messages.tell(sentence, "Undo", lambda: self._brief.put_back(previous))

    def _on_edit_began(self, figure: Figure, before: Brief) -> None:
        self._messages.tell(
            f"The brief edits “{short_title(figure)}”. Say in the extra wording what is to change.",
            "Undo",
            lambda: self._brief.put_back(before),
        )
        self._parts.form.extra.setFocus()

    def _copy_prompt(self) -> None:
        QGuiApplication.clipboard().setText(self._parts.side.prompt_text)
        self._messages.tell("Prompt copied.")
