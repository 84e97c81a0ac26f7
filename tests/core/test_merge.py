"""Merging what two people made of one entry: a table written by hand, and laws that hold for any three values."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.json_merge import ABSENT, merge_json, same
from studio.core.json_paths import path_words
from studio.core.json_text import JsonValue, json_equal
from studio.core.line_merge import merge_lines
from studio.core.text_diff import Change, line_diff, word_diff

TABLES = Path(__file__).parents[1] / "merges"
JSON_CASES: list[dict[str, Any]] = json.loads((TABLES / "json.json").read_text("utf-8"))
LINE_CASES: list[dict[str, Any]] = json.loads((TABLES / "lines.json").read_text("utf-8"))

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=6).map("".join)


def test_the_table_has_enough_cases_and_each_its_own_name() -> None:
    names = [("json", case["name"]) for case in JSON_CASES] + [("lines", case["name"]) for case in LINE_CASES]
    assert len(names) >= 80
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in JSON_CASES])
def test_values_merge_as_the_table_says(case: dict[str, Any]) -> None:
    merge = merge_json(case["base"], case["mine"], case["theirs"])
    assert same(merge.value, case["merged"]), merge.value
    assert [path_words(conflict.path) for conflict in merge.conflicts] == case.get("conflicts", [])
    if "order" in case:
        assert list(merge.value) == case["order"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in LINE_CASES])
def test_templates_merge_as_the_table_says(case: dict[str, Any]) -> None:
    merge = merge_lines(case["base"], case["mine"], case["theirs"])
    assert merge.decided({}) == case["merged"]
    found = [[one.line, one.base, one.mine, one.theirs] for one in merge.conflicts]
    assert found == case.get("conflicts", [])


@given(VALUES, VALUES, VALUES)
def test_what_only_one_side_changed_is_taken_and_nothing_else_is_lost(
    base: JsonValue, mine: JsonValue, theirs: JsonValue
) -> None:
    merge = merge_json(base, mine, theirs)
    mirrored = merge_json(base, theirs, mine)
    assert {c.path for c in merge.conflicts} == {c.path for c in mirrored.conflicts}
    assert same(merge.decided({c.path: c.theirs for c in merge.conflicts}), mirrored.value)
    assert same(mirrored.decided({c.path: c.theirs for c in mirrored.conflicts}), merge.value)
    assert same(merge_json(base, mine, base).value, mine)
    assert same(merge_json(base, base, theirs).value, theirs)
    assert merge_json(base, mine, mine).conflicts == ()


@given(VALUES, VALUES, VALUES)
def test_a_conflict_names_three_different_things(base: JsonValue, mine: JsonValue, theirs: JsonValue) -> None:
    for conflict in merge_json(base, mine, theirs).conflicts:
        assert not same(conflict.mine, conflict.theirs)
        assert not same(conflict.mine, conflict.base)
        assert not same(conflict.theirs, conflict.base)


def test_a_decision_may_take_a_key_away() -> None:
    merge = merge_json({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"b": 1})
    assert merge.decided({("a",): ABSENT}) == {"b": 1}
    assert merge.decided({("a",): "new"}) == {"a": "new", "b": 1}
    assert json_equal(merge.value, {"a": 2, "b": 1})


@given(TEXTS, TEXTS, TEXTS)
def test_lines_that_one_side_left_alone_come_from_the_other(base: str, mine: str, theirs: str) -> None:
    assert merge_lines(base, mine, base).decided({}) == mine
    assert merge_lines(base, base, theirs).decided({}) == theirs
    merge = merge_lines(base, mine, theirs)
    assert not merge_lines(base, mine, mine).conflicts
    for one in merge.conflicts:
        assert one.mine in mine
        assert one.theirs in theirs
        assert one.base in base


def test_long_templates_with_repeated_lines_merge_like_short_ones() -> None:
    lines = [f"line {number}" if number % 3 else "{% endif %}" for number in range(600)]
    mine, theirs = list(lines), list(lines)
    mine[10], theirs[400] = "mine", "theirs"
    merge = merge_lines(*("".join(f"{line}\n" for line in side) for side in (lines, mine, theirs)))
    both = list(mine)
    both[400] = "theirs"
    assert merge.conflicts == ()
    assert merge.decided({}) == "".join(f"{line}\n" for line in both)


@given(TEXTS, TEXTS)
def test_a_line_diff_holds_every_line_that_changed(old: str, new: str) -> None:
    pieces = line_diff(old, new)
    assert (pieces == ()) == (old == new)
    assert sum(piece.change is Change.ADDED for piece in pieces) - sum(
        piece.change is Change.REMOVED for piece in pieces
    ) == len(new.splitlines()) - len(old.splitlines())


@given(st.text("ab .,\n", max_size=30), st.text("ab .,\n", max_size=30))
def test_a_word_diff_reads_as_the_new_text_and_as_the_old_one(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old


def test_a_word_diff_marks_the_words_that_changed() -> None:
    pieces = word_diff("palette mint, sealed in foil.", "palette violet, sealed in foil.")
    assert [(piece.change, piece.text) for piece in pieces] == [
        (Change.SAME, "palette "),
        (Change.REMOVED, "mint"),
        (Change.ADDED, "violet"),
        (Change.SAME, ", sealed in foil."),
    ]
