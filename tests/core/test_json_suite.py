"""Hostile JSON: the public suite of must-accept and must-reject files, and mutated documents."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.core.errors import JsonError
from studio.core.json_document import JsonDocument
from studio.core.json_syntax import scan_json
from studio.core.json_text import json_equal, load_json
from tests.faults.report import Campaign

SUITE: dict[str, str] = json.loads((Path(__file__).parents[1] / "json_suite" / "parsing.json").read_text("utf-8"))
ACCEPTED = sorted(name for name in SUITE if name.startswith("y_"))
REFUSED = sorted(name for name in SUITE if name.startswith("n_"))
UNDECIDED = sorted(name for name in SUITE if name.startswith("i_"))
BY_DESIGN = {
    "y_object_duplicated_key",
    "y_object_duplicated_key_and_value",
    "y_object_escaped_null_in_key",
    "y_string_null_escape",
}
"""Duplicate keys would lose one of the two, and jsonb cannot hold NUL."""


def test_the_suite_is_whole() -> None:
    assert (len(ACCEPTED), len(REFUSED)) == (95, 186)
    assert set(ACCEPTED) >= BY_DESIGN


@pytest.mark.parametrize("name", [name for name in ACCEPTED if name not in BY_DESIGN])
def test_what_must_be_accepted_opens_and_untouched_means_the_same(name: str) -> None:
    text = SUITE[name]
    document = JsonDocument.of(text)
    assert document.faults == ()
    assert document.value == json.loads(text) == load_json(text)
    assert document.put((), load_json(text)).text == text
    assert json_equal(document.formatted().value, document.value)


@pytest.mark.parametrize("name", sorted(BY_DESIGN))
def test_what_we_cannot_keep_is_refused_with_a_sentence_and_its_place(name: str) -> None:
    with pytest.raises(JsonError, match=r"line 1, column \d+") as refused:
        load_json(SUITE[name])
    assert "twice" in refused.value.sentence or "u0000" in refused.value.sentence


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_be_refused_is_refused_with_line_and_column(name: str) -> None:
    refuse(SUITE[name])


def refuse(text: str) -> None:
    with pytest.raises(JsonError, match=r"\(line \d+, column \d+\)\.") as refused:
        load_json(text)
    lines = text.split("\n")
    assert 1 <= refused.value.line <= len(lines)
    assert 1 <= refused.value.column <= len(lines[refused.value.line - 1]) + 1
    assert JsonDocument.of(text).faults


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"":' * 50_000])
def test_deep_nesting_is_refused_at_its_bracket(text: str) -> None:
    refuse(text)


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_may_go_either_way_ends_in_a_value_or_in_our_error(name: str) -> None:
    assert agrees(SUITE[name]) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": 1,}', ["1:9"]),
        ('{"a": 1 "b": 2}', ["1:9"]),
        ('{"a" 1}', ["1:6"]),
        ('{"a": }', ["1:7"]),
        ("{a: 1}", ["1:2"]),
        ("{'a': 1}", ["1:2"]),
        ('{"a": 1', ["1:1"]),
        ('{"a": [1, 2}', ["1:12"]),
        ('{"a": "x\n}', ["1:7"]),
        ('["a\tb"]', ["1:4"]),
        ('["a\\x"]', ["1:4"]),
        ("[1, NaN, 01, +1]", ["1:5", "1:10", "1:14"]),
        ("[1, // one\n 2]", ["1:5"]),
        ('{"a": 1, "a": 2}', ["1:10"]),
        ('["\\u0000", "\\ud800"]', ["1:3", "1:12"]),
        ("[1] 2", ["1:5"]),
        ("", ["1:1"]),
        ("True", ["1:1"]),
    ],
)
def test_each_fault_is_marked_where_it_is(text: str, places: list[str]) -> None:
    found = [
        f"{text[: fault.begin].count(chr(10)) + 1}:{_column(text, fault.begin)}" for fault in scan_json(text).faults
    ]
    assert set(found) >= set(places), scan_json(text).faults


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset)


def agrees(text: str) -> str | None:
    """What is wrong where the strict reader and the tolerant scanner do not say the same, or anything else escapes."""
    try:
        document = JsonDocument.of(text)
    except Exception as error:  # noqa: BLE001 - anything but our own error is what this looks for
        return f"{text!r}: the scanner raised {error!r}"
    try:
        value = load_json(text)
    except JsonError as error:
        return None if document.faults and error.line >= 1 else f"{text!r}: only the reader refuses ({error})"
    except Exception as error:  # noqa: BLE001 - anything but our own error is what this looks for
        return f"{text!r}: the reader raised {error!r}"
    if document.faults:
        return f"{text!r}: only the scanner refuses ({document.faults[0]})"
    return None if document.value == value else f"{text!r}: they read different values"


PIECES = (
    *("{", "}", "[", "]", ",", ":", '"', "'", "\\", "\\u0000", "\\ud83d", "\\u00e9", "\n", "\t", "\0", "\ufeff"),
    *(
        "null",
        "true",
        "NaN",
        "-Infinity",
        "1e999",
        "-0",
        "01",
        ".5",
        "9" * 30,
        "//",
        "/*",
        "é",
        "\u2028",
        "😀",
        "\ud800",
    ),
)


def mutants(seed: int, count: int) -> Iterator[str]:
    """Documents of the suite and our own, each broken in one to four places."""
    chance = random.Random(seed)
    sources = [text for text in SUITE.values() if len(text) < 300]
    sources.append('{"palette": ["a", "b"], "n": -1.5e3, "deep": {"x": [true, null, {"y": "\\u00e9"}]}}')
    edits: list[Callable[[str, int], str]] = [
        lambda text, at: text[:at] + chance.choice(PIECES) + text[at:],
        lambda text, at: text[:at] + text[at + 1 :],
        lambda text, at: text[:at] + text[at:] + text[at : at + 8],
        lambda text, at: text[:at],
        lambda text, at: text[:at] + chr(chance.randrange(0x250)) + text[at + 1 :],
    ]
    for _ in range(count):
        text = chance.choice(sources)
        for _ in range(chance.randint(1, 4)):
            text = chance.choice(edits)(text, chance.randint(0, len(text)))
        yield text


def test_mutated_documents_end_in_a_value_or_in_our_error() -> None:
    assert [wrong for text in mutants(20261124, 10_000) if (wrong := agrees(text))] == []


@pytest.mark.long
def test_a_million_mutated_documents_end_in_a_value_or_in_our_error() -> None:
    campaign = Campaign("hostile JSON", "the check for lone surrogates taken out of the scanner", seed=5)
    for text in mutants(5, 1_000_000):
        campaign.tries += 1
        wrong = agrees(text)
        campaign.expect(wrong is None, wrong or "")
    campaign.finish(1_000_000)
