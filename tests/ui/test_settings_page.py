"""The Settings screen as a person sees it: each change is applied at once and kept, and everything can be found."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from studio.core.errors import LibraryDamaged
from studio.core.ports.library import CheckResult
from studio.core.settings import Settings
from studio.state.settings import SettingsStore
from studio.ui.settings.about import LicenceDialog
from studio.ui.settings.folder_row import FolderRow
from studio.ui.settings.health import BUSY, HealthCard
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.library import LibrarySection
from studio.ui.settings.licences import BUNDLED
from studio.ui.settings.page import SettingsPage
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from tests.ui.conftest import RESOURCES
from tests.ui.fakes import NOON, Screen
from tests.ui.screen_rules import (
    assert_every_control_has_a_name,
    assert_nothing_is_clipped,
    assert_nothing_leaves_its_area,
    assert_texts_are_plain,
)

KEYS = ("engines", "budget", "library", "appearance", "shortcuts", "privacy", "about")


class KeptSettings:
    """A settings file that remembers what was saved."""

    def __init__(self) -> None:
        self.saved: list[Settings] = []

    def load(self) -> tuple[Settings, tuple[str, ...]]:
        return Settings(), ()

    async def save(self, settings: Settings) -> None:
        self.saved.append(settings)


class Health:
    """What the library answers to a check and a rebuild, when it is let."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.faults: tuple[str, ...] = ()
        self.error: LibraryDamaged | None = None

    async def check(self) -> CheckResult:
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return CheckResult(1_240, self.faults)

    async def rebuild(self) -> int:
        await self.go.wait()
        return 1


@pytest.fixture
def kept() -> KeptSettings:
    return KeptSettings()


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def opened() -> list[Path]:
    return []


@pytest.fixture
def page(
    screen: Screen, kept: KeptSettings, health: Health, opened: list[Path], tmp_path: Path
) -> Iterator[SettingsPage]:
    """The screen over default settings, shown in its window."""
    screen.actions.add("commands", "Show all commands", lambda: None, group="Window", keys=("Ctrl+K",))
    screen.actions.add("keys", "Show the keys & more", lambda: None, group="Window", keys=("?", "F1"))
    screen.actions.add("dark", "Dark appearance", lambda: None, group="Window")

    def open_folder(folder: Path) -> bool:
        opened.append(folder)
        return True

    info = SettingsInfo(
        version="0.1.0",
        settings_folder=tmp_path / "<b>settings</b> & more",
        library_folder=tmp_path,
        logs_folder=tmp_path / "logs",
        check=health.check,
        rebuild=health.rebuild,
        open_folder=open_folder,
        resources=RESOURCES,
    )
    settings = SettingsStore(screen.tasks, kept, Settings())
    page = SettingsPage(
        screen.appearance,
        screen.tasks,
        settings,
        screen.service,
        screen.spending,
        screen.messages,
        screen.actions,
        info,
        today=NOON.date,
    )
    screen.window.setCentralWidget(page)
    screen.window.show()
    yield page
    assert screen.failures == []


def section(page: SettingsPage, key: str) -> QWidget:
    page.show_section(key)
    return page.sections[key]


def library_of(page: SettingsPage) -> LibrarySection:
    found = section(page, "library")
    assert isinstance(found, LibrarySection)
    return found


def search(page: SettingsPage, text: str) -> None:
    page.search.setFocus()
    QTest.keyClicks(page.search, text)
    QTest.keyClick(page.search, Qt.Key.Key_Return)


