"""The doctor's checks of a team: green on a project that is set up, red with its reason where one thing is taken away."""

from pathlib import Path

import pytest

from studio.backend.team.examination import TeamExamination
from studio.core.health import Check
from tests.servers.project import SUPABASE
from tests.servers.team import Team
from tests.team.desk import Desk, open_desk
from tests.team.test_publishing import objects

MIGRATIONS = SUPABASE / "migrations"


async def examined(desk: Desk) -> dict[str, Check]:
    return {check.name: check for check in await TeamExamination(desk.session, MIGRATIONS).run()}


def red(checks: dict[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if not check.ok]


async def test_all_is_green_for_an_admin_and_nothing_of_the_trial_stays(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    team.script("insert into themes (name) values ('Neon')")
    async with open_desk(tmp_path, team, ada) as desk:
        checks = await examined(desk)
    assert red(checks) == ["team server"]
    assert checks["team server"].is_optional
    assert "is not deployed" in checks["team server"].detail
    assert checks["signed in"].detail == "ada@example.org, admin"
    assert checks["catalog"].detail == "prompts, themes and rarity can be read (1 entries)"
    assert objects(team) == []
    assert team.sql("select name from themes")[0]["name"] == "Neon"


async def test_without_a_sign_in_only_that_is_asked_for(team: Team, tmp_path: Path) -> None:
    async with open_desk(tmp_path, team, None) as desk:
        checks = await examined(desk)
    assert list(checks) == ["key", "project reached", "signed in"]
    assert red(checks) == ["signed in"]


BROKEN = {
    "publishing": 'drop policy "signed-in users publish figures" on storage.objects',
    "tables": "drop trigger stamp on public.themes",
    "older policies": 'create policy "open door" on public.themes for insert to authenticated with check (true)',
    "catalog writes": 'drop policy "admins change prompts" on public.prompts',
    "public links": "update storage.buckets set public = false where id = 'figures'",
    "set-up": "alter function public.studio_doctor() rename to studio_doctor_away",
}
MENDED = {
    "publishing": "migration:buckets",
    "tables": "migration:tables",
    "older policies": 'drop policy "open door" on public.themes',
    "catalog writes": "migration:security",
    "public links": "migration:buckets",
    "set-up": "alter function public.studio_doctor_away() rename to studio_doctor",
}


@pytest.mark.parametrize("name", list(BROKEN))
async def test_what_is_broken_is_red_and_the_sql_that_is_offered_mends_it(
    team: Team, tmp_path: Path, name: str
) -> None:
    ada = team.make_user("ada@example.org", "admin")
    team.script(BROKEN[name])
    try:
        async with open_desk(tmp_path, team, ada) as desk:
            checks = await examined(desk)
            assert name in red(checks), checks
            assert checks[name].fix
            if name != "set-up":
                team.script(checks[name].sql)
                assert name not in red(await examined(desk))
            else:
                assert "create or replace function public.studio_doctor()" in checks[name].sql
    finally:
        script = MENDED[name]
        if script.startswith("migration:"):
            (file,) = MIGRATIONS.glob(f"*_{script.removeprefix('migration:')}.sql")
            team.script(file.read_text(encoding="utf-8"))
        elif name == "set-up" or name in red({}):
            team.script(script)
