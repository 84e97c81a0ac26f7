"""The draft of the entry that is looked at, and the verbs that edit it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from studio.core.catalog import Kind
from studio.core.draft import MAX_TEXT, EntryDraft, draft_of
from studio.core.edit_history import Field
from studio.core.errors import JsonError, StudioError
from studio.core.json_document import JsonDocument
from studio.core.json_paths import JsonPath
from studio.core.json_text import JsonValue
from studio.state.editing import FIRST_TEXTS, Editing, shown
from studio.state.entry_reader import EntryReader

ANALYSE_AFTER_SECONDS = 0.08
PAUSE_SECONDS = 1.5
"""Keys typed after a pause begin a new step of undo."""
READ_AT_ONCE = 12_000
"""Characters of details that are read on the GUI thread; longer ones are read beside it."""
DocumentEdit = Callable[[JsonDocument], JsonDocument]


class DraftEditor(EntryReader):
    """Edits one entry at a time; its draft is kept by `EntryDraftsStore`."""

    refused = Signal(object)  # StudioError: an edit that cannot be made

    _last_key = 0.0  # when it was typed
    _waiting: tuple[DocumentEdit, ...] = ()  # edits of details that are too long to be made at once

    def leave(self) -> None:
        """Edit nothing of the workspace that is left."""
        self._tasks.cancel("entry", "edit details")
        self._waiting, self._last_key = (), 0.0
        super().leave()

    def begin(self) -> None:
        """Begin a draft of what is live."""
        now = self.snapshot
        if now.draft is None and now.live is not None and self._may_edit():
            self._keep(replace(draft_of(now.live, now.text), name=now.live.name or ""))

    def edit_name(self, name: str) -> None:
        """Type another name."""
        self._type(Field.NAME, name)

    def edit_text(self, text: str) -> None:
        """Type in the template, or in the details as JSON."""
        self._type(Field.TEXT, text)

    def replace_text(self, text: str) -> None:
        """Set another text as one step (format, convert)."""
        draft = self.snapshot.draft
        if draft is not None and self.snapshot.is_editable:
            self._keep(draft.edited(Field.TEXT, text))

    def edit_details(self, edit: DocumentEdit) -> None:
        """Edit the details by path, as one step; it is refused while the text is broken."""
        if not self.snapshot.is_editable:
            return
        self._waiting = (*self._waiting, edit)
        if len(self.snapshot.text) <= READ_AT_ONCE:
            while self._waiting:
                first, self._waiting = self._waiting[0], self._waiting[1:]
                self._edit_document(JsonDocument.of(self.snapshot.text), first)
        elif len(self._waiting) == 1:
            self._tasks.start("entry", "edit details", self._edit_beside())

    def put(self, path: JsonPath, value: JsonValue) -> None:
        """Set one value of the details."""
        self.edit_details(lambda document: document.put(path, value))

    def remove(self, path: JsonPath) -> None:
        """Take one value out of the details."""
        self.edit_details(lambda document: document.remove(path))

    def undo(self) -> None:
        """Take the last step back, whichever view it was made in."""
        if self.snapshot.draft is not None and self.snapshot.is_editable:
            self._keep(self.snapshot.draft.undone())

    def redo(self) -> None:
        """Make the step again that was undone last."""
        if self.snapshot.draft is not None and self.snapshot.is_editable:
            self._keep(self.snapshot.draft.redone())

    def new(self, kind: Kind) -> None:
        """Begin a new entry and look at it."""
        if self._may_edit():
            self.start_draft(EntryDraft(kind, self.free_id(kind), None, "", FIRST_TEXTS[kind]))

    def duplicate(self) -> None:
        """Begin a new entry with what is shown."""
        now = self.snapshot
        if now.id is not None and self._may_edit():
            name = f"{now.name} copy" if now.name else ""
            self.start_draft(EntryDraft(now.kind, self.free_id(now.kind), None, name, now.text))

    def delete(self) -> None:
        """Mark the entry as to be deleted when it is published; a new one is forgotten."""
        now = self.snapshot
        if now.is_waiting or not self._may_edit():
            return
        if now.draft is not None and now.draft.base is None:
            self.discard()
        elif now.live is not None:
            self._keep(replace(now.draft or draft_of(now.live, now.text), is_deletion=True, change_id=""))

    def keep_it(self) -> None:
        """It is not to be deleted after all."""
        draft = self.snapshot.draft
        if draft is not None and draft.is_deletion and not self.snapshot.is_waiting and self._may_edit():
            self._keep(replace(draft, is_deletion=False, change_id=""))

    def discard(self) -> EntryDraft | None:
        """Forget the draft and look at what is live; the draft is returned, `take_up` brings it back."""
        draft = self.snapshot.draft
        if draft is None:
            return None
        self._drafts.drop(draft)
        live = self._catalog.snapshot.get(draft.kind, draft.id)
        self._become(shown(Editing(draft.kind, draft.id if live else None), live, None))
        self._analyse_soon(0)
        return draft

    def take_up(self, draft: EntryDraft) -> None:
        """Take up a draft that was discarded; a new entry gets another number where one that was begun since has its own."""
        is_taken = draft.base is None and self._drafts.snapshot.get(draft.kind, draft.id) is not None
        self.start_draft(replace(draft, id=self.free_id(draft.kind)) if is_taken else draft)

    def start_draft(self, draft: EntryDraft) -> None:
        """Take a draft up and look at it."""
        self._leave()
        self._drafts.put(draft)
        live = self._catalog.snapshot.get(draft.kind, draft.id)
        self._become(shown(Editing(draft.kind, draft.id), live, draft))
        self._analyse_soon(0)

    def _type(self, wanted: Field, text: str) -> None:
        draft = self.snapshot.draft
        if draft is None or not self.snapshot.is_editable:
            return
        if len(text) > MAX_TEXT:
            self.refused.emit(StudioError("This is more than a million characters.", "Shorten it."))
            self.changed.emit()
            return
        now = asyncio.get_running_loop().time()
        may_join = now - self._last_key < PAUSE_SECONDS
        self._last_key = now
        self._keep(draft.edited(wanted, text, may_join=may_join))

    def _keep(self, draft: EntryDraft) -> None:
        """This is the draft now."""
        now = self.snapshot
        if draft is now.draft:
            return
        self._drafts.put(draft)
        self._become(replace(now, draft=draft, name=draft.name, text=draft.text, merge=None))
        self._analyse_soon(ANALYSE_AFTER_SECONDS)

    def _edit_document(self, document: JsonDocument, edit: DocumentEdit) -> None:
        draft = self.snapshot.draft
        if draft is None:
            return
        try:
            text = edit(document).text
        except JsonError as error:
            self.refused.emit(error)
            self.changed.emit()
            return
        self._keep(draft.edited(Field.TEXT, text))

    async def _edit_beside(self) -> None:
        while self._waiting:
            edit, text = self._waiting[0], self.snapshot.text
            refusal, after = None, text
            try:
                after = await self._beside(lambda edit=edit, text=text: edit(JsonDocument.of(text)).text)
            except JsonError as error:
                refusal = error
            if not self._waiting or self._waiting[0] is not edit or text != self.snapshot.text:
                continue  # something else is looked at, or it was typed on: once more
            self._waiting = self._waiting[1:]
            if refusal is None:
                self.replace_text(after)
            else:
                self.refused.emit(refusal)
                self.changed.emit()

    def _leave(self) -> None:
        super()._leave()
        self._waiting, self._last_key = (), 0.0

    def free_id(self, kind: Kind) -> int:
        """Ids of entries that are not published yet are negative."""
        taken = [entry_id for known, entry_id in self._drafts.snapshot.drafts if known is kind]
        return min([0, *taken]) - 1

    def _may_edit(self) -> bool:
        """Whether drafts can be made here; why not is told."""
        reasons = self._access.snapshot.reasons
        if reasons:
            self.refused.emit(StudioError(reasons[0]))
        return not reasons
