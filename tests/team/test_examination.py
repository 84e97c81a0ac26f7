"""The doctor's checks of a team: green on a project that is set up, red with its reason where one thing is taken away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.backend.team.examination import ADMIN_RUNS, ASK_ADMIN, TeamExamination, clock_words
from studio.backend.trials import Trials
from studio.core.health import Check, Verdict
from tests.servers.fault_proxy import FaultProxy
from tests.servers.project import SUPABASE
from tests.servers.team import Team
from tests.team.desk import Desk, open_desk
from tests.team.test_publishing import objects

MIGRATIONS = SUPABASE / "migrations"
EVERY = [
    "project key", "project reached", "signed in", "clock", "catalog", "set-up", "tables", "older policies", "buckets",
    "catalog writes", "publishing", "public links", "taking back", "other folders", "team server",
]  # fmt: skip


async def examined(desk: Desk) -> dict[str, Check]:
    trials = Trials()
    await TeamExamination(desk.session, MIGRATIONS).run(trials)
    return {check.name: check for check in trials.checks}


def red(checks: dict[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if not check.ok]


async def test_all_is_green_for_an_admin_and_nothing_of_the_trial_stays(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    team.script("insert into themes (name) values ('Neon')")
    async with open_desk(tmp_path, team, ada) as desk:
        checks = await examined(desk)
    assert list(checks) == EVERY
    assert red(checks) == ["team server"]
    assert checks["team server"].verdict is Verdict.OPTIONAL
    assert "is not deployed" in checks["team server"].detail
    assert checks["signed in"].detail == "ada@example.org, admin"
    assert checks["catalog"].detail == "Prompts, themes and rarity can be read (1 entry)"
    assert objects(team) == []
    assert team.sql("select name from themes")[0]["name"] == "Neon"


async def test_an_artist_is_not_tried_for_what_only_an_admin_may(team: Team, tmp_path: Path) -> None:
    bob = team.make_user("bob@example.org")
    async with open_desk(tmp_path, team, bob) as desk:
        assert list(await examined(desk)) == [name for name in EVERY if name != "catalog writes"]


async def test_without_a_sign_in_only_that_is_asked_for(team: Team, tmp_path: Path) -> None:
    async with open_desk(tmp_path, team, None) as desk:
        checks = await examined(desk)
    assert list(checks) == ["project key", "project reached", "signed in"]
    assert red(checks) == ["signed in"]


async def test_without_a_network_it_says_so_and_asks_nothing_more(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        proxy.refuse()
        desk.hold_session()
        checks = await examined(desk)
    assert list(checks) == ["project key", "project reached", "signed in"]
    assert red(checks) == ["project reached"]
    assert "cannot be reached" in checks["project reached"].detail
    assert checks["project reached"].sql == ""


@pytest.mark.parametrize(
    ("off", "words"),
    [(0.2, "0 seconds"), (0.8, "1 second"), (1.4, "1 second"), (1.6, "2 seconds"), (119.9, "120 seconds")],
)
def test_a_clock_that_is_right_enough_is_told_in_seconds(off: float, words: str) -> None:
    assert clock_words(off) == f"{words} from the server’s"


async def test_a_clock_that_is_wrong_is_red(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    trials = Trials()
    async with open_desk(tmp_path, team, ada) as desk:
        await TeamExamination(desk.session, MIGRATIONS, lambda: datetime.now(UTC) + timedelta(minutes=10)).run(trials)
    clock = next(check for check in trials.checks if check.name == "clock")
    assert not clock.ok
    assert clock.detail == "This computer’s clock is 10 minutes from the server’s."


async def test_who_listens_hears_of_each_check_when_it_begins_and_when_it_is_known(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    heard: list[tuple[str, bool]] = []
    async with open_desk(tmp_path, team, ada) as desk:
        trials = Trials(lambda name, check: heard.append((name, check is not None)))
        await TeamExamination(desk.session, MIGRATIONS).run(trials)
    known = [name for name, is_known in heard if is_known]
    assert known == [check.name for check in trials.checks] == EVERY
    for name in EVERY[1:]:
        assert heard.index((name, False)) < heard.index((name, True))


BROKEN = {
    "catalog": "alter table public.prompts rename column template to text",
    "publishing": 'drop policy "signed-in users publish figures" on storage.objects',
    "taking back": 'drop policy "owners and admins remove recipes" on storage.objects',
    "other folders": 'create policy "any folder" on storage.objects for insert to authenticated with check (true)',
    "tables": "drop trigger stamp on public.themes",
    "older policies": 'create policy "open door" on public.themes for insert to authenticated with check (true)',
    "catalog writes": 'drop policy "admins change prompts" on public.prompts',
    "public links": "update storage.buckets set public = false where id = 'figures'",
    "buckets": "update storage.buckets set file_size_limit = 1000000 where id = 'figures'",
    "set-up": "alter function public.publish_entry(uuid, text, bigint, timestamptz, jsonb, text) rename to publish_entry_away",
}
MENDED = {
    "catalog": "alter table public.prompts rename column text to template",
    "other folders": 'drop policy if exists "any folder" on storage.objects',
    "older policies": 'drop policy if exists "open door" on public.themes',
    "set-up": "drop function if exists public.publish_entry_away(uuid, text, bigint, timestamptz, jsonb, text)",
}
MENDED_BY_ANOTHER = {"other folders": "older policies"}
"""What opens other people's folders is a policy too many, so its SQL stands there."""


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
            assert checks[name].fix == ADMIN_RUNS
            if name != "catalog":  # no script can know that a column has another name now
                team.script(checks[MENDED_BY_ANOTHER.get(name, name)].sql)
                assert red(await examined(desk)) == ["team server"]
    finally:
        team.script(MENDED.get(name, "select 1"))
        for file in sorted(MIGRATIONS.glob("*.sql")):
            team.script(file.read_text(encoding="utf-8"))


