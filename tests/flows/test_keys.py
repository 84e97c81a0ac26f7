"""The keys of the whole studio: listed at once, before the screens that take them are built."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.ui.main_window import MainWindow
from studio.ui.widgets.keys_dialog import KeysDialog
from studio.ui.widgets.palette import CommandPalette
from tests.flows.conftest import Start


async def test_the_keys_of_all_screens_are_listed_before_any_is_built(start: Start) -> None:
    studio = await start()
    window = studio.window
    actions = window.actions_registry
    before = actions.key_groups()
    texts = {text for group in before for text, _ in group.rows}
    assert {"Generate", "Find in the catalog", "Rate 5 stars", "Search the settings", "Check again"} <= texts
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    assert dialog.isVisible()
    dialog.reject()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert len(built(window)) == 1, "only the first screen"
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    palette.reject()
    for key in ("gallery", "catalog", "publish", "settings", "doctor"):
        window.page(key)
    assert [(group.title, [keys for _, keys in group.rows]) for group in actions.key_groups()] == [
        (group.title, [keys for _, keys in group.rows]) for group in before
    ], "what is listed is what the screens then take"


async def test_the_palette_offers_only_what_does_something_here(start: Start) -> None:
    studio = await start()
    window = studio.window
    window.page("settings")
    assert "Search the settings" not in {action.text() for action in window.actions_registry.usable(last="Window")}
    window.show_page("settings")
    assert "Search the settings" in {action.text() for action in window.actions_registry.usable(last="Window")}


def built(window: MainWindow) -> list[QWidget]:
    stack = window.findChild(QStackedWidget)
    assert isinstance(stack, QStackedWidget)
    return [stack.widget(at) for at in range(stack.count())]
