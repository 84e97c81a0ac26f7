"""Reads JSON text with places: the tree of its nodes and every fault in it, also where the text is broken.

The standard library's parser is faster and stops at the first fault; this one goes on, so that an editor can mark
each fault where it is and still know where everything else stands.
"""

import json
import math
import re
from contextlib import suppress

from studio.core.json_faults import short, text_fault, word_fault
from studio.core.json_nodes import JsonFault, Member, Node, NodeKind, Scan

MAX_DEPTH = 64
MAX_DIGITS = 400

_TOKEN = re.compile(
    r"[ \t\n\r]*(?:"
    r'(?P<text>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-]))"
    r"|(?P<sign>[\[\]{},:])"
    r"|(?P<bad>[^ \t\n\r]))"
)
_BAD_WORD = re.compile(r"""[^ \t\n\r,:\[\]{}"']+""")
_END_OF_TEXT = re.compile(r"""(?:[^\\\n\r]|\\.)*?(?=["\n\r]|$)""", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {"true": True, "false": False, "null": None}


def scan_json(text: str) -> Scan:
    """Read a text as far as it makes sense; never raises for what stands in it."""
    scanner = _Scanner(text)
    try:
        root = scanner.document()
    except _Stopped:
        root = None
    return Scan(root, tuple(sorted(scanner.faults, key=lambda fault: fault.begin)))


def first_fault(text: str) -> JsonFault | None:
    """The first fault in a text of any size: nothing is kept of what stands before it."""
    scanner = _Scanner(text, is_brief=True)
    with suppress(_Stopped):
        scanner.document()
    return scanner.faults[0] if scanner.faults else None


class _Stopped(Exception):
    """Nothing more is read: the first fault was asked for, or it nests deeper than the parser's own stack."""


class _Scanner:
    def __init__(self, text: str, *, is_brief: bool = False) -> None:
        self.text = text
        self.is_brief = is_brief
        self.faults: list[JsonFault] = []
        self.kind = ""
        """text, number, sign, word, broken (a text), bad, or "" at the end."""
        self.begin = 0
        self.end = 0

    def document(self) -> Node | None:
        self._next()
        root = self._value(0)
        while self.kind:
            if root is not None:
                self._fault("There is something after the end of the JSON.", "Take it out.")
                break
            self._next()
            root = self._value(0) if self.kind else None
        return root

    def _next(self) -> None:
        match = _TOKEN.match(self.text, self.end)
        if match is None:
            self.kind, self.begin = "", len(self.text)
            self.end = self.begin
            return
        self.kind = match.lastgroup or ""
        self.begin, self.end = match.span(self.kind)
        if self.kind == "bad":
            self._bad()

    def _bad(self) -> None:
        """A token that JSON does not have: a word, a broken text or a stray sign."""
        character = self.text[self.begin]
        if character in "\"'":
            self.kind = "broken"
            end = _END_OF_TEXT.match(self.text, self.begin + 1)
            self.end = end.end() if end else len(self.text)
            if self.text.startswith(character, self.end):
                self.end += 1
            elif character == "'" and self.text.find("'", self.begin + 1, self.end) > 0:
                self.end = self.text.find("'", self.begin + 1, self.end) + 1
            return
        word = _BAD_WORD.match(self.text, self.begin)
        self.end = word.end() if word else self.begin + 1
        self.kind = "word" if self.text[self.begin : self.end] in _WORDS else "bad"

    def _sign(self, sign: str) -> bool:
        return self.kind == "sign" and self.text[self.begin] == sign

    def _fault(self, sentence: str, next_step: str = "", begin: int | None = None, end: int | None = None) -> None:
        first = self.begin if begin is None else begin
        self.faults.append(JsonFault(first, self.end if end is None else end, sentence, next_step))
        if self.is_brief:
            raise _Stopped

    def _value(self, depth: int) -> Node | None:
        """The value at the present token; None, with a fault, where none stands."""
        begin, end, kind = self.begin, self.end, self.kind
        if kind == "sign" and self.text[begin] in "[{":
            if depth == MAX_DEPTH:
                self._fault(f"This JSON is nested deeper than {MAX_DEPTH} levels.", "Flatten it.")
                raise _Stopped
            return self._object(depth + 1) if self.text[begin] == "{" else self._list(depth + 1)
        if kind in ("", "sign"):
            self._fault("A value is missing here.", "Write a text in double quotes, a number, true, false or null.")
            return None
        if kind == "text":
            node = Node(NodeKind.TEXT, begin, end, self._text(begin, end))
        elif kind == "number":
            node = Node(NodeKind.NUMBER, begin, end, self._number(self.text[begin:end]))
        elif kind == "word":
            scalar = _WORDS[self.text[begin:end]]
            node = Node(NodeKind.NULL if scalar is None else NodeKind.FLAG, begin, end, scalar)
        else:
            self._explain()
            node = Node(NodeKind.NULL, begin, end)
        self._next()
        return node

    def _object(self, depth: int) -> Node:
        begin = self.begin
        members: list[Member] = []
        seen: set[str] = set()
        after_comma = False
        self._next()
        while not self._closes("}", begin, after_comma=after_comma):
            key_begin, key_end = self.begin, self.end
            if not self._key():
                after_comma = self._steps_over()
                continue
            key = self._key_text(key_begin, key_end)
            if key in seen:
                sentence = f"The key “{short(key)}” stands twice in one object."
                self._fault(sentence, "Keep one of them.", key_begin, key_end)
            seen.add(key)
            self._next()
            value = self._member_value(depth)
            if not self.is_brief:
                members.append(Member(key, key_begin, key_end, value))
            after_comma = self._separates("}")
        return Node(NodeKind.OBJECT, begin, self._close("}"), members=tuple(members))

    def _list(self, depth: int) -> Node:
        begin = self.begin
        items: list[Node] = []
        after_comma = False
        self._next()
        while not self._closes("]", begin, after_comma=after_comma):
            item = self._value(depth)
            if item is None:
                after_comma = self._steps_over()
                continue
            if not self.is_brief:
                items.append(item)
            after_comma = self._separates("]")
        return Node(NodeKind.LIST, begin, self._close("]"), items=tuple(items))

    def _key(self) -> bool:
        """Whether a key stands here; a fault tells where one does not, or is not written as one."""
        if self.kind == "text":
            return True
        if self.kind == "broken":
            self._explain()
            return True
        if self.kind in ("word", "bad", "number"):
            word = self.text[self.begin : self.end]
            if word.startswith(("/", "#")):
                self._explain()
                return False
            self._fault("A key has to stand in double quotes.", f'Write "{short(word)}".')
            return True
        self._fault("A key is missing here.", "Write one in double quotes, or take this out.")
        return False

    def _key_text(self, begin: int, end: int) -> str:
        if self.kind == "text":
            return self._text(begin, end)
        return self.text[begin:end].strip("\"'")

    def _member_value(self, depth: int) -> Node:
        at = self.begin
        if self._sign(":"):
            self._next()
        else:
            self._fault("A colon is missing after this key.", "Write : before the value.", at, at)
            if self.kind in ("", "sign") and not (self._sign("{") or self._sign("[")):
                return Node(NodeKind.NULL, at, at)
        at = self.begin
        return self._value(depth) or Node(NodeKind.NULL, at, at)

    def _closes(self, closing: str, begin: int, *, after_comma: bool) -> bool:
        """Whether the block ends here, as it should or because it is never closed."""
        if self._sign(closing):
            if after_comma:
                self._fault("There is a comma too many before this.", "Take it out.")
            return True
        opening = "{" if closing == "}" else "["
        if not self.kind:
            self._fault(f"This {opening} is never closed.", f"Close it with {closing}.", begin, begin + 1)
            return True
        if self._sign("]") or self._sign("}"):
            self._fault(f"A {closing} is missing before this.", f"Every {opening} needs its {closing}.")
            return True
        return False

    def _close(self, closing: str) -> int:
        """Step over the closing sign, if it is there; returns where the block ends."""
        end = self.end if self._sign(closing) else self.begin
        if self._sign(closing):
            self._next()
        return end

    def _separates(self, closing: str) -> bool:
        """Step over the comma after a value; says whether there was one."""
        if self._sign(","):
            self._next()
            return True
        if self.kind and not (self._sign(closing) or self._sign("]") or self._sign("}")):
            self._fault("A comma is missing before this.", "Write one after the value before.")
            if self._sign(":"):
                self._next()
        return False

    def _steps_over(self) -> bool:
        """Go past a token that has no meaning here; says whether it was a comma."""
        is_comma = self._sign(",")
        if not (self._sign("]") or self._sign("}")):
            self._next()
        return is_comma

    def _explain(self) -> None:
        """Say what is wrong with a token that is not JSON."""
        if self.kind == "broken":
            self.faults.append(text_fault(self.text, self.begin, self.end))
        else:
            sentence, next_step = word_fault(self.text[self.begin : self.end])
            self.faults.append(JsonFault(self.begin, self.end, sentence, next_step))
        if self.is_brief:
            raise _Stopped

    def _text(self, begin: int, end: int) -> str:
        value = self.text[begin + 1 : end - 1]
        if "\\" in value:
            value = json.loads(self.text[begin:end])
        if "\0" in value:
            at = max(begin, self.text.find("\\u0000", begin, end))
            sentence = "A text holds the character \\u0000, which a database cannot keep."
            self._fault(sentence, "Take it out.", at, min(end, at + 6))
        if _SURROGATE.search(value):
            self._fault("A text holds half of a character (a lone surrogate).", "Type it again.", begin, end)
        return value

    def _number(self, text: str) -> int | float:
        if text.lstrip("-").isdigit():
            if len(text) > MAX_DIGITS:
                self._fault(f"A number in this JSON has more than {MAX_DIGITS} digits.", "Use a smaller one.")
                return 0
            return int(text)
        number = float(text)
        if math.isinf(number):
            self._fault(f"The number {text[:20]} is too large.", "Use a smaller one.")
            return 0
        return number
