"""The Create screen with the team's server: offered where it is there, the day's limit in sight, cancelled truthfully."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio
from PySide6.QtWidgets import QApplication, QLabel

from studio.core.engines import MOCKUP, SERVER
from studio.core.job import JobState
from studio.core.project import Project
from studio.core.session import Account, Offline, SignedIn, SignedOut
from studio.core.team_server import ServerModel, Standing, TeamServer
from studio.ui.create.page import CreatePage
from tests.ui.fakes import FakeRunner, Screen
from tests.ui.screen_rules import assert_texts_are_plain
from tests.ui.team_fakes import ADA, TEAM
from tests.ui.test_create_engines import choices, reasons
from tests.ui.test_create_page import assert_nothing_is_clipped, make_page, stage_text
from tests.waiting import until

FLARE = "gpt-image-2.6-flare"
CHOICE = f"Team’s server · {FLARE}"
READY = TeamServer(Standing.READY, (ServerModel(FLARE, ("auto", "low", "medium")),), FLARE, limit=25, used=7)
BOB = Account("7b0c2d2f-0000-4000-8000-000000000000", "bob@example.org")


@pytest_asyncio.fixture
async def page(screen: Screen) -> AsyncIterator[CreatePage]:
    """The screen of somebody who is signed in to a team whose server is ready."""
    screen.image_server.now = READY
    page = make_page(screen)
    await screen.open()
    await until(screen.brief.changed, lambda: screen.brief.snapshot.resolution is not None)
    await become(screen, SignedIn(TEAM, ADA, is_kept=True))
    yield page
    assert screen.failures == []


async def become(screen: Screen, state: object) -> None:
    screen.team.become(state)  # type: ignore[arg-type]
    await settled(screen)


async def settled(screen: Screen) -> None:
    for _ in range(5):
        await asyncio.sleep(0)
        await screen.tasks_done()


async def now(screen: Screen, server: TeamServer) -> None:
    screen.image_server.now = server
    screen.server.look()
    await settled(screen)


def choose(page: CreatePage) -> None:
    page.form.maker.picker.chosen.emit(f"server {FLARE}")


async def test_it_is_offered_to_who_is_signed_in_with_what_is_left_of_the_day(page: CreatePage, screen: Screen) -> None:
    assert choices(page)[CHOICE] == ("18 left today", "Fast: for trying things out")
    choose(page)
    assert screen.brief.snapshot.brief.engine == SERVER
    assert page.form.maker.picker.currentText() == CHOICE
    assert page.form.bar.price.text() == "team pays · 18 left"
    assert "from midnight to midnight UTC" in page.form.bar.price.toolTip()
    assert reasons(page) == ""
    assert [each.text for each in page.form.shape.quality._choices.choices] == ["Auto", "Low", "Medium"]
    assert not page.form.more.pickers.strictness.isVisibleTo(page.form.more.pickers)
    await asyncio.sleep(0)
    QApplication.sendPostedEvents()
    assert_nothing_is_clipped(page)
    assert_texts_are_plain(page)


async def test_the_same_button_asks_the_server_and_what_is_left_is_asked_anew(page: CreatePage, screen: Screen) -> None:
    choose(page)
    page.form.bar.button.click()
    await settled(screen)
    runner: FakeRunner = screen.runner
    (recipe,) = runner.submitted
    assert (recipe.engine, recipe.model) == (SERVER, FLARE)
    asked = screen.image_server.asked
    screen.image_server.now = replace(READY, used=8)
    runner.change("job-1", JobState.SAVED)
    await settled(screen)
    assert screen.image_server.asked == asked + 1
    assert page.form.bar.price.text() == "team pays · 17 left"


async def test_a_day_that_is_full_is_told_and_a_smaller_wish_may_still_fit(page: CreatePage, screen: Screen) -> None:
    choose(page)
    await now(screen, replace(READY, used=24))
    screen.brief.edit(variations=2)
    assert "1 more figure for you today: make fewer variations." in reasons(page)
    screen.brief.edit(variations=1)
    assert reasons(page) == ""
    await now(screen, replace(READY, used=25))
    assert "all 25 figures of your day" in reasons(page)
    assert choices(page)[CHOICE][0] == "none left today"
    assert not page.form.bar.button.isEnabled()


async def test_a_team_without_it_offers_nothing_and_a_brief_that_wants_it_says_why(
    page: CreatePage, screen: Screen
) -> None:
    await now(screen, TeamServer(Standing.MISSING))
    assert not any("Team’s server" in choice for choice in choices(page))
    screen.brief.choose_engine(SERVER)
    assert "The team has no image server" in reasons(page)
    assert choices(page)["Team’s server"] == ("", "Not there now")
    page.form.maker.picker.chosen.emit(MOCKUP)
    assert reasons(page) == ""


async def test_offline_it_stays_chosen_and_says_so_and_comes_back_with_the_network(
    page: CreatePage, screen: Screen
) -> None:
    choose(page)
    await become(screen, Offline(TEAM, ADA, is_kept=True))
    assert "cannot be reached now" in reasons(page)
    assert page.form.maker.picker.currentText() == CHOICE
    await become(screen, SignedIn(TEAM, ADA, is_kept=True))
    assert reasons(page) == ""


async def test_who_signs_out_or_in_as_another_sees_nothing_of_the_first_ones_day(
    page: CreatePage, screen: Screen
) -> None:
    await become(screen, SignedOut(TEAM))
    assert not any("Team’s server" in choice for choice in choices(page))
    screen.brief.choose_engine(SERVER)
    assert "Sign in to the team" in reasons(page)
    screen.image_server.now = replace(READY, used=3)
    other = Project("https://other.supabase.co", TEAM.key)
    await become(screen, SignedIn(other, BOB, is_kept=True))
    assert screen.server.snapshot.left == 22


async def test_cancelling_says_that_the_server_may_go_on_and_publish_it(page: CreatePage, screen: Screen) -> None:
    choose(page)
    page.form.bar.button.click()
    await settled(screen)
    screen.runner.change("job-1", JobState.RUNNING)
    await settled(screen)
    page.stage.cancel()
    assert "The team’s server may go on, and publish it." in stage_text(page)
    await settled(screen)
    assert any("among your published figures" in sentence for sentence in screen.messages.shown)
    assert not any("billed" in sentence for sentence in screen.messages.shown)
    labels = [label.text() for label in page.findChildren(QLabel)]
    assert not any("may still be billed" in text for text in labels)
