"""A new artist at a real team: an account, the team's catalog, a figure that anybody can open, and a day without network."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from studio.app import Studio
from studio.core.catalog import Kind
from studio.core.figure import Figure
from studio.core.health import Verdict
from studio.core.outbox import Pause
from studio.core.recipe import Size
from studio.core.session import Offline, SignedIn, SignedOut
from studio.paths import UserFolders
from studio.state.sync import Sync
from studio.ui.publish_dialog import PublishDialog
from studio.ui.widgets.toast import Toast
from tests.flows.conftest import Start, close, name_team
from tests.servers.fault_proxy import FaultProxy
from tests.servers.project import SUPABASE
from tests.servers.team import PASSWORD, Team, running_team
from tests.waiting import emitted, until

pytestmark = pytest.mark.usefixtures("own_keyring")

NORA = "nora@example.org"


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    """The team's servers, with the starter catalog."""
    with running_team() as team:
        team.script((SUPABASE / "seed.sql").read_text(encoding="utf-8"))
        yield team


async def create_account(studio: Studio) -> None:
    """Create an account in the dialog, as a person does, and wait for the team's catalog."""
    studio.window.rail.action_chosen.emit("account")
    dialog = studio.screens.account.dialog
    dialog.tabs.chosen.emit("create")
    QTest.keyClicks(dialog.sign_up.email, NORA)
    QTest.keyClicks(dialog.sign_up.password, PASSWORD)
    dialog.sign_up.button.click()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
    assert not dialog.isVisible()
    await until(studio.catalog.changed, lambda: studio.workspace.snapshot == studio.session.snapshot.workspace)
    await until(studio.catalog.changed, lambda: bool(studio.catalog.snapshot.of(Kind.THEMES)))


async def make(studio: Studio, subject: str) -> Figure:
    """Make one small figure and wait until it is saved."""
    studio.brief.edit(subject=subject, size=Size(256, 384))
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
    saving = asyncio.ensure_future(emitted(studio.figures.added))
    await asyncio.sleep(0)
    studio.generation.generate()
    return await saving


def publish(studio: Studio, figure: Figure) -> None:
    """Press Publish in the dialog."""
    studio.publishing.toggle(figure)
    dialog = next(each for each in studio.window.findChildren(PublishDialog) if each.isVisible())
    button = dialog.publish
    assert button.isEnabled()
    button.click()


def told(studio: Studio, beginning: str) -> bool:
    return any(toast.sentence.startswith(beginning) for toast in studio.window.findChildren(Toast))


def waits_for_network(studio: Studio, figure: Figure) -> bool:
    now = studio.sync.snapshot
    return now.pause is Pause.NETWORK and [entry.figure_id for entry in now.entries] == [figure.id]


async def test_a_new_artist_publishes_online_and_after_a_day_without_network(
    start: Start, team: Team, folders: UserFolders, own_keyring: Path
) -> None:
    async with FaultProxy(team.url) as proxy:
        name_team(folders, proxy.url, team.anon_key)
        studio = await start()
        await create_account(studio)
        made = await make(studio, "A lighthouse keeper")
        publishing = asyncio.ensure_future(emitted(studio.sync.published))
        publish(studio, made)
        public = await publishing
        status, picture = team.call("GET", public.url.removeprefix(proxy.url))
        assert (status, hashlib.sha256(picture).hexdigest()) == (200, made.sha256)

        studio.screens.show_doctor()
        await until(studio.doctor.changed, lambda: studio.doctor.snapshot.finished_at is not None)
        verdicts = {check.name: check.verdict for check in studio.doctor.snapshot.checks}
        assert [name for name, verdict in verdicts.items() if verdict is Verdict.WRONG] == []

        proxy.refuse()
        later = await make(studio, "A gardener with a ray gun")
        publish(studio, later)
        await until(studio.sync.changed, lambda: waits_for_network(studio, later))
        await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, Offline))
        studio.brief.edit(name="Dough Knight")
        third = await make(studio, "A night baker")
        seen: list[Sync] = []
        studio.sync.changed.connect(lambda: seen.append(studio.sync.snapshot))
        publish(studio, third)
        await until(studio.sync.changed, lambda: studio.sync.snapshot.of_figure(third.id) is not None)
        assert {(now.running, now.pause) for now in seen} == {("", Pause.NETWORK)}, "it is known to wait from the first"
        sentence = "The team’s server cannot be reached."
        await until(studio.sync.changed, lambda: told(studio, f"{sentence} “Dough Knight” waits in the outbox"))
        published: list[Figure] = []
        studio.sync.published.connect(published.append)
        await proxy.admit()
        studio.sync.try_again()
        await until(studio.sync.published, lambda: len(published) == 2)
        public = published[0]
        status, picture = team.call("GET", public.url.removeprefix(proxy.url))
        assert (status, hashlib.sha256(picture).hexdigest()) == (200, later.sha256)

        await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
        studio.session.sign_out()
        await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedOut))
        assert own_keyring.read_text() == "{}"
        await close(studio)
        again = await start()
        assert isinstance(again.session.snapshot.state, SignedOut)
        assert again.generation.snapshot.recent == ()
        await close(again)
