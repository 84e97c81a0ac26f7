"""Publishing as a person meets it: the dialog, the outbox, the bucket, the check, and the way back."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QObject, QPoint, QRect, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from studio.core.errors import TeamUnreachable
from studio.core.figure import Figure
from studio.core.outbox import FigurePublished, Pause
from studio.core.published import Finding, Flaw
from studio.core.recipe import Recipe
from studio.core.session import Offline, SignedIn, SignedOut, workspace_name
from studio.state.answering import AnsweringStore
from studio.state.published import PublishedStore
from studio.state.pulls import PullStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.ui.auth.account import AccountEntry
from studio.ui.main_window import MainWindow
from studio.ui.publish import page
from studio.ui.publish.outbox_panel import SILENT
from studio.ui.publish.page import PublishPage
from studio.ui.publish_dialog import PublishDialog
from studio.ui.publishing import NO_BROWSER, UNPUBLISH, Publishing
from studio.ui.widgets.status_line import StatusLine
from studio.ui.widgets.toast import Toast
from tests.ui.fakes import FakeLibrary, Screen
from tests.ui.outbox_fakes import FakeOutbox, FakeTeamFigures, published
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_is_clipped,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)
from tests.ui.team_fakes import ADA, TEAM, FakeTeamCatalog, FakeTeamSession
from tests.waiting import until

HOME = workspace_name(TEAM, ADA)
URL = "https://team.example/storage/v1/object/public/figures/me/tin-pilot.png"


class Desk:
    """The Publish screen of somebody who is signed in, over a team in memory."""

    def __init__(self, screen: Screen, library: FakeLibrary) -> None:
        self.screen = screen
        made = library.add(Recipe("A tin pilot", "A figure.", name="Tin Pilot"), 1)
        self.figure: Figure = replace(made, alt_text="")
        self.team = FakeTeamSession(SignedIn(TEAM, ADA, is_kept=True))
        self.outbox = FakeOutbox(library, HOME)
        self.bucket = FakeTeamFigures(Path(self.figure.path))
        self.session = SessionStore(screen.tasks, self.team)
        self.sync = SyncStore(screen.tasks, self.outbox, screen.figures, self.session)
        self.published = PublishedStore(screen.tasks, self.bucket, screen.figures)
        self.catalog = FakeTeamCatalog()
        self.pulls = PullStore(screen.tasks, self.catalog, self.session)
        self.answering = AnsweringStore(self.sync, self.published, self.pulls, patience=20)
        self.publishing = Publishing(
            screen.window, screen.appearance, self.sync, self.published, self.session, screen.messages
        )
        self.signed_in = 0

    async def open(self) -> PublishPage:
        await self.session.open()
        await self.sync.open()
        screen = self.screen
        self.page = PublishPage(
            screen.appearance,
            screen.tasks,
            self.sync,
            self.published,
            self.answering,
            self.session,
            screen.pictures,
            self.publishing,
            screen.actions,
            self._on_sign_in,
        )
        screen.window.setCentralWidget(self.page)
        screen.window.show()
        await self.settled()
        return self.page

    async def settled(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
            await self.screen.tasks_done()

    def dialog(self) -> PublishDialog:
        return next(each for each in self.screen.window.findChildren(PublishDialog) if each.isVisible())

    def toast(self, text: str) -> QAbstractButton:
        toasts = self.screen.window.findChildren(Toast)
        buttons = [button for toast in toasts for button in toast.findChildren(QAbstractButton)]
        return next(button for button in buttons if button.text() == text)

    def toasts(self) -> list[str]:
        return [toast.sentence for toast in self.screen.window.findChildren(Toast)]

    def says(self) -> list[str]:
        return [card.says.text() for card in self.page.outbox.cards]

    def _on_sign_in(self) -> None:
        self.signed_in += 1


@pytest_asyncio.fixture
async def desk(screen: Screen, library: FakeLibrary) -> Desk:
    desk = Desk(screen, library)
    await desk.open()
    return desk


def press(button: QAbstractButton) -> None:
    assert button.isVisible(), button.text()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_a_figure_is_published_under_a_name_with_an_alt_text_that_was_drafted(desk: Desk, screen: Screen) -> None:
    assert desk.publishing.verb(desk.figure) == "Publish…"
    desk.publishing.toggle(desk.figure)
    dialog = desk.dialog()
    assert dialog.alt_text.text() == "Action figure in its packaging: A tin pilot, named Tin Pilot on the card."
    dialog.name.setText("Sky Captain")
    assert "sky-captain-" in dialog.destination.text()
    assert TEAM.label in dialog.destination.text()
    press(dialog.publish)
    await desk.settled()
    assert desk.outbox.asked == [
        "publish Sky Captain: Action figure in its packaging: A tin pilot, named Tin Pilot on the card."
    ]
    assert desk.publishing.verb(desk.figure) == UNPUBLISH
    desk.outbox.moved(running="e0")
    desk.outbox.progress("e0", 62, 100)
    await desk.settled()
    assert (desk.says(), desk.page.outbox.cards[0].aside.text()) == (["Uploading"], "62 %")
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    assert desk.page.outbox.cards == ()
    desk.toast("Copy public link").click()
    assert QGuiApplication.clipboard().text() == URL


async def test_a_team_that_takes_an_upload_and_says_nothing_is_said_to_not_answer(desk: Desk, tmp_path: Path) -> None:
    screen = desk.screen
    geometry = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(
        screen.appearance, screen.settings, screen.generation, screen.service, screen.spending, geometry
    )
    AccountEntry(window, screen.appearance, desk.session, desk.answering, screen.messages).open()

    def line() -> list[str]:
        return [label.text() for label in window.findChild(StatusLine).findChildren(QLabel)]

    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.outbox.moved(running="e0")
    desk.outbox.progress("e0", 62, 100)
    await until(desk.answering.changed, lambda: not desk.answering.snapshot)
    assert desk.says() == [SILENT]
    assert f"No answer yet · {TEAM.label}" in line()
    desk.outbox.progress("e0", 64, 100)
    await until(desk.answering.changed, lambda: desk.answering.snapshot)
    assert desk.says() == ["Uploading"]
    assert f"Online · {TEAM.label}" in line()
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    await asyncio.sleep(0.05)  # longer than one waits for an answer
    assert desk.answering.snapshot, "nothing is asked of it"
    window.finish_closing()
    window.deleteLater()


async def unlisted(desk: Desk) -> None:
    """The network cuts a list of the bucket; the next one would come."""
    desk.bucket.error = TeamUnreachable("The team’s server cannot be reached.", "Check your network.")
    press(desk.page.bucket.refresh)
    await desk.settled()
    assert desk.published.snapshot.error is not None
    desk.bucket.error = None
    desk.bucket.figures = (published("Sir compost"),)


async def test_a_list_that_was_cut_comes_by_itself_after_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    monkeypatch.setattr(page, "AGAIN_MS", 10)
    await desk.open()
    await unlisted(desk)
    await until(desk.published.changed, lambda: desk.page.bucket.tiles.rowCount() == 1)


async def test_a_list_that_was_cut_comes_when_the_team_takes_something_or_somebody_looks_anew(desk: Desk) -> None:
    await unlisted(desk)
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    await desk.outbox.went_out("e0", URL)
    await until(desk.published.changed, lambda: desk.published.snapshot.error is None)
    await desk.settled()
    await unlisted(desk)
    desk.page.hide()
    desk.page.show()
    await desk.settled()
    assert desk.published.snapshot.error is None


async def test_a_list_of_the_bucket_that_does_not_come_is_said_too(desk: Desk) -> None:
    desk.bucket.hold = asyncio.Event()
    desk.published.show_everyone(everyone=True)
    await until(desk.answering.changed, lambda: not desk.answering.snapshot)
    assert "The team does not answer yet." in [label.text() for label in desk.page.bucket.state.findChildren(QLabel)]
    desk.bucket.hold.set()
    await desk.settled()
    assert desk.answering.snapshot
    desk.catalog.hold = asyncio.Event()
    desk.pulls.pull()
    await until(desk.answering.changed, lambda: not desk.answering.snapshot)
    desk.catalog.hold.set()
    await desk.settled()
    assert desk.answering.snapshot


async def test_a_link_that_leads_nowhere_any_more_is_not_offered(desk: Desk, screen: Screen) -> None:
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    figure = replace(desk.figure, status="published", url=URL)
    desk.publishing.copy_link(replace(figure, id="another", url=f"{URL}?other"))
    desk.publishing.copy_link(figure)
    copied = "Public link copied."
    assert screen.messages.shown == ("“Tin Pilot” is published.", copied, copied)
    desk.publishing.toggle(figure)
    await desk.settled()
    assert screen.messages.shown == (copied, "“Tin Pilot” is taken back from the team."), "the other one's stays"


class Browser(QObject):
    """Stands in for the program that opens web pages."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


