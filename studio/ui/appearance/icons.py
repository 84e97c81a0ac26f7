"""Tinted icons: one monochrome SVG each, drawn in the colour that its role has at the moment of painting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_PIXMAPS = 400


class IconPainter:
    """Reads an SVG the first time it is painted and keeps the pixmaps that were asked for."""

    def __init__(self, folder: Path, colour_of: Callable[[str], str]) -> None:
        self._folder = folder
        self._colour_of = colour_of
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, int, float], QPixmap] = {}

    def pixmap(self, name: str, role: str, width: int, height: int, dpr: float) -> QPixmap:
        """The icon in `width` × `height` logical px, sharp at the device pixel ratio."""
        colour = self._colour_of(role)
        key = (name, colour, width, height, dpr)
        found = self._pixmaps.get(key)
        if found is None:
            if len(self._pixmaps) >= MOST_PIXMAPS:
                self._pixmaps.clear()
            found = self._pixmaps[key] = self._draw(name, colour, QSize(width, height), dpr)
        return found

    def markup(self, name: str, colour: str) -> str:
        """The SVG's text with its colour set. Raises FileNotFoundError for a name without a file."""
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return source.replace("currentColor", colour)

    def _draw(self, name: str, colour: str, size: QSize, dpr: float) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer

        pixmap = QPixmap((size.toSizeF() * dpr).toSize())
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(self.markup(name, colour).encode()))
        renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        return pixmap


class TintedIconEngine(QIconEngine):
    """Paints one icon; disabled icons and icons on a pressed-in ground get their own role."""

    def __init__(self, painter: IconPainter, name: str, role: str, keep: list[TintedIconEngine]) -> None:
        super().__init__()
        self._painter = painter
        self._name = name
        self._role = role
        self._keep = keep
        keep.append(self)  # a QIcon owns its engine without holding the Python half alive

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        # the device itself is some widget of Qt's own, whose class Python would first have to be told of
        dpr = max(1.0, painter.deviceTransform().m11())
        painter.drawPixmap(rect.topLeft(), self._at(rect.size(), mode, dpr))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self._at(size, mode, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        return self._at(size, mode, scale)

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:  # noqa: N802 - Qt's name
        return size

    def clone(self) -> QIconEngine:
        return TintedIconEngine(self._painter, self._name, self._role, self._keep)

    def iconName(self) -> str:  # noqa: N802 - Qt's name
        return self._name

    def _at(self, size: QSize, mode: QIcon.Mode, dpr: float) -> QPixmap:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        return self._painter.pixmap(self._name, role, max(1, size.width()), max(1, size.height()), dpr)
