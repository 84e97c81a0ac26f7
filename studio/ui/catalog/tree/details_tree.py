"""The rows of the details' tree: their columns, their keys, and a tip where something does not fit."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QToolTip, QTreeView, QWidget

from studio.core.json_nodes import NodeKind
from studio.ui.catalog.tree.tree_model import KEY, TYPE, VALUE, TreeModel
from studio.ui.widgets.properties import tip_of

TYPE_PAD = 8  # px at each side of a type


class DetailsTree(QTreeView):
    """A tree over the document; Del takes the current row out."""

    delete_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Details as a tree")
        self.setObjectName("detailsTree")
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.header().setStretchLastSection(False)

    def setModel(self, model: TreeModel) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - only this model
        super().setModel(model)
        self.header().setSectionResizeMode(KEY, QHeaderView.ResizeMode.Interactive)
        self.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(TYPE, QHeaderView.ResizeMode.Fixed)
        self.header().resizeSection(KEY, 200)
        self._fit_types()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_types()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A key or value that does not fit is told whole beside the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            is_cut = index.isValid() and self.sizeHintForIndex(index).width() > self.visualRect(index).width()
            QToolTip.showText(event.globalPos(), tip_of(str(index.data())) if is_cut else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def _fit_types(self) -> None:
        """Room for any type: which ones stand in the rows on screen need not be looked at."""
        widest = max(self.fontMetrics().horizontalAdvance(kind.value) for kind in NodeKind) + 2 * TYPE_PAD
        self.header().resizeSection(TYPE, max(widest, self.header().sectionSizeHint(TYPE)))