async def test_a_public_link_is_opened_in_the_browser(desk: Desk) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    try:
        desk.publishing.copy_url(URL)
        desk.toast("Open it").click()
        assert browser.opened == [URL]
        assert desk.toasts() == ["Public link copied."]
    finally:
        QDesktopServices.unsetUrlHandler("https")


async def test_where_nothing_opens_web_pages_that_is_said_and_the_link_can_be_copied(desk: Desk) -> None:
    desk.publishing.copy_url("file:///etc/passwd", "f1")
    QGuiApplication.clipboard().clear()
    desk.toast("Open it").click()
    assert NO_BROWSER in desk.toasts()
    desk.toast("Copy public link").click()
    assert QGuiApplication.clipboard().text() == "file:///etc/passwd"


async def test_what_is_told_covers_no_button_of_the_figure_that_is_selected(desk: Desk, screen: Screen) -> None:
    screen.window.resize(1024, 700)
    desk.bucket.figures = (published("Sir compost"),)
    press(desk.page.bucket.refresh)
    await desk.settled()
    screen.messages.tell("“Tin Pilot” is published.", "Copy public link", lambda: None)
    desk.page.bucket.grid.set_current_row(0)
    await desk.settled()
    (toast,) = screen.window.findChildren(Toast)
    bucket = desk.page.bucket
    for button in (bucket.copy, bucket.open, bucket.download, bucket.bring, bucket.remove):
        place = QRect(button.mapTo(screen.window, QPoint(0, 0)), button.size())
        assert not place.intersects(toast.geometry()), button.text()


