"""How JSON is laid out for people: two spaces, short lists of plain values on one line, each value in its own spelling."""

import json

from studio.core.json_nodes import Node, NodeKind
from studio.core.json_text import JsonValue

INDENT = "  "
WIDTH = 100
"""Characters up to which a list of plain values stands on one line."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

SCALARS = (NodeKind.TEXT, NodeKind.NUMBER, NodeKind.FLAG, NodeKind.NULL)
"""Kinds of values that hold no others."""


def spelled(value: JsonValue, indent: str = "") -> str:
    """A value in the spelling for people, as `layout` would give it; lines after the first begin with `indent`."""
    return _laid_out(value, indent) + ("" if indent else "\n")


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


def _laid_out(value: JsonValue, indent: str) -> str:
    inner = indent + INDENT
    if isinstance(value, dict):
        rows = [f"{inner}{_encode(key)}: {_laid_out(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if rows else "{}"
    if not isinstance(value, list):
        return _encode(value)
    if not any(isinstance(item, dict | list) for item in value):
        flat = _encode(value)
        if len(indent) + len(flat) <= WIDTH:
            return flat
    return "[\n" + ",\n".join([inner + _laid_out(item, inner) for item in value]) + f"\n{indent}]"


def quoted(text: str) -> str:
    """A text as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)
