"""What Qt is told about the look: its palette, and the one style sheet filled with the roles."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from studio.ui.appearance.tokens import Scale, Tokens

_ROLES = {
    QPalette.ColorRole.Window: "panel",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "raised",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Highlight: "focus",
    QPalette.ColorRole.HighlightedText: "canvas",
    QPalette.ColorRole.Link: "focus",
    QPalette.ColorRole.LinkVisited: "focus",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "faint",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "canvas",
}
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette for Fusion and for everything that paints itself."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(getattr(tokens, name)))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette


class StyleSheet:
    """The numbered templates of a folder, read once and filled for each appearance."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template: Template | None = None

    def text(self, tokens: Tokens, scale: Scale, factor: float, marks: Mapping[str, str]) -> str:
        """The whole sheet; `factor` scales type, `marks` are the files of check and arrow images."""
        if self._template is None:
            files = sorted(self._folder.glob("*.qss"))
            self._template = Template("".join(file.read_text(encoding="utf-8") for file in files))
        sizes = {
            "font": scale.font,
            "mono": scale.mono,
            "radius": f"{scale.radius}px",
            "text_px": f"{round(scale.text * factor)}px",
            "title_px": f"{round(scale.title * factor)}px",
            "label_px": f"{round(scale.label * factor)}px",
            "small_px": f"{round((scale.label - 1) * factor)}px",
            "heading_px": f"{round((scale.text + 1) * factor)}px",
        }
        return self._template.substitute(tokens.roles(), **sizes, **marks)
