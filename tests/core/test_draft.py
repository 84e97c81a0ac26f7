"""Drafts of catalog entries: what counts as a change, undo and redo, and merging with what someone else published."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.catalog import Entry, Kind
from studio.core.draft import EntryDraft, EntryStatus, draft_of, status_of, text_of
from studio.core.edit_history import MAX_EDITS, EditHistory, Field
from studio.core.entry_merge import merge_entry
from studio.core.errors import JsonError
from studio.core.json_text import load_json, pretty_json

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
THEME = Entry(Kind.THEMES, 3, "Neon Arcade", {"palette": ["violet", "mint"], "glow": 0.8}, NOW, NOW)
PROMPT = Entry(Kind.PROMPTS, 1, "Blister", "A figure of {{ subject }}.\nNo hands.\n", NOW, NOW)


def live(entry: Entry, **changes: object) -> Entry:
    return replace(entry, **changes)


def test_a_draft_that_equals_what_is_live_changes_nothing() -> None:
    for entry in (THEME, PROMPT, live(THEME, name=None, value=None), live(PROMPT, value=None)):
        draft = draft_of(entry)
        assert not draft.changes
        assert status_of(entry, draft) is EntryStatus.LIVE


def test_another_spelling_of_the_same_value_changes_nothing() -> None:
    draft = draft_of(THEME).edited(Field.TEXT, '{"glow":8e-1,"palette":["violet","mint"]}')
    assert not draft.changes
    assert status_of(THEME, draft) is EntryStatus.LIVE


def test_status_says_where_an_entry_stands() -> None:
    edited = draft_of(THEME).edited(Field.NAME, "Neon")
    assert status_of(THEME, None) is EntryStatus.LIVE
    assert status_of(THEME, edited) is EntryStatus.EDITED
    assert status_of(live(THEME, value={"glow": 1}), edited) is EntryStatus.CONFLICT
    assert status_of(None, edited) is EntryStatus.CONFLICT
    assert status_of(THEME, replace(draft_of(THEME), is_deletion=True)) is EntryStatus.DELETED
    assert status_of(None, EntryDraft(Kind.THEMES, -1, None, "New", "{}")) is EntryStatus.NEW
    assert status_of(live(THEME, updated_at=None), edited) is EntryStatus.EDITED


def test_broken_details_stay_a_draft_and_cannot_be_read() -> None:
    draft = draft_of(THEME).edited(Field.TEXT, '{"glow": ')
    assert draft.changes
    assert draft.as_entry() is None
    with pytest.raises(JsonError):
        _ = draft.value


def test_the_spelling_that_was_kept_is_shown_while_it_means_the_same() -> None:
    kept = '{ "palette": ["violet","mint"], "glow": 8E-1 }'
    assert text_of(THEME, kept) == kept
    assert text_of(live(THEME, value={"glow": 2}), kept) == '{\n  "glow": 2\n}\n'
    assert text_of(live(THEME, value={"glow": 2}), '{"broken') == '{\n  "glow": 2\n}\n'


def test_typing_is_undone_word_by_word_and_redone() -> None:
    draft = draft_of(PROMPT)
    for count in range(1, len("one two") + 1):
        draft = draft.edited(Field.NAME, "Blister" + "one two"[:count], may_join=True)
    assert draft.undone().name == "Blisterone "
    assert draft.undone().undone().name == "Blister"
    assert draft.undone().undone().redone().redone().name == "Blisterone two"
    assert draft.undone().undone().undone() == draft.undone().undone()


def test_deleting_key_by_key_is_undone_as_one_step() -> None:
    draft = draft_of(PROMPT)
    for count in range(len("Blister") - 1, 2, -1):
        draft = draft.edited(Field.NAME, "Blister"[:count], may_join=True)
    assert (draft.name, draft.undone().name) == ("Bli", "Blister")
    for word in ("Bla", "la", "a"):
        draft = draft.edited(Field.NAME, word, may_join=word != "Bla")
    assert draft.undone().name == "Bla"


def test_undo_goes_through_name_and_text_in_the_order_of_the_edits() -> None:
    draft = draft_of(PROMPT).edited(Field.NAME, "B").edited(Field.TEXT, "x").edited(Field.NAME, "C")
    assert (draft.undone().name, draft.undone().text) == ("B", "x")
    assert (draft.undone().undone().name, draft.undone().undone().text) == ("B", PROMPT.value)
    again = draft.undone().edited(Field.TEXT, "y")
    assert again.redone() == again


def test_only_so_many_steps_are_kept() -> None:
    draft = draft_of(PROMPT)
    for count in range(MAX_EDITS + 20):
        draft = draft.edited(Field.TEXT, str(count))
    assert len(draft.history.done) == MAX_EDITS


def test_a_draft_with_its_steps_survives_being_saved() -> None:
    draft = draft_of(THEME).edited(Field.NAME, "Né\ud83d").edited(Field.TEXT, "{").undone()
    assert EntryDraft.from_json(load_json(pretty_json(draft_of(THEME).edited(Field.NAME, "N").to_json()))).name == "N"
    assert EntryDraft.from_json(draft.to_json()) == draft
    assert EditHistory.from_json(draft.history.to_json()) == draft.history


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(["name", "text", "undo", "redo"]), st.text("ab \n", max_size=6), st.booleans()))
)
def test_undo_and_redo_always_lead_through_the_same_texts(steps: list[tuple[str, str, bool]]) -> None:
    draft = draft_of(PROMPT)
    for what, text, may_join in steps:
        if what == "undo":
            draft = draft.undone()
        elif what == "redo":
            draft = draft.redone()
        else:
            draft = draft.edited(Field(what), text, may_join=may_join)
    end = draft
    while draft.history.done:
        draft = draft.undone()
    assert (draft.name, draft.text) == (PROMPT.name, PROMPT.value)
    while draft.history.undone and len(draft.history.done) < len(end.history.done):
        draft = draft.redone()
    assert (draft.name, draft.text) == (end.name, end.text)


def test_what_each_side_changed_alone_merges_by_itself() -> None:
    mine = draft_of(THEME).edited(Field.TEXT, '{ "palette": ["violet","mint"],  "glow": 0.9 }')
    merge = merge_entry(mine, live(THEME, name="Neon", value={"palette": ["coral"], "glow": 0.8, "era": "80s"}))
    assert merge.conflicts == ()
    merged = merge.decided({})
    assert merged.name == "Neon"
    assert merged.text == '{ "palette": ["coral"],  "glow": 0.9,  "era": "80s" }'
    assert status_of(merge.live, merged) is EntryStatus.EDITED
    assert merged.undone().text != merged.text


def test_a_conflict_shows_three_sides_and_takes_any_choice() -> None:
    mine = draft_of(THEME).edited(Field.TEXT, '{"palette": ["violet", "mint"], "glow": 0.9}').edited(Field.NAME, "A")
    merge = merge_entry(mine, live(THEME, name="B", value={"palette": ["violet", "mint"]}))
    assert [(one.place, one.base, one.mine, one.theirs) for one in merge.conflicts] == [
        ("Name", "Neon Arcade", "A", "B"),
        ("details.glow", "0.8", "0.9", None),
    ]
    name, glow = (one.key for one in merge.conflicts)
    assert merge.decided({}).name == "A"
    chosen = merge.decided({name: "B", glow: None})
    assert (chosen.name, chosen.value) == ("B", {"palette": ["violet", "mint"]})
    assert merge.decided({glow: "[1]"}).value["glow"] == [1]
    with pytest.raises(JsonError):
        merge.decided({glow: "[1"})


def test_templates_merge_by_line() -> None:
    mine = draft_of(PROMPT).edited(Field.TEXT, "A toy of {{ subject }}.\nNo hands.\n")
    merge = merge_entry(mine, live(PROMPT, value="A figure of {{ subject }}.\nNo hands.\nNo tags.\n"))
    assert [one.place for one in merge.conflicts] == []
    assert merge.decided({}).text == "A toy of {{ subject }}.\nNo hands.\nNo tags.\n"
    same = merge_entry(mine, live(PROMPT, value="A doll of {{ subject }}.\nNo hands.\n"))
    (conflict,) = same.conflicts
    assert (conflict.place, conflict.theirs) == ("Line 1", "A doll of {{ subject }}.\n")
    assert same.decided({conflict.key: "A puppet.\n"}).text == "A puppet.\nNo hands.\n"


def test_broken_details_are_one_conflict_and_nothing_of_them_is_lost() -> None:
    mine = draft_of(THEME).edited(Field.TEXT, '{"glow": ')
    merge = merge_entry(mine, live(THEME, value={"glow": 1}))
    (conflict,) = merge.conflicts
    assert conflict.mine == '{"glow": '
    assert merge.decided({}).text == '{"glow": '
    assert merge.decided({conflict.key: '{"glow": 2}'}).value == {"glow": 2}
