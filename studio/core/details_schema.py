"""Details by their JSON Schema: the fields of a form, and what is wrong with a value in words beside its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from json import dumps, loads
from typing import Any, TypeAlias, cast

from studio.core.json_paths import JsonPath
from studio.core.json_text import JsonObject, JsonValue

DetailsSchema: TypeAlias = "JsonObject | None"
"""The JSON Schema of a kind's details; templates have none."""

HEX = "^#[0-9a-fA-F]{6}$"


class FieldKind(StrEnum):
    """How a form shows a field."""

    TEXT = "text"
    COLOUR = "colour"
    TEXTS = "texts"
    COLOURS = "colours"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One key of the details as the schema describes it. `low` and `high` bound a number."""

    key: str
    title: str
    hint: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    example: str = ""
    low: int = 0
    high: int = 1_000_000


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """What is wrong at a path, in one sentence."""

    path: JsonPath
    sentence: str


def fields_of(schema: JsonObject) -> tuple[FieldSpec, ...]:
    """The fields of a schema in its order."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return ()
    return tuple(_field(key, spec) for key, spec in properties.items() if isinstance(spec, dict))


def field_for(key: str, value: JsonValue) -> FieldSpec:
    """A field for a key that the schema does not know, by what stands there."""
    kind = FieldKind.OTHER
    if isinstance(value, bool):
        kind = FieldKind.FLAG
    elif isinstance(value, str) or value is None:
        kind = FieldKind.TEXT
    elif isinstance(value, int | float):
        kind = FieldKind.NUMBER
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        kind = FieldKind.TEXTS
    return FieldSpec(key, key, "", kind)


def faults_of(schema: JsonObject, value: JsonValue) -> tuple[SchemaFault, ...]:
    """All that the schema finds wrong; the library that knows schemas is imported at the first call."""
    errors = _validator(dumps(schema, sort_keys=True)).iter_errors(value)
    faults = [SchemaFault(tuple(error.absolute_path), _sentence(error)) for error in errors]
    return tuple(sorted(faults, key=lambda fault: [str(step) for step in fault.path]))


def faults_at(faults: Iterable[SchemaFault], key: str) -> str:
    """What is wrong with one key of the details, as one text."""
    return " ".join(dict.fromkeys(fault.sentence for fault in faults if fault.path and fault.path[0] == key))


def _field(key: str, spec: JsonObject) -> FieldSpec:
    texts = {name: str(spec.get(name) or "") for name in ("title", "description")}
    choices = spec.get("enum")
    examples = spec.get("examples")
    example = examples[0] if isinstance(examples, list) and examples else ""
    low, high = spec.get("minimum"), spec.get("maximum")
    return FieldSpec(
        key=key,
        title=texts["title"] or key,
        hint=texts["description"],
        kind=_kind(spec),
        choices=tuple(str(choice) for choice in choices if choice is not None) if isinstance(choices, list) else (),
        example=", ".join(map(str, example)) if isinstance(example, list) else str(example),
        low=low if isinstance(low, int) else 0,
        high=high if isinstance(high, int) else 1_000_000,
    )


def _kind(spec: JsonObject) -> FieldKind:
    types = spec.get("type")
    first = types[0] if isinstance(types, list) and types else types
    items = spec.get("items")
    if "enum" in spec:
        return FieldKind.CHOICE
    if first == "array" and isinstance(items, dict) and items.get("type") == "string":
        return FieldKind.COLOURS if items.get("pattern") == HEX else FieldKind.TEXTS
    if first == "string":
        return FieldKind.COLOUR if spec.get("pattern") == HEX else FieldKind.TEXT
    known = {"integer": FieldKind.INTEGER, "number": FieldKind.NUMBER, "boolean": FieldKind.FLAG}
    return known.get(str(first), FieldKind.OTHER)


@lru_cache(maxsize=8)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator  # brings a registry of schemas along: late

    return Draft202012Validator(loads(schema))


def _sentence(error: Any) -> str:
    place = _place(error)
    match error.validator:
        case "type":
            wanted = cast("str | list[str]", error.validator_value)
            names = [wanted] if isinstance(wanted, str) else wanted
            words = " or ".join(_TYPES.get(name, name) for name in names if name != "null")
            return f"{place} has to be {words}."
        case "pattern" if error.validator_value == HEX:
            return f"{place} has to be a colour like #5b21e6."
        case "pattern":
            return f"{place} is not written as it should be."
        case "enum":
            words = ", ".join(str(one) for one in error.validator_value if one is not None)
            return f"{place} has to be one of {words}."
        case "minimum":
            return f"{place} has to be {error.validator_value} or more."
        case "maximum":
            return f"{place} has to be {error.validator_value} or less."
        case "minLength":
            return f"{place} is empty."
        case _:
            return f"{place} is not what the studio expects."


_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _place(error: Any) -> str:
    path = list(error.absolute_path)
    if path and isinstance(path[-1], int):
        return f"Item {path[-1] + 1}"
    return "It" if path else "The whole"
