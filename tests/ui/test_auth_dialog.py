"""The sign-in dialog as a person meets it: typing, Enter, what is refused, and the way back to work."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from studio.core.errors import AccountRefused, AddressRefused, SettingsError, StudioError, TeamUnreachable
from studio.core.project import Project
from studio.core.session import Confirming, Expired, NotConnected, Recovering, SignedOut
from studio.state.session import SessionStore
from studio.ui.auth.dialog import SignInDialog
from studio.ui.auth.words import CONNECT
from tests.ui.fakes import Screen
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped, assert_texts_are_plain
from tests.ui.team_fakes import ADA, TEAM, FakeTeamSession

PASSWORD = "correct horse"  # noqa: S105 - of nobody
NO_MATCH = AccountRefused("That email and password don’t match.", "Check them, or reset your password.")


@pytest.fixture
def team() -> FakeTeamSession:
    return FakeTeamSession()


@pytest_asyncio.fixture
async def dialog(screen: Screen, team: FakeTeamSession) -> AsyncIterator[SignInDialog]:
    store = SessionStore(screen.tasks, team)
    await store.open()
    await asyncio.sleep(0)
    screen.window.show()
    dialog = SignInDialog(screen.appearance, store, screen.window)
    dialog.show_page()
    dialog.activateWindow()
    yield dialog
    dialog.reject()
    dialog.deleteLater()


def fill(dialog: SignInDialog) -> None:
    """Type email and password as a person does, going on with Tab."""
    QTest.keyClicks(dialog.sign_in.email, ADA.email)
    QTest.keyClicks(dialog.sign_in.password, PASSWORD)


async def test_enter_in_the_password_signs_in_and_the_dialog_goes(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    fill(dialog)
    QTest.keyClick(dialog.sign_in.password, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert team.asked == [("sign_in", ADA.email, PASSWORD, True)]
    assert not dialog.isVisible()
    assert dialog.sign_in.password.text() == "", "no password stays in a hidden field"


async def test_keep_me_signed_in_can_be_left_out(dialog: SignInDialog, screen: Screen, team: FakeTeamSession) -> None:
    fill(dialog)
    dialog.sign_in.keep.click()
    dialog.sign_in.button.click()
    await screen.tasks_done()
    assert team.asked == [("sign_in", ADA.email, PASSWORD, False)]


async def test_what_is_refused_stands_inside_and_what_was_typed_stays(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.refusal = NO_MATCH
    fill(dialog)
    dialog.sign_in.button.click()
    await screen.tasks_done()
    assert dialog.isVisible()
    assert dialog.notice.isVisible()
    assert dialog.notice.text == str(NO_MATCH)
    assert (dialog.sign_in.email.text(), dialog.sign_in.password.text()) == (ADA.email, PASSWORD)
    dialog.sign_in.button.click()
    await screen.tasks_done()
    assert not dialog.isVisible()


async def test_while_it_waits_it_says_so_and_asks_nothing_twice(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.hold = asyncio.Event()
    fill(dialog)
    QTest.keyClick(dialog.sign_in.password, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    assert dialog.sign_in.button.text() == "Signing in…"
    assert not dialog.sign_in.button.isEnabled()
    QTest.keyClick(dialog.sign_in.password, Qt.Key.Key_Return)
    team.hold.set()
    await screen.tasks_done()
    assert len(team.asked) == 1


async def test_a_button_that_cannot_be_pressed_says_why(dialog: SignInDialog, team: FakeTeamSession) -> None:
    button = dialog.sign_in.button
    assert not button.isEnabled()
    assert "Type your email address." in button.accessibleDescription()
    QTest.keyClicks(dialog.sign_in.email, "ada")
    assert "@" in button.accessibleDescription()
    QTest.keyClicks(dialog.sign_in.email, "@example.org")
    assert button.accessibleDescription() == "Type your password."
    QTest.keyClick(dialog.sign_in.email, Qt.Key.Key_Return)
    assert team.asked == []


async def test_the_password_is_shown_only_when_asked_for(dialog: SignInDialog) -> None:
    password = dialog.sign_in.password
    assert password.echoMode() is QLineEdit.EchoMode.Password
    assert password.show_button.accessibleName() == "Show the password"
    password.show_button.click()
    assert password.echoMode() is QLineEdit.EchoMode.Normal
    assert password.show_button.accessibleName() == "Hide the password"
    password.show_button.click()
    assert password.echoMode() is QLineEdit.EchoMode.Password


async def test_one_can_go_on_working_on_this_computer(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    dialog.stay.click()
    assert not dialog.isVisible()
    dialog.show_page()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    await screen.tasks_done()
    assert team.asked == []


async def test_without_network_the_dialog_says_so_and_stays(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.refusal = TeamUnreachable("The team’s server cannot be reached.", "Check your network.")
    fill(dialog)
    dialog.sign_in.button.click()
    await screen.tasks_done()
    assert "cannot be reached" in dialog.notice.text
    assert dialog.stay.isEnabled()


async def test_a_new_account_is_told_to_look_for_its_mail(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.confirms = True
    QTest.keyClicks(dialog.sign_in.email, ADA.email)
    dialog.tabs.chosen.emit("create")
    assert dialog.sign_up.email.text() == ADA.email, "what was typed goes along"
    QTest.keyClicks(dialog.sign_up.password, PASSWORD)
    QTest.keyClick(dialog.sign_up.password, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert dialog.mail.isVisible()
    assert any(ADA.email in label.text() for label in dialog.mail.findChildren(type(dialog._title)))
    dialog.mail.again_button.click()
    await screen.tasks_done()
    assert dialog.notice.text == "A mail is on its way."
    dialog.mail.button.click()
    await screen.tasks_done()
    assert dialog.sign_in.isVisible()
    assert dialog.sign_in.email.text() == ADA.email
    assert [what[0] for what in team.asked] == ["sign_up", "resend_confirmation", "start_over"]


async def test_a_forgotten_password_is_set_with_the_code(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    QTest.keyClicks(dialog.sign_in.email, ADA.email)
    dialog.sign_in.forgot_button.click()
    assert dialog.forgot.email.text() == ADA.email
    dialog.forgot.button.click()
    await screen.tasks_done()
    assert dialog.code.isVisible()
    QTest.keyClicks(dialog.code.code, "515978")
    QTest.keyClicks(dialog.code.password, PASSWORD)
    QTest.keyClick(dialog.code.password, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert team.asked == [("send_code", ADA.email), ("set_new_password", "515978", PASSWORD, True)]
    assert not dialog.isVisible()


async def test_a_code_that_was_wrong_is_typed_anew_and_the_password_stays(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.become(Recovering(TEAM, ADA.email))
    await asyncio.sleep(0)
    QTest.keyClicks(dialog.code.code, "000000")
    QTest.keyClicks(dialog.code.password, PASSWORD)
    team.refusal = AccountRefused("This code is not right, or too old.", "Take it from the newest mail.")
    QTest.keyClick(dialog.code.password, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert dialog.focusWidget() is dialog.code.code
    assert dialog.code.code.selectedText() == "000000"
    assert dialog.code.password.text() == PASSWORD


async def test_once_the_code_was_right_only_the_password_is_asked_for(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.become(Recovering(TEAM, ADA.email, is_verified=True))
    await asyncio.sleep(0)
    assert not dialog.code.code.isVisible()
    assert dialog.code.button.accessibleDescription() == "Type a new password."
    dialog.code.back_button.click()
    await screen.tasks_done()
    assert dialog.sign_in.isVisible()


async def test_a_project_is_connected_and_a_secret_key_explained(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    team.become(NotConnected())
    await asyncio.sleep(0)
    form = dialog.connect_form
    assert form.isVisible()
    assert not dialog.team.isVisible()
    QTest.keyClicks(form.url, TEAM.url)
    QTest.keyClicks(form.key, "sb_secret_0123456789")
    team.refusal = SettingsError("This is a secret key: it opens everything.", "Copy the publishable key.")
    QTest.keyClick(form.key, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert "secret key" in dialog.notice.text
    assert form.isVisible()
    assert form.key.selectedText() == "sb_secret_0123456789", "what is typed next takes its place"
    assert dialog.focusWidget() is form.key
    QTest.keyClicks(form.key, TEAM.key)
    QTest.keyClick(form.key, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert dialog.sign_in.isVisible()
    assert dialog.team.text() == "wtfigure team"


@pytest.mark.parametrize(
    ("refusal", "wrong"),
    [
        (AddressRefused("This is not the address of a project."), "url"),
        (TeamUnreachable("What answered is not the team’s server."), "url"),
        (AccountRefused("The project does not know the studio’s key.", code="bad_key"), "key"),
        (SettingsError("This is not the key of a Supabase project."), "key"),
    ],
    ids=["no address", "nobody answers", "key unknown", "no key"],
)
async def test_the_cursor_goes_to_the_field_that_is_wrong(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession, refusal: StudioError, wrong: str
) -> None:
    team.become(NotConnected())
    await asyncio.sleep(0)
    form = dialog.connect_form
    QTest.keyClicks(form.url, TEAM.url)
    QTest.keyClicks(form.key, TEAM.key)
    team.refusal = refusal
    QTest.keyClick(form.key, Qt.Key.Key_Return)
    await screen.tasks_done()
    field = form.url if wrong == "url" else form.key
    assert dialog.focusWidget() is field
    assert field.selectedText() == field.text(), "what is typed next takes its place"


async def test_another_project_can_be_chosen_and_the_way_back_is_open(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession
) -> None:
    dialog.team.menu().actions()[0].trigger()
    assert dialog.connect_form.isVisible()
    dialog.connect_form.back_button.click()
    assert dialog.sign_in.isVisible()
    dialog.team.menu().actions()[1].trigger()
    await screen.tasks_done()
    assert team.asked == [("disconnect",)]
    assert dialog.connect_form.isVisible()


@pytest.mark.parametrize("state", [Confirming(TEAM, ADA.email), Recovering(TEAM, ADA.email)], ids=["mail", "code"])
async def test_while_a_mail_is_awaited_the_one_way_out_is_back_to_signing_in(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession, state: Confirming | Recovering
) -> None:
    team.become(state)
    await asyncio.sleep(0)
    assert not dialog.team.isVisible(), "another project cannot be chosen in the middle of it"
    form = dialog.mail if isinstance(state, Confirming) else dialog.code
    form.back_button.click()
    await screen.tasks_done()
    assert dialog.sign_in.isVisible()
    assert dialog.team.isVisible()
    assert dialog.sign_in.email.text() == (ADA.email if isinstance(state, Confirming) else "")


async def test_a_session_that_ended_keeps_the_work_and_knows_the_address(
    dialog: SignInDialog, team: FakeTeamSession
) -> None:
    team.become(Expired(TEAM, ADA, "This account is blocked."))
    await asyncio.sleep(0)
    assert dialog.sign_in.email.text() == ADA.email
    assert dialog.notice.text == "This account is blocked. Sign in again; your work is still here."
    assert dialog.stay.text() == "Keep working offline"


async def test_the_window_goes_on_while_the_dialog_is_open(dialog: SignInDialog, screen: Screen) -> None:
    screen.brief.edit(subject="typed elsewhere")
    await screen.tasks_done()
    assert dialog.isVisible()
    assert dialog.isModal()


async def test_tab_reaches_everything_in_reading_order(dialog: SignInDialog) -> None:
    fill(dialog)
    dialog.sign_in.email.setFocus()
    reached: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in reached:
        reached.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    form = dialog.sign_in
    expected = [form.email, form.password, form.password.show_button, form.keep, form.forgot_button, form.button]
    assert reached[: len(expected)] == expected
    assert dialog.stay in reached
    assert dialog.team in reached


STATES = (
    SignedOut(TEAM, "The keyring did not give your sign-in back: unlock it and try again, or sign in."),
    SignedOut(Project(TEAM.url, TEAM.key, "<b>Figurenfabrik & Söhne</b> international holding")),
    Expired(TEAM, ADA),
    Confirming(TEAM, "a.very.long.address.of.somebody@a-long-host-name.example.org"),
    Recovering(TEAM, "a.very.long.address.of.somebody@a-long-host-name.example.org"),
    Recovering(TEAM, ADA.email, is_verified=True),
    NotConnected("The team that the environment names is not used: this is a secret key."),
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(880, 600)])
async def test_nothing_is_clipped_and_everything_has_a_name(
    dialog: SignInDialog, screen: Screen, team: FakeTeamSession, state: object, scale: float, size: QSize
) -> None:
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    team.become(state)  # pyright: ignore[reportArgumentType]
    for page in ("sign-in", "create", "forgot", CONNECT):
        dialog.show_page(page)
        for _ in range(5):
            await asyncio.sleep(0)
        dialog.place()
        assert dialog.width() <= size.width()
        assert dialog.height() <= size.height()
        assert_nothing_is_clipped(dialog)
        assert_every_control_has_a_name(dialog)
        assert_texts_are_plain(dialog)
    screen.appearance.set_text_scale(0)
