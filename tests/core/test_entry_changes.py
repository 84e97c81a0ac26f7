"""What a draft or a version changes, in the lines that people are shown."""

from datetime import UTC, datetime

import pytest

from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import EntryVersion
from studio.core.draft import EntryDraft, draft_of, text_of
from studio.core.edit_history import Field
from studio.core.entry_changes import changes_between, changes_of
from studio.core.text_diff import Piece

NOW = datetime(2026, 11, 24, tzinfo=UTC)
THEME = Entry(Kind.THEMES, 1, "Neon", {"mood": "loud", "era": "80s"}, NOW)
CARD = Entry(Kind.PROMPTS, 1, "Card", "A figure\nof {{ subject }}", NOW)


def lines(pieces: tuple[Piece, ...]) -> list[str]:
    signs = {"same": " ", "removed": "-", "added": "+"}
    return [signs[piece.change] + piece.text for piece in pieces]


def version(number: int | None, entry: Entry | None, text: str, name: str | None = "Neon") -> EntryVersion:
    return EntryVersion(number, entry, name, text, "", "", NOW)


def test_a_changed_value_is_shown_without_the_commas_around_it() -> None:
    draft = draft_of(THEME).edited(Field.TEXT, '{"mood": "calm", "era": "80s", "glow": 1}')
    assert lines(changes_of(draft)) == [
        " {", '-  "mood": "loud"', '+  "mood": "calm"', '   "era": "80s"', '+  "glow": 1', " }",
    ]  # fmt: skip


def test_another_layout_is_no_change_and_another_name_is() -> None:
    draft = draft_of(THEME).edited(Field.TEXT, '{"mood" : "loud",\n\n"era":"80s"}')
    assert changes_of(draft) == ()
    assert lines(changes_of(draft.edited(Field.NAME, "Night"))) == ["-Name: Neon", "+Name: Night"]
    assert lines(changes_of(draft.edited(Field.NAME, " "))) == ["-Name: Neon", "+Name: (none)"]


def test_a_new_entry_is_all_added_and_a_deleted_one_all_removed() -> None:
    new = EntryDraft(Kind.PROMPTS, -1, None, "Card", "A figure")
    assert lines(changes_of(new)) == ["+Name: Card", "+A figure"]
    gone = draft_of(CARD)
    assert lines(changes_of(EntryDraft(gone.kind, 1, CARD, "Card", gone.text, is_deletion=True))) == [
        "-Card", "-A figure", "-of {{ subject }}",
    ]  # fmt: skip


def test_broken_details_are_compared_as_they_are_typed() -> None:
    draft = draft_of(THEME).edited(Field.TEXT, '{\n  "mood": "loud",\n  "era": \n}\n')
    assert '+  "era": ' in lines(changes_of(draft))


def test_a_version_is_compared_with_the_one_before_it() -> None:
    first = version(1, THEME, text_of(THEME))
    calm = version(2, THEME, '{"mood": "calm", "era": "80s"}', "Night")
    assert lines(changes_between(Kind.THEMES, None, first))[0] == "+Name: Neon"
    assert lines(changes_between(Kind.THEMES, first, calm))[:2] == ["-Name: Neon", "+Name: Night"]
    gone = changes_between(Kind.THEMES, calm, version(3, None, "", "Night"))
    assert lines(gone) == ["-{", '-  "mood": "calm"', '-  "era": "80s"', "-}"]
    kept = version(None, None, '{"mood": ', "Night")
    assert '+{"mood": ' in lines(changes_between(Kind.THEMES, calm, kept))


@pytest.mark.parametrize("count", [199, 200, 3_000])
def test_long_texts_with_lines_that_come_again_and_again_are_compared_line_by_line(count: int) -> None:
    same = '  "same": [\n    1\n  ],\n' * count
    old = Entry(Kind.PROMPTS, 1, "Long", f"{same}old line\n{same}", NOW)
    draft = draft_of(old).edited(Field.TEXT, f"{same}new line\n{same}")
    assert [line for line in lines(changes_of(draft)) if line[0] != " "] == ["-old line", "+new line"]
