# ruff: noqa: F811 - fixtures of the team, which tests name as their arguments
"""A person without a key makes figures with the team's server, and publishes others: the whole studio, the real function."""

import asyncio
import hashlib

import pytest

from studio.app import Studio
from studio.core.catalog import Kind
from studio.core.engines import MOCKUP
from studio.core.figure import Figure
from studio.core.recipe import Size
from studio.core.session import SignedIn
from studio.paths import UserFolders
from studio.ui.create.page import CreatePage
from studio.ui.create.when_done import PUBLISH
from tests.flows.conftest import Start, close, name_team
from tests.flows.test_team import on_screen, signed_out
from tests.servers.team import PASSWORD
from tests.team.conftest import servers, team  # noqa: F401 - fixtures
from tests.team.function.calls import Function
from tests.team.function.conftest import (  # noqa: F401 - fixtures
    function,
    function_log,
    openai,
    openai_port,
    run_function,
    usual_function,
)
from tests.waiting import until

ADA = "ada@example.org"
CHOICE = "server gpt-image-2.6-flare"


pytestmark = pytest.mark.usefixtures("own_keyring")


@pytest.fixture(autouse=True)
def connected(function: Function, folders: UserFolders) -> None:
    """The studio knows the team's project."""
    function.team.make_user(ADA)
    name_team(folders, function.team.url, function.team.anon_key)


async def at_work(studio: Studio) -> CreatePage:
    """Signed in, with the team's catalog, and the server's models in the picker."""
    await until(studio.session.changed, lambda: isinstance(studio.session.snapshot.state, SignedIn))
    await on_screen(studio)
    await until(studio.catalog.changed, lambda: bool(studio.catalog.snapshot.entries))
    await until(studio.server.changed, lambda: studio.server.snapshot.is_offered)
    page = studio.window.page("create")
    assert isinstance(page, CreatePage)
    return page


async def signed_in(studio: Studio) -> CreatePage:
    studio.session.sign_in(ADA, PASSWORD, keep=True)
    return await at_work(studio)


async def asked(studio: Studio, page: CreatePage, choice: str, subject: str) -> None:
    """Fill the brief, choose who makes it, and press the button."""
    card = studio.catalog.snapshot.find(Kind.PROMPTS, "Card").id
    page.form.maker.picker.chosen.emit(choice)
    studio.brief.edit(subject=subject, prompt_id=card, size=Size(1024, 640))
    await until(studio.brief.changed, lambda: not studio.brief.snapshot.reasons)
    page.form.bar.button.click()


async def saved(studio: Studio, subject: str) -> Figure:
    def found() -> Figure | None:
        return next((each for each in studio.generation.snapshot.recent if each.recipe.subject == subject), None)

    await until(studio.generation.changed, lambda: found() is not None)
    figure = found()
    assert figure is not None
    return figure


def caption(page: CreatePage, figure: Figure) -> str:
    return next(item.caption for item in page.strip._items if item.key == figure.id)


def opened(function: Function, figure: Figure) -> str:
    """The sha256 of what anybody sees under the figure's link."""
    data = function.team.call("GET", (figure.url or "").removeprefix(function.team.url))[1]
    return hashlib.sha256(data).hexdigest()


async def test_the_same_button_makes_a_figure_at_the_server_which_is_kept_and_published(
    start: Start,
    function: Function,
) -> None:
    studio = await start()
    page = await signed_in(studio)
    assert page.form.maker.picker._choices.row_of(CHOICE) >= 0
    await asked(studio, page, CHOICE, "a night baker")
    figure = await saved(studio, "a night baker")
    assert (figure.status, figure.recipe.engine, function.paid) == ("published", "server", 1)
    assert opened(function, figure) == figure.sha256
    assert caption(page, figure) == "Published"
    assert page.figure_bar.state.text() == "Published"
    await until(studio.server.changed, lambda: studio.server.snapshot.left == 24)
    assert page.form.bar.price.text() == "team pays · 24 left"
    page.side.when_done.choice.chosen.emit(PUBLISH)
    await asked(studio, page, MOCKUP, "a tax wizard")
    drawn = await saved(studio, "a tax wizard")
    await until(studio.sync.changed, lambda: not studio.sync.snapshot.entries and caption(page, drawn) == "Published")
    drawn = await studio.tasks.call(lambda: studio.services.library.figure(drawn.id))
    assert opened(function, drawn) == drawn.sha256
    assert drawn.alt_text.startswith("Action figure in its packaging: a tax wizard"), "drafted, as the dialog does"
    await signed_out(studio)
    assert page.form.maker.picker._choices.row_of(CHOICE) < 0
    assert not page.side.when_done.isVisible()


async def test_what_was_being_made_when_the_window_was_closed_is_there_at_the_next_start(
    start: Start,
    function: Function,
) -> None:
    studio = await start()
    page = await signed_in(studio)
    function.openai.seconds = 1
    await asked(studio, page, CHOICE, "a night baker")
    await function.openai.heard.wait()
    studio.window.close_now()
    await close(studio)
    studio = await start()
    page = await at_work(studio)
    figure = await saved(studio, "a night baker")
    assert (figure.status, function.paid) == ("published", 1)
    assert opened(function, figure) == figure.sha256
    await asyncio.sleep(0)
    assert caption(page, figure) == "Published"