def shown_texts(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text") and label.isVisible()}


# finding


async def test_the_list_shows_one_section_at_a_time(page: SettingsPage) -> None:
    assert page.list.visible_keys() == KEYS
    assert page.sections["engines"].isVisible()
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.sections["budget"].isVisible()
    assert not page.sections["engines"].isVisible()


async def test_a_link_leads_to_a_section(page: SettingsPage) -> None:
    page.show_section("about")
    assert page.list.current_key == "about"
    assert page.sections["about"].isVisible()


async def test_the_search_leaves_the_sections_that_have_it_and_shows_the_first(page: SettingsPage) -> None:
    search(page, "deleted figures")
    assert page.list.visible_keys() == ("library",)
    assert page.sections["library"].isVisible()
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.list.visible_keys() == KEYS


async def test_a_search_finds_hints_and_keys_too(page: SettingsPage) -> None:
    search(page, "F1")
    assert page.list.visible_keys() == ("shortcuts",)
    page.search.clear()
    search(page, "sliding")
    assert page.list.visible_keys() == ("appearance",)


async def test_a_search_without_a_match_says_so(page: SettingsPage) -> None:
    search(page, "<b>dragon</b>")
    assert page.list.visible_keys() == ()
    assert "No setting matches “<b>dragon</b>”." in shown_texts(page)
    assert_texts_are_plain(page)


# changing


async def test_the_appearance_is_applied_at_once_and_kept(
    page: SettingsPage, screen: Screen, kept: KeptSettings
) -> None:
    appearance = section(page, "appearance")
    light = next(b for b in appearance.findChildren(QWidget) if b.accessibleName() == "Appearance: Light")
    QTest.mouseClick(light, Qt.MouseButton.LeftButton)
    await screen.tasks_done()
    assert kept.saved[-1].appearance == "light"


async def test_less_motion_is_kept(page: SettingsPage, screen: Screen, kept: KeptSettings) -> None:
    appearance = section(page, "appearance")
    QTest.keyClick(appearance.less_motion, Qt.Key.Key_Space)
    await screen.tasks_done()
    assert kept.saved[-1].reduce_motion is True


async def test_numbers_are_kept_when_they_are_typed_to_their_end(
    page: SettingsPage, screen: Screen, kept: KeptSettings
) -> None:
    library = library_of(page)
    library.free.setFocus()
    library.free.selectAll()
    QTest.keyClicks(library.free, "750")
    assert kept.saved == []
    QTest.keyClick(library.free, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert kept.saved[-1].minimum_free_mb == 750
    QTest.keyClick(library.days, Qt.Key.Key_Up)
    await screen.tasks_done()
    assert kept.saved[-1].keep_deleted_days == 31


async def test_a_number_out_of_bounds_never_reaches_the_settings(
    page: SettingsPage, screen: Screen, kept: KeptSettings
) -> None:
    library = library_of(page)
    library.days.setFocus()
    library.days.selectAll()
    QTest.keyClicks(library.days, "99999")
    QTest.keyClick(library.days, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert all(1 <= settings.keep_deleted_days <= 3650 for settings in kept.saved)


async def test_the_wheel_changes_no_number_that_is_only_scrolled_past(
    page: SettingsPage, screen: Screen, kept: KeptSettings
) -> None:
    library = library_of(page)
    page.list.setFocus()
    place = QPointF(5, 5)
    wheel = QWheelEvent(
        place,
        library.free.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(library.free, wheel)
    await screen.tasks_done()
    assert kept.saved == []


async def test_a_change_made_elsewhere_is_shown(page: SettingsPage) -> None:
    library = library_of(page)
    library._settings.change(minimum_free_mb=900, appearance="light")
    assert library.free.value() == 900
    assert page.sections["appearance"].mode.value == "light"


# the library


def health_of(page: SettingsPage) -> HealthCard:
    return library_of(page).health


async def test_a_check_shows_its_progress_and_that_all_is_well(
    page: SettingsPage, screen: Screen, health: Health
) -> None:
    card = health_of(page)
    card.check_button.click()
    await asyncio.sleep(0)
    assert card.progress.isVisible()
    assert card.result.text() == "Reading every picture…"
    assert not card.rebuild_button.isEnabled()
    assert BUSY in card.rebuild_button.accessibleDescription()
    health.go.set()
    await screen.tasks_done()
    assert not card.progress.isVisible()
    assert card.result.text() == "All is well: 1,240 figures, each as it was saved."
    assert card.rebuild_button.isEnabled()


async def test_a_check_lists_what_is_not_as_saved(page: SettingsPage, screen: Screen, health: Health) -> None:
    health.faults = tuple(f"Picture {number} is missing." for number in range(20))
    health.go.set()
    card = health_of(page)
    card.check_button.click()
    await screen.tasks_done()
    assert card.result.text() == "1,240 figures read; 20 things are not as saved."
    assert [note.text for note in card.faults.notes][-1] == "And 12 more."


async def test_a_check_can_be_stopped(page: SettingsPage, screen: Screen) -> None:
    card = health_of(page)
    card.check_button.click()
    await asyncio.sleep(0)
    card.stop_button.click()
    await screen.tasks_done()
    assert card.result.text() == "Stopped. Nothing was changed."
    assert card.check_button.isEnabled()
    assert not card.progress.isVisible()


async def test_a_check_that_cannot_be_done_says_why_and_what_next(
    page: SettingsPage, screen: Screen, health: Health
) -> None:
    health.error = LibraryDamaged("The database of the library is broken.", "Rebuild it from the folder.")
    health.go.set()
    card = health_of(page)
    card.check_button.click()
    await screen.tasks_done()
    assert card.result.text() == "The database of the library is broken. Rebuild it from the folder."
    assert card.check_button.isEnabled()


async def test_a_rebuild_cannot_be_stopped_halfway_and_tells_the_window(
    page: SettingsPage, screen: Screen, health: Health
) -> None:
    rebuilt: list[bool] = []
    page.library_rebuilt.connect(lambda: rebuilt.append(True))
    card = health_of(page)
    card.rebuild_button.click()
    await asyncio.sleep(0)
    assert card.progress.isVisible()
    assert not card.stop_button.isVisible()
    health.go.set()
    await screen.tasks_done()
    assert card.result.text() == "Rebuilt: 1 figure in the library."
    assert rebuilt == [True]


# folders and words


async def test_a_folder_is_opened_or_its_path_copied(
    page: SettingsPage, screen: Screen, opened: list[Path], tmp_path: Path
) -> None:
    row = library_of(page).findChild(FolderRow)
    assert isinstance(row, FolderRow)
    assert row.path.text() == str(tmp_path)
    row.open_button.click()
    assert opened == [tmp_path]
    row.copy_button.click()
    assert QGuiApplication.clipboard().text() == str(tmp_path)
    assert "Path copied." in screen.messages.shown


async def test_a_folder_that_is_not_there_yet_is_not_opened(
    page: SettingsPage, screen: Screen, opened: list[Path]
) -> None:
    logs = section(page, "privacy").findChildren(FolderRow)[-1]
    logs.open_button.click()
    assert opened == []
    assert "Nothing has been written there yet." in screen.messages.shown


async def test_the_keys_of_actions_that_came_later_are_listed_too(page: SettingsPage, screen: Screen) -> None:
    screen.actions.add("late", "Rate 5 stars", lambda: None, group="Gallery", keys=("5",))
    texts = shown_texts(section(page, "shortcuts"))
    assert {"Show all commands", "Ctrl+K", "Show the keys & more", "F1", "Gallery", "Rate 5 stars"} <= texts
    assert "Dark appearance" not in texts, "it has no keys"


async def test_about_tells_the_version_and_copies_it(page: SettingsPage, screen: Screen) -> None:
    about = section(page, "about")
    assert {"0.1.0", "MIT"} <= shown_texts(about)
    next(b for b in about.findChildren(Button) if b.text() == "Copy version info").click()
    assert QGuiApplication.clipboard().text().startswith("WTFigure Studio 0.1.0\nPython 3.")


@pytest.mark.parametrize("licence", BUNDLED, ids=lambda licence: licence.name)
async def test_every_licence_can_be_read(page: SettingsPage, licence: Any) -> None:
    about = section(page, "about")
    name = f"Read the licence of {licence.name}"
    next(b for b in about.findChildren(Button) if b.accessibleName() == name).click()
    dialog = page.findChild(LicenceDialog)
    assert isinstance(dialog, LicenceDialog)
    assert "Copyright" in dialog.text.toPlainText()
    dialog.reject()


# rules


async def test_every_control_has_a_name_and_every_text_is_plain(page: SettingsPage) -> None:
    for key in KEYS:
        page.show_section(key)
        assert_every_control_has_a_name(page)
    assert_texts_are_plain(page)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [QSize(1364, 870), QSize(804, 570)])
async def test_nothing_is_clipped(page: SettingsPage, screen: Screen, scale: float, size: QSize) -> None:
    screen.appearance.set_text_scale(scale)
    screen.window.resize(size)
    for key in KEYS:
        page.show_section(key)
        for _ in range(5):
            await asyncio.sleep(0)
        assert_nothing_is_clipped(page)
        assert_nothing_leaves_its_area(page)
    screen.appearance.set_text_scale(0)


async def test_a_group_without_keys_has_no_empty_card_among_the_shortcuts(page: SettingsPage, screen: Screen) -> None:
    screen.actions.add("doctor", "Check the set-up", lambda: None, group="Team")
    page.show_section("shortcuts")
    titles = [label.text() for label in page.sections["shortcuts"].findChildren(PlainLabel) if label.isVisible()]
    assert "Window" in titles
    assert "Team" not in titles


async def test_who_was_led_to_the_budget_can_type_another_at_once(
    page: SettingsPage, screen: Screen, kept: KeptSettings
) -> None:
    screen.window.activateWindow()
    page.show_section("budget")
    page.begin()
    field = screen.window.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "20")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await screen.tasks_done()
    assert kept.saved[-1].daily_budget == "20"
