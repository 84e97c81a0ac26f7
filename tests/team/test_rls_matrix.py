"""Row security on real PostgreSQL: the matrix holds, and nothing that holds it is superfluous.

Two things stand before a row: what a role is granted, and the policies. Each is broken with the other out of the way,
because together they would hide each other's gaps.
"""

from collections.abc import Iterator

import pytest

from tests.servers.team import Team
from tests.team.matrix import outcomes, trials

TABLES = ("prompts", "themes", "rarity", "catalog_history", "figure_claims")
GRANT_ALL = "".join(f"grant all on {table} to anon, authenticated;" for table in TABLES)
EVERY_POLICY = """
    select schemaname, tablename, policyname, cmd from pg_policies
    where schemaname = 'public' or (schemaname = 'storage' and tablename = 'objects')
    order by 1, 2, 3
"""
# what a careless migration might do, besides its policies
CARELESS = {
    "a role that users write themselves": """
        create or replace function studio.is_admin() returns boolean language sql stable set search_path = ''
        as $$ select coalesce(auth.jwt() -> 'user_metadata' ->> 'role' = 'admin', false) $$""",
    "any mention of admin": """
        create or replace function studio.is_admin() returns boolean language sql stable set search_path = ''
        as $$ select auth.jwt() ->> 'app_metadata' ilike '%admin%' $$""",
    "a folder that only begins like the own one": """
        create or replace function studio.is_own_file(name text, endings text) returns boolean language sql stable
        set search_path = '' as $$ select is_own_file.name like auth.uid() || '%' $$""",
    "a folder without a look at the rest": """
        create or replace function studio.is_own_file(name text, endings text) returns boolean language sql stable
        set search_path = '' as $$ select split_part(is_own_file.name, '/', 1) = auth.uid()::text $$""",
    "a name that is not read to its end": """
        create or replace function studio.is_own_file(name text, endings text) returns boolean language sql stable
        set search_path = '' as $$ select is_own_file.name ~ ('^' || auth.uid() || '/[A-Za-z0-9]') $$""",
    "publishing that trusts its caller": """
        alter function publish_entry security definer;
        do $do$ begin
            execute replace(pg_get_functiondef('publish_entry'::regproc), 'not studio.is_admin()', 'false');
        end $do$""",
    "a doctor for everyone": "grant execute on function studio_doctor() to anon",
}


async def test_everyone_may_do_what_the_design_says_and_no_more(team: Team) -> None:
    matrix = trials()
    came = await outcomes(team.database, matrix)
    wrong = [
        f"{trial} came to {end}, not {trial.expected}"
        for trial, end in zip(matrix, came, strict=True)
        if end != trial.expected
    ]
    assert wrong == []
    print(f"access matrix: {len(matrix)} statements held")
    assert len(matrix) >= 500


async def test_each_policy_is_needed_as_it_is(team: Team) -> None:
    changed = list(_changed_policies(team))
    survivors = [
        f"{name}, {what}"
        for table, name, what, change in changed
        if not await _is_noticed(team, table, change, GRANT_ALL)
    ]
    print(f"access matrix: {len(changed) - len(survivors)} of {len(changed)} changed policies caught")
    assert survivors == []
    assert len(changed) >= 40


@pytest.mark.parametrize("table", TABLES)
async def test_each_grant_is_kept_back_for_a_reason(team: Team, table: str) -> None:
    for role in ("anon", "authenticated"):
        for verb in ("insert", "update", "delete", "truncate") if role == "authenticated" else ("select",):
            granted = {grant for (grant,) in team.sql(GRANTED, role, f"public.{table}") if grant == verb.upper()}
            assert granted or await _is_noticed(team, table, f"grant {verb} on {table} to {role}"), (table, role, verb)


@pytest.mark.parametrize("careless", CARELESS)
async def test_a_careless_migration_is_noticed(team: Team, careless: str) -> None:
    assert await _is_noticed(team, "", CARELESS[careless])


GRANTED = (
    "select privilege_type from information_schema.table_privileges where grantee = $1 and 'public.' || table_name = $2"
)


async def _is_noticed(team: Team, table: str, change: str, before: str = "") -> bool:
    """Whether one of the trials around `table` comes out otherwise after `change`."""
    around = [trial for trial in trials() if table in str(trial)]
    return await outcomes(team.database, around, before) != await outcomes(team.database, around, before + change)


def _changed_policies(team: Team) -> Iterator[tuple[str, str, str, str]]:
    for schema, table, name, verb in team.sql(EVERY_POLICY):
        place = f'"{name}" on {schema}.{table}'
        around = table if schema == "public" else name.split()[-1]
        using = "" if verb == "INSERT" else " using (true)"
        check = " with check (true)" if verb in ("INSERT", "UPDATE") else ""
        yield around, name, "dropped", f"drop policy {place}"
        yield around, name, "opened", f"alter policy {place} to public{using}{check}"
        if verb == "UPDATE" and schema == "storage":  # in the catalog both halves ask the same of every row
            yield around, name, "open for what is written", f"alter policy {place} with check (true)"
            yield around, name, "open for what is there", f"alter policy {place} using (true)"
