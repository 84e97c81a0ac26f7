"""The Doctor page as a person meets it: what is tried and found, how to mend it, and the report."""

from dataclasses import replace

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from studio.core.health import Check
from studio.core.session import NotConnected, Role, SignedIn, account_of
from studio.state.doctor import DoctorStore, Stage
from studio.state.session import SessionStore
from studio.ui.doctor.check_card import CheckCard, Remedy
from studio.ui.doctor.page import DoctorPage
from tests.ui.doctor_fakes import FINE, OPTIONAL, RED, FakeDoctor
from tests.ui.fakes import Screen
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_is_clipped,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)
from tests.ui.team_fakes import ADA, TEAM, FakeTeamSession
from tests.waiting import until

ARTIST = replace(ADA, role=Role.ARTIST)
KEYRING = Check("keyring", ok=True, detail="No keyring answers.", fix="Install or unlock a keyring.")
SIGNED_OUT = Check("signed in", ok=False, detail="Nobody is signed in to wtfigure team.", fix="Sign in.")


class Practice:
    """The page of an artist, over a doctor that finds what a test names."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.team = FakeTeamSession(SignedIn(TEAM, ARTIST, is_kept=True))
        self.session = SessionStore(screen.tasks, self.team)
        self.doctor = FakeDoctor(FINE, OPTIONAL, RED)
        self.store = DoctorStore(screen.tasks, self.doctor, self.session)
        self.signed_in = 0

    async def open(self) -> None:
        await self.session.open()
        screen = self.screen
        ways = {"signed in": ("Sign in…", self._on_sign_in)}
        self.page = DoctorPage(screen.appearance, self.store, self.session, screen.messages, screen.actions, ways)
        screen.window.setCentralWidget(self.page)
        screen.window.show()

    async def examine(self, *checks: Check) -> None:
        self.doctor.checks = checks or self.doctor.checks
        self.store.examine()
        await until(self.store.changed, lambda: not self.store.snapshot.is_running)

    async def stages(self, *wanted: Stage) -> None:
        await until(self.store.changed, lambda: tuple(row.stage for row in self.store.snapshot.rows) == wanted)

    def card(self, title: str) -> CheckCard:
        return next(card for card in self.page.cards if card.title.text() == title)

    def remedy(self, title: str) -> Remedy:
        remedy = self.card(title).remedy
        assert remedy is not None
        assert remedy.isVisible()
        return remedy

    def _on_sign_in(self) -> None:
        self.signed_in += 1


@pytest_asyncio.fixture
async def practice(screen: Screen) -> Practice:
    practice = Practice(screen)
    await practice.open()
    return practice


def press(button: QAbstractButton) -> None:
    assert button.isVisible(), button.text()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words(practice: Practice) -> list[str]:
    return [card.word.text() for card in practice.page.cards]


async def test_before_anything_was_checked_the_page_says_what_the_doctor_does(practice: Practice) -> None:
    page = practice.page
    assert page.empty.isVisible()
    press(page.start)
    await until(practice.store.changed, lambda: not practice.store.snapshot.is_running)
    assert page.title.text() == "Check the team’s set-up"
    assert page.says.text() == "1 of 3 are fine. One needs an admin, one is optional."
    assert words(practice) == ["Fine", "Optional", "Needs an admin"]


async def test_each_check_is_told_in_words_while_it_is_tried_and_can_be_stopped(practice: Practice) -> None:
    await practice.examine()
    practice.doctor.hold = True
    press(practice.page.again)
    await practice.stages(Stage.TRYING, Stage.WAITING, Stage.WAITING)
    assert words(practice) == ["Trying…", "Waiting", "Waiting"]
    assert practice.page.says.text() == "Trying: project reached…"
    assert not practice.page.copy.isEnabled()
    assert practice.page.copy.accessibleDescription()
    cards = practice.page.cards
    practice.doctor.go_on()
    await practice.stages(Stage.KNOWN, Stage.TRYING, Stage.WAITING)
    assert practice.page.cards == cards, "the cards stay, so that nothing jumps"
    assert practice.page.again.text() == "Stop"
    press(practice.page.again)
    await until(practice.store.changed, lambda: not practice.store.snapshot.is_running)
    assert practice.page.says.text() == "Stopped. 1 of 1 were fine until then."
    assert practice.page.again.text() == "Check again"


async def test_what_is_red_says_why_how_to_mend_it_and_gives_the_sql(practice: Practice) -> None:
    await practice.examine()
    remedy = practice.remedy("Publishing")
    assert practice.card("Publishing").detail.text() == RED.detail
    assert remedy.fix.text() == RED.fix
    assert remedy.sql.toPlainText() == RED.sql
    press(remedy.copy)
    assert QGuiApplication.clipboard().text() == RED.sql
    assert not remedy.meaning.isVisible()
    press(remedy.what)
    assert "taken away again" in remedy.meaning.text()
    assert remedy.meaning.isVisible()
    press(remedy.what)
    assert not remedy.meaning.isVisible()
    assert practice.card("Project reached").remedy is None
    await practice.examine(replace(RED, ok=True, detail="It works again.", fix="", sql=""))
    assert not remedy.isVisible()


async def test_an_admin_is_not_sent_to_an_admin(practice: Practice) -> None:
    practice.team.become(SignedIn(TEAM, ADA, is_kept=True))
    await until(practice.session.changed, lambda: account_of(practice.session.snapshot.state) == ADA)
    await practice.examine()
    assert words(practice)[-1] == "Needs mending"
    assert "One needs mending" in practice.page.says.text()


async def test_on_this_computer_alone_everything_is_told_as_well(practice: Practice) -> None:
    practice.team.become(NotConnected())
    await until(practice.session.changed, lambda: practice.session.snapshot.state == NotConnected())
    await practice.examine(KEYRING, Check("disk", ok=True, detail="53 GB free"))
    assert practice.page.title.text() == "Check this computer"
    assert practice.page.says.text() == "1 of 2 are fine. One is good to know."
    assert practice.remedy("Keyring").fix.isVisible()
    await practice.examine(Check("disk", ok=True, detail="53 GB free"), FINE)
    assert practice.page.says.text() == "All 2 are fine."


async def test_a_button_leads_to_where_it_is_mended(practice: Practice) -> None:
    await practice.examine(SIGNED_OUT)
    press(practice.remedy("Signed in").way)
    assert practice.signed_in == 1


async def test_the_report_is_copied_as_plain_text(practice: Practice) -> None:
    await practice.examine()
    press(practice.page.copy)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line[:2] for line in lines] == ["ok", "--", "NO"]
    assert "create policy" not in "".join(lines)


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_nothing_is_clipped_nameless_or_rich_text(practice: Practice, screen: Screen, scale: float) -> None:
    screen.window.resize(880, 600)
    screen.appearance.set_text_scale(scale)
    try:
        long = replace(RED, name="a check with a name that is far too long", detail="<img src=x> " + "wordy " * 60)
        await practice.examine(FINE, OPTIONAL, RED, KEYRING, SIGNED_OUT, long)
        press_all(practice)
        assert_every_control_has_a_name(practice.page)
        assert_texts_are_plain(practice.page)
        assert_nothing_is_clipped(practice.page)
        assert_nothing_leaves_its_area(practice.page)
    finally:
        screen.appearance.set_text_scale(1.0)


def press_all(practice: Practice) -> None:
    """Open every explanation."""
    for card in practice.page.cards:
        if card.remedy is not None:
            card.remedy.what.click()
    QGuiApplication.processEvents()
