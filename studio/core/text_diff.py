"""What differs between two texts, for people: by line for what is published, by word for prompts."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
MAX_WORDS = 6_000
"""Beyond so many words that are not alike at the ends, a change is shown as one."""
MAX_EXACT_LINES = 1_000
"""Beyond so many lines between the first and the last change, of both texts, they are compared less exactly."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a run of words, and what became of it."""

    change: Change
    text: str


def line_diff(old: str, new: str, context: int = 2) -> tuple[Piece, ...]:
    """The lines that changed with some around them (without line feeds); an empty SAME piece stands for lines left out."""
    before, after = old.splitlines(), new.splitlines()
    head, tail = _alike(before, after)
    begin, rest = max(0, head - context), max(0, tail - context)
    before, after = before[begin : len(before) - rest], after[begin : len(after) - rest]
    # leaving frequent lines aside is less exact and takes a tenth of the time
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > MAX_EXACT_LINES)
    pieces: list[Piece] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(context)):
        if number or begin or group[0][1] > 0:
            pieces.append(Piece(Change.SAME, ""))
        for tag, first, end, new_first, new_end in group:
            if tag == "equal":
                pieces += [Piece(Change.SAME, line) for line in before[first:end]]
                continue
            pieces += [Piece(Change.REMOVED, line) for line in before[first:end]]
            pieces += [Piece(Change.ADDED, line) for line in after[new_first:new_end]]
    return tuple(pieces)


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The new text in runs of words, with what was removed in its places."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    head, tail = _alike(before, after)
    pieces: list[Piece] = []
    _append(pieces, Change.SAME, "".join(before[:head]))
    _middle(pieces, before[head : len(before) - tail], after[head : len(after) - tail])
    _append(pieces, Change.SAME, "".join(before[len(before) - tail :]))
    return tuple(pieces)


def _alike(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many items are the same at the beginning, and how many of the others at the end."""
    most = min(len(before), len(after))
    head = 0
    while head < most and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail


def _middle(pieces: list[Piece], before: list[str], after: list[str]) -> None:
    if len(before) + len(after) > MAX_WORDS:
        _append(pieces, Change.REMOVED, "".join(before))
        _append(pieces, Change.ADDED, "".join(after))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, begin, end, new_begin, new_end in matcher.get_opcodes():
        if tag == "equal":
            _append(pieces, Change.SAME, "".join(before[begin:end]))
        else:
            _append(pieces, Change.REMOVED, "".join(before[begin:end]))
            _append(pieces, Change.ADDED, "".join(after[new_begin:new_end]))


def _append(pieces: list[Piece], change: Change, text: str) -> None:
    if text:
        pieces.append(Piece(change, text))
