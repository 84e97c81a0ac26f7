"""How JSON is laid out for people: two spaces, short lists of plain values on one line, each value in its own spelling."""

import json

from studio.core.json_nodes import Node, NodeKind
from studio.core.json_syntax import scan_json
from studio.core.json_text import JsonValue

INDENT = "  "
WIDTH = 100
"""Characters up to which a list of plain values stands on one line."""

SCALARS = (NodeKind.TEXT, NodeKind.NUMBER, NodeKind.FLAG, NodeKind.NULL)
"""Kinds of values that hold no others."""


def spelled(value: JsonValue, indent: str = "") -> str:
    """A value in the spelling for people; lines after the first begin with `indent`."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    root = scan_json(text).root
    return layout(root, text, indent) + ("" if indent else "\n") if root else text


def layout(node: Node, text: str, indent: str) -> str:
    """A node over several lines, each scalar in its own spelling."""
    if node.kind in SCALARS:
        return text[node.begin : node.end]
    inner = indent + INDENT
    if node.kind is NodeKind.LIST:
        words = [layout(item, text, inner) for item in node.items]
        flat = f"[{', '.join(words)}]"
        if len(indent) + len(flat) <= WIDTH and all(item.kind in SCALARS for item in node.items):
            return flat
        return "[\n" + ",\n".join(inner + word for word in words) + f"\n{indent}]"
    if not node.members:
        return "{}"
    rows = [f"{inner}{text[one.begin : one.end]}: {layout(one.value, text, inner)}" for one in node.members]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def quoted(text: str) -> str:
    """A text as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)
