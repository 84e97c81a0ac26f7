"""The lossless document: edits by path say what they should and touch nothing else."""

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import JsonError
from studio.core.json_document import JsonDocument
from studio.core.json_layout import layout, spelled
from studio.core.json_syntax import scan_json
from studio.core.json_text import JsonValue, json_equal, load_json
from studio.core.splice import splice_between

TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)
KEYS = st.text('abcé日 /~"', max_size=3)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)
SPELLINGS = (
    json.dumps,
    lambda value: json.dumps(value, indent=4),
    lambda value: json.dumps(value, separators=(",", ":")),
    lambda value: json.dumps(value, indent="\t", ensure_ascii=False),
    lambda value: "\n " + json.dumps(value, separators=(" ,\n ", " :  ")) + " \n",
    spelled,
)

THEME = """{
  "palette": ["violet",  "mint"],
  "glow": 0.80,
  "size": 1e2,
  "materials": {"card": "holo\\u0067raphic", "bubble" :"smoked"},
  "era": "80s"
}
"""


def doc(text: str = THEME) -> JsonDocument:
    return JsonDocument.of(text)


def test_setting_what_is_already_there_changes_nothing() -> None:
    assert doc().put(("glow",), 0.8) is doc() or doc().put(("glow",), 0.8).text == THEME
    assert doc().put((), doc().value).text == THEME


def test_an_edit_leaves_every_other_character_alone() -> None:
    assert doc().put(("era",), "90s").text == THEME.replace("80s", "90s")
    assert doc().put(("materials", "bubble"), None).text == THEME.replace('"smoked"', "null")


def test_a_whole_value_is_set_key_by_key() -> None:
    value = doc().value
    value["materials"]["bubble"] = "clear"
    value["glow"] = 0.9
    assert doc().put((), value).text == THEME.replace("smoked", "clear").replace("0.80", "0.9")


def test_keys_go_and_come_at_once_and_the_others_keep_their_spelling() -> None:
    value = doc().value
    del value["era"], value["glow"]
    value |= {"mood": "loud", "x": 1}
    wanted = THEME.replace(',\n  "era": "80s"', ',\n  "mood": "loud",\n  "x": 1').replace('"glow": 0.80,\n  ', "")
    assert doc().put((), value).text.replace(" :", ": ").replace(":  ", ": ") == wanted.replace(" :", ": ")


def test_a_new_key_stands_at_the_end_in_the_style_of_its_neighbours() -> None:
    assert doc().put(("mood",), "loud").text == THEME.replace('"80s"\n', '"80s",\n  "mood": "loud"\n')
    assert doc('{"a":1,"b":2}').put((), {"a": 1, "b": 2, "c": 3}).text == '{"a":1,"b":2,"c":3}'


def test_the_first_key_of_an_empty_object_gets_a_line() -> None:
    assert doc("{}").put(("a",), 1).text == '{\n  "a": 1\n}'
    assert doc('{\n  "m": {}\n}').put(("m", "a"), [1]).text == '{\n  "m": {\n    "a": [1]\n  }\n}'


def test_items_are_added_and_taken_out_without_respelling_the_others() -> None:
    assert doc().put(("palette",), ["violet", "coral", "mint"]).text == THEME.replace(
        '"violet",  "mint"', '"violet",  "coral",  "mint"'
    )
    assert doc().put(("palette",), ["mint"]).text == THEME.replace('"violet",  "mint"', '"mint"')
    assert doc().put(("palette",), []).text == THEME.replace('"violet",  "mint"', "")


def test_a_key_is_taken_out_with_its_comma() -> None:
    assert doc().remove(("glow",)).text == THEME.replace('"glow": 0.80,\n  ', "")
    assert doc().remove(("era",)).text == THEME.replace(',\n  "era": "80s"', "")
    assert doc('{"a": 1}').remove(("a",)).text == "{}"


def test_a_key_is_renamed_where_it_stands() -> None:
    assert doc().rename(("glow",), "shine").text == THEME.replace('"glow"', '"shine"')
    with pytest.raises(JsonError, match="already"):
        doc().rename(("glow",), "era")


def test_siblings_change_places_and_keep_their_spelling() -> None:
    moved = doc().move(("size",), 0)
    assert list(moved.value) == ["size", "palette", "glow", "materials", "era"]
    assert '"size": 1e2' in moved.text
    assert '"glow": 0.80' in moved.text
    assert doc("[1, 2.0, 3]").move((0,), 2).text == "[2.0, 3, 1]"


def test_format_keeps_numbers_keys_and_escapes_as_they_are_written() -> None:
    text = '{"b":1.50,"a":[1,2],"c":{"x":"\\u0041"}}'
    assert doc(text).formatted().text == '{\n  "b": 1.50,\n  "a": [1, 2],\n  "c": {\n    "x": "\\u0041"\n  }\n}\n'


def test_a_key_is_found_with_its_place() -> None:
    member = doc().member(("materials", "bubble"))
    assert member is not None
    assert THEME[member.begin : member.end] == '"bubble"'
    assert doc().member(("materials", "none")) is None
    assert doc().member(("palette", 1)) is None
    assert doc().member(()) is None


