"""A person lets the doctor look at the studio: without a team, with a key, and while the window goes on."""

from collections.abc import AsyncIterator

import pytest_asyncio
from PySide6.QtGui import QGuiApplication

from studio.app import Studio
from studio.backend.vault import OpenAIEnvironment, Secret
from studio.core.health import Verdict
from studio.ui.doctor.page import DoctorPage
from studio.ui.settings.page import SettingsPage
from studio.ui.settings.team import TeamSection
from tests.flows.conftest import Start
from tests.servers.openai_server import KEY, ImageServer
from tests.waiting import until


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ImageServer]:
    """An image service that speaks as OpenAI's does."""
    async with ImageServer(seconds=1) as server:
        yield server


async def examined(studio: Studio) -> DoctorPage:
    await until(studio.doctor.changed, lambda: studio.doctor.snapshot.finished_at is not None)
    page = studio.window.page("doctor")
    assert isinstance(page, DoctorPage)
    return page


async def test_the_settings_lead_to_the_doctor_who_finds_this_computer_fit(start: Start, server: ImageServer) -> None:
    studio = await start(OpenAIEnvironment(Secret(KEY), server.base_url))
    studio.screens.show_settings("team")
    settings = studio.window.page("settings")
    assert isinstance(settings, SettingsPage)
    section = settings.sections["team"]
    assert isinstance(section, TeamSection)
    section.check_button.click()
    page = await examined(studio)
    assert page.isVisible()
    found = {check.name: check for check in studio.doctor.snapshot.checks}
    assert [name for name, check in found.items() if check.verdict is Verdict.WRONG] == []
    assert {"team", "keyring", "key", "models", "disk", "library", "settings", "drawing", "system"} <= found.keys()
    assert "gpt-image-2.6-flare" in found["models"].detail
    page.copy.click()
    report = QGuiApplication.clipboard().text()
    assert report.count("\n") == len(found) - 1
    assert KEY not in report
    assert "sk-" not in report


async def test_while_the_doctor_is_at_work_another_page_is_a_click_away(start: Start) -> None:
    studio = await start()
    studio.screens.show_doctor()
    assert studio.doctor.snapshot.is_running
    assert not any(button.isChecked() for button in studio.window.rail._buttons.values())
    studio.window.rail._buttons["gallery"].click()
    assert studio.window.page("gallery").isVisible()
    assert studio.window.rail._buttons["gallery"].isChecked()
    await examined(studio)
    assert studio.window.page("gallery").isVisible()
