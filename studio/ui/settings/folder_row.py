"""A folder of the studio: its path, a button that opens it and one that copies the path."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from studio.core.errors import StudioError
from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import ElidedLabel

LEAST_PATH = 150


class FolderRow(QWidget):
    """The path is shown whole where there is room, else with its middle left out."""

    def __init__(
        self, appearance: Appearance, name: str, folder: Path, messages: Messages, open_folder: Callable[[Path], bool]
    ) -> None:
        super().__init__()
        self._folder = folder
        self._messages = messages
        self._open_folder = open_folder
        self.path = ElidedLabel(str(folder), middle=True)
        self.open_button = Button(appearance, "Open folder", icon="folder-open")
        self.open_button.setAccessibleName(f"Open the folder of {name}")
        self.copy_button = IconButton(appearance, "copy", f"Copy the path of {name}")
        self.open_button.clicked.connect(self._on_open)
        self.copy_button.clicked.connect(self._on_copy)
        self._appearance = appearance
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(8)
        self._across.addWidget(self.path, 1)
        self._across.addLayout(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the path would have no room beside the buttons, they stand below it."""
        super().resizeEvent(event)
        buttons = self.copy_button.sizeHint().width() + self.open_button.sizeHint().width() + 16
        is_wide = self.width() - buttons >= self._appearance.px(LEAST_PATH)
        directions = QBoxLayout.Direction
        self._across.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def _on_open(self) -> None:
        if not self._folder.is_dir():
            self._messages.tell("Nothing has been written there yet.")
        elif not self._open_folder(self._folder):
            self._messages.error(StudioError("No program here opens folders.", "Copy the path instead."))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._folder))
        self._messages.tell("Path copied.")
