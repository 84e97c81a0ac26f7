"""What the dialogs of versions and of figures share: a list, what is known of the chosen line, and one thing to do with it."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.dialogs.lines_list import lines_list
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import breakable

LIST_WIDTH = 270


class ListDialog(QDialog):
    """`column` is what stands over the buttons, `beside` what stands beside the list; `act` is the one primary button."""

    def __init__(
        self, appearance: Appearance, title: str, lines: str, act: str, size: tuple[int, int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(title)
        self.resize(appearance.px(size[0]), appearance.px(size[1]))
        self.list = lines_list(lines)
        self.list.setFixedWidth(appearance.px(LIST_WIDTH))
        self.act = Button(appearance, act, "primary", "rotate-ccw")
        close = Button(appearance, "Close")
        buttons = QDialogButtonBox()
        buttons.addButton(self.act, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        self.beside = QVBoxLayout()
        self.beside.setSpacing(6)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.list)
        middle.addLayout(self.beside, 1)
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        self.column.addWidget(PlainLabel(breakable(title), "title", wrap=True))
        self.column.addLayout(middle, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 18)
        whole.setSpacing(12)
        whole.addLayout(self.column, 1)
        whole.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
