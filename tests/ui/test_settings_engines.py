"""Settings, Engines and keys, and Budget, as a person sees them: the key, the models, the address, the money."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.core.errors import LibraryBusy, SettingsError
from studio.core.figure import THIS_COMPUTER
from studio.core.pricing import PriceRange
from studio.core.service import KeyPlace, KeyTrial, ServiceStatus
from studio.core.spending import Bill, LedgerEntry, Spending
from studio.ui.settings.budget import BudgetSection, open_text
from studio.ui.settings.engines import EnginesSection
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.ledger import NOTHING, PAGE, LedgerCard
from studio.ui.settings.openai_card import OpenAICard
from studio.ui.settings.page import SettingsPage
from tests.ui.conftest import RESOURCES
from tests.ui.fakes import NOON, FakeLibrary, Screen
from tests.ui.screen_rules import assert_every_control_has_a_name, assert_nothing_is_clipped, assert_texts_are_plain

KEY = "sk-proj-0123456789abcdef4711"


@pytest_asyncio.fixture
async def page(screen: Screen, library: FakeLibrary) -> AsyncIterator[SettingsPage]:
    """The screen over the stores, opened, with no key yet."""
    info = SettingsInfo(
        version="0.1.0",
        settings_folder=library.root,
        library_folder=library.root,
        logs_folder=library.root,
        check=library.check,
        rebuild=library.rebuild,
        open_folder=lambda _folder: True,
        resources=RESOURCES,
    )
    page = SettingsPage(
        screen.appearance,
        screen.tasks,
        screen.settings,
        screen.service,
        screen.spending,
        screen.messages,
        screen.actions,
        info,
        today=NOON.date,
    )
    page.show_section("about")
    screen.window.setCentralWidget(page)
    screen.window.show()
    await screen.open()
    yield page
    assert screen.failures == []


async def shown(page: SettingsPage, screen: Screen) -> OpenAICard:
    """The card of OpenAI, once it knows what there is."""
    page.show_section("engines")
    await screen.tasks_done()
    section = page.sections["engines"]
    assert isinstance(section, EnginesSection)
    return section.openai


async def with_status(page: SettingsPage, screen: Screen, **changes: object) -> OpenAICard:
    """The card over another status."""
    status: ServiceStatus = replace(screen.service_port.now, key_place=KeyPlace.KEYRING, hint="sk-…4711")
    screen.service_port.now = replace(status, **changes)  # type: ignore[arg-type]
    await screen.service.open()
    return await shown(page, screen)


def enter(card: OpenAICard, text: str) -> None:
    card.key.entry.setFocus()
    QTest.keyClicks(card.key.entry, text)
    QTest.keyClick(card.key.entry, Qt.Key.Key_Return)


def hint_of(field: QWidget) -> str:
    return field.accessibleDescription()


# the key


async def test_the_keyring_is_asked_only_when_somebody_looks(page: SettingsPage, screen: Screen) -> None:
    await screen.tasks_done()
    assert not screen.service_port.now.is_key_known
    card = await shown(page, screen)
    assert screen.service_port.now.is_key_known
    assert card.badge.text() == "No key"


async def test_without_a_key_there_is_a_field_for_one_and_nothing_to_test_or_remove(
    page: SettingsPage, screen: Screen
) -> None:
    card = await shown(page, screen)
    assert card.key.entry.isVisible()
    assert card.key.entry.echoMode() is QLineEdit.EchoMode.Password
    assert not card.test.isEnabled()
    assert "There is no key yet." in card.test.toolTip()
    assert not card.remove.isEnabled()
    assert not card.key.keep.isEnabled()
    assert hint_of(card.key) == "It will be kept in this computer’s keyring, for api.openai.com only."


async def test_a_key_is_kept_tried_and_shown_by_its_ends_and_nothing_typed_stays(
    page: SettingsPage, screen: Screen
) -> None:
    card = await shown(page, screen)
    enter(card, f"  {KEY} ")
    assert card.key.entry.text() == ""
    assert not card.test.isEnabled()
    await screen.tasks_done()
    assert screen.service_port.tried == 1
    assert card.badge.text() == "Key works"
    assert card.key.hint.text() == "sk-…4711"
    assert not card.key.entry.isVisible()
    assert hint_of(card.key) == ("Kept in this computer’s keyring, for api.openai.com only. Testing it costs nothing.")
    assert KEY not in _everything(page)


@pytest.mark.parametrize("way", ["key", "mouse"])
async def test_whoever_kept_a_key_stays_at_it(page: SettingsPage, screen: Screen, way: str) -> None:
    screen.window.activateWindow()
    card = await shown(page, screen)
    card.key.entry.setFocus()
    QTest.keyClicks(card.key.entry, KEY)
    if way == "key":
        QTest.keyClick(card.key.entry, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(card.key.keep, Qt.MouseButton.LeftButton)
    await screen.tasks_done()
    assert screen.window.focusWidget() is card.key.replace


def _everything(page: QWidget) -> str:
    widgets = page.findChildren(QWidget)
    texts = [widget.text() for widget in widgets if callable(getattr(widget, "text", None))]
    return " ".join([*texts, *(f"{w.toolTip()} {w.accessibleName()} {w.accessibleDescription()}" for w in widgets)])


async def test_what_cannot_be_a_key_is_refused_beside_the_field(page: SettingsPage, screen: Screen) -> None:
    card = await shown(page, screen)
    enter(card, "two words")
    await screen.tasks_done()
    assert card.says.isVisible()
    assert "two words" not in card.says.text()
    assert card.badge.text() == "No key"
    assert screen.service_port.tried == 0
    enter(card, KEY)
    await screen.tasks_done()
    assert not card.says.isVisible()


async def test_a_typed_key_can_be_looked_at(page: SettingsPage, screen: Screen) -> None:
    card = await shown(page, screen)
    card.key._eye.trigger()
    assert card.key.entry.echoMode() is QLineEdit.EchoMode.Normal
    assert card.key._eye.text() == "Hide the key"
    enter(card, KEY)
    assert card.key.entry.echoMode() is QLineEdit.EchoMode.Password
    card.key._eye.trigger()
    card.key.entry.undo()
    assert card.key.entry.text() == "", "undo brings no key back"


@pytest.mark.parametrize(
    ("trial", "badge", "says"),
    [
        (KeyTrial.NOT_TRIED, "Key not tested", ""),
        (KeyTrial.WORKS, "Key works", ""),
        (
            KeyTrial.REFUSED,
            "Not accepted",
            "OpenAI does not accept the key. Check the key in Settings, under Engines and keys.",
        ),
        (KeyTrial.NOT_REACHED, "Not reached", "api.openai.com cannot be reached. Check your network, then try again."),
    ],
)
async def test_what_a_test_of_the_key_found_is_said(
    page: SettingsPage, screen: Screen, trial: KeyTrial, badge: str, says: str
) -> None:
    screen.service_port.have_key()
    await screen.service.open()
    card = await shown(page, screen)
    screen.service_port.trial, screen.service_port.trial_says = trial, says
    card.test.click()
    await asyncio.sleep(0)
    assert not card.test.isEnabled()
    assert card.badge.text() == "One moment…"
    await screen.tasks_done()
    assert card.badge.text() == badge
    assert card.says.text() == says.replace(" in Settings, under Engines and keys", "")
    assert card.says.isVisible() == bool(says)
    assert card.test.isEnabled()


async def test_removing_a_key_asks_inside_the_card_and_the_safe_answer_has_the_focus(
    page: SettingsPage, screen: Screen
) -> None:
    card = await with_status(page, screen)
    card.remove.click()
    assert card.removal.isVisible()
    assert "sk-…4711" in card.removal.question.text()
    assert screen.window.focusWidget() is card.removal.stay
    QTest.keyClick(card.removal.stay, Qt.Key.Key_Escape)
    assert not card.removal.isVisible()
    assert screen.service.snapshot.status is not None
    assert screen.service.snapshot.status.has_key
    screen.window.activateWindow()
    card.remove.click()
    card.removal.go.click()
    await screen.tasks_done()
    assert card.badge.text() == "No key"
    assert card.key.entry.isVisible()
    assert screen.window.focusWidget() is card.key.entry, "ready for another key"


async def test_a_key_is_replaced_or_left_as_it_is(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    card.key.replace.click()
    assert screen.window.focusWidget() is card.key.entry
    QTest.keyClicks(card.key.entry, "sk-half")
    QTest.keyClick(card.key.entry, Qt.Key.Key_Escape)
    assert (card.key.hint.isVisible(), card.key.entry.text()) == (True, "")
    card.key.replace.click()
    enter(card, "sk-proj-another-key-0815")
    await screen.tasks_done()
    assert card.key.hint.text() == "sk-…0815"
    assert not card.key.entry.isVisible()


async def test_a_key_of_the_environment_is_said_and_cannot_be_removed_here(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen, key_place=KeyPlace.ENVIRONMENT)
    assert hint_of(card.key).startswith("From OPENAI_API_KEY in the environment, for api.openai.com only.")
    assert not card.remove.isEnabled()
    assert "environment" in card.remove.toolTip()
    assert not card.key.replace.isVisible()
    assert card.test.isEnabled()


async def test_without_a_keyring_it_is_said_before_and_after(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen, key_place=KeyPlace.NOWHERE, hint="", has_keyring=False)
    assert hint_of(card.key) == "There is no keyring here: a key is forgotten when the studio closes."
    card = await with_status(page, screen, key_place=KeyPlace.MEMORY, has_keyring=False)
    assert hint_of(card.key).startswith("There is no keyring here: the key is forgotten when the studio closes.")


# models, jobs, address


async def test_the_models_of_the_settings_are_chosen_by_a_person(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    assert card.default_model.picker.currentText() == "gpt-image-2.6-flare"
    assert card.default_model.picker.choice.suffix == "suggested, about $0.013"
    assert card.finals_model.picker.currentText() == "gpt-image-2.6-sunburst"
    assert hint_of(card.default_model) == "gpt-image-1.5 ends on 1 December 2026; figures made with it stay."
    card.default_model.picker.chosen.emit("gpt-image-1.5")
    assert screen.settings.snapshot.default_model == "gpt-image-1.5"
    assert hint_of(card.default_model) == ("gpt-image-1.5 ends on 1 December 2026. Choose gpt-image-2.6-flare instead.")
    card.default_model.picker.chosen.emit("")
    assert screen.settings.snapshot.default_model == ""


async def test_a_model_that_is_not_offered_is_named(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    card.finals_model.picker.chosen.emit("another")
    assert card.finals_model.name.isVisible()
    QTest.keyClicks(card.finals_model.name, "my-model")
    QTest.keyClick(card.finals_model.name, Qt.Key.Key_Return)
    assert screen.settings.snapshot.finals_model == "my-model"
    assert card.finals_model.picker.currentText() == "my-model"
    assert not card.finals_model.name.isVisible()


async def test_how_many_are_made_at_once_is_kept_and_followed(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    card.at_once.chosen.emit("8")
    await screen.tasks_done()
    assert screen.service_port.followed[-1].jobs_at_once == 8
    screen.settings.change(jobs_at_once=3)
    assert card.at_once.value == ""
    assert hint_of(card.at_once) == "3 are made at once."


async def test_the_address_is_followed_when_it_is_typed_to_its_end(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    card.address.setFocus()
    QTest.keyClicks(card.address, "https://pictures.example/v1")
    assert screen.service_port.followed == []
    QTest.keyClick(card.address, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert screen.service_port.followed[-1].service_url == "https://pictures.example/v1"


async def test_an_address_that_is_none_says_why(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen, problems=("This is not the address of a service.",))
    assert hint_of(card.address) == "This is not the address of a service."
    assert card.address.property("state") == "error"
    assert card.badge.text() == "Not reached"


async def test_an_address_of_the_environment_is_shown_and_fixed(page: SettingsPage, screen: Screen) -> None:
    url = "http://127.0.0.1:8899/v1"
    card = await with_status(page, screen, is_fixed=True, url=url, host="127.0.0.1:8899", is_official=False)
    assert card.address.text() == url
    assert not card.address.isEnabled()
    assert "OPENAI_BASE_URL" in hint_of(card.address)


# the budget


def entry(number: int, bill: Bill = Bill.PAID, cost: str | None = "0.0137") -> LedgerEntry:
    price = PriceRange(Decimal("0.0066"), Decimal("0.0344"))
    when = NOON - timedelta(minutes=number)
    paid = Decimal(cost) if cost else None
    return LedgerEntry(f"job-{number}", when, "gpt-image-2.6-flare", f"FIGURE {number}", bill, price, paid)


async def budget_of(page: SettingsPage, screen: Screen) -> BudgetSection:
    page.show_section("budget")
    await screen.tasks_done()
    section = page.sections["budget"]
    assert isinstance(section, BudgetSection)
    return section


def type_budget(section: BudgetSection, text: str) -> None:
    section.budget.setFocus()
    section.budget.selectAll()
    QTest.keyClicks(section.budget, text) if text else QTest.keyClick(section.budget, Qt.Key.Key_Delete)
    QTest.keyClick(section.budget, Qt.Key.Key_Return)


@pytest.mark.parametrize(("typed", "kept"), [("2", "2"), ("$ 12,50", "12.50"), ("", ""), ("0", "0")])
async def test_a_budget_is_kept_as_a_person_writes_it(
    page: SettingsPage, screen: Screen, typed: str, kept: str
) -> None:
    section = await budget_of(page, screen)
    type_budget(section, typed)
    assert screen.settings.snapshot.daily_budget == kept
    assert section.budget.text() == kept


@pytest.mark.parametrize("typed", ["much", "-1", "1.999", "1e9", "NaN"])
async def test_what_is_no_budget_is_refused_beside_its_field_and_can_be_mended(
    page: SettingsPage, screen: Screen, typed: str
) -> None:
    section = await budget_of(page, screen)
    type_budget(section, typed)
    assert screen.settings.snapshot.daily_budget == "5.00"
    assert hint_of(section.budget).startswith("The daily budget can be dollars and cents")
    assert section.budget.property("state") == "error"
    assert section.budget.text() == typed
    type_budget(section, "3.00")
    assert section.budget.property("state") == ""
    assert screen.settings.snapshot.daily_budget == "3.00"


async def test_an_empty_ledger_says_so(page: SettingsPage, screen: Screen) -> None:
    section = await budget_of(page, screen)
    assert section.ledger.says.text() == NOTHING
    assert section.today.text() == "$0.00 of $5.00"


async def test_the_ledger_tells_what_became_of_each_request(page: SettingsPage, screen: Screen) -> None:
    screen.ledger.rows = (
        entry(1),
        entry(2, Bill.UNKNOWN, None),
        entry(3, Bill.ASKED, None),
        entry(4, Bill.NOTHING, None),
        replace(entry(5, Bill.PAID, None), price=PriceRange()),
    )
    section = await budget_of(page, screen)
    rows = section.ledger.rows
    assert [row[0] for row in rows] == [f"FIGURE {number}" for number in range(1, 6)]
    assert [row[2:] for row in rows] == [
        ("billed", "$0.014"),
        ("may have been billed", "$0.006–0.035"),
        ("open", "$0.006–0.035"),
        ("not billed", "$0.00"),
        ("billed", "not known"),
    ]
    assert "gpt-image-2.6-flare" in rows[0][1]
    assert section.today.text() == "$0.014 of $5.00"


async def test_a_long_ledger_is_turned_page_by_page(page: SettingsPage, screen: Screen) -> None:
    screen.ledger.rows = tuple(entry(number) for number in range(2 * PAGE + 5))
    card = (await budget_of(page, screen)).ledger

    def first() -> str:
        return card.rows[0][0]

    assert (len(card.rows), first()) == (PAGE, "FIGURE 0")
    assert not card.newer.isEnabled()
    card.older.click()
    await screen.tasks_done()
    card.older.click()
    await screen.tasks_done()
    assert (len(card.rows), first()) == (5, f"FIGURE {2 * PAGE}")
    assert not card.older.isEnabled()
    card.newer.click()
    await screen.tasks_done()
    assert (len(card.rows), first()) == (PAGE, f"FIGURE {PAGE}")


async def test_a_ledger_that_cannot_be_read_says_why_and_is_read_again(page: SettingsPage, screen: Screen) -> None:
    class BusyLedger:
        is_busy = True

        async def spending(self) -> Spending:
            return Spending()

        async def entries(self, offset: int, limit: int, workspace: str = THIS_COMPUTER) -> tuple[LedgerEntry, ...]:
            if self.is_busy:
                raise LibraryBusy("Another program holds the library.", "Close it, then try again.")
            return (entry(1),)

    ledger = BusyLedger()
    screen.spending._ledger = ledger
    card: LedgerCard = (await budget_of(page, screen)).ledger
    assert card.says.text() == "Another program holds the library. Close it, then try again."
    ledger.is_busy = False
    card.again.click()
    await screen.tasks_done()
    assert (len(card.rows), card.says.isVisible(), card.again.isVisible()) == (1, False, False)


@pytest.mark.parametrize(
    ("spending", "text"),
    [
        (Spending(), "What services said that they charged."),
        (
            Spending(Decimal(1), Decimal("0.1"), Decimal("0.48")),
            "It may be up to $1.48: requests that are open, or whose end is not known, count with the upper end of "
            "their price.",
        ),
        (Spending(unpriced=2), "2 requests have no price that is known here."),
        (Spending(Decimal(5), budget=Decimal(5)), "Nothing is left for today."),
    ],
)
def test_what_may_come_on_top_is_said(spending: Spending, text: str) -> None:
    assert open_text(spending) == text


# rules


async def test_the_search_finds_them(page: SettingsPage, screen: Screen) -> None:
    await shown(page, screen)
    for text, key in (("api key", "engines"), ("server address", "engines"), ("daily budget", "budget")):
        page.search.setText(text)
        QTest.keyClick(page.search, Qt.Key.Key_Return)
        assert page.list.current_key == key


async def test_every_control_has_a_name_and_every_text_is_plain(page: SettingsPage, screen: Screen) -> None:
    hostile = "<b>x</b><img src=x>"
    screen.ledger.rows = (replace(entry(1), title=hostile, model=hostile),)
    card = await with_status(page, screen, trial=KeyTrial.REFUSED, trial_says=hostile, who=hostile)
    assert card.says.text() == hostile
    card.remove.click()
    assert_every_control_has_a_name(page)
    assert_texts_are_plain(page)
    await budget_of(page, screen)
    assert_every_control_has_a_name(page)
    assert_texts_are_plain(page)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(804, 570)])
async def test_nothing_is_clipped(page: SettingsPage, screen: Screen, scale: float, size: QSize) -> None:
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    screen.ledger.rows = tuple(replace(entry(number), title="A long title of a figure " * 4) for number in range(25))
    says = "OpenAI wants your organization verified before it may use this model. " * 3
    card = await with_status(page, screen, trial=KeyTrial.NOT_REACHED, trial_says=says)
    card.remove.click()
    card.default_model.picker.chosen.emit("another")
    for _ in range(5):
        await asyncio.sleep(0)
    assert_nothing_is_clipped(page)
    card.key.replace.click()
    await budget_of(page, screen)
    for _ in range(5):
        await asyncio.sleep(0)
    assert_nothing_is_clipped(page)
    screen.appearance.set_text_scale(0)


async def test_a_setting_that_is_refused_is_told(page: SettingsPage, screen: Screen) -> None:
    card = await with_status(page, screen)
    card.default_model.chosen.emit("x" * 300)
    with pytest.raises(SettingsError):
        screen.settings.change(default_model="x" * 300)
    assert "at most 200 characters" in card.says.text()