async def test_the_link_of_a_picture_that_is_removed_from_the_bucket_is_not_offered(desk: Desk, screen: Screen) -> None:
    lying = published("Sir compost")
    desk.bucket.figures = (lying,)
    press(desk.page.bucket.refresh)
    await desk.settled()
    desk.page.bucket.grid.set_current_row(0)
    press(desk.page.bucket.copy)
    assert screen.messages.shown == ("Public link copied.",)
    desk.published.remove(lying)
    await desk.settled()
    assert screen.messages.shown == ("“Sir compost” is taken away.",)


async def test_what_cannot_go_out_now_is_said_to_wait_once_and_at_once(desk: Desk) -> None:
    away = "The team’s server cannot be reached."
    desk.outbox.moved(pause=Pause.NETWORK, sentence=away)
    desk.publishing.toggle(desk.figure)
    press(desk.dialog().publish)
    await desk.settled()
    assert desk.toasts() == [f"{away} “Tin Pilot” waits in the outbox and goes out by itself."]
    assert desk.says() == ["Waiting for the network"]
    desk.outbox.moved(pause=Pause.NETWORK, sentence=away)
    await desk.settled()
    assert len(desk.toasts()) == 1, "each try would say it again"
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    assert "“Tin Pilot” is published." in desk.toasts()


