"""Three-way merge of a text by line (diff3): changes that do not touch are taken from both sides, others are asked.

Two changes touch where no line of the base lies between them that both sides kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class LineConflict:
    """Both sides changed the same lines, and differently; `line` counts from 1 in the base. Texts keep their line feeds."""

    line: int
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class LineMerge:
    """The pieces of the merged text in order: what is settled, and conflicts."""

    pieces: "tuple[str | LineConflict, ...]"

    @property
    def conflicts(self) -> tuple[LineConflict, ...]:
        """What has to be decided, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, LineConflict))

    def decided(self, choices: Mapping[int, str]) -> str:
        """The text with a choice for each conflict (by its number from 0); where none is given, mine stands."""
        number = 0
        texts: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                texts.append(piece)
                continue
            texts.append(choices.get(number, piece.mine))
            number += 1
        return "".join(texts)


def merge_lines(base: str, mine: str, theirs: str) -> LineMerge:
    """Merge what both sides made of `base`."""
    if mine == theirs or theirs == base:
        return LineMerge((mine,) if mine else ())
    if mine == base:
        return LineMerge((theirs,) if theirs else ())
    lines, my_lines, their_lines = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    pieces: list[str | LineConflict] = []
    at = my_at = their_at = 0
    for block in _kept_by_both(lines, my_lines, their_lines):
        sides = (lines[at : block.base], my_lines[my_at : block.mine], their_lines[their_at : block.theirs])
        _add(pieces, at + 1, *("".join(side) for side in sides))
        _add_text(pieces, "".join(lines[block.base : block.base + block.size]))
        at, my_at, their_at = block.base + block.size, block.mine + block.size, block.theirs + block.size
    return LineMerge(tuple(pieces))


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand alike in all three, by the line they begin at."""

    base: int
    mine: int
    theirs: int
    size: int


def _kept_by_both(base: list[str], mine: list[str], theirs: list[str]) -> list[_Block]:
    """The blocks of the base that both sides kept, and an empty one at the end of all three."""
    my_place = {line: at for match in _matches(base, mine) for line, at in match}
    their_place = {line: at for match in _matches(base, theirs) for line, at in match}
    blocks: list[_Block] = []
    for line in sorted(my_place.keys() & their_place.keys()):
        at, my_at, their_at = line, my_place[line], their_place[line]
        last = blocks[-1] if blocks else None
        is_next = last is not None and (last.base + last.size, last.mine + last.size, last.theirs + last.size) == (
            at,
            my_at,
            their_at,
        )
        if last is not None and is_next:
            blocks[-1] = _Block(last.base, last.mine, last.theirs, last.size + 1)
        else:
            blocks.append(_Block(at, my_at, their_at, 1))
    return [*blocks, _Block(len(base), len(mine), len(theirs), 0)]


def _matches(base: list[str], side: list[str]) -> list[list[tuple[int, int]]]:
    blocks = SequenceMatcher(None, base, side, autojunk=False).get_matching_blocks()
    return [[(block.a + step, block.b + step) for step in range(block.size)] for block in blocks]


def _add(pieces: list[str | LineConflict], line: int, base: str, mine: str, theirs: str) -> None:
    if mine == theirs or theirs == base:
        _add_text(pieces, mine)
    elif mine == base:
        _add_text(pieces, theirs)
    else:
        pieces.append(LineConflict(line, base, mine, theirs))


def _add_text(pieces: list[str | LineConflict], text: str) -> None:
    if not text:
        return
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] += text
    else:
        pieces.append(text)
