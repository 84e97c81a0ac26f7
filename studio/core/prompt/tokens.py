"""Cuts what stands inside the braces into paths, texts and signs, with their places in the template."""

import re
from dataclasses import dataclass
from typing import Literal

from studio.core.prompt.faults import Fault

_SPACE = re.compile(r"[ \t\n\r]+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"-?[0-9]")
_SYMBOL = re.compile(r"==|!=|<=|>=|<>|[<>=|:,]")


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a path; `is_quoted` where it is written as ['…']."""

    key: str
    offset: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A path, a text in quotes (`text` without them) or a sign, and where it begins in the template."""

    kind: Literal["path", "string", "symbol"]
    offset: int
    text: str
    segments: tuple[Segment, ...] = ()


def tokenize(source: str, offset: int) -> list[Token]:
    """The tokens of an expression that begins at `offset`. Raises Fault at the first sign that has no meaning."""
    return _Tokenizer(source, offset).tokens()


class _Tokenizer:
    def __init__(self, source: str, offset: int) -> None:
        self._source = source
        self._offset = offset

    def tokens(self) -> list[Token]:
        """All tokens of the expression."""
        tokens: list[Token] = []
        at = 0
        while at < len(self._source):
            if match := _SPACE.match(self._source, at):
                at = match.end()
                continue
            token, at = self._token(at)
            tokens.append(token)
        return tokens

    def _token(self, at: int) -> tuple[Token, int]:
        source, offset = self._source, self._offset + at
        if source[at] in "'\"":
            end = self._end_of_text(at)
            return Token("string", offset, source[at + 1 : end - 1]), end
        if _WORD.match(source, at):
            return self._path(at)
        if match := _SYMBOL.match(source, at):
            if match[0] in ("<", ">", "<=", ">=", "<>"):
                raise Fault(
                    "operator", offset, f"“{match[0]}” is not known here.", "Compare texts with ==, != or contains."
                )
            return Token("symbol", offset, match[0]), match.end()
        raise self._unreadable(at)

    def _unreadable(self, at: int) -> Fault:
        source, offset = self._source, self._offset + at
        if _NUMBER.match(source, at):
            return Fault(
                "number", offset, "Numbers are not compared or counted here.", "Compare with a text, like '3'."
            )
        if source.startswith("..", at) or (source[at] == "(" and ".." in source[at:]):
            return Fault(
                "range", offset, "Ranges are not known here.", "Loop over a list of the theme or rarity level."
            )
        if source[at] == "[":
            return Fault("index", offset, "Lists are not read by position.", "Use first, last, join or a for loop.")
        if source[at] in "()":
            return Fault("operator", offset, "Parentheses are not known here.", "Nest one if inside another.")
        if source[at] == "\\":
            return Fault("backslash", offset, "A backslash cannot stand here.", "Take it out.")
        return Fault("syntax", offset, f"“{source[at]}” cannot stand here.", "Take it out.")

    def _end_of_text(self, at: int) -> int:
        end = self._source.find(self._source[at], at + 1)
        backslash = self._source.find("\\", at + 1, end if end >= 0 else len(self._source))
        if backslash >= 0:
            raise Fault(
                "backslash",
                self._offset + backslash,
                "A backslash in quotes is read differently by the two engines.",
                "Take it out; to print quotes, put them in the other kind of quotes.",
            )
        if end < 0:
            raise Fault("syntax", self._offset + at, "This text is never closed.", "Add the closing quote.")
        return end + 1

    def _path(self, at: int) -> tuple[Token, int]:
        source, begin = self._source, at
        segments: list[Segment] = []
        match = _WORD.match(source, at)
        while match:
            segments.append(Segment(match[0], self._offset + match.start()))
            at = match.end()
            while source.startswith("[", at):
                segment, at = self._bracket(at)
                segments.append(segment)
            if not source.startswith(".", at):
                break
            match = _WORD.match(source, at + 1)
            if not match:
                raise self._bad_segment(at)
        return Token("path", self._offset + begin, source[begin:at], tuple(segments)), at

    def _bracket(self, at: int) -> tuple[Segment, int]:
        quote = self._source[at + 1 : at + 2]
        if quote not in ("'", '"'):
            raise Fault(
                "index", self._offset + at, "Lists are not read by position.", "Use first, last, join or a for loop."
            )
        end = self._end_of_text(at + 1)
        if not self._source.startswith("]", end):
            raise Fault(
                "syntax", self._offset + at, "This bracket is never closed.", "Write it like details['my key']."
            )
        return Segment(self._source[at + 2 : end - 1], self._offset + at, is_quoted=True), end + 1

    def _bad_segment(self, at: int) -> Fault:
        if self._source.startswith("..", at):
            return Fault("range", self._offset + at, "Ranges are not known here.", "Loop over a list of the theme.")
        if _NUMBER.match(self._source, at + 1):
            return Fault(
                "number", self._offset + at + 1, "A key after a dot cannot start with a digit.", "Write ['3d']."
            )
        return Fault("syntax", self._offset + at, "A key has to follow this dot.", "Write it like theme.details.mood.")
