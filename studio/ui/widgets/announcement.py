"""Sentences that a screen reader speaks without the focus moving.

A class of Qt is made when it is first named: what the first paint does not need is named where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtGui

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str, is_urgent: bool = False) -> None:
    """Speak a sentence; an urgent one interrupts what is being read."""
    event = QtGui.QAccessibleAnnouncementEvent(widget, sentence)
    politeness = QtGui.QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QtGui.QAccessible.updateAccessibility(event)
