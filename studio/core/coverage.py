"""What templates ask for and what themes and rarity levels give: filled, left to a default, or missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from studio.core.catalog import Catalog, Entry, Kind
from studio.core.json_paths import JsonPath
from studio.core.prompt.faults import place
from studio.core.prompt.lint import MAKERS_KEYS
from studio.core.prompt.subset import check
from studio.core.prompt.values import normal_text

ROOTS = {Kind.THEMES: "theme", Kind.RARITY: "rarity"}


class Cell(StrEnum):
    """What an entry has for a variable: a value, nothing where that is no error, or nothing where it is one."""

    FILLED = "filled"
    DEFAULT = "default"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Need:
    """A detail that a template names. `is_required` where its absence keeps the template from resolving somewhere."""

    template_id: int
    root: str
    keys: tuple[str, ...]
    path: str
    is_required: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """One variable over several entries, each by its id."""

    path: str
    keys: tuple[str, ...]
    root: str
    is_required: bool
    filled: tuple[int, ...]
    default: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many entries were looked at."""
        return len(self.filled) + len(self.default) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Asked:
    """One detail of one entry as templates see it; `path` is empty of templates where none names it (unused)."""

    path: str
    keys: JsonPath
    cell: Cell
    templates: tuple[int, ...]

    @property
    def is_unused(self) -> bool:
        """No template names it."""
        return not self.templates


def needs_of(template: Entry) -> tuple[Need, ...]:
    """The details that a template names, each once, in its order."""
    source = normal_text(template.template)
    found: dict[str, Need] = {}
    for use in check(source).uses:
        if use.keys[0] not in ROOTS.values() or len(use.keys) < 3 or use.keys[1] != "details":
            continue
        known = found.get(use.path)
        is_required = not use.is_optional or (known is not None and known.is_required)
        line, column = (known.line, known.column) if known else place(source, use.offset)
        found[use.path] = Need(template.id, use.keys[0], use.keys[2:], use.path, is_required, line, column)
    return tuple(found.values())


def cell_of(need: Need, entry: Entry) -> Cell:
    """What an entry has for a need. Null, and anything below it, prints as nothing and is never an error."""
    value = entry.details
    for key in need.keys:
        if value is None:
            return Cell.DEFAULT
        if not isinstance(value, dict) or key not in value:
            return Cell.MISSING if need.is_required else Cell.DEFAULT
        value = value[key]
    return Cell.DEFAULT if value is None else Cell.FILLED


def coverage_of(needs: Iterable[Need], themes: Sequence[Entry], rarities: Sequence[Entry]) -> tuple[Row, ...]:
    """One row for each variable of one template, over all themes or rarity levels."""
    rows: list[Row] = []
    for need in needs:
        cells: dict[Cell, list[int]] = {cell: [] for cell in Cell}
        for entry in themes if need.root == "theme" else rarities:
            cells[cell_of(need, entry)].append(entry.id)
        given = (tuple(cells[cell]) for cell in (Cell.FILLED, Cell.DEFAULT, Cell.MISSING))
        rows.append(Row(need.path, need.keys, need.root, need.is_required, *given))
    return tuple(rows)


def asked_of(entry: Entry, needs: Sequence[Need]) -> tuple[Asked, ...]:
    """Every detail that templates ask of an entry, then its own keys that none of them names."""
    rows: dict[str, Asked] = {}
    own = [need for need in needs if need.root == ROOTS.get(entry.kind)]
    for need in own:
        known, cell = rows.get(need.path), cell_of(need, entry)
        templates = (*known.templates, need.template_id) if known else (need.template_id,)
        worst = Cell.MISSING if known and known.cell is Cell.MISSING else cell
        rows[need.path] = Asked(need.path, need.keys, worst, templates)
    unused = [
        Asked(f"{ROOTS[entry.kind]}.details.{key}", (key,), Cell.FILLED, ())
        for key in (entry.details if isinstance(entry.details, dict) else ())
        if key not in MAKERS_KEYS and not any(need.keys[0] == key for need in own)
    ]
    return (*rows.values(), *unused)


def templates_of(catalog: Catalog) -> dict[tuple[Kind, int], int]:
    """How many templates name a detail that an entry has, by kind and id; an entry that none names is not in it."""
    found: Counter[tuple[Kind, int]] = Counter()
    needs = [needs_of(template) for template in catalog.of(Kind.PROMPTS)]
    for kind, root in ROOTS.items():
        own = [tuple(need for need in all_of if need.root == root) for all_of in needs]
        for entry in catalog.of(kind):
            used = sum(any(cell_of(need, entry) is Cell.FILLED for need in all_of) for all_of in own)
            if used:
                found[(kind, entry.id)] = used
    return dict(found)


def problems_of(catalog: Catalog) -> dict[tuple[Kind, int], int]:
    """What a list marks, by kind and id: faults of a template, and details that a template needs and an entry lacks."""
    found: dict[tuple[Kind, int], int] = {}
    needs: dict[str, Need] = {}
    for template in catalog.of(Kind.PROMPTS):
        faults = len(check(normal_text(template.template)).faults)
        if faults:
            found[(template.kind, template.id)] = faults
        needs |= {need.path: need for need in needs_of(template) if need.is_required}
    for kind, root in ROOTS.items():
        for entry in catalog.of(kind):
            missing = sum(cell_of(need, entry) is Cell.MISSING for need in needs.values() if need.root == root)
            if missing:
                found[(kind, entry.id)] = missing
    return found
