"""An artist makes figures with a key, against a real image service on this computer, and every cent is told."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment, Secret
from studio.core.job import JobState
from studio.core.service import KeyTrial
from studio.core.spending import Bill
from studio.ui.closing import ClosingDialog
from studio.ui.create.page import CreatePage
from studio.ui.settings.engines import EnginesSection
from studio.ui.settings.page import SettingsPage
from studio.ui.widgets.status_line import StatusLine
from tests.flows.conftest import Start, close
from tests.servers.openai_faults import FAULTS
from tests.servers.openai_server import KEY, ImageServer
from tests.waiting import emitted, until

FLARE = "gpt-image-2.6-flare"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ImageServer]:
    """An image service that speaks as OpenAI's does."""
    async with ImageServer(seconds=1) as server:
        yield server


async def begin(start: Start, server: ImageServer, key: str = KEY) -> Studio:
    """The studio, once it knows how the service is set up."""
    studio = await start(OpenAIEnvironment(Secret(key) if key else None, server.base_url))
    await until(studio.service.changed, lambda: studio.service.snapshot.status is not None)
    return studio


def create_page(studio: Studio) -> CreatePage:
    page = studio.window.page("create")
    assert isinstance(page, CreatePage)
    return page


async def choose_model(studio: Studio) -> CreatePage:
    """Choose the fast model as a person does; the brief is ready to be generated then."""
    page = create_page(studio)
    page.form.maker.picker.chosen.emit(f"openai {FLARE}")
    await until(studio.brief.changed, lambda: studio.brief.snapshot.reasons == ())
    return page


def money(studio: Studio) -> str:
    line = studio.window.findChild(StatusLine)
    assert isinstance(line, StatusLine)
    return line.link.text()


async def test_a_figure_is_streamed_saved_and_its_true_cost_is_told_everywhere(
    start: Start, server: ImageServer
) -> None:
    studio = await begin(start, server)
    page = await choose_model(studio)
    assert page.form.bar.price.text().startswith("est. ")
    said: list[str] = []
    studio.generation.changed.connect(
        lambda: said.extend(item.progress.text for item in studio.generation.snapshot.jobs if item.progress)
    )
    previews: list[str] = []
    page.stage.pictures.preview_ready.connect(previews.append)
    page.form.bar.button.click()
    figure = await emitted(studio.figures.added)
    assert {"Preview 1 of 2", "Preview 2 of 2"} <= set(said)
    assert previews
    assert len(server.posts) == 1
    assert figure.cost is not None
    assert Path(figure.path).is_file()
    await until(studio.spending.changed, lambda: studio.spending.snapshot.known == figure.cost)
    assert page.figure_bar.cost.text().startswith("$0.0")
    assert money(studio) == f"Today ${figure.cost.quantize(Decimal('0.001'))} of $5.00"
    entries = await studio.spending.entries(0, 5)
    assert [(entry.bill, entry.cost) for entry in entries] == [(Bill.PAID, figure.cost)]


async def test_without_a_key_a_person_is_led_to_the_field_and_back(start: Start, server: ImageServer) -> None:
    studio = await begin(start, server, key="")
    page = create_page(studio)
    page.form.maker.picker.chosen.emit(f"openai {FLARE}")
    await until(studio.brief.changed, page.form.bar.link.isVisible)
    assert page.form.bar.link.text() == "Open engine settings…"
    page.form.bar.link.click()
    settings = studio.window.page("settings")
    assert isinstance(settings, SettingsPage)
    section = settings.sections["engines"]
    assert isinstance(section, EnginesSection)
    card = section.openai
    assert card.key.entry.isVisible()
    QTest.keyClicks(card.key.entry, KEY)
    QTest.keyClick(card.key.entry, Qt.Key.Key_Return)

    def is_tried() -> bool:
        status = studio.service.snapshot.status
        return status is not None and status.trial is KeyTrial.WORKS

    await until(studio.service.changed, is_tried)
    assert card.badge.text() == "Key works"
    assert server.posts == []
    studio.window.show_page("create")
    await until(studio.brief.changed, lambda: studio.brief.snapshot.reasons == ())


async def until_a_job_is(state: JobState, studio: Studio) -> None:
    jobs = studio.generation
    await until(jobs.changed, lambda: any(item.job.state is state for item in jobs.snapshot.jobs))


async def test_a_cut_in_the_middle_is_unknown_after_a_restart_and_never_made_again_by_itself(
    start: Start, server: ImageServer
) -> None:
    studio = await begin(start, server)
    page = await choose_model(studio)
    server.plan(FAULTS["cut in the picture"])
    page.form.bar.button.click()
    await until_a_job_is(JobState.UNKNOWN, studio)
    assert "may have been billed" in page.stage.notice.text
    await close(studio)

    again = await begin(start, server)
    await until(again.generation.changed, lambda: bool(again.generation.snapshot.jobs))
    again.generation.select(again.generation.snapshot.jobs[0].job.id)
    assert "may have been billed" in create_page(again).stage.notice.text
    assert len(server.posts) == 1


async def test_the_budget_stops_what_it_has_no_room_for_before_anything_is_asked(
    start: Start, server: ImageServer
) -> None:
    studio = await begin(start, server)
    page = await choose_model(studio)
    studio.settings.change(daily_budget="0.01")
    await until(studio.brief.changed, lambda: bool(studio.brief.snapshot.reasons))
    assert not page.form.bar.button.isEnabled()
    assert page.form.bar.link.text() == "Change budget…"
    studio.generation.generate()
    page.form.bar.link.click()
    assert studio.window.page("settings").isVisible()
    assert server.posts == []


async def test_closing_while_a_figure_is_made_asks_and_closing_all_the_same_is_told_after_the_restart(
    start: Start, server: ImageServer
) -> None:
    studio = await begin(start, server)
    page = await choose_model(studio)
    server.plan(FAULTS["silence"])
    page.form.bar.button.click()
    await until_a_job_is(JobState.RUNNING, studio)
    await asyncio.wait_for(server.heard.wait(), 20)
    studio.window.close()
    dialog = studio.window.findChild(ClosingDialog)
    assert isinstance(dialog, ClosingDialog)
    assert any("may be billed" in label.text() for label in dialog.findChildren(QLabel))
    closed = asyncio.get_running_loop().create_future()
    studio.closed.connect(lambda: closed.done() or closed.set_result(None))
    dialog.leave.click()
    await closed

    again = await begin(start, server)
    await until(again.generation.changed, lambda: bool(again.generation.snapshot.jobs))
    assert [item.job.state for item in again.generation.snapshot.jobs] == [JobState.UNKNOWN]
    assert len(server.posts) == 1
