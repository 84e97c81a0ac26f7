"""Where things stand in JSON text: what is at an offset, what can be folded, which brackets belong together."""

from bisect import bisect_left

from studio.core.json_layout import SCALARS
from studio.core.json_nodes import Node


def folds_of(text: str, root: Node | None) -> dict[int, int]:
    """Objects and lists over several lines: the line where each begins to the one where it ends, counted from 0."""
    if root is None:
        return {}
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    folds: dict[int, int] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        first, last = bisect_left(breaks, node.begin), bisect_left(breaks, node.end)
        if last > first and node.kind not in SCALARS:
            folds[first] = max(last, folds.get(first, 0))
            waiting += [member.value for member in node.members]
            waiting += node.items
    return folds


def pair_at(root: Node | None, offset: int) -> tuple[int, int] | None:
    """The bracket beside an offset and its other half."""
    node = root
    while node is not None:
        for place in (node.begin, node.end - 1):
            if place in (offset, offset - 1) and node.kind not in SCALARS and node.end - 1 > node.begin:
                return node.begin, node.end - 1
        children = (*(member.value for member in node.members), *node.items)
        node = next((child for child in children if child.begin <= offset <= child.end), None)
    return None