async def test_a_policy_that_is_gone_is_named_although_the_rows_are_only_silently_hidden(
    team: Team, tmp_path: Path
) -> None:
    bob = team.make_user("bob@example.org")
    gone = {
        "tables": ("signed-in users read prompts", "prompts"),
        "buckets": ("signed-in users list figures", "objects"),
    }
    team.script('drop policy "signed-in users read prompts" on public.prompts')
    team.script('drop policy "signed-in users list figures" on storage.objects')
    async with open_desk(tmp_path, team, bob) as desk:
        checks = await examined(desk)
        assert checks["catalog"].ok, "no row and no right look alike from outside"
        for name, (policy, table) in gone.items():
            assert f"policy “{policy}” on {table} is missing" in checks[name].detail
            assert checks[name].verdict is Verdict.WRONG
            team.script(checks[name].sql)
        assert red(await examined(desk)) == ["team server"]


async def test_a_project_without_migrations_gets_all_of_them_and_an_artist_is_sent_to_an_admin(
    team: Team, tmp_path: Path
) -> None:
    bob = team.make_user("bob@example.org")
    team.script("alter function public.studio_doctor() rename to studio_doctor_away")
    try:
        async with open_desk(tmp_path, team, bob) as desk:
            check = (await examined(desk))["set-up"]
    finally:
        team.script("alter function public.studio_doctor_away() rename to studio_doctor")
    assert (check.verdict, check.fix) == (Verdict.OPTIONAL, ASK_ADMIN)
    for word in ("create table if not exists public.prompts", "function public.studio_doctor()", "figure_claims"):
        assert word in check.sql


async def test_a_history_that_names_nobody_is_told_and_mended(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    authors = (MIGRATIONS / "20261124000007_authors.sql").read_text("utf-8")
    team.script("drop trigger sign on catalog_history; alter table catalog_history drop column author_email")
    try:
        async with open_desk(tmp_path, team, ada) as desk:
            check = (await examined(desk))["set-up"]
            assert (check.verdict, check.fix) == (Verdict.OPTIONAL, ADMIN_RUNS)
            assert "the names of the history’s authors" in check.detail
            team.script(check.sql)
            assert red(await examined(desk)) == ["team server"]
    finally:
        team.script(authors)


async def test_a_policy_of_another_bucket_is_nobodys_business(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org", "admin")
    name = "app reads avatars"
    team.script(f"create policy \"{name}\" on storage.objects for select to anon using (bucket_id = 'avatars')")
    try:
        async with open_desk(tmp_path, team, ada) as desk:
            assert "older policies" not in red(await examined(desk))
        team.script(f"alter policy \"{name}\" on storage.objects using (bucket_id = 'avatars' or true)")
        async with open_desk(tmp_path / "again", team, ada) as desk:
            assert "older policies" in red(await examined(desk))
    finally:
        team.script(f'drop policy "{name}" on storage.objects')
