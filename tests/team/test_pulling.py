"""Pulling the team's catalog from the real test stack into a library, and what it costs."""

from pathlib import Path

import pytest

from studio.core.catalog import Catalog, Kind
from studio.core.errors import TeamUnreachable
from tests.servers.fault_proxy import FaultProxy
from tests.servers.team import Team
from tests.team.desk import Desk, open_desk

THEMES = (
    "insert into themes (name, details) select 'theme ' || n, jsonb_build_object('n', n) from generate_series(1, {}) n"
)


async def catalog(desk: Desk) -> Catalog:
    return await desk.library.catalog(desk.session.workspace)


def facts(team: Team, kind: Kind) -> list[tuple[int, str | None]]:
    return [(row["id"], row["name"]) for row in team.sql(f"select id, name from {kind.value} order by id")]  # noqa: S608


async def test_what_is_new_changed_and_gone_arrives_and_rows_without_name_value_or_stamp_too(
    team: Team, tmp_path: Path
) -> None:
    ada = team.make_user("ada@example.org")
    team.script("""
        insert into themes (name, details) values ('Neon', '{"b": 1, "a": [1.0, null]}'), ('Twin', '1'), ('Twin', null), (null, null);
        insert into prompts (name, template) values ('Card', 'A {{ subject }}'), (null, null);
        insert into rarity (name, details) values ('Epic', '{}');
        alter table rarity disable trigger stamp; update rarity set updated_at = null; alter table rarity enable trigger stamp;
    """)
    async with open_desk(tmp_path, team, ada) as desk:
        pulled = await desk.puller.pull()
        assert (len(pulled.changed), pulled.removed, pulled.total) == (7, (), 7)
        assert [entry.updated_at is None for entry in (await catalog(desk)).of(Kind.RARITY)] == [True]
        pulled = await desk.puller.pull()
        assert (pulled.changed, pulled.removed, pulled.total) == ((), (), 7)
        team.script("""
            update themes set details = '{"b": 2}' where name = 'Neon';
            delete from themes where id = 3; insert into themes (name) values ('New');
            alter table rarity disable trigger stamp; update rarity set name = 'Epic 2'; alter table rarity enable trigger stamp;
        """)
        pulled = await desk.puller.pull()
        assert sorted(entry.label for entry in pulled.changed) == ["Epic 2", "Neon", "New"]
        assert pulled.removed == ((Kind.THEMES, 3),)
        for kind in Kind:
            assert sorted((entry.id, entry.name) for entry in (await catalog(desk)).of(kind)) == facts(team, kind)


async def test_a_row_that_turns_up_behind_a_newer_one_is_not_missed(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    team.script(THEMES.format(3))
    async with open_desk(tmp_path, team, ada) as desk:
        await desk.puller.pull()
        # as a transaction does that began before the pull and is seen after it: the stamp lies behind the newest one
        team.script("""
            alter table themes disable trigger stamp;
            update themes set name = 'late', updated_at = updated_at - interval '1 microsecond' where id = 3;
            update themes set updated_at = updated_at - interval '1 microsecond' where id = 2;
            update themes set updated_at = updated_at + interval '0' where id = 1;
            alter table themes enable trigger stamp;
        """)
        await desk.puller.pull()
        workspace = desk.session.workspace
        await desk.library.database.write(
            lambda connection: connection.execute("UPDATE pulls SET settled = settled - 300000000")
        )
        await desk.puller.pull()
        names = {entry.id: entry.name for entry in (await desk.library.catalog(workspace)).of(Kind.THEMES)}
        assert names[3] == "late"


async def test_a_project_that_gives_a_thousand_rows_at_most_loses_none(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    team.script(THEMES.format(2_345))
    async with FaultProxy(team.url, most_rows=1_000) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        pulled = await desk.puller.pull()
        assert pulled.total == 2_345
        assert [entry.id for entry in (await catalog(desk)).of(Kind.THEMES)] == list(range(1, 2_346))
        team.script("delete from themes where id % 100 = 0")
        pulled = await desk.puller.pull()
        assert len(pulled.removed) == 23
        assert len((await catalog(desk)).of(Kind.THEMES)) == 2_322


async def test_a_list_that_is_cut_short_deletes_nothing(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    team.script(THEMES.format(30))
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        await desk.puller.pull()
        team.script("delete from themes where id = 5")
        proxy.most_rows, proxy.empty_after = 10, 1  # a gateway that gives one page and then nothing
        with_gap = await desk.puller.pull()
        assert with_gap.removed == ()
        proxy.most_rows, proxy.empty_after = None, None
        assert (await desk.puller.pull()).removed == ((Kind.THEMES, 5),)
        assert len((await catalog(desk)).of(Kind.THEMES)) == 29


async def test_offline_the_catalog_is_what_was_pulled_last(team: Team, tmp_path: Path) -> None:
    ada = team.make_user("ada@example.org")
    team.script(THEMES.format(4))
    async with FaultProxy(team.url) as proxy, open_desk(tmp_path, team, ada, url=proxy.url) as desk:
        await desk.puller.pull()
        proxy.refuse()
        with pytest.raises(TeamUnreachable):
            await desk.puller.pull()
        assert len((await catalog(desk)).of(Kind.THEMES)) == 4
