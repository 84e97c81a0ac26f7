"""Reads what stands inside the braces: the small grammar that Python's and JavaScript's Liquid agree on."""

from dataclasses import dataclass
from enum import Enum

from studio.core.prompt.faults import Fault
from studio.core.prompt.tokens import Segment, Token, tokenize

KEYWORDS = frozenset(
    {
        "true",
        "false",
        "nil",
        "null",
        "empty",
        "blank",
        "and",
        "or",
        "not",
        "contains",
        "in",
        "offset",
        "limit",
        "reversed",
        "cols",
        "continue",
        "with",
        "for",
        "as",
        "if",
        "else",
        "required",
    }
)
"""Words that mean something to one of the two engines, so that no key may be called so after a dot."""

PROPERTIES = frozenset({"size", "first", "last", "length"})
"""Keys that the engines answer by themselves instead of reading them."""

MAX_CONDITIONS = 32
"""Comparisons in one condition; more would let a template exhaust the engine's stack."""


class OperandKind(Enum):
    """What an operand is."""

    PATH = "path"
    TEXT = "text"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Operand:
    """A variable's path, a text in quotes, or true, false, nil."""

    kind: OperandKind
    offset: int
    text: str = ""
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterCall:
    """One filter with its arguments."""

    name: str
    offset: int
    arguments: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """An operand and the filters it passes through."""

    head: Operand
    filters: tuple[FilterCall, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operand, or two and what stands between them."""

    left: Operand
    operator: str = ""
    right: Operand | None = None


class ExpressionReader:
    """Reads one expression from left to right; every method raises Fault at the first thing it cannot accept."""

    def __init__(self, source: str, offset: int) -> None:
        self._source = source
        self._offset = offset
        self._tokens = tokenize(source, offset)
        self._at = 0

    @property
    def count(self) -> int:
        """The number of tokens: how much work it is to evaluate."""
        return len(self._tokens)

    def filtered(self) -> Filtered:
        """An operand with filters, as outputs and assignments have it."""
        head = self.operand()
        if head.kind is OperandKind.CONSTANT:
            raise Fault(
                "syntax", head.offset, f"“{head.text}” can be tested, not printed.", "Print a variable or a text."
            )
        filters: list[FilterCall] = []
        while self._takes_symbol("|"):
            filters.append(self._filter())
        return Filtered(head, tuple(filters))

    def condition(self) -> tuple[Comparison, ...]:
        """Comparisons joined by and, or."""
        comparisons = [self._comparison()]
        while self._takes_word("and") or self._takes_word("or"):
            if len(comparisons) == MAX_CONDITIONS:
                raise Fault(
                    "too_deep",
                    self._here(),
                    f"A condition has more than {MAX_CONDITIONS} parts.",
                    "Split it into several tags.",
                )
            comparisons.append(self._comparison())
        return tuple(comparisons)

    def texts(self) -> tuple[Operand, ...]:
        """Texts in quotes parted by commas or the word or, as `when` has them."""
        values = [self._text()]
        while self._takes_symbol(",") or self._takes_word("or"):
            values.append(self._text())
        return tuple(values)

    def path(self) -> Operand:
        """A variable's path."""
        operand = self.operand()
        if operand.kind is not OperandKind.PATH:
            raise Fault(
                "syntax", operand.offset, "A variable has to stand here.", "Write one, like theme.details.mood."
            )
        return operand

    def new_name(self) -> Segment:
        """The name of a variable that the template makes itself."""
        operand = self.path()
        if len(operand.segments) > 1:
            raise Fault("syntax", operand.offset, f"“{operand.text}” is no name.", "Use one word, like mood.")
        return next(iter(operand.segments))

    def word(self, word: str, example: str) -> None:
        """Exactly this word or sign."""
        if not (self._takes_word(word) or self._takes_symbol(word)):
            raise Fault("syntax", self._here(), f"“{word}” has to stand here.", f"Write it like {example}.")

    def end(self) -> None:
        """Nothing more."""
        if self._at >= len(self._tokens):
            return
        token = self._tokens[self._at]
        if token.kind == "symbol" and token.text in ("==", "!="):
            raise Fault("syntax", token.offset, "A comparison has two sides.", "Join comparisons with and, or.")
        raise Fault("syntax", token.offset, f"“{token.text}” does not belong here.", "Take it out.")

    def operand(self) -> Operand:
        """A path, a text in quotes, or true, false, nil."""
        token = self._take("path", "string")
        if token.kind == "string":
            return Operand(OperandKind.TEXT, token.offset, token.text)
        root = token.segments[0]
        if len(token.segments) == 1 and root.key in ("true", "false", "nil", "null"):
            return Operand(OperandKind.CONSTANT, token.offset, root.key)
        if root.key == "not":
            raise Fault("operator", root.offset, "“not” is not known here.", "Use unless, or compare with !=.")
        for position, segment in enumerate(token.segments):
            _check_segment(segment, is_root=position == 0, is_loop=root.key == "forloop")
        return Operand(OperandKind.PATH, token.offset, token.text, token.segments)

    def _text(self) -> Operand:
        operand = self.operand()
        if operand.kind is not OperandKind.TEXT:
            raise Fault("syntax", operand.offset, "A text in quotes has to stand here.", 'Write it like "dark".')
        return operand

    def _comparison(self) -> Comparison:
        left = self.operand()
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if (token.kind == "symbol" and token.text in ("==", "!=")) or token.text == "contains":
                self._at += 1
                return Comparison(left, token.text, self.operand())
        return Comparison(left)

    def _filter(self) -> FilterCall:
        token = self._take("path")
        if len(token.segments) > 1:
            raise Fault(
                "filter", token.offset, f"“{token.text}” is no filter.", "Use one of the filters listed in the help."
            )
        arguments: list[Operand] = []
        if self._takes_symbol(":"):
            arguments.append(self._argument())
            while self._takes_symbol(","):
                arguments.append(self._argument())
        return FilterCall(token.text, token.offset, tuple(arguments))

    def _argument(self) -> Operand:
        operand = self.operand()
        if operand.kind is OperandKind.CONSTANT:
            raise Fault("syntax", operand.offset, "A filter takes texts and variables.", "Put the words in quotes.")
        return operand

    def _takes_symbol(self, symbol: str) -> bool:
        return self._takes("symbol", symbol)

    def _takes_word(self, word: str) -> bool:
        return self._takes("path", word)

    def _takes(self, kind: str, text: str) -> bool:
        if self._at < len(self._tokens) and (self._tokens[self._at].kind, self._tokens[self._at].text) == (kind, text):
            self._at += 1
            return True
        return False

    def _take(self, *kinds: str) -> Token:
        if self._at >= len(self._tokens):
            raise Fault(
                "syntax", self._here(), "Something is missing here.", "Write a variable, like theme.details.mood."
            )
        token = self._tokens[self._at]
        if token.kind not in kinds:
            raise Fault("syntax", token.offset, f"“{token.text}” does not belong here.", "Write a variable before it.")
        self._at += 1
        return token

    def _here(self) -> int:
        if self._at < len(self._tokens):
            return self._tokens[self._at].offset
        return self._offset + len(self._source.rstrip(" \t\n\r"))


def _check_segment(segment: Segment, *, is_root: bool, is_loop: bool) -> None:
    if segment.key in PROPERTIES and not is_root and not (is_loop and segment.key in ("first", "last")):
        raise Fault(
            "property",
            segment.offset,
            f"“.{segment.key}” cannot be read here.",
            "For lists use the filters first, last or join; a key of this name cannot be used.",
        )
    if segment.is_quoted and segment.key.isascii() and segment.key.isdigit():
        raise Fault("index", segment.offset, "Lists are not read by position.", "Use first, last, join or a for loop.")
    if segment.key in KEYWORDS and not segment.is_quoted:
        raise Fault(
            "keyword",
            segment.offset,
            f"“{segment.key}” is a word of the template language.",
            "Compare with '' for empty texts." if is_root else f"Write the key as ['{segment.key}'].",
        )
