"""Rows of a card whose fields may be as wide as the card: paths are long, and text may be twice its size."""

from PySide6.QtWidgets import QWidget

from studio.ui.widgets.cards import Card

NO_LIMIT = 16_777_215  # px; Qt's own "no limit" (QWIDGETSIZE_MAX)


def add_row(card: Card, label: str, field: QWidget, hint: str = "") -> None:
    """Add a row; a field that wants no more than its own width stands at the left."""
    card.add_row(label, field, hint).field.setMaximumWidth(NO_LIMIT)
