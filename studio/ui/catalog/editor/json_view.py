"""Details as JSON text: highlighted, folded, and marked where something is wrong."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.coverage import Asked
from studio.core.details_schema import SchemaFault
from studio.core.json_document import JsonDocument
from studio.core.json_places import pair_at
from studio.state.editing import Editing
from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import AT_ONCE, ByTurns
from studio.ui.catalog.code.code_edit import CodeEdit
from studio.ui.catalog.code.find_bar import FindBar
from studio.ui.catalog.code.folded_text import Mark
from studio.ui.catalog.code.highlighters import JsonHighlighter

MOST_MARKS, MOST_UNUSED = 200, 20


class JsonView(QWidget):
    """The text is the value: what is typed here is what form and tree show."""

    edited = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = CodeEdit(appearance, "Details as JSON")
        self._highlighter = JsonHighlighter(self.edit.document(), appearance)
        self.search = FindBar(appearance, self.edit)
        self._document: JsonDocument | None = None
        self._unused: tuple[Asked, ...] = ()
        self._next: tuple[Editing, tuple[Asked, ...]] | None = None
        self._shown = (Editing().kind, Editing().id)  # whose text it is
        self._turns = ByTurns(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.edit, 1)
        column.addWidget(self.search)
        self.setFocusProxy(self.edit)
        self.edit.edited.connect(self.edited)
        self.edit.cursorPositionChanged.connect(self._on_cursor)

    def show_editing(self, editing: Editing, unused: tuple[Asked, ...]) -> None:
        """Show the text, and its faults once it was read."""
        self._next = editing, unused
        is_other = (editing.kind, editing.id) != self._shown or editing.text != self.edit.text
        if is_other and len(editing.text) > AT_ONCE:
            self._let_type(is_allowed=False)  # what stands there belongs to what was shown before
            self._turns.begin(self._later())
        else:
            self._show_next()

    def show_typed(self, text: str) -> None:
        """Show another text of the same draft."""
        self._show_next()
        self.edit.set_text(text)

    def clear(self) -> None:
        """Show nothing."""
        self._next = None
        self._turns.stop()
        self.edit.set_marks(())
        self.edit.set_text("")

    def _later(self) -> Iterator[None]:
        """The text a part in each turn, from the top downwards, and what is said of it in another."""
        if self._next is not None:
            self._forget_marks(self._next[0])
            yield from self.edit.set_text_by_parts(self._next[0].text)
        self._show_next()
        yield

    def _forget_marks(self, editing: Editing) -> None:
        """What was marked in another entry's text."""
        if (editing.kind, editing.id) != self._shown:
            self._shown = (editing.kind, editing.id)
            self.edit.set_marks(())

    def _show_next(self) -> None:
        """Show now what was to be shown in the next turn."""
        if self._next is not None:
            self._turns.stop()
            self._show(*self._next)

    def _show(self, editing: Editing, unused: tuple[Asked, ...]) -> None:
        self._next = None
        self._let_type(is_allowed=editing.is_editable)
        self._forget_marks(editing)
        self.edit.set_text(editing.text)
        analysis = editing.analysis
        if analysis is None or not editing.is_read or analysis.document is None:
            return
        if analysis.document is self._document and unused == self._unused:
            return
        self._document, self._unused = analysis.document, unused
        self.edit.set_folds(analysis.folds)
        self.edit.set_marks(self._marks(analysis.document, analysis.faults))
        self._on_cursor()

    def _let_type(self, *, is_allowed: bool) -> None:
        if self.edit.isReadOnly() == is_allowed:  # Qt styles and paints the edit anew, also where nothing changes
            self.edit.setReadOnly(not is_allowed)

    def go_to(self, path: tuple[str | int, ...]) -> None:
        """Select the value at a path, or the place where it belongs."""
        self._show_next()
        document = self._document
        node = document.node(path) if document is not None else None
        if node is None and document is not None and path:
            node = document.node(path[:-1]) or document.root
            if node is not None:
                self.edit.go_to(max(node.begin, node.end - 1))
        elif node is not None:
            self.edit.go_to(node.begin, node.end)
        self.edit.setFocus()

    def _marks(self, document: JsonDocument, faults: tuple[SchemaFault, ...]) -> list[Mark]:
        marks = [
            Mark(fault.begin, fault.end, f"{fault.sentence} {fault.next_step}".strip())
            for fault in document.faults[:MOST_MARKS]
        ]
        for fault in faults[:MOST_MARKS]:
            node = document.node(fault.path)
            if node is not None:
                marks.append(Mark(node.begin, node.end, fault.sentence, "warning"))
        members = [document.member(asked.keys) for asked in self._unused[:MOST_UNUSED]] if document.ok else []
        marks += [Mark(one.begin, one.end, f"No template uses {one.key}.", "warning") for one in members if one]
        return marks

    def _on_cursor(self) -> None:
        document = self._document
        if document is None or document.text != self.edit.text:
            self.edit.set_pair(None)
            return
        self.edit.set_pair(pair_at(document.root, self.edit.cursor_offset))
