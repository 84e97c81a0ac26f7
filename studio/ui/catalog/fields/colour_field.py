"""A colour of the details as #rrggbb with its swatch."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from studio.core.details_schema import FieldSpec
from studio.core.json_text import JsonValue
from studio.ui.appearance import Appearance
from studio.ui.appearance.tokens import is_hex
from studio.ui.catalog.fields.draft_line import DraftLine
from studio.ui.catalog.fields.field_widget import FieldWidget, row_in
from studio.ui.widgets.buttons import IconButton
from studio.ui.widgets.paint import box, smooth


class ColourField(FieldWidget):
    """A colour as #rrggbb with its swatch."""

    def __init__(self, appearance: Appearance, spec: FieldSpec) -> None:
        super().__init__()
        self._swatch = Swatch(appearance, spec.title)
        self._edit = DraftLine(spec.title)
        self._edit.setPlaceholderText(f"e.g. {spec.example}" if spec.example else "#rrggbb")
        row = row_in(self)
        row.addWidget(self._swatch)
        row.addWidget(self._edit, 1)
        self.setFocusProxy(self._edit)
        self._edit.edited.connect(self._on_edited)
        self._swatch.picked.connect(self.edited)

    def set_value(self, value: JsonValue) -> None:
        words = value if isinstance(value, str) else ""
        self._edit.set_text(words)
        self._swatch.set_colour(words)

    def set_editable(self, is_editable: bool) -> None:
        self._edit.setReadOnly(not is_editable)
        self._swatch.setEnabled(is_editable)

    def _on_edited(self, text: str) -> None:
        self._swatch.set_colour(text)
        self.edited.emit(text or None)


class Swatch(IconButton):
    """A patch of colour that opens the colour dialog."""

    picked = Signal(object)

    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__(appearance, "palette", f"Choose {name.lower()}")
        self._look = appearance
        self._colour = ""
        self.clicked.connect(self._choose)

    def set_colour(self, colour: str) -> None:
        """Show a colour; anything else is an empty patch."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.px(30)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not is_hex(self._colour):
            super().paintEvent(event)
            return
        painter = smooth(QPainter(self))
        edge = "focus" if self.hasFocus() else "border"
        box(painter, self.rect().adjusted(2, 2, -2, -2), 5, QColor(self._colour), self._look.colour(edge), 1.5)
        painter.end()

    def _choose(self) -> None:
        from PySide6.QtWidgets import QColorDialog  # only when a colour is picked

        first = QColor(self._colour) if is_hex(self._colour) else self._look.colour("accent")
        dialog = QColorDialog(first, self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.picked.emit(colour.name()))
        dialog.open()
