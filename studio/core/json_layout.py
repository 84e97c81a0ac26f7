"""How JSON is laid out for people: two spaces, short lists of plain values on one line, each value in its own spelling."""

import json
from math import isfinite

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
    if isinstance(value, list):
        return _list_laid_out(value, indent)
    if not isinstance(value, dict):
        return _scalar(value)
    inner = indent + INDENT
    rows = [f"{inner}{_encode(key)}: {_laid_out(item, inner)}" for key, item in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if rows else "{}"


def _list_laid_out(value: list[JsonValue], indent: str) -> str:
    if not any(isinstance(item, dict | list) for item in value):
        flat = f"[{', '.join([_scalar(item) for item in value])}]"
        if len(indent) + len(flat) <= WIDTH:
            return flat
    inner = indent + INDENT
    return "[\n" + ",\n".join([inner + _laid_out(item, inner) for item in value]) + f"\n{indent}]"


def _scalar(value: JsonValue) -> str:
    """The encoder is quick with texts, and made anew for each number."""
    if isinstance(value, float) and isfinite(value):
        return float.__repr__(value)
    return _encode(value)


def quoted(text: str) -> str:
    """A text as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)
