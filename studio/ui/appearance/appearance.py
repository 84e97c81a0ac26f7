"""The appearance: dark, light or as the system, applied to the whole application and switched live."""

from __future__ import annotations

import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QDir, QObject, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from studio.ui.appearance.icons import IconPainter, TintedIconEngine
from studio.ui.appearance.style import StyleSheet, palette_of
from studio.ui.appearance.tokens import (
    NON_TEXT,
    SHAPES,
    RarityLook,
    Scale,
    Tokens,
    is_hex,
    readable,
    scale_from,
    tokens_from,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from PySide6.QtWidgets import QWidget

Mode = Literal["dark", "light", "system"]
FontKind = Literal["text", "strong", "title", "heading", "label", "small", "mono"]
_MARKS = {"check": "on_accent", "chevron-down": "muted", "chevron-up": "muted", "minus": "on_accent"}


class Appearance(QObject):
    """Colours, fonts, icons and style of the studio; `changed` comes after everything was switched."""

    changed = Signal()

    def __init__(self, resources: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        with (resources / "appearance" / "tokens.toml").open("rb") as file:
            table = tomllib.load(file)
        self._modes: dict[str, Tokens] = {name: tokens_from(table[name]) for name in ("dark", "light")}
        self._rarities: dict[str, dict[str, str]] = table["rarity"]
        self._scale = scale_from(table["scale"])
        self._resources = resources
        self._sheet = StyleSheet(resources / "styles")
        self._icon_painter = IconPainter(resources / "icons", self._role)
        self._engines: list[TintedIconEngine] = []
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._marks_folder: QTemporaryDir | None = None
        self._mode: Mode = "dark"
        self._is_dark = True
        self._text_scale = 0.0
        self._applied: tuple[bool, float] | None = None  # what everything was last styled with
        self._is_still = False
        self._is_building = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    @property
    def mode(self) -> Mode:
        """What was asked for: dark, light or system."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are on now."""
        return self._is_dark

    @property
    def tokens(self) -> Tokens:
        """The colours that are on now."""
        return self._modes["dark" if self._is_dark else "light"]

    @property
    def scale(self) -> Scale:
        """Type and space at 100 %."""
        return self._scale

    @property
    def text_scale(self) -> float:
        """How much larger than 100 % text is, 1 to 2."""
        return self._text_scale or _system_text_scale()

    @property
    def moves(self) -> bool:
        """Whether things may move; False where the person or the system asks for less motion."""
        return not self._is_still and QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0

    def set_still(self, is_still: bool) -> None:
        """Less motion, as a person chose."""
        self._is_still = is_still

    def apply(self, mode: Mode) -> None:
        """Switch the whole application to an appearance."""
        hints = QGuiApplication.styleHints()
        self._mode = mode
        if mode == "system":
            hints.unsetColorScheme()
            self._is_dark = hints.colorScheme() != Qt.ColorScheme.Light  # unknown: the studio's own look is dark
        else:
            self._is_dark = mode == "dark"
            # native title bars and menus follow this; platforms without it keep Unknown, so colours never rely on it
            hints.setColorScheme(Qt.ColorScheme.Dark if self._is_dark else Qt.ColorScheme.Light)
        self._restyle()

    @contextmanager
    def building(self) -> Generator[None]:
        """Many widgets are made inside: the style sheet is laid over all of them at the end, which takes less time."""
        self._is_building = True
        try:
            yield
        finally:
            self._is_building = False
            app = QApplication.instance()
            if isinstance(app, QApplication):
                self._lay_style(app)

    def set_text_scale(self, factor: float) -> None:
        """Make all text larger, 1.0 to 2.0; 0 follows the system again."""
        self._text_scale = min(2.0, max(1.0, factor)) if factor else 0.0
        self._restyle()

    def colour(self, role: str) -> QColor:
        """The colour that a role has now."""
        return QColor(self._role(role))

    def icon(self, name: str, role: str = "text") -> QIcon:
        """An icon in the colour of a role; it recolours itself when the appearance changes."""
        key = (name, role)
        if key not in self._icons:
            self._icons[key] = QIcon(TintedIconEngine(self._icon_painter, name, role, self._engines))
        return self._icons[key]

    def pixmap(self, name: str, role: str, px: int, dpr: float) -> QPixmap:
        """An icon as it looks now, for widgets that paint themselves."""
        return self._icon_painter.pixmap(name, role, px, px, dpr)

    def artwork(self, name: str, role: str, size: QSize, dpr: float) -> QPixmap:
        """A drawing of the icons' folder in another shape than a square, such as the studio's mark."""
        return self._icon_painter.pixmap(name, role, size.width(), size.height(), dpr)

    def px(self, size: float) -> int:
        """A length that grows with the text, px."""
        return round(size * self.text_scale)

    def font(self, kind: FontKind = "text") -> QFont:
        """A font of the studio at its present size."""
        scale = self._scale
        sizes = {"title": scale.title, "heading": scale.text + 1, "label": scale.label, "small": scale.label - 1}
        font = QFont(scale.mono if kind == "mono" else scale.font)
        font.setPixelSize(self.px(sizes.get(kind, scale.text)))
        if kind == "title":
            font.setWeight(QFont.Weight.Bold)
        elif kind in ("strong", "heading"):
            font.setWeight(QFont.Weight.DemiBold)
        return _unhinted(font)

    def rarity(self, name: str, colour: str = "", shape: str = "", ground: str = "panel") -> RarityLook:
        """How a rarity is marked: its own colour and shape where the catalog has usable ones, else the known ones."""
        known = self._rarities.get(name.strip().casefold(), {})
        wanted = colour if is_hex(colour) else known.get("colour", self.tokens.muted)
        form = shape if shape in SHAPES else known.get("shape", "circle")
        return RarityLook(name, readable(wanted, self._role(ground), NON_TEXT), form)

    def _role(self, role: str) -> str:
        return cast("str", getattr(self.tokens, role))

    def _on_system_scheme(self) -> None:
        if self._mode == "system":
            self.apply("system")

    def _restyle(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        state = (self._is_dark, self.text_scale)
        if state == self._applied:
            return
        if self._applied is None:
            self._prepare(app)
        self._applied = state
        app.setFont(self.font())
        app.setPalette(palette_of(self.tokens))
        self._lay_style(app)
        self.changed.emit()

    def _lay_style(self, app: QApplication) -> None:
        if not self._is_building:
            app.setStyleSheet(self._sheet.text(self.tokens, self._scale, self.text_scale, self._marks()))

    def _prepare(self, app: QApplication) -> None:
        app.setStyle("Fusion")
        for file in sorted((self._resources / "fonts" / "ui").glob("*.[ot]tf")):
            QFontDatabase.addApplicationFont(str(file))

    def _marks(self) -> dict[str, str]:
        """Files of the images that a style sheet can only take as files, in the colours of now."""
        if self._marks_folder is None:
            self._marks_folder = QTemporaryDir(QDir.temp().filePath("wtfigure-marks-XXXXXX"))
        mode = "dark" if self._is_dark else "light"
        marks: dict[str, str] = {}
        for name, role in _MARKS.items():
            file = Path(self._marks_folder.path()) / f"{name}-{mode}.svg"
            try:
                if not file.exists():
                    file.write_text(self._icon_painter.markup(name, self._role(role)), encoding="utf-8")
            except OSError:  # on a full disk the window opens all the same, with black marks
                file = self._resources / "icons" / f"{name}.svg"
            marks[name.replace("-", "_")] = file.as_posix()
        return marks


def repolish(widget: QWidget) -> None:
    """Let the style sheet see that a property of a widget has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _system_text_scale() -> float:
    """Larger text as the system asks for it: its logical density over the usual one."""
    screen = QGuiApplication.primaryScreen()
    usual = 72.0 if sys.platform == "darwin" else 96.0
    return min(2.0, max(1.0, screen.logicalDotsPerInch() / usual))


def _unhinted(font: QFont) -> QFont:
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
