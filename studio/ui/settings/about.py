"""Settings, About: the version, the licence, and what the studio is made of."""

import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.licences import BUNDLED, LIBRARIES, Licence
from studio.ui.settings.section import Section
from studio.ui.settings.values import ValueLabel, ValueWithButton
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.cards import Card


class AboutSection(Section):
    """What a person tells when asking for help, and whom the studio thanks."""

    def __init__(self, appearance: Appearance, messages: Messages, info: SettingsInfo) -> None:
        super().__init__("about", "About")
        self._appearance = appearance
        self._messages = messages
        self._info = info
        self._reader: LicenceDialog | None = None
        self.copy_button = Button(appearance, "Copy version info", icon="copy")
        self.copy_button.clicked.connect(self._on_copy)
        studio = Card("WTFigure Studio")
        studio.add_header(self.copy_button)
        studio.add_row("Version", ValueLabel(info.version))
        studio.add_row("Licence", ValueLabel("MIT"), "Use it, change it and pass it on; the notice stays with it.")
        self.column.addWidget(studio)
        self.column.addWidget(self._fonts_and_icons())
        self.column.addWidget(_libraries())

    def _fonts_and_icons(self) -> Card:
        card = Card("Fonts and icons")
        for licence in BUNDLED:
            read = Button(self._appearance, "Read", "link")
            read.setAccessibleName(f"Read the licence of {licence.name}")
            read.clicked.connect(lambda _checked=False, licence=licence: self._on_read(licence))
            card.add_row(licence.name, ValueWithButton(licence.terms, read))
        return card

    def _on_read(self, licence: Licence) -> None:
        text = (self._info.resources / licence.file).read_text(encoding="utf-8")
        self._reader = LicenceDialog(licence, text, self)
        self._reader.open()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(version_info(self._info.version))
        self._messages.tell("Version info copied.")


class LicenceDialog(QDialog):
    """The text of one licence."""

    def __init__(self, licence: Licence, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{licence.name}: {licence.terms}")
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(f"Licence of {licence.name}")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(12)
        column.addWidget(self.text)
        column.addWidget(buttons)
        self.resize(640, 520)
        self.finished.connect(self.deleteLater)


def version_info(version: str) -> str:
    """What helps to understand a report: versions and system, nothing about the person."""
    return "\n".join(
        (
            f"WTFigure Studio {version}",
            f"Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()} ({platform.machine()}), {QGuiApplication.platformName()}",
        )
    )


def _libraries() -> Card:
    card = Card("Libraries")
    for name, terms in LIBRARIES:
        card.add_row(name, ValueLabel(terms))
    return card
