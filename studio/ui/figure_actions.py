"""What can be done with a figure on every screen that shows one: publish, save a copy, copy its image, find or delete it."""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets  # dialogs are named where they open: the first paint is not held up by their classes
from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.core.errors import FigureMissing, StudioError
from studio.core.figure import Figure
from studio.core.recipe import PictureFormat
from studio.state.figures import FiguresStore
from studio.state.tasks import Tasks
from studio.ui.deletions import Deletions
from studio.ui.facts import named
from studio.ui.file_manager import OnFailed, show_in_folder
from studio.ui.pictures import Pictures
from studio.ui.publishing import PUBLISH, Publishing

if TYPE_CHECKING:
    from studio.ui.messages import Messages

LONGEST_NAME = 60
EXTENSIONS = {PictureFormat.PNG: "png", PictureFormat.WEBP: "webp", PictureFormat.JPEG: "jpg"}
_FILTERS = {
    PictureFormat.PNG: "PNG picture (*.png)",
    PictureFormat.WEBP: "WebP picture (*.webp)",
    PictureFormat.JPEG: "JPEG picture (*.jpg *.jpeg)",
}
# names that Windows keeps for devices, whatever their extension (Microsoft: Naming Files, Paths, and Namespaces)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


class FigureActions(QObject):
    """Does it, and tells what was done; a screen only says with which figure."""

    final_wanted = Signal(object)  # Figure: whoever has the brief fills it for a final
    words_changed = Signal()  # of figures that are on their way to the team, or who may publish

    def __init__(
        self,
        window: QWidget,
        figures: FiguresStore,
        pictures: Pictures,
        tasks: Tasks,
        messages: "Messages",
        reveal: Callable[[Path, OnFailed], None] = show_in_folder,
        publishing: Publishing | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._figures = figures
        self._pictures = pictures
        self._tasks = tasks
        self._messages = messages
        self._reveal = reveal
        self._publishing = publishing
        self._folder = ""
        self._copying: set[Path] = set()
        self.deletions = Deletions(self, figures, messages)
        if publishing is not None:
            publishing.changed.connect(self.words_changed)
        figures.copied.connect(self._on_copied)

    def save_copy(self, figure: Figure) -> None:
        """Ask where to, and copy the picture's own bytes there."""
        dialog = QtWidgets.QFileDialog(self._window, "Save a copy", self._folder or _pictures_folder())
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(_FILTERS[figure.format])
        dialog.setDefaultSuffix(EXTENSIONS[figure.format])
        dialog.selectFile(suggested_name(figure))
        dialog.fileSelected.connect(lambda target: self._on_target(figure, Path(target)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_image(self, figure: Figure) -> None:
        """Put the whole picture on the clipboard."""
        self._tasks.start("figure", "copy image", self._copy_image(figure))

    def show_in_folder(self, figure: Figure) -> None:
        """Show the picture's file in the system's file manager."""
        self._tasks.start("figure", "show in folder", self._show_in_folder(Path(figure.path)))

    def publish(self, figure: Figure) -> None:
        """Publish a figure, or take it back from the team."""
        if self._publishing is not None:
            self._publishing.toggle(figure)

    def publish_verb(self, figure: Figure | None) -> str:
        """What `publish` does with a figure."""
        return PUBLISH if self._publishing is None or figure is None else self._publishing.verb(figure)

    @property
    def can_publish(self) -> bool:
        """Somebody is signed in to a team."""
        return self._publishing is not None and self._publishing.can_publish

    def word(self, figure: Figure) -> str:
        """Where a figure stands with the team, in the word of its badge; empty where it was never published."""
        if self._publishing is None or figure.deleted_at is not None:
            return ""
        return self._publishing.word(figure)

    def why_not(self, figure: Figure) -> str:
        """Why a figure that was to be published is not."""
        return "" if self._publishing is None else self._publishing.why_not(figure)

    def copy_link(self, figure: Figure) -> None:
        """Put the public link of a figure on the clipboard."""
        if self._publishing is not None:
            self._publishing.copy_link(figure)

    def delete(self, figures: Sequence[Figure]) -> None:
        """Delete figures; the message that says so offers to undo it."""
        self.deletions.delete(figures)

    def make_final(self, figure: Figure) -> None:
        """Prepare a final of a figure; nothing is started."""
        self.final_wanted.emit(figure)

    def restore(self, figures: Sequence[Figure]) -> None:
        """Bring deleted figures back."""
        if figures:
            self._figures.restore(tuple(figure.id for figure in figures))
            self._messages.tell(f"{named(figures)} restored.")

    def remove_for_good(self, figures: Sequence[Figure]) -> None:
        """Remove deleted figures with their files, after a person has said so once more: nothing brings them back."""
        if not figures:
            return
        question = QtWidgets.QMessageBox(
            QtWidgets.QMessageBox.Icon.Warning, "Remove for good", f"Remove {named(figures)} for good?"
        )
        question.setParent(self._window, question.windowFlags())
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText("Pictures and recipes leave this computer, and nothing brings them back.")
        remove = question.addButton("Remove for good", QtWidgets.QMessageBox.ButtonRole.DestructiveRole)
        cancel = question.addButton(QtWidgets.QMessageBox.StandardButton.Cancel)
        question.setDefaultButton(cancel)
        figure_ids = tuple(figure.id for figure in figures)
        remove.clicked.connect(lambda: self._figures.remove_for_good(figure_ids))
        question.finished.connect(question.deleteLater)
        question.open()

    def keep_clear(self, widget: QWidget) -> None:
        """A widget with the buttons of these actions: what they tell must not cover it."""
        self._messages.keep_clear(widget)

    def keep_off(self, row: QWidget) -> None:
        """A row of buttons of these actions: what they tell stands below or above it."""
        self._messages.keep_off(row)

    async def _copy_image(self, figure: Figure) -> None:
        image = await self._pictures.load(Path(figure.path))
        if image is None:
            raise missing_picture()
        QGuiApplication.clipboard().setImage(image)
        self._messages.tell("Image copied.")

    async def _show_in_folder(self, path: Path) -> None:
        if not await asyncio.to_thread(path.exists):
            raise missing_picture()
        self._reveal(path, self._on_no_file_manager)

    def _on_target(self, figure: Figure, target: Path) -> None:
        self._folder = str(target.parent)
        self._copying.add(target)
        self._figures.save_copy(figure, target)

    def _on_copied(self, target: Path) -> None:
        if target in self._copying:
            self._copying.discard(target)
            self._messages.tell(
                f"Copy saved as {target.name}.",
                "Show in folder",
                lambda: self._reveal(target, self._on_no_file_manager),
            )

    def _on_no_file_manager(self, folder: Path) -> None:
        QGuiApplication.clipboard().setText(str(folder))
        self._messages.error(
            StudioError("No program here opens folders.", "The folder's path is on the clipboard instead.")
        )


def suggested_name(figure: Figure) -> str:
    """A file name that every system takes: the title in plain ASCII, with the extension of its format."""
    plain = unicodedata.normalize("NFKD", figure.title).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")
    if not slug or _RESERVED.fullmatch(slug):
        slug = f"figure-{slug}".strip("-")
    return f"{slug}.{EXTENSIONS[figure.format]}"


def missing_picture() -> FigureMissing:
    """What a person hears when a figure's file cannot be read."""
    return FigureMissing("The picture of this figure cannot be read.", "Open Settings, Library, and check the library.")


def _pictures_folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
