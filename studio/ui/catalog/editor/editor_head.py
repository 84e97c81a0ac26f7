"""The head of the editor: which entry it is, where it stands, and the buttons of its draft."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.core.draft import EntryStatus
from studio.state.editing import Editing
from studio.ui.appearance import Appearance
from studio.ui.catalog.entries.entry_painter import BADGES
from studio.ui.widgets.buttons import Button, IconButton
from studio.ui.widgets.labels import Badge, ElidedLabel

ON_ITS_WAY = "It is on its way to the team."
IN_FULL = "Unpublished changes"
GAP, BADGE_PADDING = 8, 10  # px


class EditorHead(QWidget):
    """Follows the editor's snapshot; a button that cannot be used says why, one that makes no sense is not there."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "title")
        self.badge = Badge("")
        self.undo = IconButton(appearance, "undo-2", "Undo")
        self.redo = IconButton(appearance, "redo-2", "Redo")
        self.history = Button(appearance, "History")
        self.discard = Button(appearance, "Discard")
        self.edit = Button(appearance, "Edit", "primary", "pencil")
        self.take_back = Button(appearance, "Take back", icon="pencil")
        self.merge = Button(appearance, "Merge…", "primary")
        self.publish = Button(appearance, "Publish…", "primary")
        self._status = EntryStatus.LIVE
        self.side = IconButton(appearance, "info", "Show what the edit does")
        self.side.hide()
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.title, 100)
        row.addWidget(self.badge)
        row.addStretch(1)
        draft = (self.undo, self.redo, self.history, self.discard, self.edit, self.take_back, self.merge, self.publish)
        self._buttons = (*draft, self.side)
        for button in self._buttons:
            row.addWidget(button)

    def show_editing(self, editing: Editing) -> None:
        """Show an entry and what can be done with it now; the focus stays among the buttons where its own one goes."""
        held = self.window().focusWidget()  # also while the dialog that was opened by it has the keys
        self._show_buttons(editing)
        self._show_badge()
        if held and self.isAncestorOf(held) and (held.isHidden() or not held.isEnabled()):
            self._hand_on((self.undo, self.redo) if held in (self.undo, self.redo) else ())

    def take_focus(self) -> None:
        """Put the focus on the button that a person goes on with."""
        self._hand_on(())

    def _hand_on(self, first: tuple[QWidget, ...]) -> None:
        heirs = (*(first or (self.publish, self.merge, self.edit)), self.take_back, self.history)
        heir = next((button for button in heirs if not button.isHidden() and button.isEnabled()), None)
        if heir is not None:
            heir.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self, editing: Editing) -> None:
        draft, status = editing.draft, editing.status
        label = editing.live.label if editing.live is not None else f"New {editing.kind.singular}"
        self.title.setText(editing.name.strip() or label)
        self._status = status
        is_draft = draft is not None and not editing.is_waiting
        is_conflict = status is EntryStatus.CONFLICT
        self.edit.setVisible(draft is None)
        self.edit.set_reasons(editing.locked)
        self.take_back.setVisible(editing.is_waiting)
        self.take_back.set_reasons((ON_ITS_WAY,) if editing.is_on_its_way else ())
        self.publish.setVisible(is_draft and not is_conflict)
        self.publish.set_reasons(editing.reasons)
        self.merge.setVisible(is_draft and is_conflict and editing.merge is None)
        self.merge.set_reasons(editing.locked)
        self.discard.setVisible(is_draft)
        for button in (self.undo, self.redo):
            button.setVisible(is_draft)
        self.history.setVisible(editing.live is not None)
        if draft is not None:
            is_open = editing.is_editable
            self.undo.set_reasons(() if draft.history.done and is_open else ("There is nothing to undo.",))
            self.redo.set_reasons(() if draft.history.undone and is_open else ("There is nothing to redo.",))
            self.publish.set_text("Delete…" if draft.is_deletion else "Publish…")
            self.discard.set_text("Keep it" if draft.is_deletion else "Discard")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_badge()

    def _show_badge(self) -> None:
        """In full, unless the title would have to give way for it."""
        words, kind = BADGES[self._status]
        if self._status is EntryStatus.EDITED:
            shown = [button for button in self._buttons if not button.isHidden()]
            room = self.width() - sum(button.sizeHint().width() + GAP for button in shown)
            title = self.title.fontMetrics().horizontalAdvance(self.title.text())
            metrics = self.badge.fontMetrics()
            if room > title + metrics.horizontalAdvance(IN_FULL) + 2 * (BADGE_PADDING + GAP):
                words = IN_FULL
        self.badge.show_text(words, kind)

    def offer_side(self, is_offered: bool, *, is_open: bool) -> None:
        """Offer to show what the edit does, where there is no room for it beside the editor."""
        self.side.setVisible(is_offered)
        self._show_badge()
        self.side.set_name("Hide what the edit does" if is_open else "Show what the edit does")
