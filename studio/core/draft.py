"""The draft of a catalog entry: what an admin is typing, apart from what is live until it is published."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from studio.core.catalog import Entry, Kind, entry_from_json
from studio.core.edit_history import Edit, EditHistory, Field
from studio.core.errors import JsonError
from studio.core.json_layout import spelled
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue, json_equal, load_json
from studio.core.splice import splice_between

PREFIX = "catalog/"
"""What the keys of these drafts begin with, among all drafts of the library."""

MAX_TEXT = 1_000_000
"""Characters of details or of a template; a catalog is made of far smaller ones."""

NOT_YET = datetime.fromtimestamp(0, UTC)
"""When an entry was made that is not published yet."""

_LINE_END = re.compile("\r\n?")


class EntryStatus(StrEnum):
    """Where an entry stands, in the words of the screen; what waits is published already, as far as a person is asked."""

    LIVE = "live"
    EDITED = "edited"
    WAITING = "waiting"
    CONFLICT = "conflict"
    NEW = "new"
    DELETED = "to be deleted"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An edit of one entry. `base` is what was live when it began, None for a new entry, whose id is negative.

    `text` is the template, or the details as JSON text, which may be broken for a while. `change_id` is there from the
    moment it is sent, so that sending it again publishes it once.
    """

    kind: Kind
    id: int
    base: Entry | None
    name: str
    text: str
    is_deletion: bool = False
    history: EditHistory = field(default_factory=EditHistory)
    change_id: str = ""

    @property
    def key(self) -> str:
        """The draft's key in the library."""
        return f"{PREFIX}{self.kind.value}/{self.id}"

    @property
    def value(self) -> JsonValue:
        """What would be published. Raises JsonError where the details are not JSON."""
        if self.kind is not Kind.PROMPTS:
            return load_json(self.text)
        if self.base is not None and text_of(self.base) == self.text:
            return self.base.value  # null, or line ends that the editor does not have
        return self.text

    @property
    def published_name(self) -> str | None:
        """The name that would be published: an empty one is none."""
        if self.base is not None and self.base.name == self.name:
            return self.base.name
        return self.name.strip() or None

    @property
    def changes(self) -> bool:
        """Publishing it would change something."""
        if self.is_deletion or self.base is None:
            return True
        if self.published_name != self.base.name:
            return True
        try:
            return not json_equal(self.value, self.base.value)
        except JsonError:
            return True

    def as_entry(self) -> Entry | None:
        """The entry as the draft has it, for prompts and previews; None while the details are broken."""
        try:
            value = self.value
        except JsonError:
            return None
        live = self.base
        if live is None:
            return Entry(self.kind, self.id, self.published_name, value, NOT_YET)
        return replace(live, name=self.published_name, value=value)

    def edited(self, wanted: Field, text: str, *, may_join: bool = False) -> "EntryDraft":
        """The draft with another name or text, and the step noted; `may_join` for keys typed without a pause."""
        old = self.name if wanted is Field.NAME else self.text
        splice = splice_between(old, text)
        if splice.is_empty:
            return self
        history = self.history.record(Edit(wanted, splice), may_join=may_join)
        return self._with(wanted, text, history)

    def undone(self) -> "EntryDraft":
        """The draft with its last step taken back."""
        step = self.history.undo()
        return self._stepped(*step) if step else self

    def redone(self) -> "EntryDraft":
        """The draft with the step that was undone last made again."""
        step = self.history.redo()
        return self._stepped(*step) if step else self

    def _stepped(self, edit: Edit, history: EditHistory) -> "EntryDraft":
        old = self.name if edit.field is Field.NAME else self.text
        return self._with(edit.field, edit.splice.apply(old), history)

    def _with(self, wanted: Field, text: str, history: EditHistory) -> "EntryDraft":
        if wanted is Field.NAME:
            return replace(self, name=text, history=history, change_id="")
        return replace(self, text=text, history=history, change_id="")

    def to_json(self) -> JsonObject:
        """The draft as the library keeps it."""
        return {
            "kind": self.kind.value,
            "id": self.id,
            "base": self.base.to_json() if self.base else None,
            "name": self.name,
            "text": self.text,
            "is_deletion": self.is_deletion,
            "history": self.history.to_json(),
            "change_id": self.change_id,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> "EntryDraft":
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(
            kind=data.choice("kind", Kind),
            id=data.number("id"),
            base=entry_from_json(data.get("base")),
            name=data.text("name"),
            text=data.text("text"),
            is_deletion=data.get("is_deletion") is True,
            history=EditHistory.from_json(data.get("history")),
            change_id=data.text("change_id"),
        )


def draft_of(entry: Entry, text: str | None = None) -> EntryDraft:
    """A draft that equals what is live; `text` is the details' own spelling where it was kept."""
    return EntryDraft(entry.kind, entry.id, entry, entry.name or "", text_of(entry, text))


def text_of(entry: Entry, kept: str | None = None) -> str:
    """What an editor shows of an entry: its template, or its details in the spelling that was kept while it means them."""
    if entry.kind is Kind.PROMPTS:
        return _LINE_END.sub("\n", entry.template) if isinstance(entry.value, str | None) else spelled(entry.value)
    if kept is not None:
        try:
            if json_equal(load_json(kept), entry.value):
                return kept
        except JsonError:
            pass
    return spelled(entry.value)


def same_entry(left: Entry | None, right: Entry | None) -> bool:
    """Name and value are the same, as JSON; whoever wrote them when."""
    if left is None or right is None:
        return left is right
    return left.name == right.name and json_equal(left.value, right.value)


def status_of(live: Entry | None, draft: EntryDraft | None) -> EntryStatus:
    """Where an entry with this draft stands, given what is live now."""
    if draft is None or (live is not None and not draft.changes and same_entry(live, draft.base)):
        return EntryStatus.LIVE
    if draft.base is None:
        return EntryStatus.NEW
    if not same_entry(live, draft.base):
        return EntryStatus.CONFLICT
    return EntryStatus.DELETED if draft.is_deletion else EntryStatus.EDITED
