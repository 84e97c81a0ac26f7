"""The nodes of a template as python-liquid calls them: each writes spans with the paths that fed them."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO, cast

from liquid import BoundTemplate, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import (
    BooleanExpression,
    FilteredExpression,
    Path,
)
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import FalseLiteral, StringLiteral, TrueLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression

from studio.core.prompt.faults import Fault
from studio.core.prompt.filters import apply_filter, missing, type_fault
from studio.core.prompt.model import Span
from studio.core.prompt.values import Details, Flag, Items, Missing, Nothing, Paths, Text, Value, member

MAX_WORK = 2_000_000
"""Work units of one rendering: characters that pass through, and what the turns of loops cost."""

_NO_PATHS: Paths = frozenset()


class Run(RenderContext):
    """One rendering: the variables, the spans written so far and the work that is left."""

    def __init__(self, template: BoundTemplate, variables: dict[str, Value], loop_costs: dict[int, int]) -> None:
        super().__init__(template, globals=variables)
        self.spans: list[Span] = []
        self.length = 0
        self._loop_costs = loop_costs
        self._left = MAX_WORK
        self._choosers: Paths = _NO_PATHS

    def write(self, text: str, paths: Paths = _NO_PATHS) -> None:
        """Write a piece of output."""
        self.length += len(text)
        paths |= self._choosers
        if self.spans and self.spans[-1].paths == paths:
            self.spans[-1] = Span(self.spans[-1].text + text, paths)
        elif text:
            self.spans.append(Span(text, paths))

    def spend(self, work: int, offset: int) -> None:
        """Use up work; raises Fault where none is left."""
        self._left -= work
        if self._left < 0:
            raise Fault("too_much", offset, "This template goes on for too long.", "Loop over shorter lists.")

    def spend_turn(self, offset: int) -> None:
        """Use up the work of one turn of the loop whose tag is at `offset`."""
        self.spend(self._loop_costs[offset], offset)

    @contextmanager
    def chosen_by(self, paths: Paths) -> Generator[None]:
        """What is written or assigned inside was chosen by the value of these paths."""
        before, self._choosers = self._choosers, self._choosers | paths
        try:
            yield
        finally:
            self._choosers = before

    def lookup(self, path: Path) -> Value:
        """The value at a path; never raises."""
        root, *keys = cast("list[str]", path.path)
        try:
            value = cast("Value", self.scope[root])
        except KeyError:
            value = Missing(frozenset({root}))
        for key in keys:
            value = member(value, key)
        return value

    def operand(self, expression: Expression) -> Value:
        """The value of a path or literal."""
        match expression:
            case Path():
                return self.lookup(expression)
            case StringLiteral():
                return Text(expression.value, _NO_PATHS)
            case TrueLiteral() | FalseLiteral():
                return Flag(expression.value, _NO_PATHS)
            case _:
                return Nothing(_NO_PATHS)

    def filtered(self, expression: FilteredExpression) -> Value:
        """The value of an operand after its filters."""
        value = self.operand(expression.left)
        for call in expression.filters or ():
            if isinstance(value, Missing) and call.name != "default":
                raise missing(value, expression.left.token.start_index)
            arguments = [self.operand(argument.value) for argument in call.args]
            offset = call.token.start_index

            def spend(work: int, offset: int = offset) -> None:
                self.spend(work, offset)

            value = apply_filter(call.name, value, arguments, offset, spend)
        return value

    def keep(self, name: str, value: Value) -> None:
        """Assign a variable; what chose the branch has fed it too."""
        match value:
            case Text(text=text, paths=paths):
                value = Text(text, paths | self._choosers)
            case Flag(value=flag, paths=paths):
                value = Flag(flag, paths | self._choosers)
            case _:
                pass
        self.assign(name, value)


class _Content(ContentNode):
    def render_to_output(self, _: RenderContext, buffer: TextIO) -> int:  # noqa: ARG002  (python-liquid's names)
        cast("Run", _).write(self.text)
        return 0


class _Output(OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:  # noqa: ARG002  (python-liquid's name)
        run = cast("Run", context)
        expression = cast("FilteredExpression", self.expression)
        offset = expression.left.token.start_index
        value = run.filtered(expression)
        match value:
            case Text(text=text, paths=paths):
                run.spend(len(text), offset)
                run.write(text, paths)
            case Flag(value=flag, paths=paths):
                text = "true" if flag else "false"
                run.spend(len(text), offset)
                run.write(text, paths)
            case Nothing():
                pass
            case Missing():
                raise missing(value, offset)
            case Items():
                raise type_fault(value, offset, "print it with join", "Write | join: ', ' after it.")
            case Details():
                raise type_fault(value, offset, "only its parts can be printed", "Add a dot and the part's name.")
        return 0


class _Assign(AssignNode):
    def render_to_output(self, context: RenderContext, _: TextIO) -> int:
        run = cast("Run", context)
        expression = cast("FilteredExpression", self.expression)
        value = run.filtered(expression)
        if isinstance(value, Missing):
            raise missing(value, expression.left.token.start_index)
        run.keep(str(self.name), value)
        return 0


class _If(IfNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        run = cast("Run", context)
        return _render_branches(self, run, buffer, holds(run, self.condition))


class _Unless(UnlessNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        run = cast("Run", context)
        return _render_branches(self, run, buffer, not holds(run, self.condition))


def _render_branches(node: IfNode | UnlessNode, run: Run, buffer: TextIO, first_holds: bool) -> int:
    if first_holds:
        return node.consequence.render(run, buffer)
    for alternative in node.alternatives:
        if holds(run, alternative.expression):
            return alternative.block.render(run, buffer)
    return node.default.render(run, buffer) if node.default else 0


class _For(ForNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        run = cast("Run", context)
        iterable = self.expression.iterable
        value = run.operand(iterable)
        if isinstance(value, (Missing, Nothing)):
            return 0
        if not isinstance(value, Items):
            raise type_fault(value, iterable.token.start_index, "a loop takes a list", "Print it without a loop.")
        for index, item in enumerate(value.items):
            run.spend_turn(self.token.start_index)
            first, last = index == 0, index == len(value.items) - 1
            members: dict[str, Value] = {"first": Flag(first, _NO_PATHS), "last": Flag(last, _NO_PATHS)}
            with run.extend({self.expression.identifier: item, "forloop": Details(members, _NO_PATHS)}):
                self.block.render(run, buffer)
        return 0


class _Case(CaseNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        run = cast("Run", context)
        value = run.operand(self.expression)
        if not isinstance(value, (Text, Missing, Nothing)):
            raise type_fault(value, self.expression.token.start_index, "a case takes a text", "Use if instead.")
        block = self._chosen(value.text if isinstance(value, Text) else None)
        if block is not None:
            with run.chosen_by(value.paths):
                block.render(run, buffer)
        return 0

    def _chosen(self, text: str | None) -> BlockNode | None:
        for block in self.blocks:
            if isinstance(block, BlockNode):
                return block
            if text is not None and text in _when_texts(block):
                return block.block
        return None


def _when_texts(block: MultiExpressionBlockNode) -> list[str]:
    return [value.value for value in block.expression.expressions if isinstance(value, StringLiteral)]


def holds(run: Run, expression: Expression) -> bool:
    """Whether a condition holds; both sides of and, or are evaluated, so that a fault never hides."""
    match expression:
        case BooleanExpression():
            return holds(run, expression.expression)
        case LogicalAndExpression():
            left, right = holds(run, expression.left), holds(run, expression.right)
            return left and right
        case LogicalOrExpression():
            left, right = holds(run, expression.left), holds(run, expression.right)
            return left or right
        case EqExpression() | NeExpression():
            offset = expression.token.start_index
            are_equal = _equal(run.operand(expression.left), run.operand(expression.right), offset)
            return are_equal is isinstance(expression, EqExpression)
        case ContainsExpression():
            return _contains(run, expression)
        case _:
            return _is_true(run.operand(expression))


def _is_true(value: Value) -> bool:
    return not (isinstance(value, (Nothing, Missing)) or (isinstance(value, Flag) and not value.value))


def _equal(left: Value, right: Value, offset: int) -> bool:
    for side in (left, right):
        if isinstance(side, (Items, Details)):
            raise type_fault(side, offset, "only texts are compared", "Compare one of its parts.")
    match left, right:
        case (Text(text=one), Text(text=other)):
            return one == other
        case (Flag(value=one), Flag(value=other)):
            return one == other
        case ((Nothing() | Missing()), (Nothing() | Missing())):
            return True
        case _:
            return False


def _contains(run: Run, expression: ContainsExpression) -> bool:
    left, right = run.operand(expression.left), run.operand(expression.right)
    offset = expression.token.start_index
    for side in (left, right):
        if isinstance(side, (Items, Details, Flag)):
            raise type_fault(side, offset, "contains looks for a text in a text", "Join a list first.")
    if not (isinstance(left, Text) and isinstance(right, Text)):
        return False
    run.spend(len(left.text) + len(right.text), offset)
    return right.text in left.text


NODES: dict[str, type[Node]] = {
    "content": _Content,
    "output": _Output,
    "assign": _Assign,
    "if": _If,
    "unless": _Unless,
    "for": _For,
    "case": _Case,
}
"""Our node of each tag, by python-liquid's names."""
