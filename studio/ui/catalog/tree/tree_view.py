"""Details as a tree: add, rename, retype, reorder and take out, at every depth."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.core.errors import JsonError
from studio.core.json_document import JsonDocument
from studio.core.json_nodes import Node, NodeKind
from studio.core.json_paths import JsonPath
from studio.core.json_text import JsonValue, load_json
from studio.state.editing import Editing
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import AT_ONCE, ByTurns
from studio.ui.catalog.tree.details_tree import DetailsTree
from studio.ui.catalog.tree.tree_model import KEY, VALUE, TreeModel
from studio.ui.widgets.buttons import Button, IconButton

_EMPTY: dict[NodeKind, JsonValue] = {
    NodeKind.TEXT: "",
    NodeKind.NUMBER: 0,
    NodeKind.FLAG: False,
    NodeKind.NULL: None,
    NodeKind.LIST: [],
    NodeKind.OBJECT: {},
}
EXPAND_AT_FIRST = 60
"""Rows up to which the whole tree is open at first."""

DocumentEdit = Callable[[JsonDocument], JsonDocument]


class TreeView(QWidget):
    """Every button is an edit of the document by path; the tree keeps what is open and chosen."""

    edit_wanted = Signal(object)  # a function from document to document

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TreeModel()
        self.tree = DetailsTree(self)
        self.tree.setModel(self.model)
        self._document: JsonDocument | None = None
        self._next: JsonDocument | None = None  # what is to be shown in the next turn of the window
        self._next_path: JsonPath | None = None
        self._turns = ByTurns(self)
        self._is_editable = False
        self.add = Button(appearance, "Add", icon="plus")
        self.retype = Button(appearance, "Change type")
        self.rename = IconButton(appearance, "pencil", "Rename")
        self.up = IconButton(appearance, "chevron-up", "Move up")
        self.down = IconButton(appearance, "chevron-down", "Move down")
        self.take_out = IconButton(appearance, "trash-2", "Take out")
        menu = QMenu(self.retype)
        for kind in NodeKind:
            menu.addAction(kind.value.capitalize(), lambda kind=kind: self._retype(kind))
        self.retype.set_menu(menu)
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 8)
        row.setSpacing(6)
        for widget in (self.add, self.retype, self.rename, self.up, self.down, self.take_out):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)
        self._connect()

    def show_editing(self, editing: Editing) -> None:
        """Show the value once it was read."""
        self._is_editable = editing.is_editable
        self.model.set_editable(self._is_editable)
        self._bar.setVisible(self._is_editable)
        document = editing.analysis.document if editing.analysis is not None and editing.is_read else None
        if document is not None and document.ok and document is not self._document:
            self._next = document
            if len(document.text) > AT_ONCE:
                self._turns.begin(self._later())
            else:
                self._show_next()
        self._offer()

    def clear(self) -> None:
        """Show nothing."""
        self._document, self._next, self._next_path = None, None, None
        self._turns.stop()
        self.model.show_document(JsonDocument.of("null"))

    @property
    def current_path(self) -> JsonPath:
        """The path of the current row."""
        return self.model.path_of(self.tree.currentIndex()) or ()

    def go_to(self, path: JsonPath) -> None:
        """Make the row of a path the current one."""
        self._show_next()
        index = self.model.index_of(path)
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)
        self.tree.setFocus()

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.rename.clicked.connect(lambda: self._edit_column(KEY))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.take_out.clicked.connect(self._remove)
        self.tree.delete_pressed.connect(self._remove)
        self.tree.customContextMenuRequested.connect(self._on_menu)
        self.tree.selectionModel().currentChanged.connect(lambda _now, _before: self._offer())
        self.model.renamed.connect(self._on_renamed)
        self.model.rewritten.connect(self._on_rewritten)

    def _later(self) -> Iterator[None]:
        self._show_next()
        yield

    def _show_next(self) -> None:
        """Show now what was to be shown in the next turn."""
        document, self._next = self._next, None
        self._turns.stop()
        if document is not None:
            self._show(document)
            self._offer()

    def _show(self, document: JsonDocument) -> None:
        first = self._document is None
        opened = self._opened()
        current = self._next_path if self._next_path is not None else self.current_path
        self._document, self._next_path = document, None
        self.model.show_document(document)
        self.tree.expand(self.model.index_of(()))
        if first and document.text.count("\n") <= EXPAND_AT_FIRST:
            self.tree.expandAll()
        for path in opened:
            self.tree.expand(self.model.index_of(path))
        index = self.model.index_of(current)
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)

    def _opened(self) -> list[JsonPath]:
        """The paths that are open now."""
        opened: list[JsonPath] = []
        waiting = [self.model.index(0, 0)] if self.model.rowCount() else []
        while waiting:
            index = waiting.pop()
            path = self.model.path_of(index)
            if path is not None and self.tree.isExpanded(index):
                opened.append(path)
                waiting += [self.model.index(row, 0, index) for row in range(self.model.rowCount(index))]
        return opened

    def _offer(self) -> None:
        """Say what can be done with the current row."""
        path = self.current_path
        node = self.model.node_of(self.tree.currentIndex())
        is_key = bool(path) and isinstance(path[-1], str)
        self.rename.set_reasons(() if is_key else ("Only keys have names.",))
        parent = self._document.node(path[:-1]) if self._document is not None and path else None
        count = len(parent.members) + len(parent.items) if parent is not None else 0
        at = self._place(parent, path)
        self.up.set_reasons(() if path and at > 0 else ("It stands first.",))
        self.down.set_reasons(() if path and at < count - 1 else ("It stands last.",))
        self.take_out.set_reasons(() if path else ("The details themselves stay.",))
        self.retype.set_reasons(() if node is not None else ("Choose a row.",))

    def _place(self, parent: Node | None, path: JsonPath) -> int:
        if parent is None or not path:
            return 0
        step = path[-1]
        if isinstance(step, int):
            return step
        return next((at for at, member in enumerate(parent.members) if member.key == step), 0)

    def _add(self) -> None:
        """A new text: inside the current object or list, else behind the current row."""
        path, node = self.current_path, self.model.node_of(self.tree.currentIndex())
        if node is None or self._document is None:
            return
        if node.kind not in (NodeKind.OBJECT, NodeKind.LIST):
            path = path[:-1]
            node = self._document.node(path)
        if node is None or node.kind not in (NodeKind.OBJECT, NodeKind.LIST):
            return
        if node.kind is NodeKind.LIST:
            place = len(node.items)
            self._next_path = (*path, place)
            self.edit_wanted.emit(lambda document: document.insert(path, place, ""))
            return
        key = _free_key({member.key for member in node.members})
        self._next_path = (*path, key)
        self.edit_wanted.emit(lambda document: document.put((*path, key), ""))

    def _remove(self) -> None:
        path = self.current_path
        if path and self._is_editable:
            self._next_path = path[:-1]
            self.edit_wanted.emit(lambda document: document.remove(path))

    def _move(self, step: int) -> None:
        path = self.current_path
        if not path or self._document is None:
            return
        to = self._place(self._document.node(path[:-1]), path) + step
        self._next_path = (*path[:-1], to) if isinstance(path[-1], int) else path
        self.edit_wanted.emit(lambda document: document.move(path, to))

    def _retype(self, kind: NodeKind) -> None:
        path, node = self.current_path, self.model.node_of(self.tree.currentIndex())
        if node is not None and node.kind is not kind:
            value = converted(node, kind)
            self._next_path = path
            self.edit_wanted.emit(lambda document: document.put(path, value))

    def _edit_column(self, column: int) -> None:
        index = self.tree.currentIndex()
        self.tree.edit(index.siblingAtColumn(column))

    def _on_renamed(self, path: JsonPath, key: str) -> None:
        self._next_path = (*path[:-1], key)
        self.edit_wanted.emit(lambda document: document.rename(path, key))

    def _on_rewritten(self, path: JsonPath, text: str) -> None:
        node = self._document.node(path) if self._document is not None else None
        value: JsonValue = text
        if node is not None and node.kind is not NodeKind.TEXT:
            try:
                value = load_json(text)
            except JsonError:
                value = text
        self.edit_wanted.emit(lambda document: document.put(path, value))

    def _on_menu(self, place: QPoint) -> None:
        if not self._is_editable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Add", self._add)
        menu.addAction("Rename", lambda: self._edit_column(KEY))
        menu.addAction("Change value", lambda: self._edit_column(VALUE))
        kinds = menu.addMenu("Change type")
        for kind in NodeKind:
            kinds.addAction(kind.value.capitalize(), lambda kind=kind: self._retype(kind))
        menu.addAction("Take out", self._remove)
        menu.popup(self.tree.viewport().mapToGlobal(place))


def converted(node: Node, kind: NodeKind) -> JsonValue:
    """What a value becomes in another type, keeping what can be kept."""
    old = node.scalar
    if kind is NodeKind.TEXT:
        return (
            ""
            if old is None
            else old
            if isinstance(old, str)
            else str(old).lower()
            if isinstance(old, bool)
            else str(old)
        )
    if kind is NodeKind.LIST:
        return [] if old is None or node.kind is NodeKind.OBJECT else [old]
    if kind is NodeKind.NUMBER:
        try:
            value = load_json(str(old))
        except JsonError:
            return 0
        return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    if kind is NodeKind.FLAG:
        return old in (1, "true", "yes", True)
    return _EMPTY[kind]


def _free_key(taken: set[str]) -> str:
    return next(key for key in ("key", *(f"key{number}" for number in range(2, 100_000))) if key not in taken)
