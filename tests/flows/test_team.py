"""A person signs in, works, signs out, and another one sits down at the same computer."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from studio.app import Studio
from studio.core.briefing import MISSING_CATALOG, NO_TEMPLATES
from studio.core.catalog import Entry, Kind, Pulled
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.recipe import Size
from studio.core.session import Expired, Offline, Role, SignedIn, SignedOut, account_of
from studio.paths import UserFolders
from studio.state import pulls
from studio.state.session import Doing
from studio.ui.create.brief_form import LOADING
from studio.ui.widgets.labels import PlainLabel
from tests.backend.libraries import MADE
from tests.flows.conftest import Start, close, name_team
from tests.servers.auth_server import KEY, PASSWORD, AuthServer
from tests.waiting import emitted, until

pytestmark = pytest.mark.usefixtures("own_keyring")

ADA, BOB = "ada@example.org", "bob@example.org"
SMALL = Size(256, 384)
SECRET = "A secret submarine for Ada alone"  # noqa: S105 - a subject


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with AuthServer() as server:
        server.add(ADA, role="admin")
        server.add(BOB)
        yield server


@pytest.fixture(autouse=True)
def connected(folders: UserFolders, server: AuthServer) -> None:
    """The studio knows the team's project."""
    name_team(folders, server.url, KEY)


async def signed_in(studio: Studio, email: str) -> None:
    """Sign in and wait until the account's workspace is on screen."""
    studio.session.sign_in(email, PASSWORD, keep=True)
    await until(studio.session.changed, lambda: studio.session.snapshot.doing is Doing.NOTHING)
    assert studio.session.snapshot.error is None
    await on_screen(studio)


async def signed_out(studio: Studio) -> None:
    """Sign out and wait for this computer's workspace."""
    studio.session.sign_out()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedOut))
    await on_screen(studio)


async def on_screen(studio: Studio) -> None:
    """Wait until the workspace of the session is the one on screen, with its figures."""
    await until(studio.workspace.changed, lambda: studio.workspace.snapshot == studio.session.snapshot.workspace)
    if studio.gallery.snapshot.total is None:
        await until(studio.gallery.changed, lambda: studio.gallery.snapshot.total is not None)


async def give_catalog(studio: Studio, *themes: str) -> None:
    """What a pull would bring: one template and these themes."""
    template = Entry(Kind.PROMPTS, 7, "Blister pack, studio shot", "A team figure of {{ subject }}.", MADE)
    entries = [template, *(Entry(Kind.THEMES, 70 + at, name, {}, MADE) for at, name in enumerate(themes))]
    workspace = studio.session.snapshot.workspace
    await studio.tasks.call(lambda: studio.services.library.put_entries(workspace, entries))
    await studio.catalog.enter(workspace)


async def make(studio: Studio, subject: str) -> Figure:
    """Make one small figure and wait until it is saved."""
    studio.brief.edit(subject=subject, size=SMALL)
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
    saving = asyncio.ensure_future(emitted(studio.figures.added))
    await asyncio.sleep(0)
    studio.generation.generate()
    return await saving


async def shown(widget: QWidget) -> None:
    """Wait until a widget is laid out anew and painted."""
    painted = asyncio.get_running_loop().create_future()
    QTimer.singleShot(0, widget, lambda: painted.set_result(None))
    await painted


def texts_in(studio: Studio) -> str:
    """Everything that labels and fields of the window say."""
    window = studio.window
    labels = [label.text() for label in window.findChildren(QLabel)]
    others = [str(getattr(widget, "toPlainText", lambda: "")()) for widget in window.findChildren(QWidget)]
    return "\n".join((*labels, *others, window.windowTitle()))


async def test_signing_in_shows_the_accounts_work_and_signing_out_hides_it(start: Start, server: AuthServer) -> None:
    studio = await start()
    own = await make(studio, "A lighthouse of this computer")
    await signed_in(studio, ADA)
    assert studio.workspace.snapshot == f"127.0.0.1:{server.port}/{server.users[ADA].id}"
    assert studio.gallery.snapshot.total == 0
    assert studio.generation.snapshot.recent == ()
    await give_catalog(studio, "Neon Arcade")
    figure = await make(studio, SECRET)
    assert figure.workspace == studio.workspace.snapshot
    studio.session.sign_out()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedOut))
    assert studio.generation.snapshot.recent == (), "hidden before anything else is read"
    await on_screen(studio)
    assert studio.generation.snapshot.recent == (own,)
    assert SECRET not in texts_in(studio)
    await signed_in(studio, ADA)
    assert studio.generation.snapshot.recent == (figure,)
    assert studio.brief.snapshot.brief.subject == SECRET, "the draft is back as well"


