"""Cuts a template into text, outputs and tags: the first of the two steps that both engines do alike."""

import re
from dataclasses import dataclass
from enum import Enum

from studio.core.prompt.faults import Fault

BLANKS = "\t\n\v\f\r \u00a0\u1680\u180e" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What a dash beside a brace eats: the blanks of liquidjs, so that both engines trim the same."""

_TAG_NAME = re.compile(r"[ \t\n\r]*([A-Za-z_#][A-Za-z0-9_]*)(?=[ \t\n\r]|$)")
_END_OF_RAW = re.compile(r"\{%[ \t\n\r]*endraw[ \t\n\r]*%\}")


class PieceKind(Enum):
    """What a piece of a template is."""

    TEXT = "text"
    OUTPUT = "output"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a template: `body` is its text, or what stands inside the braces (after the tag's `name`).

    `begin` and `body_begin` are offsets in the template. Comments are left out and raw blocks are text.
    """

    kind: PieceKind
    begin: int
    body: str
    body_begin: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Markup:
    begin: int
    end: int
    inner: str
    inner_begin: int
    eats_left: bool
    eats_right: bool
    is_tag: bool


class _Cutter:
    def __init__(self, template: str) -> None:
        self.template = template
        self.pieces: list[Piece] = []
        self.at = 0
        self.eats = False

    def cut(self) -> None:
        while (markup := self._next_markup()) is not None:
            self._add_text(markup.begin, trim_end=markup.eats_left)
            self.at, self.eats = markup.end, markup.eats_right
            if not markup.is_tag:
                self.pieces.append(Piece(PieceKind.OUTPUT, markup.begin, markup.inner, markup.inner_begin))
                continue
            name, body_begin = self._tag_name(markup)
            if name == "comment":
                self._skip_comment(markup)
            elif name == "raw":
                self._add_raw(markup)
            else:
                body = self.template[body_begin : markup.inner_begin + len(markup.inner)]
                self.pieces.append(Piece(PieceKind.TAG, markup.begin, body, body_begin, name))
        self._add_text(len(self.template), trim_end=False)

    def _next_markup(self) -> _Markup | None:
        starts = [found for found in (self.template.find(mark, self.at) for mark in ("{{", "{%")) if found >= 0]
        if not starts:
            return None
        begin = min(starts)
        opening = self.template[begin : begin + 2]
        closing = "}}" if opening == "{{" else "%}"
        close = self.template.find(closing, begin + 2)
        if close < 0:
            raise Fault(
                "syntax",
                begin,
                f"This {opening} is never closed.",
                f"Close it with {closing}; to print {opening} itself, put it between {{% raw %}} and {{% endraw %}}.",
            )
        inner_begin, inner_end = begin + 2, close
        eats_left = self.template.startswith("-", inner_begin) and inner_begin < inner_end
        eats_right = inner_end > inner_begin and self.template[inner_end - 1] == "-"
        inner_begin += eats_left
        inner_end = max(inner_begin, inner_end - eats_right)
        inner = self.template[inner_begin:inner_end]
        return _Markup(begin, close + 2, inner, inner_begin, eats_left, eats_right, opening == "{%")

    def _add_text(self, end: int, *, trim_end: bool) -> None:
        text, begin = self.template[self.at : end], self.at
        if self.eats:
            trimmed = text.lstrip(BLANKS)
            begin += len(text) - len(trimmed)
            text = trimmed
        if trim_end:
            text = text.rstrip(BLANKS)
        if text:
            self.pieces.append(Piece(PieceKind.TEXT, begin, text, begin))

    def _tag_name(self, markup: _Markup) -> tuple[str, int]:
        match = _TAG_NAME.match(markup.inner)
        if not match:
            raise Fault("syntax", markup.begin, "This tag has no name.", "Write a tag like {% if name %}.")
        return match[1], markup.inner_begin + match.end()

    def _skip_comment(self, opening: _Markup) -> None:
        if opening.inner.strip(" \t\n\r") != "comment":
            raise Fault("syntax", opening.begin, "Nothing may stand beside the word comment.", "Write {% comment %}.")
        while (markup := self._next_markup()) is not None:
            self.at = markup.end
            if "'" in markup.inner or '"' in markup.inner:
                raise Fault(
                    "syntax",
                    markup.begin,
                    "Quotes inside braces in a comment are read differently by the two engines.",
                    "Take the braces or the quotes out of the comment.",
                )
            if not markup.is_tag:
                continue
            name, body_begin = self._tag_name(markup)
            if name in ("comment", "raw"):
                raise Fault("syntax", markup.begin, f"A comment cannot hold {name}.", "End the comment first.")
            if name == "endcomment":
                if self.template[body_begin : markup.inner_begin + len(markup.inner)].strip(" \t\n\r"):
                    raise Fault(
                        "syntax", markup.begin, "Nothing may stand beside endcomment.", "Write {% endcomment %}."
                    )
                self.eats = markup.eats_right
                return
        raise Fault("syntax", opening.begin, "This comment is never closed.", "Close it with {% endcomment %}.")

    def _add_raw(self, opening: _Markup) -> None:
        if opening.inner.strip(" \t\n\r") != "raw" or opening.eats_left or opening.eats_right:
            raise Fault(
                "syntax", opening.begin, "A raw block opens with {% raw %}, without dashes.", "Write {% raw %}."
            )
        end = _END_OF_RAW.search(self.template, opening.end)
        mark = self.template.find("{%", opening.end)
        if not end:
            raise Fault("syntax", opening.begin, "This raw block is never closed.", "Close it with {% endraw %}.")
        if mark != end.start():
            raise Fault(
                "syntax", mark, "A raw block cannot hold {% itself.", "Leave it out, or end the raw block first."
            )
        if text := self.template[opening.end : end.start()]:
            self.pieces.append(Piece(PieceKind.TEXT, opening.end, text, opening.end))
        self.at, self.eats = end.end(), False


def cut(template: str) -> tuple[tuple[Piece, ...], Fault | None]:
    """The pieces of a template up to the first place where it cannot be cut further, and the fault there."""
    cutter = _Cutter(template)
    try:
        cutter.cut()
    except Fault as fault:
        return tuple(cutter.pieces), fault
    return tuple(cutter.pieces), None
