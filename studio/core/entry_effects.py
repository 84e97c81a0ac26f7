"""What an edit does: three real subjects resolved with it and without it, and what templates then find in the entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.coverage import ROOTS, Asked, Need, Row, asked_of, coverage_of, needs_of
from studio.core.prompt.lint import lint
from studio.core.prompt.model import LintNote, PromptInput
from studio.core.prompt.scope import TEXT_VARIABLES, path_text
from studio.core.recipe import Recipe
from studio.core.text_diff import Piece, word_diff

MOST_VARIABLES = 400
"""Details of a kind that are offered for completion."""
SUBJECTS = (
    ("Ada Lovelace as a clockwork arcade inventor", "ADA"),
    ("A curling captain with a broom of ice", "CAPTAIN CURL"),
    ("A gardener knight who fights with compost", "SIR COMPOST"),
)
"""Stand in where too few figures were made with an entry."""


@dataclass(frozen=True, slots=True)
class PromptEffect:
    """One subject's prompt: what changes in it, or why it does not resolve with the edit."""

    title: str
    template: str
    pieces: tuple[Piece, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class EntryEffects:
    """What stands beside the editor. `asked` is about a theme or rarity level, `rows`, `lint` and `variables` (what it
    could name) about a template; `first` is the subject that the mock-ups are of.
    """

    prompts: tuple[PromptEffect, ...] = ()
    asked: tuple[Asked, ...] = ()
    rows: tuple[Row, ...] = ()
    lint: tuple[LintNote, ...] = ()
    variables: tuple[str, ...] = ()
    first: "Subject | None" = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a prompt is about, and the entries that go with the edited one."""

    given: PromptInput
    prompt: Entry | None
    title: str


def effects_of(
    catalog: Catalog, live: Entry | None, draft: Entry, subjects: Sequence[Subject], needs: Sequence[Need]
) -> EntryEffects:
    """Resolve the subjects with what is live and with the draft; `needs` are those of all templates as they are live."""
    prompts = tuple(_effect(subject, live, draft) for subject in subjects)
    if draft.kind is Kind.PROMPTS:
        first = subjects[0].given if subjects else PromptInput("…")
        rows = coverage_of(needs_of(draft), catalog.of(Kind.THEMES), catalog.of(Kind.RARITY))
        notes, known = lint(draft.template, first), variables_of(catalog)
        return EntryEffects(prompts, rows=rows, lint=notes, variables=known, first=next(iter(subjects), None))
    return EntryEffects(prompts, asked=asked_of(draft, needs), first=next(iter(subjects), None))


def subjects_of(catalog: Catalog, recipes: Sequence[Recipe]) -> tuple[Subject, ...]:
    """Three subjects: of the figures of these recipes, and made-up ones for the rest."""
    prompts, themes, levels = catalog.of(Kind.PROMPTS), catalog.of(Kind.THEMES), catalog.of(Kind.RARITY)
    found: list[Subject] = []
    for recipe in recipes[: len(SUBJECTS)]:
        prompt = _current(catalog, recipe.prompt) or (prompts[0] if prompts else None)
        theme, rarity = _current(catalog, recipe.theme), _current(catalog, recipe.rarity)
        found.append(
            Subject(PromptInput(recipe.subject, recipe.name, recipe.extra, theme, rarity), prompt, recipe.title)
        )
    known = {subject.given.subject for subject in found}
    for number, (subject, name) in enumerate(SUBJECTS):
        if len(found) == len(SUBJECTS):
            break
        if subject in known:
            continue
        theme = themes[number % len(themes)] if themes else None
        rarity = levels[number % len(levels)] if levels else None
        prompt = prompts[number % len(prompts)] if prompts else None
        found.append(Subject(PromptInput(subject, name, "", theme, rarity), prompt, name.title()))
    return tuple(found)


def variables_of(catalog: Catalog) -> tuple[str, ...]:
    """What a template can name, by what themes and rarity levels have; what most of them have comes first."""
    found: Counter[str] = Counter()
    for kind, root in ROOTS.items():
        keys = Counter(key for entry in catalog.of(kind) if isinstance(entry.details, dict) for key in entry.details)
        found.update({path_text((root, "details", key)): count for key, count in keys.most_common(MOST_VARIABLES)})
    return (*TEXT_VARIABLES, "theme.name", "rarity.name", *(path for path, _count in found.most_common()))


def all_needs(catalog: Catalog) -> tuple[Need, ...]:
    """What all templates of a catalog ask for."""
    return tuple(need for template in catalog.of(Kind.PROMPTS) for need in needs_of(template))


def _effect(subject: Subject, live: Entry | None, draft: Entry) -> PromptEffect:
    from studio.core.prompt.render import resolve  # imports the template engine: late, in a worker thread

    prompt = draft if draft.kind is Kind.PROMPTS else subject.prompt
    if prompt is None:
        return PromptEffect(subject.title, "", (), "There is no prompt template yet.")
    after = resolve(prompt.template, _with(subject.given, draft.kind, draft))
    if not after.ok:
        note = after.errors[0]
        return PromptEffect(subject.title, prompt.label, (), f"{note.sentence} {note.next_step}".strip())
    before_prompt = live if draft.kind is Kind.PROMPTS else subject.prompt
    given = _with(subject.given, draft.kind, live)
    before = resolve(before_prompt.template, given) if before_prompt is not None else None
    old = before.text if before is not None and before.ok else after.text
    return PromptEffect(subject.title, prompt.label, word_diff(old, after.text))


def _with(given: PromptInput, kind: Kind, entry: Entry | None) -> PromptInput:
    """With another theme or rarity level, or without one: what a new one is compared to."""
    match kind:
        case Kind.PROMPTS:
            return given
        case Kind.THEMES:
            return replace(given, theme=entry)
        case Kind.RARITY:
            return replace(given, rarity=entry)


def _current(catalog: Catalog, frozen: Entry | None) -> Entry | None:
    """The entry as it is now, where it is still there."""
    return (catalog.get(frozen.kind, frozen.id) or frozen) if frozen is not None else None
