"""What is known of the catalog entry that is looked at."""

from dataclasses import dataclass, replace

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryHistory
from studio.core.draft import EntryDraft, EntryStatus, same_entry, text_of
from studio.core.entry_analysis import EntryAnalysis
from studio.core.entry_merge import EntryMerge
from studio.core.outbox import OutboxEntry, OutboxState

FIRST_TEXTS = {
    Kind.PROMPTS: "A product photograph of an action figure of {{ subject }}.\n",
    Kind.THEMES: "{\n}\n",
    Kind.RARITY: "{\n}\n",
}


@dataclass(frozen=True, slots=True)
class Editing:
    """The entry that is looked at. `text` and `name` are the draft's, or what is live where there is no draft.

    `analysis` may be about a text of a moment ago. `history` is there once it was asked for, `merge` while something has
    to be decided. `locked` says why nothing can be edited in this workspace; `sent` is the draft in the team's outbox,
    `is_on_its_way` that it is being sent just now.
    """

    kind: Kind = Kind.THEMES
    id: int | None = None
    live: Entry | None = None
    draft: EntryDraft | None = None
    name: str = ""
    text: str = ""
    analysis: EntryAnalysis | None = None
    history: EntryHistory | None = None
    merge: EntryMerge | None = None
    is_publishing: bool = False
    locked: tuple[str, ...] = ()
    sent: OutboxEntry | None = None
    is_on_its_way: bool = False

    @property
    def status(self) -> EntryStatus:
        """Where the entry stands, as far as it was read."""
        if self.draft is None:
            return EntryStatus.LIVE
        if self.is_waiting:
            return EntryStatus.WAITING
        if self.analysis is not None:
            return self.analysis.status
        return EntryStatus.NEW if self.draft.base is None else EntryStatus.EDITED

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it cannot be published now; none where it can."""
        if self.is_publishing:
            return ("It is being published.",)
        if self.locked:
            return self.locked
        if self.is_waiting:
            return ("It waits in the outbox already.",)
        if self.draft is None or self.analysis is None:
            return ("Nothing has changed.",)
        return self.analysis.reasons

    @property
    def is_waiting(self) -> bool:
        """It is published as far as a person is asked, and waits for its turn; until then nobody types in it."""
        return self.sent is not None and self.sent.state is OutboxState.WAITING

    @property
    def is_editable(self) -> bool:
        """Name and text can be typed in; not while it has to be decided what they are."""
        draft = self.draft
        is_free = not self.locked and not self.is_waiting and self.merge is None
        return draft is not None and not draft.is_deletion and is_free

    @property
    def live_author(self) -> str:
        """Who published what is live, in words; empty where the history was not read, or does not say."""
        versions = self.history.versions if self.history is not None else ()
        return next((one.author for one in versions if one.number and same_entry(one.entry, self.live)), "")

    @property
    def refusal(self) -> str:
        """Why the team did not take the draft, and what to do; empty where it was not refused."""
        sent = self.sent
        return f"{sent.reason} {sent.next_step}".strip() if sent is not None and not self.is_waiting else ""

    def is_typed_on(self, before: "Editing") -> bool:
        """Nothing is different but the text, so that a key in a long text costs no more than that."""
        old, new = before.draft, self.draft
        if old is None or new is None or replace(before, draft=new, text=self.text) != self:
            return False
        steps = (bool(old.history.done), bool(old.history.undone), old.is_deletion)
        return steps == (bool(new.history.done), bool(new.history.undone), new.is_deletion)

    @property
    def is_read(self) -> bool:
        """The analysis is about the text that is shown."""
        return self.analysis is not None and self.analysis.text == self.text


def shown(editing: Editing, live: Entry | None, draft: EntryDraft | None) -> Editing:
    """An entry as it is shown first: its draft, else what is live."""
    if draft is not None:
        name, text = draft.name, draft.text
    else:
        name, text = (live.name or "", text_of(live)) if live is not None else ("", "")
    return Editing(editing.kind, editing.id, live, draft, name, text)
