"""The references of the brief: the strip of pictures, and the ways to bring, order and remove them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.brief_references import MAX_REFERENCES
from studio.core.ports.library import FigureLibrary
from studio.core.recipe import Brief, Reference
from studio.state.brief import BriefStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.pictures import Pictures
from studio.ui.widgets.dropped import Dropped, dropped_pictures
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.reference_strip import ReferenceItem, ReferenceStrip

PICTURE_SIDE = 192  # px of the pictures in the strip, enough for twice the density
PICTURE_FILES = "Pictures (*.png *.jpg *.jpeg *.webp *.heic *.heif)"


class ReferenceIntake(QObject):
    """Brings pictures to the brief: dropped or chosen files, and pictures from the clipboard."""

    def __init__(
        self, window: QWidget, brief: BriefStore, tasks: Tasks, pictures: Pictures, messages: Messages
    ) -> None:
        super().__init__(window)
        self._window = window
        self._brief = brief
        self._tasks = tasks
        self._pictures = pictures
        self._messages = messages
        self._folder = ""
        self._pasted = 0

    def take(self, dropped: Dropped) -> None:
        """Put dropped or pasted pictures behind the others."""
        if dropped.files:
            self._brief.add_references([(file, file.name) for file in dropped.files])
        for image in dropped.images:
            self._pasted += 1
            self._tasks.start("create", f"encode {self._pasted}", self._add_image(image))

    def paste(self) -> None:
        """Take the picture on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        dropped = dropped_pictures(data) if data else None  # an empty clipboard has no data at all
        if dropped is None:
            self._messages.tell("There is no picture on the clipboard.")
        else:
            self.take(dropped)

    def choose_files(self) -> None:
        """Ask for picture files."""
        folder = self._folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QtWidgets.QFileDialog(self._window, "Add reference pictures", folder, PICTURE_FILES)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_files_chosen(self, names: Sequence[str]) -> None:
        files = tuple(Path(name) for name in names)
        if files:
            self._folder = str(files[0].parent)
            self.take(Dropped(files=files))

    async def _add_image(self, image: QImage) -> None:
        self._brief.add_references([(await self._pictures.encode_png(image), "Pasted picture")])


class ReferencesField(QWidget):
    """The strip, kept equal to the references of the brief; the mask is shown on the first of them."""

    mask_requested = Signal()
    unmask_requested = Signal()

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        brief: BriefStore,
        pictures: Pictures,
        library: FigureLibrary,
        messages: Messages,
        intake: ReferenceIntake,
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._brief = brief
        self._pictures = pictures
        self._library = library
        self._messages = messages
        self._shown: tuple[Reference, ...] = ()
        self._mask: Reference | None = None
        self._missing: dict[str, Reference] = {}
        self.strip = ReferenceStrip(appearance)
        self._on_the_way = PlainLabel("", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.strip)
        column.addWidget(self._on_the_way)
        self.setFocusProxy(self.strip)
        self.strip.pictures_dropped.connect(intake.take)
        self.strip.add_requested.connect(intake.choose_files)
        self.strip.remove_requested.connect(self._on_remove)
        self.strip.order_changed.connect(self._on_order_changed)
        self.strip.mask_requested.connect(self.mask_requested)
        self.strip.unmask_requested.connect(self.unmask_requested)
        brief.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        count = now.references_on_the_way
        self._on_the_way.setText("Reading a picture…" if count == 1 else f"Reading {count} pictures…")
        self._on_the_way.setVisible(count > 0)
        self.strip.set_limit(now.max_references)
        self._show_references(now.brief.references)
        self._show_mask(now.brief.mask)

    def _show_references(self, references: tuple[Reference, ...]) -> None:
        if references == self._shown:
            return
        known = {reference.sha256 for reference in self._shown}
        self._shown = references
        self.strip.set_references(tuple(ReferenceItem(item.sha256, item.name) for item in references))
        self._missing = {key: item for key, item in self._missing.items() if item in references}
        self._missing |= {item.sha256: item for item in references if item.sha256 not in known}
        if self._missing:
            self._tasks.start("create", "reference pictures", self._show_pictures())

    def _show_mask(self, mask: Reference | None) -> None:
        if mask == self._mask:
            return
        self._mask = mask
        self.strip.set_mask(None)
        self._tasks.start("create", "mask on the tile", self._bring_mask(mask))

    async def _bring_mask(self, mask: Reference | None) -> None:
        """A mask whose picture cannot be read is marked all the same."""
        if mask is not None:
            image = await self._pictures.load(self._library.reference_path(mask), PICTURE_SIDE)
            self.strip.set_mask(image or QImage())

    async def _show_pictures(self) -> None:
        """Decode what is missing; started anew for each change, so a cancelled round loses nothing."""
        while self._missing:
            key, reference = next(iter(self._missing.items()))
            image = await self._pictures.load(self._library.reference_path(reference), PICTURE_SIDE)
            if self._missing.pop(key, None) is not None and image is not None:
                self.strip.set_picture(key, image)

    def _on_remove(self, key: str) -> None:
        place = next((at for at, item in enumerate(self._shown) if item.sha256 == key), None)
        if place is None:
            return
        reference, before = self._shown[place], self._brief.snapshot.brief
        self._brief.remove_reference(place)
        self._messages.tell(f"“{reference.name}” removed.", "Undo", lambda: self._put_back(reference, place, before))

    def _put_back(self, reference: Reference, place: int, before: Brief) -> None:
        """The reference in its place, and with it what belonged to the first one."""
        references = list(self._brief.snapshot.brief.references)
        if reference in references or len(references) >= MAX_REFERENCES:
            return
        references.insert(place, reference)
        own = {"mask": before.mask, "parent_id": before.parent_id} if place == 0 else {}
        self._brief.edit(references=tuple(references), **own)

    def _on_order_changed(self, keys: Sequence[str]) -> None:
        before = self._brief.snapshot.brief
        by_key = {item.sha256: item for item in before.references}
        if set(by_key) != set(keys):
            return
        self._brief.edit(references=tuple(by_key[key] for key in keys))
        now = self._brief.snapshot.brief
        if (before.mask, before.parent_id) != (now.mask, now.parent_id):
            lost = "Its mask was taken away" if before.mask else "It is no longer edited"
            self._messages.tell(
                f"“{before.references[0].name}” is not the first reference any more. {lost}.",
                "Undo",
                lambda: self._brief.edit(references=before.references, mask=before.mask, parent_id=before.parent_id),
            )
