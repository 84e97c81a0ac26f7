"""Colours of the text editors: JSON by its tokens, templates by the slots that feed them."""

import re
from collections.abc import Iterator

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from studio.ui.appearance import Appearance
from studio.ui.catalog.by_turns import ByTurns

LONG_LINE = 4_000
"""Characters of a line beyond which it stays plain: typing in it must not wait for colours."""

AT_ONCE = 2_000
"""Characters of a change up to which its colours come with it; those of a longer one follow by turns."""
LINES_AT_ONCE = 16

_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<text>"(?:[^"\\]|\\.)*"?)|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)'
)
_JSON_ROLES = {"key": "slot_subject", "text": "ok", "number": "warning", "word": "slot_theme"}

_OPEN = re.compile(r"\{\{|\{%")
_INSIDE = re.compile(
    r"(?P<text>'[^']*'?|\"[^\"]*\"?)|(?P<path>[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+|\['[^']*'\])*)|(?P<sign>\||:|,|==|!=)"
)
_CLOSE = {"{{": "}}", "{%": "%}"}
_STATES = {"": 0, "{{": 1, "{%": 2}
_OPENINGS = {1: "{{", 2: "{%"}
_SLOTS = {
    **dict.fromkeys(("subject", "name", "extra"), "slot_subject"),
    "theme": "slot_theme",
    "rarity": "slot_rarity",
}


class Highlighter(QSyntaxHighlighter):
    """Looks its colours up anew when the appearance changes."""

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        super().__init__(document)
        self._appearance = appearance
        self._styles: dict[tuple[str, bool], QTextCharFormat] = {}
        appearance.changed.connect(self._on_appearance)

    def style(self, role: str, *, is_strong: bool = False) -> QTextCharFormat:
        """Text in the colour of a role."""
        key = (role, is_strong)
        if key not in self._styles:
            style = QTextCharFormat()
            style.setForeground(self._appearance.colour(role))
            if is_strong:
                style.setFontWeight(QFont.Weight.DemiBold)
            self._styles[key] = style
        return self._styles[key]

    def _on_appearance(self) -> None:
        self._styles.clear()
        self.rehighlight()


class JsonHighlighter(Highlighter):
    """Keys, texts, numbers and words of JSON; a text never goes over a line, so that each line has its colours by itself."""

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        super().__init__(document, appearance)
        self._is_later = False
        self._is_at_work = False
        self._next = 0  # the number of the line that is coloured next, while the turns are busy
        self._turns = ByTurns(self)
        self.setDocument(None)  # pyright: ignore[reportArgumentType] - Qt takes it
        document.contentsChange.connect(self._on_change)  # before the highlighter itself hears of it
        self.setDocument(document)

    def highlightBlock(self, text: str) -> None:
        if self._is_later or len(text) > LONG_LINE:
            return
        for match in _JSON.finditer(text):
            begin, end = match.span()
            self.setFormat(begin, end - begin, self.style(_JSON_ROLES[match.lastgroup or "text"]))

    def _on_change(self, place: int, removed: int, added: int) -> None:
        if self._is_at_work:
            return
        self._is_later = added > AT_ONCE
        line = self.document().findBlock(place).blockNumber()
        if self._is_later:
            self._begin(line)
        elif removed and self._turns.is_busy:
            self._next = min(line, self._next)  # lines below may have moved up

    def _on_appearance(self) -> None:
        self._styles.clear()
        self._begin(0)

    def _begin(self, line: int) -> None:
        self._next = min(line, self._next) if self._turns.is_busy else line
        self._turns.begin(self._colour_lines())

    def _colour_lines(self) -> Iterator[None]:
        self._is_later = False
        while (block := self.document().findBlockByNumber(self._next)).isValid():
            self._next += 1
            self._is_at_work = True
            self.rehighlightBlock(block)
            self._is_at_work = False
            if self._next % LINES_AT_ONCE == 0:
                yield


class TemplateHighlighter(Highlighter):
    """What is between braces: variables in the colours of their slots, the rest quietly; braces may go over lines."""

    def highlightBlock(self, text: str) -> None:
        state = max(0, self.previousBlockState())
        if len(text) > LONG_LINE:
            self.setCurrentBlockState(state)
            return
        at = 0
        opening = _OPENINGS.get(state, "")
        while at < len(text) or opening:
            if not opening:
                match = _OPEN.search(text, at)
                if match is None:
                    break
                opening, at = match[0], match.start()
            begin = at
            end = text.find(_CLOSE[opening], at)
            stop = len(text) if end < 0 else end + 2
            self._inside(text, begin, stop, is_tag=opening == "{%")
            at = stop
            if end < 0:
                self.setCurrentBlockState(_STATES[opening])
                return
            opening = ""
        self.setCurrentBlockState(0)

    def _inside(self, text: str, begin: int, end: int, *, is_tag: bool) -> None:
        self.setFormat(begin, end - begin, self.style("muted"))
        is_first = is_tag
        for match in _INSIDE.finditer(text, begin, end):
            kind = match.lastgroup
            place, length = match.start(), match.end() - match.start()
            if kind == "text":
                self.setFormat(place, length, self.style("ok"))
            elif kind == "path":
                root = match[0].partition(".")[0]
                slot = _SLOTS.get(root)
                if slot is not None and not is_first:
                    self.setFormat(place, length, self.style(slot, is_strong=True))
                elif is_first:
                    self.setFormat(place, length, self.style("text", is_strong=True))
                is_first = False
