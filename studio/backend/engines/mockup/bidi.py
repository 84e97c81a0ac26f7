"""Runs of text in the order in which they stand on the card: left to right, right to left and mixed.

A simple form of the Unicode Bidirectional Algorithm (UAX #9) without explicit embeddings, which are taken out before:
strong characters, numbers inside right-to-left text, and neutrals that take the direction around them.
"""

import unicodedata
from dataclasses import dataclass

_RIGHT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})
_NUMBER_TIES = frozenset({"ES", "CS", "ET"})


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one direction, in reading order."""

    text: str
    is_rtl: bool


def visual_runs(text: str) -> list[Run]:
    """The runs of one line from left to right as they are seen."""
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    base = _base_level(kinds)
    levels = _levels(kinds, base)
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):
        _reverse_at(order, levels, level)
    return _joined(text, levels, order)


def _base_level(kinds: list[str]) -> int:
    first = next((kind for kind in kinds if kind == "L" or kind in _RIGHT), "L")
    return 1 if first in _RIGHT else 0


def _levels(kinds: list[str], base: int) -> list[int]:
    directions = _resolved(kinds, base)
    levels: list[int] = []
    for index, direction in enumerate(directions):
        if direction == "R":
            levels.append(1)
        elif kinds[index] in _NUMBERS or direction == "N":
            levels.append(2 if base or direction == "N" else 0)
        else:
            levels.append(2 if base else 0)
    return levels


def _resolved(kinds: list[str], base: int) -> list[str]:
    """R, L, N (a number in right-to-left text) for each character; marks follow their base, neutrals their sides."""
    base_direction = "R" if base else "L"
    result: list[str] = []
    strong = base_direction
    for index, kind in enumerate(kinds):
        if kind in _RIGHT:
            strong = "R"
            result.append("R")
        elif kind == "L":
            strong = "L"
            result.append("L")
        elif kind in _NUMBERS or (kind in _NUMBER_TIES and _between_numbers(kinds, index)):
            result.append("N" if strong == "R" else "L")
        elif kind == "NSM" and result:
            result.append(result[-1])
        else:
            result.append("?")
    return _neutrals(result, base_direction)


def _between_numbers(kinds: list[str], index: int) -> bool:
    return 0 < index < len(kinds) - 1 and kinds[index - 1] in _NUMBERS and kinds[index + 1] in _NUMBERS


def _neutrals(directions: list[str], base_direction: str) -> list[str]:
    result = list(directions)
    index = 0
    while index < len(result):
        if result[index] != "?":
            index += 1
            continue
        end = index
        while end < len(result) and result[end] == "?":
            end += 1
        before = _side(result[index - 1]) if index else base_direction
        after = _side(directions[end]) if end < len(result) else base_direction
        result[index:end] = [before if before == after else base_direction] * (end - index)
        index = end
    return result


def _side(direction: str) -> str:
    return "R" if direction == "N" else direction


def _reverse_at(order: list[int], levels: list[int], level: int) -> None:
    start = 0
    while start < len(order):
        if levels[order[start]] < level:
            start += 1
            continue
        end = start
        while end < len(order) and levels[order[end]] >= level:
            end += 1
        order[start:end] = order[start:end][::-1]
        start = end


def _joined(text: str, levels: list[int], order: list[int]) -> list[Run]:
    """Neighbours of one level become one run again, in reading order."""
    runs: list[Run] = []
    start = 0
    while start < len(order):
        level, step = levels[order[start]], -1 if levels[order[start]] % 2 else 1
        end = start + 1
        while end < len(order) and levels[order[end]] == level and order[end] - order[end - 1] == step:
            end += 1
        indexes = sorted(order[start:end])
        runs.append(Run("".join(text[index] for index in indexes), is_rtl=level % 2 == 1))
        start = end
    return runs
