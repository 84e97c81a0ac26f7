"""What is known of a text that is being edited, worked out shortly after the last key and away from the GUI thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.core.catalog import Entry, Kind
from studio.core.details_schema import DetailsSchema, SchemaFault, faults_of
from studio.core.draft import EntryDraft, EntryStatus, status_of
from studio.core.json_document import JsonDocument
from studio.core.json_places import folds_of
from studio.core.prompt.model import MAX_TEMPLATE_BYTES, estimate_tokens


@dataclass(frozen=True, slots=True)
class EntryAnalysis:
    """Of which text (`text`) it is; `document`, `faults` of the schema and `folds` (lines from 0) are those of details."""

    text: str
    status: EntryStatus
    entry: Entry | None
    document: JsonDocument | None = None
    faults: tuple[SchemaFault, ...] = ()
    folds: Mapping[int, int] = field(default_factory=dict[int, int])
    tokens: int = 0
    reasons: tuple[str, ...] = ()


def analyse(draft: EntryDraft, live: Entry | None, schema: DetailsSchema) -> EntryAnalysis:
    """Read a draft's text, check it against the schema, and say why it cannot be published now."""
    status = status_of(live, draft)
    if draft.kind is Kind.PROMPTS:
        reasons = _template_reasons(draft, status)
        tokens = estimate_tokens(draft.text)
        return EntryAnalysis(draft.text, status, draft.as_entry(), tokens=tokens, reasons=reasons)
    document = JsonDocument.of(draft.text)
    faults = faults_of(schema, document.value) if schema is not None and document.ok else ()
    reasons = _reasons(draft, status)
    if not document.ok and not draft.is_deletion:
        reasons = (*reasons, "The details are not JSON yet; the editor marks the place.")
    return EntryAnalysis(
        draft.text, status, draft.as_entry(), document, faults, folds_of(document.text, document.root), reasons=reasons
    )


def _template_reasons(draft: EntryDraft, status: EntryStatus) -> tuple[str, ...]:
    reasons = _reasons(draft, status)
    if len(draft.text.encode("utf-8", "replace")) > MAX_TEMPLATE_BYTES:
        reasons = (*reasons, "The template is larger than 16 KB.")
    return reasons


def _reasons(draft: EntryDraft, status: EntryStatus) -> tuple[str, ...]:
    if status is EntryStatus.LIVE:
        return ("Nothing has changed.",)
    if status is EntryStatus.CONFLICT:
        return ("This entry was published elsewhere meanwhile; merge your edit first.",)
    if draft.base is None and not draft.name.strip():
        return ("Give it a name.",)
    return ()