def test_a_broken_text_cannot_be_edited_by_path() -> None:
    broken = doc('{"a": 1,, "b": [1, 2}')
    assert len(broken.faults) == 2
    with pytest.raises(JsonError, match="line 1, column 9"):
        broken.put(("a",), 2)
    assert broken.at(("a",)) == 1
    assert broken.at(("b", 1)) == 2


@pytest.mark.parametrize("edit", ["put", "insert", "remove", "rename", "move"])
def test_edits_at_places_that_are_not_there_are_refused(edit: str) -> None:
    document = doc('{"a": [1]}')
    calls = {
        "put": lambda: document.put(("a", "b"), 1),
        "insert": lambda: document.insert(("a",), 0, 1, "key"),
        "remove": lambda: document.remove(("a", 3)),
        "rename": lambda: document.rename(("a", 0), "b"),
        "move": lambda: document.move(("x",), 0),
    }
    with pytest.raises(JsonError):
        calls[edit]()


@given(VALUES, st.sampled_from(["", "  ", " " * 98, " " * 99]))
def test_a_value_is_laid_out_as_its_text_would_be(value: JsonValue, indent: str) -> None:
    text = json.dumps(value, ensure_ascii=False)
    root = scan_json(text).root
    assert root is not None
    assert spelled(value, indent) == layout(root, text, indent) + ("" if indent else "\n")


@given(VALUES, VALUES, st.sampled_from(SPELLINGS))
def test_setting_the_whole_value_says_exactly_that(old: JsonValue, new: JsonValue, spell: object) -> None:
    document = JsonDocument.of(spell(old))
    assert document.ok
    changed = document.put((), new)
    assert changed.ok, changed.text
    assert json_equal(changed.value, new)
    assert json_equal(load_json(changed.text), new)


@given(VALUES, st.sampled_from(SPELLINGS))
def test_format_changes_no_meaning_and_is_stable(value: JsonValue, spell: object) -> None:
    formatted = JsonDocument.of(spell(value)).formatted()
    assert json_equal(formatted.value, value)
    assert formatted.formatted().text == formatted.text


@settings(max_examples=200)
@given(st.data())
def test_random_edits_by_path_agree_with_the_same_edits_on_plain_values(data: st.DataObject) -> None:
    value = data.draw(st.dictionaries(KEYS, VALUES, max_size=4))
    document = JsonDocument.of(data.draw(st.sampled_from(SPELLINGS))(value))
    keeps_order = True
    for _ in range(4):
        path, parent = (), value
        while isinstance(parent, dict | list) and parent and data.draw(st.booleans()):
            step = data.draw(st.sampled_from(list(parent) if isinstance(parent, dict) else range(len(parent))))
            if not isinstance(parent[step], dict | list):
                break
            path, parent = (*path, step), parent[step]
        edit = data.draw(st.sampled_from(["add", "remove", "set", "move", "rename"]))
        steps = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        new = data.draw(VALUES)
        if edit == "add":
            at = data.draw(st.integers(0, len(steps)))
            if isinstance(parent, dict):
                key = data.draw(KEYS.filter(_is_not_among(steps)))
                document = document.insert(path, at, new, key)
                pairs = list(parent.items())
                pairs.insert(at, (key, new))
                parent.clear()
                parent.update(pairs)
            else:
                document = document.insert(path, at, new)
                parent.insert(at, new)
        elif steps:
            step = data.draw(st.sampled_from(steps))
            at = steps.index(step)
            if edit == "remove":
                document = document.remove((*path, step))
                del parent[step]
            elif edit == "set":
                document = document.put((*path, step), new)
                parent[step] = new
                keeps_order = False  # a value that is set may take over an order that means the same
            elif edit == "move":
                to = data.draw(st.integers(0, len(steps) - 1))
                document = document.move((*path, step), to)
                if isinstance(parent, list):
                    parent.insert(to, parent.pop(at))
                else:
                    pairs = list(parent.items())
                    pairs.insert(to, pairs.pop(at))
                    parent.clear()
                    parent.update(pairs)
            elif isinstance(parent, dict):
                key = data.draw(KEYS.filter(_is_not_among(steps)))
                document = document.rename((*path, step), key)
                pairs = [(key if name == step else name, item) for name, item in parent.items()]
                parent.clear()
                parent.update(pairs)
        assert document.ok, document.text
        assert json_equal(document.value, value)
        assert not keeps_order or _keys(document.value) == _keys(value)


def _is_not_among(keys: Iterable[object]) -> Callable[[str], bool]:
    taken = set(keys)
    return lambda key: key not in taken


def _keys(value: JsonValue) -> object:
    """The order of keys, all the way down."""
    if isinstance(value, dict):
        return [(key, _keys(item)) for key, item in value.items()]
    return [_keys(item) for item in value] if isinstance(value, list) else None


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_a_splice_leads_from_one_text_to_the_other_and_back(old: str, new: str) -> None:
    splice = splice_between(old, new)
    assert splice.apply(old) == new
    assert splice.inverse().apply(new) == old
    assert splice.is_empty == (old == new)
