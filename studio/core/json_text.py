"""JSON from outside: one strict reader, one canonical writer, equality by meaning.

The reader refuses what the standard library lets through: duplicate keys, NaN and Infinity, numbers that overflow
to infinity, lone surrogates, NUL characters (PostgreSQL's jsonb cannot hold them), deep nesting.
"""

import hashlib
import json
import math
import re
from typing import Any, TypeAlias, cast

from studio.core.errors import JsonError
from studio.core.json_nodes import JsonFault
from studio.core.json_syntax import MAX_DEPTH, MAX_DIGITS, first_fault
from studio.core.prompt.faults import place

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"

_SURROGATE = re.compile("[\ud800-\udfff]")
_BRACKETS = re.compile(r'[\[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_UNKNOWN = JsonFault(0, 0, "This is not valid JSON.", "Mend it.")

MAX_BYTES = 16 * 1024 * 1024


def load_json(source: str | bytes) -> JsonValue:
    """Parse a whole JSON document (UTF-8 where bytes). Raises JsonError with line and column."""
    text = _decoded(source)
    if len(text) > MAX_BYTES:
        raise _too_large()
    try:
        _check_depth(text)
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
        _check_texts(value)
    except (json.JSONDecodeError, RecursionError, _Refused):
        raise json_error(text, first_fault(text) or _UNKNOWN) from None
    return cast("JsonValue", value)


def json_error(text: str, fault: JsonFault) -> JsonError:
    """A fault as the error that a person is told, with its place."""
    line, column = place(text, fault.begin)
    sentence = f"{fault.sentence.removesuffix('.')} (line {line}, column {column})."
    return JsonError(sentence, fault.next_step, line=line, column=column)


def canonical_json(value: JsonValue) -> str:
    """One spelling for values that are equal as JSON: keys sorted, numbers by value, no spaces."""
    return json.dumps(_plain_numbers(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pretty_json(value: JsonValue) -> str:
    """The spelling for people: two spaces, keys in their order, one line feed at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def json_equal(left: JsonValue, right: JsonValue) -> bool:
    """Equal as JSON: numbers by value, key order ignored, true is not 1."""
    return canonical_json(left) == canonical_json(right)


def json_hash(value: JsonValue) -> str:
    """sha256 of the canonical spelling, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if len(source) > MAX_BYTES:
        raise _too_large()
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JsonError("This text is not UTF-8.", "Save it as UTF-8 and try again.") from None


def _too_large() -> JsonError:
    return JsonError("This JSON is larger than 16 MB.", "Split it into smaller files.")


class _Refused(Exception):
    """The parser of the standard library let something through; `scan_json` says what and where."""


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the parser recurses; brackets inside strings do not count."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match[0]
        if sign in ("{", "["):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused
        elif sign in ("}", "]"):
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _Refused
    return result


def _refuse_constant(_name: str) -> float:
    raise _Refused


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Refused
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _Refused
    return int(text)


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise _Refused
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            _check_texts(item)
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            _check_texts(key)
            _check_texts(item)


def _plain_numbers(value: JsonValue) -> JsonValue:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain_numbers(item) for key, item in value.items()}
    return value
