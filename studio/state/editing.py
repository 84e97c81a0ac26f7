"""What is known of the catalog entry that is looked at."""

from dataclasses import dataclass

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryVersion
from studio.core.draft import EntryDraft, EntryStatus, text_of
from studio.core.entry_analysis import EntryAnalysis
from studio.core.entry_merge import EntryMerge

FIRST_TEXTS = {
    Kind.PROMPTS: "A product photograph of an action figure of {{ subject }}.\n",
    Kind.THEMES: "{\n}\n",
    Kind.RARITY: "{\n}\n",
}


@dataclass(frozen=True, slots=True)
class Editing:
    """The entry that is looked at. `text` and `name` are the draft's, or what is live where there is no draft.

    `analysis` may be about a text of a moment ago. `versions` are there once the history was asked for, `merge` while
    something has to be decided.
    """

    kind: Kind = Kind.THEMES
    id: int | None = None
    live: Entry | None = None
    draft: EntryDraft | None = None
    name: str = ""
    text: str = ""
    analysis: EntryAnalysis | None = None
    versions: tuple[EntryVersion, ...] | None = None
    merge: EntryMerge | None = None
    is_publishing: bool = False

    @property
    def status(self) -> EntryStatus:
        """Where the entry stands, as far as it was read."""
        if self.draft is None:
            return EntryStatus.LIVE
        if self.analysis is not None:
            return self.analysis.status
        return EntryStatus.NEW if self.draft.base is None else EntryStatus.EDITED

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it cannot be published now; none where it can."""
        if self.is_publishing:
            return ("It is being published.",)
        if self.draft is None or self.analysis is None:
            return ("Nothing has changed.",)
        return self.analysis.reasons

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