async def test_what_the_team_refused_is_not_said_to_go_out_by_itself(desk: Desk) -> None:
    desk.publishing.toggle(desk.figure)
    press(desk.dialog().publish)
    await desk.settled()
    desk.outbox.park("e0", "The team does not let you do this.")
    await desk.settled()
    desk.outbox.moved(pause=Pause.NETWORK, sentence="The team’s server cannot be reached.")
    await desk.settled()
    assert desk.toasts() == []


async def test_a_long_alt_text_is_shown_whole_before_it_is_published(desk: Desk) -> None:
    text = "A lighthouse keeper with a kind robot stands on a card, and three very tall hats lie beside her. " * 2
    desk.publishing.toggle(replace(desk.figure, alt_text=text))
    dialog = desk.dialog()
    await desk.settled()
    QGuiApplication.processEvents()
    field = dialog.alt_text
    assert field.document().size().height() > 2
    assert field.height() == field.sizeHint().height()
    dialog.reject()


async def test_what_was_taken_back_can_be_brought_back(desk: Desk) -> None:
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.sync.refresh()
    await desk.settled()
    desk.publishing.toggle(desk.figure)
    await desk.settled()
    assert desk.outbox.kept == []
    desk.toast("Undo").click()
    await desk.settled()
    assert [entry.figure_id for entry in desk.outbox.kept] == [desk.figure.id]


async def test_an_entry_that_was_refused_says_why_and_can_be_tried_again_or_taken_out(desk: Desk) -> None:
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.outbox.park("e0", "This picture has 61.0 MB, which is more than the team takes.")
    await desk.settled()
    (card,) = desk.page.outbox.cards
    assert card.says.text() == "Stopped: This picture has 61.0 MB, which is more than the team takes."
    press(card.again)
    await desk.settled()
    assert desk.outbox.asked[-1] == "again e0"
    press(card.out)
    await desk.settled()
    assert desk.page.outbox.cards == ()


async def test_the_outbox_can_be_paused_and_goes_on(desk: Desk) -> None:
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.sync.refresh()
    await desk.settled()
    press(desk.page.outbox.pause)
    await desk.settled()
    assert (desk.outbox.paused, desk.says()) == (True, ["Paused"])
    press(desk.page.outbox.pause)
    await desk.settled()
    assert desk.outbox.paused is False


async def test_the_bucket_is_listed_searched_and_shows_everyone(desk: Desk) -> None:
    desk.bucket.figures = (published("Sir compost"), published("Robo gran"), published("Moss queen", is_own=False))
    page = desk.page
    press(page.bucket.refresh)
    await desk.settled()
    assert page.bucket.tiles.rowCount() == 2
    desk.published.search("gran")
    assert page.bucket.tiles.rowCount() == 1
    desk.published.search("")
    desk.published.show_everyone(everyone=True)
    await desk.settled()
    assert page.bucket.tiles.rowCount() == 3
    page.bucket.grid.set_current_row(2)
    assert page.bucket.selected.text().startswith("Moss queen")
    press(page.bucket.copy)
    assert QGuiApplication.clipboard().text() == "https://team.example/you/Moss queen.png"


@pytest.mark.parametrize("is_shown", [True, False])
async def test_what_was_published_or_taken_back_meanwhile_is_listed_by_itself(desk: Desk, is_shown: bool) -> None:
    page, library = desk.page, desk.screen.library
    assert page.bucket.state.isVisible()
    page.setVisible(is_shown)
    await desk.outbox.publish(desk.figure.id, "Tin Pilot")
    desk.bucket.figures = (published("Tin pilot"),)
    await desk.outbox.went_out("e0", URL)
    await desk.settled()
    page.show()
    await until(desk.published.changed, lambda: page.bucket.tiles.rowCount() == 1)
    page.setVisible(is_shown)
    desk.bucket.figures = ()
    desk.outbox.tell(FigurePublished(await library.figure(desk.figure.id)))
    await desk.settled()
    page.show()
    await until(desk.published.changed, lambda: page.bucket.tiles.rowCount() == 0)


