"""Paths into JSON, and what the node at one means."""

from typing import TypeAlias

from studio.core.json_nodes import Node, NodeKind
from studio.core.json_text import JsonValue

JsonPath: TypeAlias = tuple[str | int, ...]
"""Keys and places of list items, counted from 0."""


def value_of(node: Node) -> JsonValue:
    """What a node means."""
    if node.kind is NodeKind.OBJECT:
        return {member.key: value_of(member.value) for member in node.members}
    if node.kind is NodeKind.LIST:
        return [value_of(item) for item in node.items]
    return node.scalar


def path_words(path: JsonPath) -> str:
    """A path as people read it: details.materials.card, the items of lists counted from 1."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if words else step
    return words
