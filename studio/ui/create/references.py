"""The references of the brief: the strip of pictures, and the ways to bring, order and remove them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from studio.core.ports import FigureLibrary
from studio.core.recipe import Reference
from studio.state.brief import MAX_REFERENCES, BriefStore
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
        dialog = QFileDialog(self._window, "Add reference pictures", folder, PICTURE_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
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
    """The strip, kept equal to the references of the brief."""

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
        self._missing: dict[str, Reference] = {}
        self.strip = ReferenceStrip(appearance)
        self.strip.set_limit(MAX_REFERENCES)
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
        brief.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        now = self._brief.snapshot
        count = now.references_on_the_way
        self._on_the_way.setText("Reading a picture…" if count == 1 else f"Reading {count} pictures…")
        self._on_the_way.setVisible(count > 0)
        self.strip.set_limit(min(MAX_REFERENCES, now.model.max_references) if now.model else MAX_REFERENCES)
        references = now.brief.references
        if references == self._shown:
            return
        known = {reference.sha256 for reference in self._shown}
        self._shown = references
        self.strip.set_references(tuple(ReferenceItem(item.sha256, item.name) for item in references))
        self._missing = {key: item for key, item in self._missing.items() if item in references}
        self._missing |= {item.sha256: item for item in references if item.sha256 not in known}
        if self._missing:
            self._tasks.start("create", "reference pictures", self._show_pictures())

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
        reference = self._shown[place]
        self._brief.remove_reference(place)
        self._messages.tell(f"“{reference.name}” removed.", "Undo", lambda: self._put_back(reference, place))

    def _put_back(self, reference: Reference, place: int) -> None:
        references = list(self._brief.snapshot.brief.references)
        if reference not in references and len(references) < MAX_REFERENCES:
            references.insert(place, reference)
            self._brief.edit(references=tuple(references))

    def _on_order_changed(self, keys: Sequence[str]) -> None:
        by_key = {item.sha256: item for item in self._brief.snapshot.brief.references}
        if set(by_key) == set(keys):
            self._brief.edit(references=tuple(by_key[key] for key in keys))
