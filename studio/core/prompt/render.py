"""Renders a template with python-liquid, cut down to what liquidjs renders to the same bytes."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from liquid import BoundTemplate, Environment, Mode
from liquid.output import NullIO
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from studio.core.prompt.faults import Fault
from studio.core.prompt.lint import fault_note, remarks
from studio.core.prompt.model import MAX_OUTPUT, PromptInput, Resolution, Span
from studio.core.prompt.pieces import PieceKind, cut
from studio.core.prompt.subset import MAX_DEPTH, Checked, check
from studio.core.prompt.tags import NODES, Run
from studio.core.prompt.values import normal_text, variables


class _Environment(Environment):
    """A Liquid environment that knows our tags only and reads the pieces that the check cuts too."""

    suppress_blank_control_flow_blocks = False
    block_nesting_limit = MAX_DEPTH + 1  # the check has its own limits; these must only not be below them
    context_depth_limit = 2 * MAX_DEPTH

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register our tags; filters are applied by the nodes themselves."""
        super().setup_tags_and_filters(extra=extra)
        self.filters.clear()
        kept = {name: tag for name, tag in self.tags.items() if name in NODES or name == "illegal"}
        self.tags.clear()
        self.tags.update(kept)
        for name, node_class in NODES.items():
            self.tags[name].node_class = node_class  # pyright: ignore[reportAttributeAccessIssue]  (declared by each tag)

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        """Tokens of the pieces: comments, raw blocks and trimming are settled there, alike on both engines."""
        return _tokens


@cache
def _environment() -> _Environment:
    return _Environment(tolerance=Mode.STRICT)


def _tokens(source: str) -> Iterator[Token]:
    pieces, _ = cut(source)
    for piece in pieces:
        if piece.kind is PieceKind.TEXT:
            yield Token(TOKEN_CONTENT, piece.body, piece.begin, source)
            continue
        if piece.kind is PieceKind.OUTPUT:
            yield Token(TOKEN_OUTPUT, piece.body, piece.begin, source)
        else:
            yield Token(TOKEN_TAG, piece.name, piece.begin, source)
        if piece.body.strip(" \t\n\r"):
            yield Token(TOKEN_EXPRESSION, piece.body, piece.body_begin, source)


def resolve(template: str, given: PromptInput) -> Resolution:
    """Resolve a template for an input. Never raises for what stands in either: the lint says what is wrong."""
    source = normal_text(template)
    checked, parsed = _compiled(source)
    notes = tuple(fault_note(source, fault, given) for fault in checked.faults)
    if notes:
        return Resolution("", (), (*notes, *remarks(source, checked, given)))
    try:
        spans = _render(checked, parsed, given)
    except Fault as fault:
        remaining = (note for note in remarks(source, checked, given) if note.path != fault.path)
        return Resolution("", (), (fault_note(source, fault, given), *remaining))
    text = "".join(span.text for span in spans)
    return Resolution(text, spans, remarks(source, checked, given, text))


@lru_cache(maxsize=16)
def _compiled(source: str) -> tuple[Checked, BoundTemplate]:
    """A template checked and parsed: while an artist types, it stays the same and only its input changes."""
    checked = check(source)
    return checked, _environment().from_string("" if checked.faults else source)


def _render(checked: Checked, template: BoundTemplate, given: PromptInput) -> tuple[Span, ...]:
    run = Run(template, variables(given), checked.loop_costs)
    for node in template.nodes:
        node.render(run, NullIO())
    if run.length > MAX_OUTPUT:
        raise Fault(
            "too_long",
            0,
            f"The prompt would be {run.length:,} characters long; at most {MAX_OUTPUT:,} are allowed.",
            "Shorten the template or what goes into it.",
        )
    return tuple(run.spans)
