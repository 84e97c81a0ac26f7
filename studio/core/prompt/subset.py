"""Checks a template against the part of Liquid that both engines render to the same bytes."""

from dataclasses import dataclass, field

from studio.core.prompt.expressions import ExpressionReader
from studio.core.prompt.faults import Fault
from studio.core.prompt.model import MAX_TEMPLATE_BYTES
from studio.core.prompt.pieces import BLANKS, Piece, PieceKind, cut
from studio.core.prompt.scope import Scope, Use

MAX_DEPTH = 32
"""Blocks inside blocks."""

TOKEN_COST = 20
"""Work units of one token inside a loop; a character of text costs one."""

_BRANCHES = {"elsif": ("if",), "else": ("if", "unless", "case"), "when": ("case",)}
_BLOCKS = ("if", "unless", "case", "for")
_ELSEWHERE = {
    "break": "Put the rest of the loop's text into an if instead.",
    "continue": "Put the rest of the loop's text into an if instead.",
    "capture": "Use assign with the filters append and prepend.",
    "echo": "Write the variable between {{ and }}.",
    "#": "Write the remark between {% comment %} and {% endcomment %}.",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found: pieces to render, faults by place, variables, and what one turn of each loop costs.

    `loop_costs` are work units by the offset of the `for` tag.
    """

    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]
    uses: tuple[Use, ...]
    loop_costs: dict[int, int]


@dataclass(slots=True)
class _Block:
    tag: str
    begin: int
    cost: int = 0
    values: set[str] = field(default_factory=set[str])
    branches: int = 0
    has_else: bool = False


def check(template: str) -> Checked:
    """Check a template whose line ends and characters are normalised; never raises for what stands in it."""
    if len(template.encode()) > MAX_TEMPLATE_BYTES:
        fault = Fault("template_size", 0, "This template is larger than 16 KB.", "Shorten it.")
        return Checked((), (fault,), (), {})
    pieces, broken = cut(template)
    checker = _Checker()
    for piece in pieces:
        checker.visit(piece)
    if broken:
        checker.faults.append(broken)
    else:
        checker.finish()
    faults = tuple(sorted(checker.faults, key=lambda fault: fault.offset))
    return Checked(pieces, faults, tuple(checker.scope.uses), checker.loop_costs)


class _Checker:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.blocks: list[_Block] = []
        self.loop_costs: dict[int, int] = {}
        self.scope = Scope()

    def visit(self, piece: Piece) -> None:
        """Check one piece; a fault in it does not keep the next from being checked."""
        try:
            if piece.kind is PieceKind.TEXT:
                self._visit_text(piece)
            elif piece.kind is PieceKind.OUTPUT:
                reader = self._reader(piece)
                value = reader.filtered()
                reader.end()
                self.scope.print(value)
            else:
                self._visit_tag(piece)
        except Fault as fault:
            self.faults.append(fault)

    def finish(self) -> None:
        """Nothing may be left open."""
        for block in self.blocks:
            end = f"{{% end{block.tag} %}}"
            self.faults.append(
                Fault("syntax", block.begin, f"This {block.tag} is never closed.", f"Close it with {end}.")
            )

    def _visit_text(self, piece: Piece) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block and block.tag == "case" and not block.branches and piece.body.strip(BLANKS):
            raise Fault(
                "syntax", piece.begin, "Text between case and when is never printed.", "Put it before the case."
            )
        self._spend(len(piece.body))

    def _visit_tag(self, piece: Piece) -> None:
        name = piece.name
        if name in _BLOCKS:
            self._open(piece)
        elif name in _BRANCHES:
            self._branch(piece)
        elif name.startswith("end") and name[3:] in _BLOCKS:
            self._close(piece)
        elif name == "assign":
            reader = self._reader(piece)
            target = reader.new_name()
            reader.word("=", "{% assign mood = 'calm' %}")
            value = reader.filtered()
            reader.end()
            self.scope.assign(target, value)
        elif name in ("endraw", "endcomment"):
            raise Fault("syntax", piece.begin, f"This {name} closes nothing.", "Take it out.")
        else:
            next_step = _ELSEWHERE.get(name, "Known are if, unless, case, for, assign, comment and raw.")
            raise Fault("tag", piece.begin, f"The tag “{name}” is not known here.", next_step)

    def _open(self, piece: Piece) -> None:
        if len(self.blocks) == MAX_DEPTH:
            fault = Fault("too_deep", piece.begin, f"Blocks are nested deeper than {MAX_DEPTH}.", "Flatten them.")
            self.faults.append(fault)
        try:
            loop = self._head(piece)
        except Fault as fault:
            self.faults.append(fault)
            loop = None
        self.blocks.append(_Block(piece.name, piece.begin))
        self.scope.enter(loop)

    def _head(self, piece: Piece) -> tuple[str, str] | None:
        reader = self._reader(piece)
        if piece.name == "for":
            variable = reader.new_name()
            reader.word("in", "{% for color in theme.details.palette %}")
            collection = reader.path()
            reader.end()
            return variable.key, self.scope.loop(variable, collection)
        if piece.name == "case":
            subject = reader.path()
            reader.end()
            self.scope.choose(subject)
            return None
        comparisons = reader.condition()
        reader.end()
        self.scope.test(comparisons)
        return None

    def _branch(self, piece: Piece) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.tag not in _BRANCHES[piece.name] or block.has_else:
            raise Fault("syntax", piece.begin, f"{piece.name} does not belong here.", _branch_help(piece.name, block))
        if piece.name == "else" and block.tag == "case" and not block.branches:
            raise Fault("syntax", piece.begin, "A case needs a when before its else.", 'Write {% when "dark" %} first.')
        block.branches += 1
        block.has_else = piece.name == "else"
        self.scope.leave()
        self.scope.enter(None)
        reader = self._reader(piece)
        if piece.name == "elsif":
            comparisons = reader.condition()
            reader.end()
            self.scope.test(comparisons)
        elif piece.name == "when":
            self._when(reader, block)
        else:
            reader.end()

    def _when(self, reader: ExpressionReader, block: _Block) -> None:
        values = reader.texts()
        reader.end()
        for value in values:
            if value.text in block.values:
                raise Fault(
                    "duplicate", value.offset, f"“{value.text}” stands twice in this case.", "Keep one of them."
                )
            block.values.add(value.text)

    def _close(self, piece: Piece) -> None:
        tag = piece.name[3:]
        if not any(block.tag == tag for block in self.blocks):
            raise Fault("syntax", piece.begin, f"This {piece.name} closes nothing.", "Take it out.")
        block = self.blocks.pop()
        self.scope.leave()
        if block.tag != tag:
            raise Fault("syntax", piece.begin, f"{block.tag} has to be closed first.", f"Write {{% end{block.tag} %}}.")
        if block.tag == "case" and not block.branches:
            raise Fault("syntax", block.begin, "This case has no when.", 'Write {% when "dark" %}.')
        if block.tag == "for":
            self.loop_costs[block.begin] = block.cost + TOKEN_COST
        self._reader(piece).end()

    def _reader(self, piece: Piece) -> ExpressionReader:
        reader = ExpressionReader(piece.body, piece.body_begin)
        self._spend((reader.count + 1) * TOKEN_COST)
        return reader

    def _spend(self, cost: int) -> None:
        loop = next((block for block in reversed(self.blocks) if block.tag == "for"), None)
        if loop:
            loop.cost += cost


def _branch_help(name: str, block: _Block | None) -> str:
    if name == "else" and block and block.tag == "for":
        return "Test the list with if before the loop."
    if name == "elsif" and block and block.tag == "unless":
        return "Use if instead of unless."
    return "Put it inside its block, else last."
