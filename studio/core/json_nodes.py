"""What was read of a JSON text: the tree of its nodes with their places, and every fault in it."""

from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """What stands at a place, in the words of the screen."""

    OBJECT = "object"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "yes or no"
    NULL = "nothing"


@dataclass(frozen=True, slots=True)
class Node:
    """One value in the text, from `begin` to `end` (offsets in characters)."""

    kind: NodeKind
    begin: int
    end: int
    scalar: str | int | float | bool | None = None
    members: "tuple[Member, ...]" = ()
    items: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One key of an object with its value; `begin` and `end` are those of the key with its quotes."""

    key: str
    begin: int
    end: int
    value: Node


@dataclass(frozen=True, slots=True)
class JsonFault:
    """Something that our JSON cannot hold, from `begin` to `end`; `end` may be `begin` where something is missing."""

    begin: int
    end: int
    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: the root where there is any, and the faults in the order of the text."""

    root: Node | None
    faults: tuple[JsonFault, ...]
