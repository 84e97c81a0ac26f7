"""What the editor says of a text: over it, under it, and where its draft is."""

from dataclasses import dataclass
from datetime import datetime

from studio.core.catalog import Kind
from studio.core.catalog_change import published_first
from studio.core.coverage import Asked
from studio.core.draft import EntryStatus
from studio.core.json_document import JsonDocument
from studio.core.json_paths import path_words
from studio.core.prompt.faults import place
from studio.state.editing import Editing

MOST_SHOWN = 40
JUST_NOW_SECONDS = 5
KEPT = "Your draft is kept as it is, until you may publish it."


@dataclass(frozen=True, slots=True)
class Said:
    """`state` stands over the text; `note` under it, in the role `warning` or `error`."""

    state: str
    note: str = ""
    role: str = "warning"


def said_of(editing: Editing, unused: tuple[Asked, ...], waits_for: str) -> Said:
    """Valid or not, how long, and what to look at; first of all what the team says."""
    said = _of_template(editing) if editing.kind is Kind.PROMPTS else _of_details(editing, unused)
    if editing.locked:
        return Said(said.state, KEPT if editing.draft is not None else "", "muted")
    if editing.is_on_its_way:
        return Said(said.state, "It is on its way to the team.", "muted")
    if editing.is_waiting:
        waits = f"It waits in the outbox {waits_for}.".replace(" .", ".")
        return Said(said.state, f"{waits} Take it back to edit on.", "muted")
    if editing.refusal:
        return Said(said.state, f"The team did not take it. {editing.refusal}", "error")
    if editing.status is EntryStatus.CONFLICT and said.role != "error":
        return Said(said.state, "" if editing.merge is not None else _conflict_words(editing))
    return said


def fault_words(document: JsonDocument) -> str:
    """The first fault of a broken text, with its place."""
    fault = document.faults[0]
    line, column = place(document.text, fault.begin)
    return f"Line {line}, column {column}: {fault.sentence} {fault.next_step}".strip()


def saved_words(editing: Editing, saved_at: datetime | None, now: datetime, *, is_saving: bool) -> str:
    """When the draft got to the disk."""
    if editing.draft is None:
        return ""
    if is_saving:
        return "Saving the draft…"
    if saved_at is None:
        return "The draft is saved on this computer"
    seconds = max(0, round((now - saved_at).total_seconds()))
    if seconds < JUST_NOW_SECONDS:
        return "Autosaved just now on this computer"
    ago = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
    return f"Autosaved {ago} ago on this computer"


def _conflict_words(editing: Editing) -> str:
    if editing.live is None:
        return "This entry was deleted meanwhile. Merge… goes on with your edit as a new one."
    return f"{published_first(editing.live_author)} Merge your edit; nothing of it is lost."


def _of_template(editing: Editing) -> Said:
    tokens = editing.analysis.tokens if editing.analysis is not None else 0
    return Said(f"{len(editing.text):,} characters · about {tokens:,} tokens")


def _of_details(editing: Editing, unused: tuple[Asked, ...]) -> Said:
    analysis = editing.analysis
    lines = editing.text.count("\n") + (0 if editing.text.endswith("\n") else 1)
    count = f"{lines:,} line{'' if lines == 1 else 's'}"
    document = analysis.document if analysis is not None else None
    if document is None or analysis is None:
        return Said(count)
    if not document.ok:
        return Said(f"Not valid · {count}", fault_words(document), "error")
    if analysis.faults:
        number, first = len(analysis.faults), analysis.faults[0]
        remarks = f"{number} remark{'' if number == 1 else 's'}"
        where = _short(path_words(("details", *first.path)))
        return Said(f"Valid JSON · {remarks} · {count}", f"{where}: {first.sentence}")
    return Said(f"Valid · {count}", _unused_words(unused))


def _unused_words(unused: tuple[Asked, ...]) -> str:
    if not unused:
        return ""
    names = ", ".join(_short(asked.path.partition(".")[2]) for asked in unused[:3])
    return f"No template uses {names}{' and more' if len(unused) > 3 else ''}."


def _short(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…"
