"""Undo and redo of one draft: the changes of its texts, whichever of its views they were made in."""

from dataclasses import dataclass
from enum import StrEnum

from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonObject, JsonValue
from studio.core.splice import Splice

MAX_EDITS = 500
MAX_CHARACTERS = 2_000_000
"""Steps and characters of steps that are kept; the oldest go first."""


class Field(StrEnum):
    """The two texts of a draft."""

    NAME = "name"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Edit:
    """One step: which text it changed, and how."""

    field: Field
    splice: Splice

    def to_json(self) -> JsonObject:
        """The step as a draft keeps it."""
        splice = self.splice
        return {"field": self.field.value, "at": splice.at, "removed": splice.removed, "added": splice.added}

    @classmethod
    def from_json(cls, value: JsonValue) -> "Edit":
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(data.choice("field", Field), Splice(data.number("at"), data.text("removed"), data.text("added")))


@dataclass(frozen=True, slots=True)
class EditHistory:
    """What was done, oldest first, and what was undone, the next to be redone last."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def record(self, edit: Edit, *, may_join: bool = False) -> "EditHistory":
        """Note a step; one that goes on typing or deleting where the last stopped becomes part of it."""
        last = self.done[-1] if self.done and may_join and not self.undone else None
        joined = _joined(last, edit) if last is not None else None
        if joined is not None:
            return EditHistory((*self.done[:-1], joined))
        return EditHistory(_bounded((*self.done, edit)))

    def undo(self) -> "tuple[Edit, EditHistory] | None":
        """The step that takes the last one back, and the history after it; None where there is nothing to undo."""
        if not self.done:
            return None
        last = self.done[-1]
        return Edit(last.field, last.splice.inverse()), EditHistory(self.done[:-1], (*self.undone, last))

    def redo(self) -> "tuple[Edit, EditHistory] | None":
        """The step that was undone last, and the history after it; None where there is nothing to redo."""
        if not self.undone:
            return None
        last = self.undone[-1]
        return last, EditHistory((*self.done, last), self.undone[:-1])

    def to_json(self) -> JsonObject:
        """The history as a draft keeps it."""
        return {"done": [edit.to_json() for edit in self.done], "undone": [edit.to_json() for edit in self.undone]}

    @classmethod
    def from_json(cls, value: JsonValue) -> "EditHistory":
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        done, undone = (tuple(Edit.from_json(edit) for edit in data.list(key)) for key in ("done", "undone"))
        return cls(done, undone)


def _joined(last: Edit, edit: Edit) -> Edit | None:
    """Both as one step, where the second goes on with the first and begins no new word."""
    before, after = last.splice, edit.splice
    if last.field is not edit.field:
        return None
    if not after.removed and after.at == before.at + len(before.added) and len(after.added) == 1 and before.added:
        begins_word = before.added[-1].isspace() and not after.added.isspace()
        if begins_word or after.added == "\n":
            return None
        return Edit(edit.field, Splice(before.at, before.removed, before.added + after.added))
    if not after.added and not before.added and len(after.removed) == 1:
        if after.at + 1 == before.at:
            return Edit(edit.field, Splice(after.at, after.removed + before.removed, ""))
        if after.at == before.at:
            return Edit(edit.field, Splice(before.at, before.removed + after.removed, ""))
    return None


def _bounded(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    edits = edits[-MAX_EDITS:]
    splice = edits[-1].splice
    if len(splice.added) + len(splice.removed) < MAX_CHARACTERS // MAX_EDITS:
        return edits
    room = MAX_CHARACTERS
    for number, edit in enumerate(reversed(edits)):
        room -= len(edit.splice.added) + len(edit.splice.removed)
        if room < 0 and number:
            return edits[len(edits) - number :]
    return edits
