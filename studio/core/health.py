"""What a doctor finds: one thing that was tried, whether it works, and how to mend it."""

from dataclasses import dataclass

from studio.core.json_text import JsonObject


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

    def to_json(self) -> JsonObject:
        """The check as `doctor --json` prints it."""
        return {"check": self.name, "ok": self.ok, "detail": self.detail, "fix": self.fix, "sql": self.sql}