async def test_person_b_on_person_as_computer_finds_nothing_of_as(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    await give_catalog(studio, "Neon Arcade")
    figure = await make(studio, SECRET)
    studio.gallery.select([figure])
    studio.brief.edit(extra="with a periscope")
    await signed_out(studio)
    await signed_in(studio, BOB)
    assert studio.gallery.snapshot.total == 0
    assert studio.gallery.snapshot.current is None
    assert studio.generation.snapshot.recent == ()
    assert studio.generation.snapshot.jobs == ()
    assert studio.catalog.snapshot.entries == ()
    assert "periscope" not in studio.brief.snapshot.brief.extra
    studio.gallery.search("submarine")
    await until(studio.gallery.changed, lambda: studio.gallery.snapshot.total is not None)
    assert studio.gallery.snapshot.total == 0
    assert SECRET not in texts_in(studio)
    assert "periscope" not in texts_in(studio)


async def test_a_job_under_way_at_sign_out_is_saved_for_who_started_it(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    of_ada = studio.workspace.snapshot
    await give_catalog(studio)
    studio.brief.edit(subject=SECRET, size=SMALL)
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
    added: list[Figure] = []
    studio.figures.added.connect(added.append)
    studio.generation.generate()
    await until(studio.generation.changed, lambda: bool(studio.generation.snapshot.jobs))
    job = studio.generation.snapshot.jobs[0].job
    await signed_out(studio)
    await studio.tasks.call(lambda: studio.services.jobs.wait([job.id]))
    await asyncio.sleep(0)
    assert added == []
    assert studio.generation.snapshot.recent == ()
    await signed_in(studio, ADA)
    assert [figure.workspace for figure in studio.generation.snapshot.recent] == [of_ada]


async def test_what_was_typed_goes_along_and_what_the_team_lacks_is_said(start: Start, server: AuthServer) -> None:
    studio = await start()
    deep_sea = studio.catalog.snapshot.find(Kind.THEMES, "Deep Sea Diner").id
    studio.brief.edit(subject="A diver", theme_id=deep_sea)
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == "A diver"
    await give_catalog(studio, "Neon Arcade")
    brief = studio.brief.snapshot.brief
    assert brief.prompt_id == 7, "found by its name: the same id means another entry there"
    assert brief.theme_id is None
    assert "This team has no theme “Deep Sea Diner”" in " ".join(studio.messages.shown)


async def test_what_was_typed_in_an_earlier_start_goes_along_as_well(start: Start, server: AuthServer) -> None:
    first = await start()
    deep_sea = first.catalog.snapshot.find(Kind.THEMES, "Deep Sea Diner").id
    first.brief.edit(subject="A diver of yesterday", theme_id=deep_sea)
    await close(first)
    studio = await start()
    assert studio.brief.snapshot.brief.subject == "A diver of yesterday"
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == "A diver of yesterday"
    await give_catalog(studio, "Neon Arcade")
    assert studio.brief.snapshot.brief.prompt_id == 7
    assert "This team has no theme “Deep Sea Diner”" in " ".join(studio.messages.shown)


async def test_what_went_along_with_one_account_does_not_go_on_to_another(start: Start, server: AuthServer) -> None:
    studio = await start()
    studio.brief.edit(subject=SECRET)
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == SECRET
    await give_catalog(studio)
    await close(studio)
    studio = await start()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
    await signed_out(studio)
    assert studio.brief.snapshot.brief.subject == SECRET, "typed by nobody's account: it stays on this computer"
    await signed_in(studio, BOB)
    assert SECRET not in texts_in(studio)
    assert SECRET not in studio.brief.snapshot.brief.subject
    await signed_out(studio)
    studio.brief.edit(subject="Typed for Bob")
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == SECRET, "the own draft is back"
    await signed_out(studio)
    studio.brief.edit(subject="Typed anew")
    await signed_in(studio, BOB)
    assert studio.brief.snapshot.brief.subject == "Typed anew", "Bob has typed nothing in the team yet"


async def test_while_the_teams_catalog_is_on_its_way_the_form_says_so_and_nothing_jumps(
    start: Start, server: AuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = await start()
    form = studio.window.page("create").form  # pyright: ignore[reportAttributeAccessIssue]
    more = [Entry(Kind.RARITY, 90 + at, f"Level number {at}", {}, MADE) for at in range(9)]
    await studio.tasks.call(lambda: studio.services.library.put_entries(THIS_COMPUTER, more))
    await studio.catalog.open()
    await shown(form)
    height, extra = form.rarity.height(), form.extra.mapTo(form, QPoint()).y()
    may_come = threading.Event()

    async def pull() -> Pulled:
        await asyncio.to_thread(may_come.wait, 20)
        workspace = studio.session.snapshot.workspace
        levels = [Entry(Kind.RARITY, 80, "Common", {}, MADE)]
        template = Entry(Kind.PROMPTS, 7, "Blister pack, studio shot", "A team figure of {{ subject }}.", MADE)
        theme = Entry(Kind.THEMES, 70, "Deep Space", {}, MADE)
        await studio.services.library.put_entries(workspace, [template, theme, *levels])
        return Pulled((template, theme, *levels))

    monkeypatch.setattr(studio.services.puller, "pull", pull)
    seen: list[tuple[str, ...]] = []
    studio.brief.changed.connect(lambda: seen.append(studio.brief.snapshot.reasons))
    try:
        await signed_in(studio, ADA)
        await until(studio.brief.changed, lambda: studio.brief.snapshot.is_catalog_coming)
        assert form.prompt.placeholderText() == form.theme.placeholderText() == LOADING
        assert not any(field.isEnabled() for field in (form.prompt, form.theme, form.rarity))
        await shown(form)
        studio.brief.take_along()  # the brief is shown anew meanwhile
        assert not any(chip.isChecked() for chip in form.rarity.findChildren(QRadioButton)), "it is no choice"
        assert (form.rarity.height(), form.extra.mapTo(form, QPoint()).y()) == (height, extra)
    finally:
        may_come.set()
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
    assert form.prompt.choice.text == "Blister pack, studio shot"
    assert all(field.isEnabled() for field in (form.prompt, form.theme, form.rarity))
    wrong = {"Choose a prompt template.", NO_TEMPLATES, MISSING_CATALOG}
    assert not any(wrong.intersection(reasons) for reasons in seen)
    assert any("The team’s catalog is on its way." in reasons for reasons in seen)


async def test_a_catalog_that_could_not_be_brought_is_said_to_be_missing_until_it_is_there(
    start: Start, server: AuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = await start()
    await signed_in(studio, ADA)  # the stand-in has no tables
    await until(studio.pulls.changed, lambda: studio.pulls.snapshot.error is not None)
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.is_catalog_coming)
    assert studio.brief.snapshot.reasons == (MISSING_CATALOG,)
    form, side = studio.window.page("create").form, studio.window.page("create").side
    assert MISSING_CATALOG in form.bar.button.toolTip()
    assert any("could not be brought yet" in label.text() for label in side.prompt.findChildren(QLabel))

    async def pull() -> Pulled:
        return Pulled()

    monkeypatch.setattr(studio.services.puller, "pull", pull)
    studio.pulls.pull()
    await until(studio.brief.changed, lambda: studio.brief.snapshot.reasons == (NO_TEMPLATES,))


async def test_a_catalog_that_is_missing_is_soon_asked_for_again_by_itself(
    start: Start, server: AuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulls, "AGAIN_MS", 10)
    studio = await start()
    await signed_in(studio, ADA)
    await until(studio.pulls.changed, lambda: studio.pulls.snapshot.error is not None)
    asked: list[bool] = []
    studio.pulls.changed.connect(lambda: asked.append(studio.pulls.snapshot.is_pulling))
    await until(studio.pulls.changed, lambda: asked.count(True) == 2)


async def test_a_draft_in_the_team_comes_back_and_nothing_typed_is_lost(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    studio.brief.edit(subject="Typed in the team")
    await signed_out(studio)
    studio.brief.edit(subject="Typed on this computer")
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == "Typed in the team"
    assert any("stays on this computer" in sentence for sentence in studio.messages.shown)
    studio.brief.take_along()
    assert studio.brief.snapshot.brief.subject == "Typed on this computer"
    await signed_out(studio)
    assert studio.brief.snapshot.brief.subject == "Typed on this computer"


async def test_the_next_start_knows_who_it_is_also_without_network(start: Start, server: AuthServer) -> None:
    first = await start()
    await signed_in(first, ADA)
    await give_catalog(first)
    figure = await make(first, SECRET)
    await close(first)
    second = await start()
    await until(second.session.changed, lambda: isinstance(second.session.snapshot.state, SignedIn))
    assert second.generation.snapshot.recent == (figure,)
    assert second.brief.snapshot.brief.subject == SECRET
    await close(second)
    port = server.port
    await server.stop()
    third = await start()
    await until(third.session.changed, lambda: isinstance(third.session.snapshot.state, Offline))
    assert third.generation.snapshot.recent == (figure,)
    assert third.window._status._state.text() == f"Offline · 127.0.0.1:{port}"
    await server.start(port)
    third.session.try_again()
    await until(third.session.changed, lambda: isinstance(third.session.snapshot.state, SignedIn))
    assert third.window._status._state.text() == f"Online · 127.0.0.1:{port}"


async def test_a_role_that_is_taken_away_is_said_and_costs_no_work(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    studio.brief.edit(subject=SECRET)
    server.users[ADA].role = ""
    await studio.tasks.call(studio.services.session.try_again)
    await until(studio.session.changed, lambda: _role(studio) is Role.ARTIST)
    assert studio.brief.snapshot.brief.subject == SECRET
    assert any("artist" in sentence for sentence in studio.messages.shown)


async def test_a_session_that_ended_asks_for_a_sign_in_and_the_work_stays(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    studio.brief.edit(subject=SECRET)
    server.end_sessions()
    await studio.tasks.call(studio.services.session.try_again)
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, Expired))
    assert studio.brief.snapshot.brief.subject == SECRET
    assert any("Sign in again" in sentence for sentence in studio.messages.shown)
    await signed_in(studio, ADA)
    assert studio.brief.snapshot.brief.subject == SECRET


async def test_the_dialog_opens_from_the_rail_and_the_menu_says_who_is_there(start: Start, server: AuthServer) -> None:
    studio = await start()
    rail = studio.window.rail
    rail.action_chosen.emit("account")
    dialog = studio.screens.account.dialog
    assert dialog.isVisible()
    QTest.keyClicks(dialog.sign_in.email, ADA)
    QTest.keyClicks(dialog.sign_in.password, PASSWORD)
    dialog.sign_in.button.click()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
    await on_screen(studio)
    assert not dialog.isVisible()
    assert f"Signed in: {ADA}, admin." in studio.messages.shown
    menu = studio.screens.account._menu()
    said = [label.text() for label in menu.findChildren(QLabel)]
    assert said == [ADA, f"Admin · 127.0.0.1:{server.port}"]
    assert [action.text() for action in menu.actions() if action.text()] == ["Sign in as somebody else…", "Sign out"]
    assert rail._buttons["account"].accessibleName() == "Ada"
    menu.actions()[-1].trigger()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedOut))
    await on_screen(studio)
    assert studio.workspace.snapshot == THIS_COMPUTER
    assert server.open_sessions == []


async def test_the_settings_say_how_the_team_is(start: Start, server: AuthServer) -> None:
    studio = await start()
    await signed_in(studio, ADA)
    studio.screens.show_settings("team")
    section = studio.window.page("settings").sections["team"]  # pyright: ignore[reportAttributeAccessIssue]
    shown = {label.text() for label in section.findChildren(PlainLabel) if label.isVisibleTo(section)}
    assert {ADA, "Admin", "Online", server.url} <= shown
    assert any("keyring" in text for text in shown)
    section.sign_out_button.click()
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedOut))
    assert section.sign_in_button.isVisibleTo(section)
    assert not section.sign_out_button.isVisibleTo(section)


def _role(studio: Studio) -> Role | None:
    account = account_of(studio.session.snapshot.state)
    return account.role if account else None
