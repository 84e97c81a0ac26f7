"""What can be done with a mask, as actions with names and keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.state.brief import BriefStore
from studio.state.generation import GenerationStore
from studio.ui.actions import Actions
from studio.ui.create.mask_mode import MaskMode

if TYPE_CHECKING:
    from studio.ui.create.mask_editor import MaskEditor

GROUP = "Mask"


class MaskCommands(QObject):
    """The keys of the editor work only on the stage, and only while a mask is painted there."""

    def __init__(
        self,
        page: QWidget,
        centre: QWidget,
        stage: QWidget,
        mode: MaskMode,
        actions: Actions,
        brief: BriefStore,
        generation: GenerationStore,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._mode = mode
        self._actions = actions
        self._brief = brief
        self._in_editor: list[str] = []
        actions.add("mask", "Paint a mask", mode.toggle, group=GROUP, keys=("M",), within=centre)
        actions.add("mask-remove", "Remove the mask", mode.remove, group=GROUP)
        for name, text, run, keys in (
            ("apply", "Apply the mask", mode.finish, ()),
            ("cancel", "Leave the mask as it was", mode.cancel, ("Esc",)),
            ("undo", "Undo in the mask", self._edited(lambda editor: editor.undo()), ("Ctrl+Z",)),
            ("redo", "Redo in the mask", self._edited(lambda editor: editor.redo()), ("Ctrl+Shift+Z", "Ctrl+Y")),
            ("invert", "Invert the mask", self._edited(lambda editor: editor.invert()), ("I",)),
            ("clear", "Clear the mask", self._edited(lambda editor: editor.clear()), ("Del", "Backspace")),
            ("brush", "Paint with the brush", self._edited(lambda editor: editor.erase(False)), ("B",)),
            ("eraser", "Paint with the eraser", self._edited(lambda editor: editor.erase(True)), ("E",)),
            ("smaller", "Smaller brush", self._edited(lambda editor: editor.resize_brush(-1)), ("[",)),
            ("larger", "Larger brush", self._edited(lambda editor: editor.resize_brush(1)), ("]",)),
        ):
            self._in_editor.append(f"mask-{name}")
            actions.add(f"mask-{name}", text, run, group=GROUP, keys=keys, within=stage)
        mode.changed.connect(self.refresh)
        brief.changed.connect(self.refresh)
        generation.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now."""
        is_shown = self._page.isVisible()
        self._actions["mask"].setEnabled(is_shown and not self._mode.reason_against)
        self._actions["mask-remove"].setEnabled(is_shown and self._brief.snapshot.brief.mask is not None)
        for name in self._in_editor:
            self._actions[name].setEnabled(is_shown and self._mode.is_on)

    def _edited(self, run: Callable[["MaskEditor"], None]) -> Callable[[], None]:
        return lambda: run(self._mode.editor)
