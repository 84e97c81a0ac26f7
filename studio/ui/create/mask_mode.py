"""While a mask is painted: the editor takes the stage, and nothing that was painted is lost when it leaves it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from studio.core.errors import PictureError
from studio.core.mask import MaskPixels
from studio.core.ports.library import FigureLibrary
from studio.core.recipe import Brief
from studio.state.brief import BriefStore
from studio.state.generation import GenerationStore
from studio.state.mask import MaskStore, MaskTarget
from studio.state.open_jobs import Generation
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.create.stage import Stage
from studio.ui.create.stage_pictures import saved_between
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures

if TYPE_CHECKING:
    from studio.ui.create.mask_editor import MaskEditor

NOTHING_TO_PAINT = "Make a figure or add a reference first."
NO_MASKS = {"mockup": "The mock-up draws references but no masks; OpenAI uses both."}


class MaskMode(QObject):
    """Opens, applies and gives up masks over the figure on the stage or the first reference."""

    changed = Signal()

    def __init__(
        self,
        stage: Stage,
        appearance: Appearance,
        tasks: Tasks,
        brief: BriefStore,
        generation: GenerationStore,
        masks: MaskStore,
        pictures: Pictures,
        library: FigureLibrary,
        messages: Messages,
    ) -> None:
        super().__init__(stage)
        self._stage = stage
        self._appearance = appearance
        self._tasks = tasks
        self._brief = brief
        self._generation = generation
        self._masks = masks
        self._pictures = pictures
        self._library = library
        self._messages = messages
        self._editor: MaskEditor | None = None
        self._target: MaskTarget | None = None
        self._shown = Generation()
        self._then: Callable[[], None] | None = None
        stage.mask_button.clicked.connect(self._on_button)
        masks.changed.connect(self._on_masks_changed)
        masks.applied.connect(self._on_applied)
        masks.given_up.connect(self._on_given_up)
        masks.found.connect(self._on_found)
        brief.changed.connect(self._on_brief_changed)
        generation.changed.connect(self._on_generation_changed)
        tasks.failed.connect(self._on_failed)
        self._on_brief_changed()

    @property
    def is_on(self) -> bool:
        """A mask is being painted."""
        return self._target is not None

    @property
    def editor(self) -> "MaskEditor":
        """The editor, made when it is first needed."""
        if self._editor is None:
            from studio.ui.create.mask_editor import MaskEditor  # the first paint shows no mask

            self._editor = MaskEditor(self._appearance, self._stage)
            self._editor.painted.connect(self._on_painted)
            self._editor.apply_requested.connect(self.finish)
            self._editor.cancel_requested.connect(self.cancel)
        return self._editor

    @property
    def reason_against(self) -> str:
        """Why no mask can be painted now; empty where one can."""
        has_picture = self._generation.snapshot.selected_figure is not None or self._brief.snapshot.brief.references
        return "" if self.is_on or (has_picture and self._brief.snapshot.is_ready) else NOTHING_TO_PAINT

    def toggle(self) -> None:
        """Begin to paint, or apply what is painted."""
        figure = self._generation.snapshot.selected_figure
        if self.is_on:
            self.finish()
        elif figure is not None:
            self._masks.paint_figure(figure)
        else:
            self._masks.paint_first()

    def paint_first(self) -> None:
        """Begin to paint over the first reference."""
        if self.is_on:
            self.finish()
        else:
            self._masks.paint_first()

    def finish(self, then: Callable[[], None] | None = None) -> None:
        """Apply what is painted and go on with `then`; a mask that was cleared is taken from the brief."""
        pixels = self._painted()
        self._then = then
        if pixels is not None and not pixels.is_blank:
            self._masks.apply(pixels)
            return
        target = self._target
        self._masks.give_up(None)
        if pixels is not None and target is not None and self._is_first(target):
            self.remove()
        self._go_on()

    def cancel(self) -> None:
        """Leave the brief as it was; what was painted can be brought back."""
        pixels = self._painted()
        self._masks.give_up(None if pixels is None or pixels.is_blank else pixels)

    def remove(self) -> None:
        """Take the mask from the brief."""
        before = self._brief.snapshot.brief
        if before.mask is not None:
            self._brief.edit(mask=None)
            self._messages.tell("Mask removed.", "Undo", lambda: self._put_back(before))

    def _painted(self) -> MaskPixels | None:
        """What was painted; None where nothing was changed."""
        editor = self._editor
        if editor is None or editor.painting is None:
            return None
        editor.painting.finish()
        return editor.painting.pixels() if editor.has_changed else None

    def _is_first(self, target: MaskTarget) -> bool:
        first = self._brief.snapshot.brief.references[:1]
        return bool(first) and first[0].sha256 == target.reference.sha256

    def _put_back(self, before: Brief) -> None:
        """References, mask and parent as they were; what was typed since stays."""
        self._brief.edit(references=before.references, mask=before.mask, parent_id=before.parent_id)

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_button(self) -> None:
        self._stage.mask_button.setChecked(self.is_on)
        self.toggle()

    def _on_masks_changed(self) -> None:
        now = self._masks.snapshot
        if self._editor is not None:
            self._editor.set_busy(now.is_busy)
        if now.target == self._target:
            return
        self._target = now.target
        if now.target is None:
            self._leave_stage()
            self.editor.end()
        else:
            name = now.target.reference.name
            self.editor.begin(name, now.target.size, now.start, is_draft=now.is_draft)
            self._stage.occupy(self.editor, self.editor.canvas, f"Mask of {name}")
            self._tasks.start("create", "mask picture", self._show_picture(now.target))
            self.editor.setFocus()
        self._show_hint()
        self._show_button()
        self.changed.emit()

    def _leave_stage(self) -> None:
        """Who worked in the editor goes on with the keys of what the stage shows now."""
        focus = QApplication.focusWidget()
        is_here = focus is not None and self.editor.isAncestorOf(focus)
        self._stage.release()
        if is_here:
            self._stage.view.setFocus(Qt.FocusReason.PopupFocusReason)

    async def _show_picture(self, target: MaskTarget) -> None:
        image = await self._pictures.load(self._library.reference_path(target.reference))
        if self._target != target:
            return
        if image is None:
            self._masks.give_up(None)
            raise PictureError("The picture under this mask cannot be read.", "Add it to the references again.")
        self.editor.show_picture(image)

    def _on_painted(self) -> None:
        painting = self.editor.painting
        if painting is not None:
            self._masks.keep_soon(painting.pixels)

    def _on_applied(self, before: Brief) -> None:
        self._messages.tell("The mask is on the first reference.", "Undo", lambda: self._put_back(before))
        self._go_on()

    def _on_given_up(self, target: MaskTarget, pixels: MaskPixels) -> None:
        self._messages.tell("What you painted was not applied.", "Undo", lambda: self._masks.resume(target, pixels))

    def _on_found(self, target: MaskTarget) -> None:
        self._messages.tell(
            f"A mask of “{target.reference.name}” is not finished yet.",
            "Go on painting",
            lambda: self._masks.resume(target),
        )

    def _on_failed(self) -> None:
        self._then = None

    def _on_brief_changed(self) -> None:
        self._show_hint()
        self._show_button()

    def _on_generation_changed(self) -> None:
        before, now = self._shown, self._generation.snapshot
        self._shown = now
        self._show_button()
        if self.is_on and before.selected != now.selected:
            fresh = saved_between(before, now)
            if fresh is None or fresh[0].job.id != before.selected:  # a person chose to look at something else
                self.finish()

    def _show_hint(self) -> None:
        if self._editor is not None:
            self._editor.bar.show_hint(NO_MASKS.get(self._brief.snapshot.brief.engine, ""))

    def _show_button(self) -> None:
        button, reason = self._stage.mask_button, self.reason_against
        button.setChecked(self.is_on)
        button.set_tip("Apply the mask (M)" if self.is_on else "Paint which part may change (M)")
        button.set_reasons((reason,) if reason else ())
