"""Row security on real PostgreSQL: the matrix holds, and nothing that holds it is superfluous.

Two things stand before a row: what a role is granted, and the policies. Each is broken with the other out of the way,
because together they would hide each other's gaps.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import pytest

from tests.servers.team import Team
from tests.team.matrix import Trial, is_noticed, outcomes, trials

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
    survivors: list[str] = []
    changed = 0
    for around, policies in groupby(sorted(_changed_policies(team)), key=itemgetter(0)):
        these = _around(around)
        usual = await outcomes(team.database, these, GRANT_ALL)
        for _, name, change in policies:
            changed += 1
            if not await is_noticed(team.database, these, usual, GRANT_ALL + change):
                survivors.append(name)
    print(f"access matrix: {changed - len(survivors)} of {changed} changed policies caught")
    assert survivors == []
    assert changed >= 40


@pytest.mark.parametrize("table", TABLES)
async def test_each_grant_is_kept_back_for_a_reason(team: Team, table: str) -> None:
    held_back = "select not has_table_privilege('authenticated', $1::text, $2)"
    verbs = ("select", "insert", "update", "delete", "truncate")
    withheld = [("authenticated", verb) for verb in verbs if team.sql(held_back, table, verb)[0][0]]
    # nobody signed in: changing a row takes reading it as well, and a policy refuses a new one with the same code
    withheld += [("anon", "select"), ("anon", "truncate")]
    these = _around(table)
    usual = await outcomes(team.database, these)
    for role, verb in withheld:
        change = f"grant {verb} on {table} to {role}"
        assert await is_noticed(team.database, these, usual, change), change


@pytest.mark.parametrize("careless", CARELESS)
async def test_a_careless_migration_is_noticed(team: Team, careless: str) -> None:
    matrix = trials()
    assert await is_noticed(team.database, matrix, [trial.expected for trial in matrix], CARELESS[careless])


def _around(name: str) -> list[Trial]:
    """The trials in which a table or bucket has a part."""
    return [trial for trial in trials() if name in str(trial)]


def _changed_policies(team: Team) -> Iterator[tuple[str, str, str]]:
    """(table or bucket, what was done to which policy, how)"""
    for schema, table, name, verb in team.sql(EVERY_POLICY):
        place = f'"{name}" on {schema}.{table}'
        around = table if schema == "public" else name.split()[-1]
        using = "" if verb == "INSERT" else " using (true)"
        check = " with check (true)" if verb in ("INSERT", "UPDATE") else ""
        yield around, f"{name}, dropped", f"drop policy {place}"
        yield around, f"{name}, opened", f"alter policy {place} to public{using}{check}"
        if verb == "UPDATE" and schema == "storage":  # in the catalog both halves ask the same of every row
            yield around, f"{name}, open for what is written", f"alter policy {place} with check (true)"
            yield around, f"{name}, open for what is there", f"alter policy {place} using (true)"
