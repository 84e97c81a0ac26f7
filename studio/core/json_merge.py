"""Three-way merge of JSON values by path: what only one side changed is taken, what both changed differently is asked.

Lists are atomic: where both sides changed one, it is a conflict as a whole. Key order, and spellings that mean the
same, are no changes. Keys keep my order; keys that only they added stand behind the key they follow on their side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from studio.core.json_paths import JsonPath
from studio.core.json_text import JsonObject, JsonValue, json_equal


class Absent(Enum):
    """The one value that stands for a key that is not there, which is not the same as null."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT
Side: TypeAlias = "JsonValue | Absent"


@dataclass(frozen=True, slots=True)
class JsonConflict:
    """Both sides changed what stands at a path, and differently."""

    path: JsonPath
    base: Side
    mine: Side
    theirs: Side


@dataclass(frozen=True, slots=True)
class JsonMerge:
    """The merged value, in which mine stands at every conflict until it is decided."""

    value: Side
    conflicts: tuple[JsonConflict, ...]

    def decided(self, choices: Mapping[JsonPath, Side]) -> Side:
        """The value with a choice for each conflict; where none is given, mine stays."""
        value = self.value
        for conflict in self.conflicts:
            if conflict.path in choices:
                value = _with(value, conflict.path, choices[conflict.path])
        return value


def merge_json(base: Side, mine: Side, theirs: Side) -> JsonMerge:
    """Merge what both sides made of `base`."""
    conflicts: list[JsonConflict] = []
    value = _merged((), base, mine, theirs, conflicts)
    return JsonMerge(value, tuple(conflicts))


def same(left: Side, right: Side) -> bool:
    """Equal as JSON; absent is only itself."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return left is right
    return json_equal(left, right)


def _merged(path: JsonPath, base: Side, mine: Side, theirs: Side, conflicts: list[JsonConflict]) -> Side:
    if same(mine, theirs) or same(theirs, base):
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict) and isinstance(base, dict | Absent):
        return _merged_object(path, base if isinstance(base, dict) else {}, mine, theirs, conflicts)
    if same(mine, base):
        return theirs
    conflicts.append(JsonConflict(path, base, mine, theirs))
    return mine


def _merged_object(
    path: JsonPath, base: JsonObject, mine: JsonObject, theirs: JsonObject, conflicts: list[JsonConflict]
) -> JsonObject:
    result: JsonObject = {}
    for key in _keys(mine, theirs):
        value = _merged((*path, key), base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT), conflicts)
        if not isinstance(value, Absent):
            result[key] = value
    return result


def _keys(mine: JsonObject, theirs: JsonObject) -> list[str]:
    """The keys of both in my order; each one that only they have follows the key that it follows there."""
    keys = list(mine)
    before: str | None = None
    for key in theirs:
        if key not in mine:
            keys.insert(0 if before is None else keys.index(before) + 1, key)
        before = key
    return keys


def _with(value: Side, path: JsonPath, choice: Side) -> Side:
    """The value with another one at a path of keys."""
    if not path:
        return choice
    step, rest = path[0], path[1:]
    if not isinstance(value, dict) or not isinstance(step, str):
        return value
    inner = _with(value.get(step, ABSENT), rest, choice)
    if isinstance(inner, Absent):
        return {key: item for key, item in value.items() if key != step}
    return {**value, step: inner}
