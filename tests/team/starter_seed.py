"""Writes resources/supabase/seed.sql from the starter catalog: `python -m tests.team.starter_seed`."""

import json

from studio.core.catalog import Entry, Kind, entry_from_json
from tests.servers.node_packages import ROOT
from tests.servers.project import SUPABASE

SEED = SUPABASE / "seed.sql"
STARTER = ROOT / "resources" / "catalog" / "starter.json"
HEAD = """\
-- The starter catalog, for a team that has none yet: a table with rows in it stays as it is.
-- Written by `python -m tests.team.starter_seed` from resources/catalog/starter.json.
"""


def seed() -> str:
    """The SQL that fills empty tables with the starter catalog."""
    data = json.loads(STARTER.read_text(encoding="utf-8"))
    entries = [entry for each in data["entries"] if (entry := entry_from_json(each))]
    return HEAD + "".join(_table(kind, [entry for entry in entries if entry.kind is kind]) for kind in Kind)


def _table(kind: Kind, entries: list[Entry]) -> str:
    column, cast = ("template", "") if kind is Kind.PROMPTS else ("details", "::jsonb")
    rows = ",\n".join(f"    ({_text(entry.name)}, {_value(entry)})" for entry in entries)
    return (
        f"\ninsert into public.{kind} (name, {column})\n"
        f"select name, {column}{cast} from (values\n{rows}\n) as starter (name, {column})\n"
        f"where not exists (select from public.{kind});\n"
    )


def _value(entry: Entry) -> str:
    return _text(entry.template if entry.kind is Kind.PROMPTS else json.dumps(entry.value, ensure_ascii=False))


def _text(value: str | None) -> str:
    """A string literal; standard_conforming_strings leaves backslashes alone."""
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    SEED.write_text(seed(), encoding="utf-8", newline="\n")
