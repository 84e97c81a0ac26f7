"""What a doctor finds: one thing that was tried, whether it works, and how to mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from studio.core.json_text import JsonObject


class Verdict(Enum):
    """How much a check matters to who reads it."""

    FINE = "fine"
    OPTIONAL = "optional"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: what was found, and how to mend it where it is not `ok`.

    `sql` is what an admin runs in the project's SQL editor for that. `is_optional`: the studio works without it.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""
    sql: str = ""
    is_optional: bool = False

    @property
    def verdict(self) -> Verdict:
        """What works but could be better is as optional as what one can do without."""
        if self.ok:
            return Verdict.OPTIONAL if self.fix else Verdict.FINE
        return Verdict.OPTIONAL if self.is_optional else Verdict.WRONG

    @property
    def line(self) -> str:
        """The check in one line for people, without its SQL."""
        mark = "ok" if self.ok else "--" if self.is_optional else "NO"
        return f"{mark}  {self.name}: {self.detail}" + (f"  → {self.fix}" if self.fix else "")

    def to_json(self) -> JsonObject:
        """The check as `doctor --json` prints it."""
        return {"check": self.name, "ok": self.ok, "detail": self.detail, "fix": self.fix, "sql": self.sql}


Listener: TypeAlias = Callable[[str, Check | None], None]
"""Hears the name of each check: first with None, when it begins, then with what was found."""


def report(checks: Iterable[Check]) -> str:
    """The checks as plain text, to be sent to who can help."""
    return "\n".join(check.line for check in checks)
