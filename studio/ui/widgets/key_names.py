"""How keys are called for a person, and groups of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENTER = "Return" if sys.platform == "darwin" else "Enter"  # a Mac writes ↩ on it, other keyboards Enter


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together: a title and (what it does, names of its keys) rows."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def key_names(shortcuts: Iterable[QKeySequence]) -> tuple[str, ...]:
    """The names of an action's keys, as this system writes them; a keyboard's two keys called Enter are one."""
    portable = (keys.toString(QKeySequence.SequenceFormat.PortableText) for keys in shortcuts)
    distinct = dict.fromkeys(each.replace("Return", "Enter").replace("Enter", _ENTER) for each in portable)
    return tuple(QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in distinct)
