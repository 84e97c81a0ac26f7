"""A JSON text that is edited by path: what an edit does not touch keeps its spelling, order and line breaks.

Form, tree and text editor are three views of one document. Each edit is a new document whose text differs only where
the edit is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.core.errors import JsonError
from studio.core.json_changes import Change, children, index_of, nowhere, removal, removals
from studio.core.json_layout import INDENT, layout, quoted, spelled
from studio.core.json_nodes import JsonFault, Member, Node, NodeKind
from studio.core.json_paths import JsonPath, value_of
from studio.core.json_syntax import scan_json
from studio.core.json_text import MAX_BYTES, JsonValue, json_equal, json_error


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A text and what it holds. `faults` are empty exactly where the text is JSON that we accept.

    Paths count list items from 0. Where there are faults, `root` is what could be read all the same.
    """

    text: str
    root: Node | None
    faults: tuple[JsonFault, ...]

    @classmethod
    def of(cls, text: str) -> "JsonDocument":
        """Read a text (without a byte order mark); never raises for what stands in it."""
        text = text.removeprefix("\ufeff")
        if len(text) > MAX_BYTES:
            return cls(text, None, (JsonFault(0, 0, "This JSON is larger than 16 MB.", "Shorten it."),))
        scan = scan_json(text)
        return cls(text, scan.root, scan.faults)

    @property
    def ok(self) -> bool:
        """The text is JSON that we accept."""
        return not self.faults

    @property
    def value(self) -> JsonValue:
        """What the text means. Raises JsonError where it has faults."""
        return value_of(self._sound())

    def node(self, path: JsonPath) -> Node | None:
        """The node at a path, or None where there is none."""
        node = self.root
        for step in path:
            if node is None:
                return None
            if isinstance(step, int):
                node = node.items[step] if 0 <= step < len(node.items) else None
            else:
                node = next((member.value for member in node.members if member.key == step), None)
        return node

    def member(self, path: JsonPath) -> Member | None:
        """The key at a path of an object with its place, or None where there is none."""
        holder = self.node(path[:-1]) if path else None
        return next((one for one in holder.members if one.key == path[-1]), None) if holder is not None else None

    def at(self, path: JsonPath) -> JsonValue:
        """The value at a path; null where there is none."""
        node = self.node(path)
        return None if node is None else value_of(node)

    def put(self, path: JsonPath, value: JsonValue) -> "JsonDocument":
        """Set the value at a path; a key that is not there yet is added at the end of its object.

        Raises JsonError where the text is broken or nothing can stand at the path.
        """
        root = self._sound()
        if not path:
            return self._spliced(self._difference(root, value))
        parent, step = self._parent(path), path[-1]
        known = self.node(path)
        if known is not None:
            return self._spliced(self._difference(known, value))
        if isinstance(step, int):
            return self.insert(path[:-1], len(parent.items), value)
        return self.insert(path[:-1], len(parent.members), value, step)

    def insert(self, path: JsonPath, index: int, value: JsonValue, key: str | None = None) -> "JsonDocument":
        """Put a value into the object (under a new `key`) or list at a path. Raises JsonError."""
        self._sound()
        parent = self.node(path)
        if parent is None or parent.kind is not (NodeKind.LIST if key is None else NodeKind.OBJECT):
            raise nowhere()
        if key is not None and any(member.key == key for member in parent.members):
            raise JsonError(f"There is a “{key}” here already.", "Choose another name.")
        return self._spliced([self._insertion(parent, max(0, index), value, key)])

    def remove(self, path: JsonPath) -> "JsonDocument":
        """Take a key or an item out. Raises JsonError where it is not there."""
        self._sound()
        if not path:
            raise nowhere()
        parent = self._parent(path)
        return self._spliced([removal(parent, index_of(parent, path[-1]))])

    def rename(self, path: JsonPath, key: str) -> "JsonDocument":
        """Give a key another name, where it stands. Raises JsonError where the name is taken."""
        self._sound()
        parent = self._parent(path)
        member = parent.members[index_of(parent, path[-1])] if parent.kind is NodeKind.OBJECT else None
        if member is None:
            raise nowhere()
        if member.key == key:
            return self
        if any(other.key == key for other in parent.members):
            raise JsonError(f"There is a “{key}” here already.", "Choose another name.")
        return self._spliced([(member.begin, member.end, quoted(key))])

    def move(self, path: JsonPath, to: int) -> "JsonDocument":
        """Give a key or an item another place among its siblings. Raises JsonError where it is not there."""
        self._sound()
        if not path:
            raise nowhere()
        parent = self._parent(path)
        places = children(parent)
        source = index_of(parent, path[-1])
        to = max(0, min(len(places) - 1, to))
        texts = [self.text[begin:end] for begin, end in places]
        texts.insert(to, texts.pop(source))
        return self._spliced([(begin, end, text) for (begin, end), text in zip(places, texts, strict=True)])

    def formatted(self) -> "JsonDocument":
        """The same in two-space indentation; numbers, keys and texts keep their spelling. Raises JsonError."""
        return JsonDocument.of(layout(self._sound(), self.text, "") + "\n")

    def _sound(self) -> Node:
        if self.faults:
            raise json_error(self.text, self.faults[0])
        if self.root is None:
            raise nowhere()
        return self.root

    def _parent(self, path: JsonPath) -> Node:
        parent = self.node(path[:-1])
        wanted = NodeKind.LIST if isinstance(path[-1], int) else NodeKind.OBJECT
        if parent is None or parent.kind is not wanted:
            raise nowhere()
        return parent

    def _difference(self, node: Node, value: JsonValue) -> list[Change]:
        """The changes that make a node mean `value`; parts that mean the same already are left alone."""
        if json_equal(value_of(node), value):
            return []
        if node.kind is NodeKind.OBJECT and isinstance(value, dict):
            return self._object_difference(node, value)
        if node.kind is NodeKind.LIST and isinstance(value, list):
            return self._list_difference(node, value)
        return [(node.begin, node.end, spelled(value, self._indent_at(node.begin)).rstrip("\n"))]

    def _object_difference(self, node: Node, value: dict[str, JsonValue]) -> list[Change]:
        kept = [member for member in node.members if member.key in value]
        if not kept:
            return [(node.begin, node.end, spelled(value, self._indent_at(node.begin)).rstrip("\n"))]
        changes = [change for member in kept for change in self._difference(member.value, value[member.key])]
        changes += removals(node, [at for at, member in enumerate(node.members) if member.key not in value])
        known = {member.key for member in kept}
        last = kept[-1]
        gap, colon = self._gap(node), self.text[last.end : last.value.begin]
        indent = self._indent_at(last.begin) if "\n" in gap else self._indent_at(node.begin)
        for key in reversed([key for key in value if key not in known]):
            words = f",{gap}{quoted(key)}{colon}{spelled(value[key], indent).rstrip()}"
            changes.append((last.value.end, last.value.end, words))
        return changes

    def _list_difference(self, node: Node, value: list[JsonValue]) -> list[Change]:
        """Items alike at both ends stay; of the same number in between each is changed by itself."""
        items = node.items
        head = 0
        while head < min(len(items), len(value)) and json_equal(value_of(items[head]), value[head]):
            head += 1
        tail = 0
        while tail < min(len(items), len(value)) - head and json_equal(
            value_of(items[len(items) - 1 - tail]), value[len(value) - 1 - tail]
        ):
            tail += 1
        old, new = items[head : len(items) - tail], value[head : len(value) - tail]
        if len(old) == len(new):
            pairs = zip(old, new, strict=True)
            return [change for item, wanted in pairs for change in self._difference(item, wanted)]
        if not old:
            return [self._insertion(node, head, one, None, several=new) for one in new[:1]]
        if not new:
            return removals(node, list(range(head, head + len(old))))
        lead = self._lead(node, head)
        indent = self._indent_at(items[0].begin) if "\n" in lead else self._indent_at(node.begin)
        words = f",{lead if head else self._gap(node)}".join(spelled(one, indent).rstrip("\n") for one in new)
        return [(old[0].begin, old[-1].end, words)]

    def _insertion(
        self, parent: Node, index: int, value: JsonValue, key: str | None, several: Sequence[JsonValue] = ()
    ) -> Change:
        places = children(parent)
        values = several or (value,)
        if not places:
            return self._first(parent, values, key)
        near = min(index, len(places) - 1)
        lead = self._gap(parent)
        indent = self._indent_at(places[near][0]) if "\n" in lead else self._indent_at(parent.begin)
        words = [_named(key, spelled(one, indent).rstrip("\n")) for one in values]
        if index >= len(places):
            return (places[-1][1], places[-1][1], "".join(f",{lead}{word}" for word in words))
        return (places[near][0], places[near][0], "".join(f"{word},{lead}" for word in words))

    def _first(self, parent: Node, values: Sequence[JsonValue], key: str | None) -> Change:
        """What goes into an empty object or list."""
        indent = self._indent_at(parent.begin)
        is_flat = "\n" not in self.text and len(self.text.strip()) > len("{}")
        inner = indent if is_flat else indent + INDENT
        words = [_named(key, spelled(one, inner).rstrip("\n")) for one in values]
        if is_flat or (key is None and all(_is_flat(word) for word in words)):
            return (parent.begin + 1, parent.end - 1, ", ".join(words))
        return (parent.begin + 1, parent.end - 1, f"\n{inner}" + f",\n{inner}".join(words) + f"\n{indent}")

    def _lead(self, parent: Node, index: int) -> str:
        """The blanks before a child, after the bracket or comma."""
        places = children(parent)
        begin = places[index - 1][1] if index else parent.begin + 1
        return self.text[begin : places[index][0]].replace(",", "", 1) if index else self.text[begin : places[0][0]]

    def _gap(self, parent: Node) -> str:
        """The blanks that stand between two children of this object or list."""
        places = children(parent)
        if len(places) > 1:
            return self._lead(parent, len(places) - 1)
        lead = self._lead(parent, 0)
        return lead if "\n" in lead else " "

    def _indent_at(self, offset: int) -> str:
        """The blanks at the beginning of the line in which an offset stands."""
        begin = self.text.rfind("\n", 0, offset) + 1
        end = begin
        while end < offset and self.text[end] in " \t":
            end += 1
        return self.text[begin:end]

    def _spliced(self, changes: Iterable[Change]) -> "JsonDocument":
        text = self.text
        for begin, end, words in sorted(changes, key=lambda change: change[:2], reverse=True):
            text = text[:begin] + words + text[end:]
        return self if text == self.text else JsonDocument.of(text)


def _named(key: str | None, words: str) -> str:
    return words if key is None else f"{quoted(key)}: {words}"


def _is_flat(words: str) -> bool:
    return "\n" not in words and not words.startswith(("{", "["))
