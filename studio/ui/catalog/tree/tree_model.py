"""The details as a tree for Qt's views: nodes become rows when they are looked at."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from studio.core.json_document import JsonDocument
from studio.core.json_nodes import Node, NodeKind
from studio.core.json_paths import JsonPath

KEY, VALUE, TYPE = range(3)
COLUMNS = ("Key", "Value", "Type")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_SHOWN_ROLES = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole))
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _READ | Qt.ItemFlag.ItemIsEditable
_MOST_SHOWN = 400
_AT_ONCE = 60
"""Rows of one object or list that are there at first; more come as one scrolls down to them."""


@dataclass(slots=True)
class _Item:
    path: JsonPath
    node: Node
    parent: int
    row: int
    children: list[int] | None = None
    shown: int = _AT_ONCE


class TreeModel(QAbstractItemModel):
    """Keys and plain values are edited in place; the model asks for the change, it makes none."""

    renamed = Signal(object, str)  # path, key
    rewritten = Signal(object, str)  # path, what was typed

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._items: list[_Item] = []
        self._is_editable = False

    def show_document(self, document: JsonDocument | None) -> None:
        """Show another document."""
        self.beginResetModel()
        root = document.root if document is not None else None
        self._text = document.text if document is not None else ""
        self._items = [_Item((), root, -1, 0)] if root is not None else []
        self.endResetModel()

    def set_editable(self, is_editable: bool) -> None:
        """Let it be edited or only read."""
        self._is_editable = is_editable

    def index_of(self, path: JsonPath) -> QModelIndex:
        """The row of a path, or of the nearest one above it that is there."""
        if not self._items:
            return QModelIndex()
        at = 0
        for step in path:
            below = next((child for child in self._below(at) if self._items[child].path[-1] == step), None)
            if below is None:
                break
            self._show_more(at, self._items[below].row + 1)
            at = below
        return self.createIndex(self._items[at].row, 0, at)

    def path_of(self, index: Index) -> JsonPath | None:
        """The path of a row."""
        return self._items[index.internalId()].path if index.isValid() else None

    def node_of(self, index: Index) -> Node | None:
        """The node of a row."""
        return self._items[index.internalId()].node if index.isValid() else None

    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return 1 if self._items else 0
        return self._shown_below(parent.internalId()) if parent.column() == 0 else 0

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        return parent.isValid() and self._shown_below(parent.internalId()) < len(self._below(parent.internalId()))

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        if self.canFetchMore(parent):
            at = parent.internalId()
            self._show_more(at, self._shown_below(at) + _AT_ONCE)

    def columnCount(self, parent: Index = ROOT) -> int:
        del parent
        return len(COLUMNS)

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if not parent.isValid():
            return self.createIndex(0, column, 0) if row == 0 and self._items else QModelIndex()
        below = self._below(parent.internalId())
        return self.createIndex(row, column, below[row]) if 0 <= row < len(below) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride] - QObject has another
        item = self._items[index.internalId()] if index.isValid() else None
        if item is None or item.parent < 0:
            return QModelIndex()
        return self.createIndex(self._items[item.parent].row, 0, item.parent)

    def hasChildren(self, parent: Index = ROOT) -> bool:  # noqa: N802 - Qt's name
        if not parent.isValid():
            return bool(self._items)
        node = self._items[parent.internalId()].node
        return parent.column() == 0 and bool(node.members or node.items)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _SHOWN_ROLES:  # Qt asks for ten others with each cell that is painted
            return None
        item, column = self._items[index.internalId()], index.column()
        if column == KEY:
            return self._key(item)
        if column == TYPE:
            return item.node.kind.value
        return self._value(item.node, is_edited=role == Qt.ItemDataRole.EditRole)

    def flags(self, index: Index) -> Qt.ItemFlag:
        item = self._items[index.internalId()] if index.isValid() and self._is_editable else None
        if item is None:
            return _READ
        is_key = index.column() == KEY and bool(item.path) and isinstance(item.path[-1], str)
        is_value = index.column() == VALUE and item.node.kind not in (NodeKind.OBJECT, NodeKind.LIST)
        return _TYPED if is_key or is_value else _READ

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        item = self._items[index.internalId()]
        if str(value) == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        (self.renamed if index.column() == KEY else self.rewritten).emit(item.path, str(value))
        return False  # the new document brings the new rows

    def _below(self, at: int) -> list[int]:
        item = self._items[at]
        if item.children is None:
            item.children = []
            steps: list[tuple[str | int, Node]] = [(member.key, member.value) for member in item.node.members]
            steps += list(enumerate(item.node.items))
            for row, (step, node) in enumerate(steps):
                item.children.append(len(self._items))
                self._items.append(_Item((*item.path, step), node, at, row))
        return item.children

    def _shown_below(self, at: int) -> int:
        return min(self._items[at].shown, len(self._below(at)))

    def _show_more(self, at: int, count: int) -> None:
        """Let at least so many rows below one be there."""
        before, after = self._shown_below(at), min(count, len(self._below(at)))
        if after > before:
            self.beginInsertRows(self.createIndex(self._items[at].row, 0, at), before, after - 1)
            self._items[at].shown = after
            self.endInsertRows()

    def _key(self, item: _Item) -> str:
        if not item.path:
            return "details"
        step = item.path[-1]
        return str(step + 1) if isinstance(step, int) else step

    def _value(self, node: Node, *, is_edited: bool) -> str:
        if node.kind in (NodeKind.OBJECT, NodeKind.LIST):
            count = len(node.members) + len(node.items)
            what = "key" if node.kind is NodeKind.OBJECT else "item"
            return f"{count} {what}{'' if count == 1 else 's'}"
        text = str(node.scalar) if node.kind is NodeKind.TEXT else self._text[node.begin : node.end]
        return text if is_edited or len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
