"""What variables hold while a template is rendered: normalised values that remember the paths they came from."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias

from studio.core.catalog import Entry
from studio.core.json_text import JsonValue
from studio.core.prompt.model import PromptInput
from studio.core.prompt.scope import path_text

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")

Paths: TypeAlias = frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    text: str
    paths: Paths


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    value: bool
    paths: Paths


@dataclass(frozen=True, slots=True)
class Nothing:
    """Null, and all that would be found below it: prints as nothing."""

    paths: Paths


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there; printing it is a fault."""

    paths: Paths


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Value, ...]"
    paths: Paths


@dataclass(frozen=True, slots=True)
class Details:
    """An object, or a list of named parts as the engine makes it."""

    members: "dict[str, Value]"
    paths: Paths


Value: TypeAlias = Text | Flag | Nothing | Missing | Items | Details


def normal_text(text: str) -> str:
    """Line ends as line feeds, characters composed (NFC), halves of characters replaced: equal on both engines."""
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text)))


def number_text(number: float) -> str:
    """A JSON number as JavaScript writes it (ECMA-262, Number::toString): 1.0 is 1, 1e-7 is 1e-7, 1e21 is 1e+21."""
    try:
        value = float(number)
    except OverflowError:
        value = math.inf if number > 0 else -math.inf
    if value == 0:
        return "0"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    unpadded = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(unpadded))
    digits = unpadded.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    power = point - 1
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{'+' if power > 0 else '-'}{abs(power)}"


def from_json(value: JsonValue, keys: tuple[str, ...]) -> Value:
    """A JSON value found at this path, normalised."""
    paths = frozenset({path_text(keys)})
    match value:
        case None:
            return Nothing(paths)
        case bool():
            return Flag(value, paths)
        case int() | float():
            return Text(number_text(value), paths)
        case str():
            return Text(normal_text(value), paths)
        case list():
            return Items(tuple(from_json(item, keys) for item in value), paths)
        case dict():
            members = {normal_text(key): item for key, item in value.items()}
            return Details({key: from_json(item, (*keys, key)) for key, item in members.items()}, paths)


def variables(given: PromptInput) -> dict[str, Value]:
    """What a template can name. A text that is not given (empty) is nothing, like a theme that is not chosen."""
    return {
        "subject": from_json(given.subject or None, ("subject",)),
        "name": from_json(given.name or None, ("name",)),
        "extra": from_json(given.extra or None, ("extra",)),
        "theme": _entry(given.theme, "theme"),
        "rarity": _entry(given.rarity, "rarity"),
    }


def _entry(entry: Entry | None, root: str) -> Value:
    if entry is None:
        return Nothing(frozenset({root}))
    return from_json({"name": entry.name, "details": entry.details}, (root,))


def member(value: Value, key: str) -> Value:
    """The value one step down: below nothing is nothing, below anything else without such a key it is missing."""
    if isinstance(value, Details) and key in value.members:
        return value.members[key]
    paths = frozenset(path_text((path, key)) for path in value.paths)
    return Nothing(paths) if isinstance(value, Nothing) else Missing(paths)
