"""Where a figure stands with the team, on its tile, in the strip and under the stage; and publishing what is made at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio

from studio.core.engines import SERVER
from studio.core.figure import Figure
from studio.core.recipe import Recipe
from studio.core.session import SignedIn, SignedOut, workspace_name
from studio.state.published import PublishedStore
from studio.state.sync import SyncStore
from studio.ui.create.page import CreatePage
from studio.ui.create.when_done import PUBLISH, SAVE
from studio.ui.figure_actions import FigureActions
from studio.ui.gallery.page import GalleryPage
from studio.ui.publishing import Publishing
from tests.ui.fakes import NOON, FakeLibrary, Screen
from tests.ui.outbox_fakes import FakeOutbox, FakeTeamFigures
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped
from tests.ui.team_fakes import ADA, TEAM
from tests.ui.test_create_page import make_page
from tests.waiting import until

TOO_LARGE = "This picture has 61.0 MB, which is more than the team takes."
URL = "https://team.example/storage/v1/object/public/figures/me/tin-pilot.png"


@dataclass
class Desk:
    """Create and gallery of somebody who is signed in, over a team in memory."""

    screen: Screen
    outbox: FakeOutbox
    page: CreatePage
    figure: Figure

    def caption(self) -> str:
        """What stands under the figure in the strip."""
        return next(item.caption for item in self.page.strip._items if item.key == self.figure.id)

    def badge(self) -> tuple[str, str]:
        """What stands under the stage, and its kind."""
        badge = self.page.figure_bar.state
        return (badge.text() if badge.isVisibleTo(self.page) else "", str(badge.property("badge")))

    async def settled(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
            await self.screen.tasks_done()


@pytest_asyncio.fixture
async def desk(screen: Screen, library: FakeLibrary) -> AsyncIterator[Desk]:
    figure = library.add(Recipe("A tin pilot", "A figure.", name="Tin Pilot"), 1)
    outbox = FakeOutbox(library, workspace_name(TEAM, ADA))
    sync = SyncStore(screen.tasks, outbox, screen.figures, screen.session)
    published = PublishedStore(screen.tasks, FakeTeamFigures(library.root), screen.figures)
    publishing = Publishing(screen.window, screen.appearance, sync, published, screen.session, screen.messages)
    screen.figure_actions = FigureActions(
        screen.window, screen.figures, screen.pictures, screen.tasks, screen.messages, publishing=publishing
    )
    page = make_page(screen)
    await screen.open()
    screen.team.become(SignedIn(TEAM, ADA, is_kept=True))
    await sync.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    desk = Desk(screen, outbox, page, figure)
    await desk.settled()
    screen.generation.select(figure.id)
    yield desk
    assert screen.failures == []


async def gallery_of(desk: Desk) -> GalleryPage:
    screen = desk.screen

    def unused(*_figures: Figure) -> None:
        raise AssertionError

    page = GalleryPage(
        screen.appearance,
        screen.tasks,
        screen.gallery,
        screen.figures,
        screen.pictures,
        screen.actions,
        screen.figure_actions,
        on_make=unused,
        on_make_again=unused,
        on_edit=unused,
        on_open=unused,
        now=lambda: NOON,
    )
    screen.window.setCentralWidget(page)
    screen.gallery.enter(desk.figure.workspace)
    await until(screen.gallery.changed, lambda: bool(screen.gallery.snapshot.total))
    await desk.settled()
    return page


async def test_a_figure_on_its_way_says_so_with_its_progress_until_everybody_can_see_it(desk: Desk) -> None:
    assert (desk.caption(), desk.badge()[0]) == ("Saved", "")
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.outbox.moved()
    await desk.settled()
    assert (desk.caption(), desk.badge()) == ("Waiting", ("Waiting", "quiet"))
    desk.outbox.moved(running="e0")
    await desk.settled()
    assert desk.caption() == "Publishing"
    desk.outbox.progress("e0", 62, 100)
    await desk.settled()
    assert (desk.caption(), desk.badge()[0]) == ("Publishing", "Publishing 62 %")
    assert_nothing_is_clipped(desk.page)
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    assert (desk.caption(), desk.badge()) == ("Published", ("Published", "ok"))


async def test_a_figure_that_was_refused_says_so_and_why(desk: Desk) -> None:
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.outbox.park("e0", TOO_LARGE)
    await desk.settled()
    assert (desk.caption(), desk.badge()) == ("Refused", ("Refused", "error"))
    assert TOO_LARGE in desk.page.figure_bar.state.toolTip()


async def test_the_gallery_says_the_same_on_tile_and_details(desk: Desk) -> None:
    gallery = await gallery_of(desk)
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.outbox.moved()
    await desk.settled()
    tile = gallery.tiles.tile(0)
    assert tile is not None
    assert tile.subtitle == "Waiting · today"
    desk.outbox.moved(running="e0")
    await desk.settled()
    desk.outbox.progress("e0", 1, 4)
    await desk.settled()
    told = gallery.tiles.tile(0)
    assert told is not None
    assert told.subtitle == "Publishing 25 % · today"
    assert gallery.details.state.text() == "Publishing 25 %"
    desk.outbox.park("e0", TOO_LARGE)
    desk.outbox.moved()
    await desk.settled()
    assert gallery.details.state.text() == "Refused"
    assert TOO_LARGE in gallery.details.state.toolTip()


async def test_what_is_made_can_be_published_as_soon_as_it_is_saved_for_as_long_as_one_is_signed_in(desk: Desk) -> None:
    screen, when_done = desk.screen, desk.page.side.when_done
    assert when_done.isVisible()
    assert_every_control_has_a_name(when_done)
    when_done.choice.chosen.emit(PUBLISH)
    await desk.settled()
    assert screen.runner.publishes, "what is being made already is published too"
    screen.runner.publishes = False
    screen.generation.generate()
    await desk.settled()
    assert screen.runner.publishes
    when_done.choice.chosen.emit(SAVE)
    await desk.settled()
    assert not screen.runner.publishes
    when_done.choice.chosen.emit(PUBLISH)
    screen.generation.leave()
    screen.team.become(SignedOut(TEAM))
    await desk.settled()
    assert not when_done.isVisible()
    assert not screen.generation.snapshot.publishes, "nobody else's figures are published by it"


async def test_the_teams_server_publishes_by_itself_and_that_is_said(desk: Desk) -> None:
    desk.screen.brief.choose_engine(SERVER)
    when_done = desk.page.side.when_done
    assert not when_done.choice.isVisible()
    assert when_done.note.isVisible()
