"""What the database tells of a project, judged: tables, triggers, policies and buckets, against the migrations on board."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from studio.backend.trials import Ailment
from studio.core.publishing import FIGURES, RECIPES

Facts: TypeAlias = Mapping[str, Any]
"""The answer of `studio_doctor()`."""
EVERYTHING = ("tables", "security", "buckets", "history", "claims", "doctor", "authors")
COLUMNS = {
    "prompts": ("id", "name", "template", "created_at", "updated_at"),
    "themes": ("id", "name", "details", "created_at", "updated_at"),
    "rarity": ("id", "name", "details", "created_at", "updated_at"),
}
PICTURES = ["image/jpeg", "image/png", "image/webp"]
LARGEST_FIGURE = 52_428_800
"""Bytes that the bucket of figures is set up to take (migration `buckets`)."""
_POLICY = re.compile(r'create policy "([^"]+)"\s+on\s+(?:public|storage)\.(\w+)')
_BUCKET = re.compile(r"bucket_id\s*=\s*'([^']*)'")


class SetUp:
    """Each judgement is what is well in words, or raises Ailment with the SQL that mends it; `ask` says who runs that."""

    def __init__(self, facts: Facts, migrations: Path, ask: str) -> None:
        self._facts = facts
        self._migrations = migrations
        self._ask = ask

    async def migrated(self) -> str:
        """History with its authors, claims and the functions are there."""
        tables = {table.get("name"): table for table in _objects(self._facts.get("tables"))}
        functions = _list(self._facts.get("functions"))
        there = [*tables, *functions]
        missing = [
            name
            for name in ("catalog_history", "publish_entry", "figure_claims", "studio_doctor_writes")
            if name not in there
        ]
        columns = _objects(tables.get("catalog_history", {}).get("columns"))
        if "catalog_history" in tables and not any(column.get("name") == "author_email" for column in columns):
            missing.append("the names of the history’s authors")
        if missing:
            detail = f"The project lacks {', '.join(missing)}: its migrations are not complete."
            raise Ailment(detail, self._ask, sql=self._sql("history", "claims", "doctor", "authors"), is_optional=True)
        count = len(_list(self._facts.get("migrations")))
        told = f"; {count} migrations are recorded" if count else ""
        return f"History, publish_entry and claims are there{told}"

    async def tables(self) -> str:
        """Columns, stamps, row security and policies of the catalog's tables."""
        tables = {table.get("name"): table for table in _objects(self._facts.get("tables"))}
        problems: list[str] = []
        for name, columns in COLUMNS.items():
            table = tables.get(name, {})
            there = {column.get("name") for column in _objects(table.get("columns"))}
            problems += [f"{name}.{column} is missing" for column in columns if column not in there]
            stamps = [each for each in _objects(table.get("triggers")) if "stamp" in str(each.get("calls"))]
            if not any(each.get("enabled") for each in stamps):
                problems.append(f"{name} has no stamp trigger")
            if not table.get("row_security"):
                problems.append(f"{name} has no row security")
            if table.get("anonymous"):
                problems.append(f"{name} is open to everybody")
        problems += self._missing_policies("security")
        if problems:
            raise Ailment(_sentence(problems), self._ask, sql=self._sql("tables", "security"))
        return "Columns, stamps, row security and policies are as they should be"

    async def leftovers(self) -> str:
        """Nothing but our own policies allows anything on our tables and in our buckets."""
        ours = {name for name, _ in self._policies(*EVERYTHING)}
        left = [
            policy
            for policy in _objects(self._facts.get("policies"))
            if policy.get("permissive") and policy.get("name") not in ours and not _is_of_other_buckets(policy)
        ]
        if not left:
            return "No older policy allows anything more"
        names = ", ".join(f"“{each.get('name')}” on {each.get('table')} ({each.get('command')})" for each in left)
        drops = (
            f"drop policy {_quoted(each.get('name'))} on {_quoted(each.get('schema'))}.{_quoted(each.get('table'))};"
            for each in left
        )
        raise Ailment(f"Still allowed by older policies: {names}.", self._ask, sql="\n".join(drops))

    async def buckets(self) -> str:
        """Both buckets are there, take what they should, and have their policies."""
        buckets = {bucket.get("name"): bucket for bucket in _objects(self._facts.get("buckets"))}
        problems = [f"there is no bucket “{name}”" for name in (FIGURES, RECIPES) if name not in buckets]
        figures, recipes = buckets.get(FIGURES), buckets.get(RECIPES)
        if figures is not None:
            if not figures.get("public"):
                problems.append("the bucket “figures” is private")
            if sorted(map(str, _list(figures.get("types")))) != PICTURES:
                problems.append("the bucket “figures” does not take exactly PNG, WebP and JPEG")
            limit = figures.get("file_size_limit")
            if isinstance(limit, int) and limit < LARGEST_FIGURE:
                problems.append(f"the bucket “figures” takes {limit / 1_000_000:.0f} MB at most")
        if recipes is not None and recipes.get("public"):
            problems.append("the bucket “recipes” is open to everybody")
        problems += self._missing_policies("buckets")
        if problems:
            raise Ailment(_sentence(problems), self._ask, sql=self._sql("buckets"))
        return "“figures” is public and takes pictures only, “recipes” is private"

    def _missing_policies(self, *migrations: str) -> list[str]:
        there = {(policy.get("name"), policy.get("table")) for policy in _objects(self._facts.get("policies"))}
        wanted = self._policies(*migrations)
        return [f"the policy “{name}” on {table} is missing" for name, table in wanted if (name, table) not in there]

    def _policies(self, *migrations: str) -> list[tuple[str, str]]:
        """Names and tables of the policies that the migrations make."""
        return [(name, table) for name, table in _POLICY.findall(self._sql(*migrations))]

    def _sql(self, *names: str) -> str:
        return migration_sql(self._migrations, names)


def migration_sql(folder: Path, names: Iterable[str]) -> str:
    """The text of migrations on board, by the words in their names."""
    return "\n".join(path.read_text("utf-8") for name in names for path in sorted(folder.glob(f"*_{name}.sql")))


def _is_of_other_buckets(policy: Mapping[str, Any]) -> bool:
    """A policy of storage that names other buckets only: it belongs to another part of the project."""
    conditions = [str(policy.get(part)) for part in ("using", "check") if policy.get(part) is not None]
    named = [set(_BUCKET.findall(condition)) for condition in conditions]
    return (
        policy.get("schema") == "storage"
        and bool(conditions)
        and all(names and not names & {FIGURES, RECIPES} for names in named)
        and not any(" OR " in condition for condition in conditions)
    )


def _sentence(problems: list[str]) -> str:
    text = "; ".join(problems)
    return f"{text[:1].upper()}{text[1:]}."


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects in what should be a list of them."""
    return [cast("dict[str, Any]", item) for item in _list(value) if isinstance(item, dict)]
