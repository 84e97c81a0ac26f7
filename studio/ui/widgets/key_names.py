"""How keys are called for a person, and groups of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together: a title and (what it does, names of its keys) rows."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def key_names(shortcuts: Iterable[QKeySequence]) -> tuple[str, ...]:
    """The names of an action's keys, as this system writes them."""
    return tuple(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in shortcuts)