async def test_figures_that_go_out_one_by_one_are_listed_together(desk: Desk) -> None:
    before = desk.bucket.lists
    for _ in range(5):
        desk.outbox.tell(FigurePublished(await desk.screen.library.figure(desk.figure.id)))
        await desk.settled()
    desk.bucket.figures = (published("Tin pilot"),)
    await until(desk.published.changed, lambda: desk.page.bucket.tiles.rowCount() == 1)
    assert desk.bucket.lists == before + 1


async def test_what_the_teams_server_made_is_listed_by_itself(desk: Desk) -> None:
    desk.bucket.figures = (published("Tin pilot"),)
    desk.screen.figures.added.emit(replace(desk.figure, status="published", url=URL))
    await desk.settled()
    assert desk.page.bucket.tiles.rowCount() == 1


async def test_a_check_of_an_empty_bucket_says_that_everything_fits(desk: Desk) -> None:
    press(desk.page.bucket.check)
    await desk.settled()
    assert desk.page.bucket.well.isVisible()
    assert desk.page.bucket.state.isVisible()


async def test_a_check_tells_each_flaw_and_its_fix_is_done(desk: Desk) -> None:
    desk.bucket.figures = (published("Sir compost"),)
    finding = Finding(Flaw.NO_RECORD, "me/x.png", "", "Sir compost", "It has no recipe.", "Bring the recipe too")
    desk.bucket.findings = (finding,)
    press(desk.page.bucket.refresh)
    await desk.settled()
    press(desk.page.bucket.check)
    await desk.settled()
    button = next(
        each for each in desk.page.bucket.notes.findChildren(QAbstractButton) if each.text() == "Bring the recipe too"
    )
    button.click()
    await desk.settled()
    assert desk.bucket.asked == ["mend Sir compost"]
    desk.bucket.findings = ()
    press(desk.page.bucket.check)
    await desk.settled()
    assert desk.page.bucket.well.isVisible()


async def test_without_a_sign_in_or_a_network_the_page_says_what_to_do(desk: Desk) -> None:
    desk.bucket.error = TeamUnreachable("The team’s server cannot be reached.", "Check your network.")
    press(desk.page.bucket.refresh)
    await desk.settled()
    assert "cannot be reached" in str(desk.published.snapshot.error)
    press(desk.page.bucket.again)
    await desk.settled()
    desk.bucket.figures = (published("Sir compost"),)
    desk.team.become(Offline(TEAM, ADA, is_kept=True))
    await desk.settled()
    assert desk.published.snapshot.error is not None
    desk.bucket.error = None
    desk.team.become(SignedIn(TEAM, ADA, is_kept=True))
    await desk.settled()
    assert desk.page.bucket.tiles.rowCount() == 1, "the list comes by itself when the team is back"
    desk.team.become(SignedOut(TEAM))
    await desk.settled()
    press(desk.page.bucket.sign_in)
    assert desk.signed_in == 1
    desk.publishing.toggle(desk.figure)
    assert not [each for each in desk.screen.window.findChildren(PublishDialog) if each.isVisible()]


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_nothing_is_clipped_nameless_or_rich_text(desk: Desk, screen: Screen, scale: float) -> None:
    desk.bucket.figures = (published("<b>Sir compost</b>"),)
    await desk.outbox.publish(desk.figure.id, "<b>A very long name of a figure</b> that does not fit in a line")
    desk.outbox.park("e0", "<img src=x> refused")
    screen.appearance.set_text_scale(scale)
    try:
        press(desk.page.bucket.refresh)
        await desk.settled()
        assert_every_control_has_a_name(desk.page)
        assert_texts_are_plain(desk.page)
        assert_nothing_is_clipped(desk.page)
        assert_nothing_leaves_its_area(desk.page)
    finally:
        screen.appearance.set_text_scale(1.0)
