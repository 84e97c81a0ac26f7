"""The few properties by which widgets tell the style sheet what they are, and text made safe for Qt's own texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from studio.ui.appearance.appearance import repolish

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LONGEST_WORD, LONGEST_TIP = 20, 600
_PIECE = re.compile(r"\S{10}(?=\S)")  # of a longer word, between two places where it may be broken
_AS_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # `html` brings its table of entities to every start
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")


def set_kind(widget: QWidget, kind: str) -> None:
    """What a button is: primary, wanted, quiet, danger, link, or "" for a plain one."""
    set_property(widget, "kind", kind)


def set_role(widget: QWidget, role: str) -> None:
    """What a label is: title, heading, label, hint, muted, faint, error, warning, ok or mono."""
    set_property(widget, "role", role)


def set_state(widget: QWidget, state: str) -> None:
    """How a field or box is: "" or error or warning."""
    set_property(widget, "state", state)


def set_ground(widget: QWidget, ground: str, edge: str = "") -> None:
    """The ground a widget paints (canvas, panel or raised), and the edge with a hairline (left, right, top, bottom)."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    set_property(widget, "edge", edge)
    set_property(widget, "ground", ground)


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet selects by; nothing is done where it is already so."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        repolish(widget)


def set_tip(widget: QWidget, text: str) -> None:
    """A tooltip that is never read as markup, told to screen readers as well."""
    tip = tip_of(text)
    if tip != widget.toolTip() or text != widget.accessibleDescription():
        widget.setToolTip(tip)
        widget.setAccessibleDescription(text)


def tip_of(text: str) -> str:
    """A text as Qt's tooltips show it: never as markup, never wider or higher than a screen."""
    if not text:
        return ""
    shown = text if len(text) <= LONGEST_TIP else f"{text[:LONGEST_TIP]}…"
    return f"<qt>{breakable(shown).translate(_AS_TEXT)}</qt>".replace("\n", "<br>")


def breakable(text: str) -> str:
    """The same text, in which words too long for a line may be broken (by zero-width spaces)."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub("\\g<0>\u200b", word[0]), text)


def literal(text: str) -> str:
    """Text for buttons, menus and actions in which an ampersand means itself."""
    return text.replace("&", "&&")
