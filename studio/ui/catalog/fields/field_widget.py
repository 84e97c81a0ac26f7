"""What every field of the details' form is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


class FieldWidget(QWidget):
    """One field: `edited` carries the value that a person gave. Each kind of field shows values by `set_value`, without telling."""

    edited = Signal(object)  # JsonValue

    def set_editable(self, is_editable: bool) -> None:
        """Let it be changed or only read."""
        self.setEnabled(is_editable)


def fill(holder: QWidget, widget: QWidget) -> None:
    """Let a widget be all of a field, and take its focus."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    holder.setFocusProxy(widget)


def keep_room(widget: QWidget) -> None:
    """Keep a widget's room also while it is hidden, so that nothing moves when a draft is begun."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def row_in(holder: QWidget) -> QHBoxLayout:
    """A row without margins."""
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return row
