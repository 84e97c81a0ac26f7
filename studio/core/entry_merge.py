"""What to do when someone else published first: the draft and what is live now, merged, with what has to be decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from studio.core.catalog import Entry, Kind
from studio.core.draft import EntryDraft, text_of
from studio.core.edit_history import Field
from studio.core.errors import JsonError
from studio.core.json_document import JsonDocument
from studio.core.json_layout import spelled
from studio.core.json_merge import ABSENT, Absent, JsonMerge, Side, merge_json
from studio.core.json_paths import JsonPath, path_words
from studio.core.json_text import load_json
from studio.core.line_merge import LineMerge, merge_lines

NAME = "name"
WHOLE = "all of it"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to decide: where, and what stands there on each side as text (None: it is not there)."""

    key: str
    place: str
    base: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class EntryMerge:
    """A draft merged with what is live. Where nothing is left to decide, `decided({})` is ready to be published."""

    draft: EntryDraft
    live: Entry
    conflicts: tuple[Conflict, ...]
    value: JsonMerge | LineMerge
    paths: Mapping[str, JsonPath]

    def decided(self, choices: Mapping[str, str | None]) -> EntryDraft:
        """The draft on top of what is live: for each conflict the chosen text (None takes it out), else mine.

        Raises JsonError where a choice for details is not JSON.
        """
        name = choices.get(NAME, self._name())
        text = self._text(choices)
        merged = replace(self.draft, base=self.live)
        for wanted, old, new in ((Field.NAME, merged.name, name or ""), (Field.TEXT, merged.text, text)):
            if old != new:
                merged = merged.edited(wanted, new)
        return merged

    def _name(self) -> str | None:
        base = self.draft.base.name if self.draft.base else None
        mine = self.draft.published_name
        return self.live.name if mine == base else mine

    def _text(self, choices: Mapping[str, str | None]) -> str:
        if WHOLE in choices:
            return choices[WHOLE] or ""
        if isinstance(self.value, LineMerge):
            return self.value.decided(
                {int(key.removeprefix("line ")): text or "" for key, text in choices.items() if key.startswith("line ")}
            )
        sides: dict[JsonPath, Side] = {}
        for key, text in choices.items():
            if key in self.paths:
                sides[self.paths[key]] = ABSENT if text is None else load_json(text)
        value = self.value.decided(sides)
        document = JsonDocument.of(self.draft.text)
        if not document.ok:
            return self.draft.text
        return document.put((), None if isinstance(value, Absent) else value).text


def merge_entry(draft: EntryDraft, live: Entry) -> EntryMerge:
    """Merge a draft with what someone else published. Details that are broken are one conflict as a whole."""
    conflicts: list[Conflict] = []
    base = draft.base
    mine, theirs, before = draft.published_name, live.name, base.name if base else None
    if mine != theirs and mine != before and theirs != before:
        conflicts.append(Conflict(NAME, "Name", before, mine, theirs))
    if draft.kind is Kind.PROMPTS:
        lines = merge_lines(base.template if base else "", draft.text, live.template)
        for number, one in enumerate(lines.conflicts):
            conflicts.append(Conflict(f"line {number}", f"Line {one.line}", one.base, one.mine, one.theirs))
        return EntryMerge(draft, live, tuple(conflicts), lines, {})
    try:
        value = draft.value
    except JsonError:
        before_text = text_of(base) if base else None
        conflicts.append(Conflict(WHOLE, "Details", before_text, draft.text, text_of(live)))
        return EntryMerge(draft, live, tuple(conflicts), JsonMerge(live.value, ()), {})
    merge = merge_json(base.value if base else ABSENT, value, live.value)
    paths: dict[str, JsonPath] = {}
    for number, one in enumerate(merge.conflicts):
        key = f"path {number}"
        paths[key] = one.path
        place = path_words(("details", *one.path))
        conflicts.append(Conflict(key, place, *(_spelled(side) for side in (one.base, one.mine, one.theirs))))
    return EntryMerge(draft, live, tuple(conflicts), merge, paths)


def _spelled(side: Side) -> str | None:
    return None if isinstance(side, Absent) else spelled(side).rstrip("\n")
