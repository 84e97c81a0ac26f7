"""The window around the pages: its title while something is made, what today cost, and closing on running jobs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from studio.core.engines import MOCKUP, OPENAI
from studio.core.job import JobState
from studio.core.pricing import PriceRange
from studio.core.recipe import Recipe
from studio.core.spending import Bill, LedgerEntry, Spending
from studio.ui.closing import ClosingDialog
from studio.ui.main_window import MainWindow, Page
from studio.ui.messages import Messages
from studio.ui.studio_status import spending_text
from studio.ui.widgets.status_line import StatusLine
from tests.ui.fakes import NOON, FakeRunner, Screen
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped
from tests.waiting import until

PAID = Recipe(subject="Ada", text="Ada", engine=OPENAI)


@pytest_asyncio.fixture
async def window(screen: Screen, tmp_path: Path) -> AsyncIterator[MainWindow]:
    """The window with one empty page."""
    geometry = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    stores = (screen.settings, screen.generation, screen.service, screen.spending)
    window = MainWindow(screen.appearance, *stores, geometry)
    window.add_page(Page("create", "sparkles", "Create", QWidget), key="Ctrl+1")
    window.show_page("create")
    window.show()
    await screen.open()
    yield window
    window.finish_closing()
    window.deleteLater()
    assert screen.failures == []


@pytest.fixture
def closings(window: MainWindow) -> list[bool]:
    """Grows each time when the window asks to be shut down."""
    heard: list[bool] = []
    window.closing.connect(lambda: heard.append(True))
    return heard


async def made(screen: Screen, runner: FakeRunner, *states: JobState, recipe: Recipe = PAID) -> tuple[str, ...]:
    """Jobs in these states."""
    jobs = await runner.submit("local", [recipe] * len(states))
    for job, state in zip(jobs, states, strict=True):
        runner.change(job.id, state)
    await until(screen.generation.changed, lambda: len(screen.generation.snapshot.jobs) == len(states))
    await screen.tasks_done()
    return tuple(job.id for job in jobs)


async def test_the_first_window_lies_inside_the_screen_with_its_frame(window: MainWindow) -> None:
    available = window.screen().availableGeometry()
    window.hide()
    window.setMinimumSize(1, 1)  # the tests' screen is smaller than the smallest window
    window.move(available.right() - 100, available.bottom() - 100)
    window.restore_geometry()
    window._was_painted = False
    window.show()
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert window.frameGeometry() != window.geometry(), "a window without a frame proves nothing"
    assert available.contains(window.frameGeometry()), (available, window.frameGeometry())


def dialog_of(window: MainWindow) -> ClosingDialog:
    dialog = window.findChild(ClosingDialog)
    assert isinstance(dialog, ClosingDialog)
    return dialog


def link_of(window: MainWindow) -> str:
    line = window.findChild(StatusLine)
    assert isinstance(line, StatusLine)
    return line.link.text() if line.link.isVisible() else ""


# keys and focus


@pytest.mark.parametrize("where", ["rail", "status line"])
async def test_the_keys_of_a_screen_work_wherever_the_focus_is_but_plain_ones_only_in_it(
    window: MainWindow, screen: Screen, where: str
) -> None:
    ran: list[str] = []
    page = window.page("create")
    add = window.actions_registry.add
    add("generate", "Generate", lambda: ran.append("generate"), group="Create", keys=("Ctrl+Return",), owner=page)
    add("again", "Again", lambda: ran.append("again"), group="Create", keys=("F5",), owner=page)
    add("layout", "Layout", lambda: ran.append("layout"), group="Create", keys=("G",), owner=page)
    add("copy", "Copy", lambda: ran.append("copy"), group="Create", keys=("Ctrl+C",), owner=page, within=QWidget(page))
    screen.service_port.have_key()
    await screen.service.open()
    line = window.findChild(StatusLine)
    assert isinstance(line, StatusLine)
    rail = next(button for button in window.rail.findChildren(QAbstractButton) if button.text() == "Create")
    elsewhere = rail if where == "rail" else line.link
    window.activateWindow()
    elsewhere.setFocus()
    QTest.keyClick(elsewhere, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(elsewhere, Qt.Key.Key_F5)
    QTest.keyClick(elsewhere, Qt.Key.Key_G)
    QTest.keyClick(elsewhere, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["generate", "again"]
    window.add_page(Page("gallery", "layout-grid", "Gallery", QWidget), key="Ctrl+2")
    window.show_page("gallery")
    elsewhere.setFocus()
    QTest.keyClick(elsewhere, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["generate", "again"]


@pytest.mark.parametrize("end", ["off", "gone"])
async def test_a_focus_that_falls_out_of_the_screen_comes_back(window: MainWindow, screen: Screen, end: str) -> None:
    page = window.page("create")
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button = QPushButton("Apply", page)
    button.show()
    window.activateWindow()
    button.setFocus()
    button.setVisible(end != "gone")
    button.setEnabled(end != "off")
    await asyncio.sleep(0)
    assert window.focusWidget() is page


async def test_a_message_closes_by_itself_although_the_screen_changes_under_it(
    window: MainWindow, screen: Screen
) -> None:
    page = window.page("create")
    window.add_page(Page("gallery", "layout-grid", "Gallery", QPushButton), key="Ctrl+2")
    subject, stage = QPushButton("Subject", page), QPushButton("Stage", page)
    subject.show()
    stage.show()
    page.setFocusProxy(subject)
    window.activateWindow()
    stage.setFocus()
    messages = Messages(window, screen.appearance)
    toast = messages.tell("“ADA” is published.", "Copy public link")
    gone = asyncio.Event()
    toast.dismissed.connect(gone.set)
    toast.live(1)
    window.show_page("gallery")
    async with asyncio.timeout(5):
        await gone.wait()


async def test_tab_still_leaves_the_screen(window: MainWindow, screen: Screen) -> None:
    page = window.page("create")
    button = QPushButton("Apply", page)
    button.show()
    window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Tab)
    focus = window.focusWidget()
    assert focus is not None
    assert not page.isAncestorOf(focus)


# title and money


async def test_the_title_tells_how_far_it_is(window: MainWindow, screen: Screen, runner: FakeRunner) -> None:
    assert window.windowTitle() == "WTFigure Studio"
    first, second = await made(screen, runner, JobState.RUNNING, JobState.WAITING)
    assert window.windowTitle() == "2 figures · 0 % – WTFigure Studio"
    runner.progress(first, "Preview 2 of 2", 0.8)
    await until(screen.generation.changed, lambda: window.windowTitle() == "2 figures · 40 % – WTFigure Studio")
    runner.change(second, JobState.CANCELLED)
    await until(screen.generation.changed, lambda: window.windowTitle() == "1 figure · 80 % – WTFigure Studio")
    runner.change(first, JobState.FAILED)
    await until(screen.generation.changed, lambda: window.windowTitle() == "WTFigure Studio")


async def test_who_only_makes_mock_ups_is_told_of_no_money(
    window: MainWindow, screen: Screen, runner: FakeRunner
) -> None:
    await made(screen, runner, JobState.RUNNING, recipe=replace(PAID, engine=MOCKUP))
    assert link_of(window) == ""


async def test_what_today_cost_stands_in_the_status_line_and_leads_to_the_budget(
    window: MainWindow, screen: Screen
) -> None:
    screen.service_port.have_key()
    await screen.service.open()
    assert link_of(window) == "Today $0.00 of $5.00"
    paid = LedgerEntry("j", NOON, "m", "ADA", Bill.PAID, PriceRange(), Decimal("0.42"))
    unknown = replace(paid, bill=Bill.UNKNOWN, cost=None, price=PriceRange(Decimal("0.1"), Decimal("0.48")))
    screen.ledger.rows = (paid, unknown)
    screen.spending.refresh()
    await screen.tasks_done()
    assert link_of(window) == "Today $0.42 (may be up to $0.90) of $5.00"
    asked: list[bool] = []
    window.budget_requested.connect(lambda: asked.append(True))
    line = window.findChild(StatusLine)
    assert isinstance(line, StatusLine)
    QTest.mouseClick(line.link, Qt.MouseButton.LeftButton)
    assert asked == [True]


def test_money_without_a_budget_or_a_price() -> None:
    assert spending_text(Spending(Decimal("0.42"))) == "Today $0.42"
    assert spending_text(Spending(unpriced=1, budget=Decimal(2))) == "Today $0.00 (and more) of $2.00"


# closing


async def test_with_nothing_going_on_it_closes_without_a_question(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    await made(screen, runner, JobState.FAILED, JobState.UNKNOWN)
    window.close()
    assert closings == [True]


async def test_closing_on_running_jobs_asks_once_and_the_safe_answer_is_the_default(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    await made(screen, runner, JobState.RUNNING, JobState.WAITING, JobState.WAITING)
    window.close()
    window.close()
    assert closings == []
    assert len(window.findChildren(ClosingDialog)) == 1
    dialog = dialog_of(window)
    assert dialog.text == (
        "3 figures are still being made. What is being made now is cut off, and may be billed all the same. "
        "2 figures that wait start again next time."
    )
    assert_every_control_has_a_name(dialog)
    assert_nothing_is_clipped(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert closings == []


async def test_who_insists_closes_all_the_same(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    await made(screen, runner, JobState.RUNNING)
    window.close()
    dialog_of(window).leave.click()
    assert closings == [True]


async def test_escape_keeps_working_and_the_next_close_asks_again(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    await made(screen, runner, JobState.RUNNING)
    window.close()
    dialog = dialog_of(window)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.close()
    assert [each.isVisible() for each in window.findChildren(ClosingDialog) if each is not dialog] == [True]
    assert closings == []


async def test_what_is_free_is_not_said_to_be_billed(window: MainWindow, screen: Screen, runner: FakeRunner) -> None:
    await made(screen, runner, JobState.RUNNING, JobState.WAITING, recipe=replace(PAID, engine=MOCKUP))
    window.close()
    assert dialog_of(window).text == (
        "2 figures are still being made. What is being made now is cut off; it costs nothing. "
        "1 figure that waits starts again next time."
    )


async def test_when_all_is_made_meanwhile_the_question_is_answered(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    (job_id,) = await made(screen, runner, JobState.RUNNING)
    window.close()
    runner.change(job_id, JobState.FAILED)
    await until(screen.generation.changed, lambda: screen.generation.snapshot.going_on == 0)
    assert closings == [True]


async def test_a_session_that_ends_is_not_asked(
    window: MainWindow, screen: Screen, runner: FakeRunner, closings: list[bool]
) -> None:
    await made(screen, runner, JobState.RUNNING)
    window.close_now()
    assert closings == [True]
    assert window.findChild(ClosingDialog) is None
