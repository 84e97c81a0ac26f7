"""Says what is wrong with a template, or may be, in the words of the screen."""

from studio.core.catalog import Entry
from studio.core.prompt.faults import Fault, place
from studio.core.prompt.model import MAX_OUTPUT, LintNote, PromptInput, Severity, VariableUse
from studio.core.prompt.placeholders import convert_placeholders, find_placeholders
from studio.core.prompt.scope import Use, path_text
from studio.core.prompt.subset import Checked, check
from studio.core.prompt.values import normal_text

LONG_PROMPT = 4_000
"""Characters beyond which the models start to lose the end of a prompt (judgement; the limit itself is 32,000)."""

MAKERS_KEYS = frozenset({"colors", "colour", "pattern", "lettering", "rank", "shape", "finish", "badge"})
"""Keys that the mock-up draws from: a template need not name them."""


def lint(template: str, given: PromptInput) -> tuple[LintNote, ...]:
    """All that can be said of a template before it is rendered, in its order; errors keep it from resolving."""
    source = normal_text(template)
    checked = check(source)
    faults = tuple(fault_note(source, fault, given) for fault in checked.faults)
    return (*faults, *_absences(source, checked, given, printed=True), *remarks(source, checked, given))


def variables(template: str) -> tuple[VariableUse, ...]:
    """Every place where a template reads an input variable, in its order."""
    source = normal_text(template)
    return tuple(VariableUse(use.path, *place(source, use.offset), use.is_optional) for use in check(source).uses)


def fault_note(source: str, fault: Fault, given: PromptInput) -> LintNote:
    """The note of a fault; of what is missing it says where it is missing from."""
    line, column = place(source, fault.offset)
    sentence, fix = fault.sentence, None
    if fault.kind == "missing" and fault.path and (owner := _owner(fault.path, given)):
        sentence = f"{owner} has no {fault.path.partition('.')[2]}."
    if fault.kind in ("syntax", "variable") and find_placeholders(source):
        converted = convert_placeholders(source)
        fix = converted if not check(normal_text(converted)).faults else None
    return LintNote(Severity.ERROR, fault.kind, sentence, fault.next_step, line, column, fault.path, fix)


def remarks(source: str, checked: Checked, given: PromptInput, text: str | None = None) -> tuple[LintNote, ...]:
    """What does not keep a template from resolving: left out, unused, other styles, long."""
    notes = [*_foreign(source, checked), *_absences(source, checked, given, printed=False)]
    if not checked.faults:
        notes += _unused(checked, given)
    if text is not None and len(text) > LONG_PROMPT:
        notes.append(
            LintNote(
                Severity.WARNING,
                "long",
                f"The prompt is {len(text):,} characters long; {MAX_OUTPUT:,} are allowed, but models lose the end.",
                "Say the important things first, or shorten it.",
            )
        )
    return tuple(notes)


def _foreign(source: str, checked: Checked) -> list[LintNote]:
    found = find_placeholders(source)
    if not found:
        return []
    line, column = place(source, found[0].offset)
    converted = convert_placeholders(source)
    shown = " and ".join(f"“{spelling}”" for spelling in list(dict.fromkeys(one.spelling for one in found))[:2])
    one = len(found) == 1
    return [
        LintNote(
            Severity.WARNING,
            "placeholder",
            f"{shown} {'looks like a placeholder' if one else 'look like placeholders'} of another style.",
            f"Convert {'it' if one else 'them'} to {found[0].replacement}.",
            line,
            column,
            found[0].path,
            None if check(normal_text(converted)).faults and not checked.faults else converted,
        )
    ]


def _absences(source: str, checked: Checked, given: PromptInput, *, printed: bool) -> list[LintNote]:
    notes: list[LintNote] = []
    seen: set[str] = set()
    for use in checked.uses:
        if use.is_optional is printed or use.path in seen or not _is_absent(use, given):
            continue
        seen.add(use.path)
        line, column = place(source, use.offset)
        owner = _owner(use.path, given) or "The input"
        key = use.path.partition(".")[2]
        stands_in = "the template’s own words stand in" if use.has_default else "the template leaves it out"
        notes.append(
            LintNote(
                Severity.ERROR if printed else Severity.NOTE,
                "missing",
                f"{owner} has no {key}." if printed else f"{owner} has no {key}; {stands_in}.",
                f"Add it, or write {{{{ {use.path} | default: '…' }}}}." if printed else "",
                line,
                column,
                use.path,
            )
        )
    return notes


def _is_absent(use: Use, given: PromptInput) -> bool:
    entry = _entry(use.keys[0], given)
    if entry is None or len(use.keys) < 3 or use.keys[1] != "details":
        return False
    value = entry.details
    for key in use.keys[2:]:
        if value is None:
            return False
        if not isinstance(value, dict) or key not in value:
            return True
        value = value[key]
    return False


def _unused(checked: Checked, given: PromptInput) -> list[LintNote]:
    notes: list[LintNote] = []
    for root in ("theme", "rarity"):
        entry = _entry(root, given)
        if entry is None or not isinstance(entry.details, dict):
            continue
        used = {use.path for use in checked.uses}
        unused = [
            key
            for key in entry.details
            if key not in MAKERS_KEYS
            and not any(
                path == (own := path_text((root, "details", key))) or path.startswith((f"{own}.", f"{own}["))
                for path in used
            )
        ]
        if unused:
            shown = ", ".join(unused[:6]) + (" and more" if len(unused) > 6 else "")
            label = _label(root, entry)
            notes.append(LintNote(Severity.NOTE, "unused", f"The template does not use {shown} of {label}.", path=root))
    return notes


def _owner(path: str, given: PromptInput) -> str | None:
    root = path.partition(".")[0]
    entry = _entry(root, given)
    label = _label(root, entry) if entry else None
    return label[0].upper() + label[1:] if label else None


def _label(root: str, entry: Entry) -> str:
    return f"{'theme' if root == 'theme' else 'rarity'} “{entry.label}”"


def _entry(root: str, given: PromptInput) -> Entry | None:
    return {"theme": given.theme, "rarity": given.rarity}.get(root)
