import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import JsonError
from studio.core.json_text import canonical_json, json_equal, load_json, pretty_json

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**20), max_value=10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé日", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_what_is_written_is_read_back_as_it_was(value: object) -> None:
    assert json_equal(load_json(pretty_json(value)), value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1,"a":2}',
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "1e999",
        '"\\ud800"',
        '"a\\u0000b"',
        "[1,]",
        "// no\n1",
        "'a'",
        "[" * 70 + "]" * 70,
        "[" * 100_000,
        "9" * 5_000,
        '{"a":1} x',
    ],
)
def test_what_is_not_clean_json_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(JsonError) as refused:
        load_json(text)
    assert refused.value.sentence.endswith(".")


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(JsonError, match="not UTF-8"):
        load_json('"é"'.encode("utf-16"))


def test_a_fault_is_told_with_its_place() -> None:
    with pytest.raises(JsonError) as refused:
        load_json('{\n  "a": 1,\n  "b": ,\n}')
    assert (refused.value.line, refused.value.column) == (3, 8)


def test_brackets_inside_strings_are_no_nesting() -> None:
    text = '"' + "[" * 500 + '\\"' + "{" * 500 + '"'
    assert load_json(text) == "[" * 500 + '"' + "{" * 500


def test_equal_means_equal_as_json() -> None:
    assert json_equal({"a": 1.0, "b": [2]}, {"b": [2], "a": 1})
    assert not json_equal(True, 1)
    assert not json_equal({"a": None}, {})
    assert not json_equal("1", 1)


def test_the_canonical_spelling_has_no_nan() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(math.nan)
