"""Changes of a JSON text that take something out, with the commas that then are too many."""

from collections.abc import Sequence
from typing import TypeAlias

from studio.core.errors import JsonError
from studio.core.json_nodes import Node, NodeKind

Change: TypeAlias = tuple[int, int, str]
"""Where in the text, from and to (offsets), and what stands there instead."""


def children(node: Node) -> list[tuple[int, int]]:
    """Where each member or item begins and ends."""
    if node.kind is NodeKind.OBJECT:
        return [(member.begin, member.value.end) for member in node.members]
    return [(item.begin, item.end) for item in node.items]


def index_of(parent: Node, step: str | int) -> int:
    """Which child a step of a path leads to. Raises JsonError where there is none."""
    if isinstance(step, int):
        if 0 <= step < len(parent.items):
            return step
        raise nowhere()
    found = next((at for at, member in enumerate(parent.members) if member.key == step), None)
    if found is None:
        raise nowhere()
    return found


def removal(parent: Node, index: int) -> Change:
    """The change that takes one child out."""
    return removals(parent, [index])[0]


def removals(parent: Node, indexes: Sequence[int]) -> list[Change]:
    """The changes that take children out, with the commas that then are too many."""
    places = children(parent)
    gone = set(indexes)
    if not gone:
        return []
    left = [at for at in range(len(places)) if at not in gone]
    if not left:
        return [(parent.begin + 1, parent.end - 1, "")]
    changes: list[Change] = []
    for index in sorted(gone):
        if index < left[-1]:
            changes.append((places[index][0], places[index + 1][0], ""))
        else:
            changes.append((places[index - 1][1], places[index][1], ""))
    return changes


def nowhere() -> JsonError:
    """What a path leads to is not there."""
    return JsonError("There is nothing at this place of the JSON any more.", "Choose another place.")
