"""How the Catalog screen shares its width; what the edit does is a drawer where there is no room for it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.appearance import Appearance
from studio.ui.catalog.editor.editor_panel import EditorPanel

LIST_WIDTH, SIDE_WIDTH, MIDDLE_WIDTH = 280, 350, 460  # px at 100 %


class PageRoom:
    """List, editor and side from left to right."""

    def __init__(
        self, page: QWidget, appearance: Appearance, panel: QWidget, editor: EditorPanel, side: QWidget
    ) -> None:
        self._page = page
        self._appearance = appearance
        self._list, self._editor, self._side = panel, editor, side
        self._is_drawn = False
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(panel)
        self._row.addWidget(editor, 1)
        self._row.addWidget(side)

    @property
    def least(self) -> QSize:
        """What the screen needs at least: the side gives way first."""
        return QSize(LIST_WIDTH + self._editor.minimumSizeHint().width(), self._row.minimumSize().height())

    def draw_side(self) -> None:
        """Draw the side over the editor, or put it away."""
        self._is_drawn = not self._is_drawn

    def put_side_away(self) -> None:
        """Give what lies under the drawer back."""
        self._is_drawn = False

    def place(self, *, has_entry: bool) -> None:
        """Give each its room; without an entry there is nothing for the side to show."""
        px, width = self._appearance.px, self._page.width()
        list_width = min(px(LIST_WIDTH), max(LIST_WIDTH, width // 4))
        side = min(px(SIDE_WIDTH), max(SIDE_WIDTH, width // 4))
        self._list.setFixedWidth(list_width)
        self._side.setFixedWidth(side)
        is_narrow = width < list_width + side + max(px(MIDDLE_WIDTH), self._editor.minimumSizeHint().width())
        self._editor.head.offer_side(is_narrow and has_entry, is_open=self._is_drawn)
        self._side.setVisible(has_entry and (not is_narrow or self._is_drawn))
        if is_narrow:
            self._row.removeWidget(self._side)
            top = self._editor.head_height()
            self._side.setGeometry(width - side, top, side, self._page.height() - top)
            self._side.raise_()
        elif self._row.indexOf(self._side) < 0:
            self._row.addWidget(self._side)
