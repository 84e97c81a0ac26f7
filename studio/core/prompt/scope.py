"""Which variables a template may name where: the rules that keep both engines from meeting what they read differently."""

import re
from dataclasses import dataclass

from studio.core.prompt.expressions import Comparison, FilterCall, Filtered, Operand, OperandKind
from studio.core.prompt.faults import Fault
from studio.core.prompt.tokens import Segment

TEXT_VARIABLES = ("subject", "name", "extra")
ENTRY_VARIABLES = ("theme", "rarity")
VARIABLES = (*TEXT_VARIABLES, *ENTRY_VARIABLES)

FILTER_ARGUMENTS = {"default": 1, "join": 1, "append": 1, "prepend": 1, "replace": 2, "first": 0, "last": 0}
"""The filters that there are, and how many arguments each takes."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a template reads an input variable.

    `is_optional` where its absence is no error, `has_default` where other words then stand in.
    """

    path: str
    keys: tuple[str, ...]
    offset: int
    is_optional: bool
    has_default: bool = False


def path_text(keys: tuple[str, ...]) -> str:
    """The path as a template spells it."""
    head, *rest = keys
    return head + "".join(f".{key}" if _PLAIN_KEY.fullmatch(key) else f"['{key}']" for key in rest)


class Scope:
    """Follows a template from top to bottom: what is assigned, what is looped over, what is surely there."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self._assigned: set[str] = set()
        self._loops: list[tuple[str, str] | None] = []
        self._sure: list[set[str]] = [set()]

    def enter(self, loop: tuple[str, str] | None) -> None:
        """A block or branch begins; `loop` is its variable and the path of its list."""
        self._loops.append(loop)
        self._sure.append(set())

    def leave(self) -> None:
        """The block or branch ends: what was assigned in it may not have been."""
        self._loops.pop()
        self._sure.pop()

    def print(self, value: Filtered) -> None:
        """An output."""
        self._refuse_entry(value.head)
        self._filtered(value)

    def assign(self, target: Segment, value: Filtered) -> None:
        """An assignment."""
        self._refuse_name(target)
        if self._loop_variable(target.key):
            raise Fault("name", target.offset, f"“{target.key}” is the variable of this loop.", "Choose another name.")
        self._refuse_entry(value.head)
        has_default = bool(value.filters) and value.filters[0].name == "default"
        self._filtered(value)
        if not has_default and not self._is_sure(value.head):
            raise Fault(
                "unsure",
                value.head.offset,
                f"{value.head.text} may not be there.",
                f"Write {value.head.text} | default: '…'.",
                value.head.text,
            )
        self._assigned.add(target.key)
        self._sure[-1].add(target.key)

    def loop(self, variable: Segment, collection: Operand) -> str:
        """A loop; returns the path of its list."""
        self._refuse_name(variable)
        if variable.key in self._assigned or self._loop_variable(variable.key):
            raise Fault("name", variable.offset, f"“{variable.key}” is already in use.", "Choose another name.")
        self._refuse_entry(collection)
        return path_text(self._read(collection, is_optional=True))

    def choose(self, subject: Operand) -> None:
        """The subject of a case."""
        self._refuse_entry(subject)
        self._read(subject, is_optional=True)

    def test(self, comparisons: tuple[Comparison, ...]) -> None:
        """A condition."""
        for comparison in comparisons:
            for operand in (comparison.left, comparison.right):
                if operand is None or operand.kind is OperandKind.TEXT:
                    continue
                if comparison.operator == "contains" and operand.kind is OperandKind.CONSTANT:
                    raise Fault(
                        "syntax", operand.offset, "“contains” looks for a text in a text.", "Use a text in quotes."
                    )
                if operand.kind is OperandKind.PATH:
                    if comparison.operator:
                        self._refuse_entry(operand)
                    self._read(operand, is_optional=True)

    def _filtered(self, value: Filtered) -> None:
        for call in value.filters:
            self._check_filter(call)
        if value.head.kind is OperandKind.PATH:
            has_default = bool(value.filters) and value.filters[0].name == "default"
            self._read(value.head, is_optional=has_default, has_default=has_default)
        for call in value.filters:
            for argument in call.arguments:
                if argument.kind is OperandKind.PATH:
                    self._read(argument, is_optional=False)

    def _check_filter(self, call: FilterCall) -> None:
        expected = FILTER_ARGUMENTS.get(call.name)
        if expected is None:
            known = ", ".join(FILTER_ARGUMENTS)
            raise Fault("filter", call.offset, f"The filter “{call.name}” is not known here.", f"Known are {known}.")
        if len(call.arguments) != expected:
            counted = {0: "nothing", 1: "one text", 2: "two texts"}[expected]
            raise Fault("filter", call.offset, f"The filter “{call.name}” takes {counted}.", "Mend what follows it.")
        if call.name == "replace" and call.arguments[0].kind is OperandKind.TEXT and not call.arguments[0].text:
            raise Fault("filter", call.arguments[0].offset, "Nothing cannot be replaced.", "Name the words to replace.")
        for argument in call.arguments:
            if argument.kind is OperandKind.PATH and not self._is_sure(argument):
                raise Fault(
                    "unsure",
                    argument.offset,
                    f"{argument.text} may not be there.",
                    f"Assign it first: {{% assign word = {argument.text} | default: '…' %}}.",
                    argument.text,
                )

    def _read(self, operand: Operand, *, is_optional: bool, has_default: bool = False) -> tuple[str, ...]:
        root, *rest = operand.segments
        loop = self._loop_variable(root.key)
        if root.key == "forloop":
            self._check_forloop(operand)
            return ("forloop",)
        if root.key in VARIABLES:
            self._check_input(operand)
            keys = tuple(segment.key for segment in operand.segments)
        elif loop:
            keys = (loop[1], *(segment.key for segment in rest))
        elif root.key in self._assigned:
            return (root.key, *(segment.key for segment in rest))
        else:
            raise _unknown(root)
        if keys[0].split(".", 1)[0].split("[", 1)[0] in VARIABLES:
            self.uses.append(Use(path_text(keys), keys, operand.offset, is_optional, has_default))
        return keys

    def _check_forloop(self, operand: Operand) -> None:
        if not any(self._loops):
            raise Fault("variable", operand.offset, "forloop is only known inside a for loop.", "Take it out.")
        if len(operand.segments) != 2 or operand.segments[1].key not in ("first", "last"):
            raise Fault(
                "property", operand.offset, f"“{operand.text}” cannot be read here.", "Use forloop.first or .last."
            )

    def _check_input(self, operand: Operand) -> None:
        root, *rest = operand.segments
        if root.key in TEXT_VARIABLES and rest:
            raise Fault(
                "variable", rest[0].offset, f"{root.key} is a text and has no parts.", f"Write {root.key} alone."
            )
        if root.key in ENTRY_VARIABLES and rest:
            second = rest[0]
            if second.key not in ("name", "details") or (second.key == "name" and len(rest) > 1):
                raise Fault(
                    "variable",
                    second.offset,
                    f"{operand.text} is not known.",
                    f"Write {root.key}.name or {root.key}.details.{second.key}.",
                )

    def _is_sure(self, operand: Operand) -> bool:
        if operand.kind is OperandKind.TEXT:
            return True
        keys = tuple(segment.key for segment in operand.segments)
        if len(keys) == 1:
            return (
                keys[0] in TEXT_VARIABLES
                or self._loop_variable(keys[0]) is not None
                or any(keys[0] in names for names in self._sure)
            )
        return keys in (("theme", "name"), ("rarity", "name"))

    def _loop_variable(self, key: str) -> tuple[str, str] | None:
        return next((loop for loop in self._loops if loop and loop[0] == key), None)

    def _refuse_name(self, name: Segment) -> None:
        if name.key in VARIABLES or name.key == "forloop":
            raise Fault("name", name.offset, f"“{name.key}” is already taken.", "Choose another name.")

    def _refuse_entry(self, operand: Operand) -> None:
        if operand.kind is OperandKind.PATH and operand.text in ENTRY_VARIABLES:
            raise Fault(
                "object",
                operand.offset,
                f"{operand.text} is a whole entry, not a text.",
                f"Write {operand.text}.name or one of its details.",
            )


def _unknown(root: Segment) -> Fault:
    folded = root.key.casefold()
    next_step = (
        f"Write {folded}."
        if folded in VARIABLES
        else "Known are subject, name, extra, theme.name, theme.details.…, rarity.name and rarity.details.…."
    )
    return Fault("variable", root.offset, f"The variable “{root.key}” is not known.", next_step, root.key)
