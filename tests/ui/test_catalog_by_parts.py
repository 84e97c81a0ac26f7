"""What the Catalog screen does a part at a time, and what it leaves as it is, so that choosing an entry is quick."""

import random
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QPaintEvent

from studio.core.catalog import Kind
from studio.core.draft import text_of
from studio.core.figure import THIS_COMPUTER
from studio.core.json_text import JsonValue
from studio.ui.appearance import Appearance
from studio.ui.catalog.code.code_edit import CodeEdit
from studio.ui.catalog.code.code_text import PART
from tests.ui.catalog_studio import STARTER, CatalogStudio
from tests.waiting import until

NEON = next(entry for entry in STARTER if entry.kind is Kind.THEMES and entry.id == 1)
LINES = ("{", '  "key": "word",', "é", "😀 and 😃", "", "x" * 700)


class Painted(QObject):
    """The areas of a widget that are painted."""

    happened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas += list(event.region())
            self.happened.emit()
        return False


class Turns(QObject):
    """How often something came or went."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.Hide, QEvent.Type.Show)
        return False


async def test_choosing_another_row_paints_the_two_rows_alone(studio: CatalogStudio) -> None:
    entries = studio.page.panel.list
    entries.set_current_row(1)
    await studio.settled()
    entries.viewport().repaint()
    painted = Painted()
    entries.viewport().installEventFilter(painted)
    entries.set_current_row(4)
    await until(painted.happened, lambda: bool(painted.areas))
    height = entries.row_height()
    assert {area.top() // height for area in painted.areas} == {1, 4}
    assert sum(area.height() for area in painted.areas) == 2 * height


def a_text(source: random.Random) -> str:
    return "\n".join(source.choice(LINES) for _ in range(source.randrange(400)))


def test_a_text_comes_by_parts_and_is_whole_in_the_end(appearance: Appearance) -> None:
    source, edit = random.Random(20), CodeEdit(appearance, "Text")
    told: list[str] = []
    edit.edited.connect(told.append)
    for _ in range(40):
        text, before = a_text(source), edit.text
        for count, _part in enumerate(edit.set_text_by_parts(text), 1):
            assert count <= max(len(before), len(text)) // PART + 1
            assert edit.toPlainText() == edit.text
        assert edit.text == text
        assert edit.toPlainText() == text
    assert told == []


async def test_what_is_left_of_another_long_text_cannot_be_typed_in_and_gives_way_to_yet_another(
    studio: CatalogStudio,
) -> None:
    def long(word: str) -> JsonValue:
        return {f"{word} {number:04}": number for number in range(3_000)}

    two, three = replace(NEON, id=2, value=long("two")), replace(NEON, id=3, value=long("three"))
    await studio.library.put_entries(THIS_COMPUTER, [replace(NEON, value=long("one")), two, three])
    await studio.catalog.open()
    await studio.show(Kind.THEMES, 1, "json")
    studio.stores.editor.begin()
    await studio.settled()
    edit = studio.page.editor.json.edit
    parts: list[bool] = []
    edit.document().contentsChange.connect(lambda *_change: parts.append(edit.isReadOnly()))
    studio.page.show_entry(Kind.THEMES, 2)
    await until(edit.document().contentsChange, lambda: bool(parts))
    assert edit.text != text_of(two)
    studio.page.show_entry(Kind.THEMES, 3)
    await studio.settled()
    assert edit.text == text_of(three)
    assert all(parts)


async def test_a_mock_up_keeps_its_room_for_the_one_of_the_next_entry(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1)
    pair = studio.page.effects.mockups
    assert pair.live.isVisibleTo(studio.page)
    turns = Turns()
    pair.live.installEventFilter(turns)
    studio.page.show_entry(Kind.THEMES, 2)
    assert pair.live.isVisibleTo(studio.page)
    await studio.settled()
    assert pair.live.isVisibleTo(studio.page)
    assert not pair.draft.isVisibleTo(studio.page)
    assert turns.count == 0


async def test_no_room_is_kept_for_a_mock_up_that_will_not_come(studio: CatalogStudio) -> None:
    await studio.show(Kind.THEMES, 1)
    pair = studio.page.effects.mockups
    assert pair.isVisibleTo(studio.page)
    await studio.show(Kind.THEMES, 2, "json")
    studio.stores.editor.begin()
    studio.stores.editor.replace_text("{")
    await studio.settled()
    await studio.show(Kind.THEMES, 1)
    await studio.show(Kind.THEMES, 2)
    assert not pair.isVisibleTo(studio.page)
