"""A field for a whole number with its unit; the wheel changes it only while it has the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QWidget

TEXT_INSET = 7


class NumberField(QSpinBox):
    """A spin box that tells a number once it is typed to its end, and never lets go of what is out of bounds."""

    def __init__(self, name: str, low: int, high: int, unit: str, step: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setSuffix(f" {unit}")
        self.setSingleStep(step)
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)
        self.lineEdit().setTextMargins(TEXT_INSET, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_value(self, value: int) -> None:
        """Show a number without telling."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page while a person only scrolls past."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
