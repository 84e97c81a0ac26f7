"""The filters, with types checked and sizes bounded, so that both engines agree on every byte."""

from collections.abc import Callable, Sequence

from studio.core.prompt.faults import Fault
from studio.core.prompt.model import MAX_OUTPUT
from studio.core.prompt.values import Details, Flag, Items, Missing, Nothing, Paths, Text, Value

_SORTS: dict[type[Value], str] = {Text: "a text", Flag: "true or false", Items: "a list", Details: "an object"}


def apply_filter(
    name: str, value: Value, arguments: Sequence[Value], offset: int, spend: Callable[[int], None]
) -> Value:
    """What a filter makes of a value; `spend` is told how many characters went through it.

    Raises Fault at `offset` where a value is of a sort that the filter does not take.
    """
    if name == "default":
        return _default(value, arguments[0])
    if isinstance(value, Missing):
        raise missing(value, offset)
    if name in ("first", "last"):
        return _end(name, value, offset)
    texts = [_text(argument, name, offset) for argument in arguments]
    paths = value.paths.union(*(argument.paths for argument in arguments))
    if name == "join":
        return _join(value, texts[0], paths, offset, spend)
    text = _text(value, name, offset)
    if name == "append":
        return _sized([text, texts[0]], paths, offset, spend)
    if name == "prepend":
        return _sized([texts[0], text], paths, offset, spend)
    return _replace(text, texts[0], texts[1], paths, offset, spend)


def missing(value: Missing, offset: int) -> Fault:
    """The fault of printing what is not there."""
    path = min(value.paths, default=None)
    next_step = f"Add it to the catalog, or write {{{{ {path} | default: '…' }}}}." if path else "Write default: '…'."
    return Fault("missing", offset, f"{path or 'This variable'} is not there.", next_step, path)


def type_fault(value: Value, offset: int, what: str, next_step: str) -> Fault:
    """The fault of a value of the wrong sort."""
    path = min(value.paths, default=None)
    sort = _SORTS.get(type(value), "nothing")
    return Fault("type", offset, f"{path or 'This'} is {sort}; {what}.", next_step, path)


def _default(value: Value, fallback: Value) -> Value:
    match value:
        case Missing() | Nothing() | Flag(value=False) | Text(text="") | Items(items=()):
            pass
        case Details(members=members) if not members:
            pass
        case _:
            return value
    paths = value.paths | fallback.paths
    return Text(fallback.text, paths) if isinstance(fallback, Text) else Nothing(paths)


def _end(name: str, value: Value, offset: int) -> Value:
    if isinstance(value, Nothing):
        return value
    if not isinstance(value, Items):
        raise type_fault(value, offset, f"{name} takes a list", f"Take the filter {name} out.")
    if not value.items:
        return Nothing(value.paths)
    return value.items[0 if name == "first" else -1]


def _join(value: Value, separator: str, paths: Paths, offset: int, spend: Callable[[int], None]) -> Value:
    if isinstance(value, Nothing):
        return value
    if not isinstance(value, Items):
        raise type_fault(value, offset, "join takes a list", "Take the filter join out.")
    texts: list[str] = []
    for item in value.items:
        if not isinstance(item, Text):
            raise type_fault(
                item, offset, "join takes a list of texts", "Keep only texts in the list, or loop over it."
            )
        texts += [separator, item.text]
    return _sized(texts[1:], paths, offset, spend)


def _replace(
    text: str, search: str, replacement: str, paths: Paths, offset: int, spend: Callable[[int], None]
) -> Value:
    if not search:
        raise Fault("filter", offset, "Nothing cannot be replaced.", "Name the words to replace.")
    count = text.count(search)
    _check_size(len(text) + count * (len(replacement) - len(search)), offset)
    spend(len(text))
    return Text(text.replace(search, replacement), paths)


def _sized(texts: Sequence[str], paths: Paths, offset: int, spend: Callable[[int], None]) -> Text:
    length = sum(len(text) for text in texts)
    _check_size(length, offset)
    spend(length)
    return Text("".join(texts), paths)


def _check_size(length: int, offset: int) -> None:
    if length > MAX_OUTPUT:
        raise Fault("too_long", offset, f"This makes a text of more than {MAX_OUTPUT:,} characters.", "Shorten it.")


def _text(value: Value, name: str, offset: int) -> str:
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Nothing):
        return ""
    raise type_fault(value, offset, f"{name} takes a text", "Join a list first, or print one of its parts.")
