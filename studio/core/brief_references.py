"""The references of a brief: how many there is room for, their order, and what belongs to the first of them alone."""

from dataclasses import replace
from typing import Any

from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.recipe import Brief, Reference

MAX_REFERENCES = 16


def edited(brief: Brief, **changes: Any) -> Brief:
    """The brief with other fields; with another first reference its mask and its parent go, unless given along."""
    after = replace(brief, **changes)
    if after.references[:1] == brief.references[:1]:
        return after
    return replace(after, mask=changes.get("mask"), parent_id=changes.get("parent_id"))


def with_added(brief: Brief, reference: Reference) -> Brief:
    """The brief with one more reference, behind the others.

    Raises StudioError where it has this picture already, or no room.
    """
    if any(kept.sha256 == reference.sha256 for kept in brief.references):
        raise StudioError(f"“{reference.name}” is already among the references.")
    if len(brief.references) >= MAX_REFERENCES:
        raise StudioError(f"There is room for {MAX_REFERENCES} references.", "Take one out first.")
    return edited(brief, references=(*brief.references, reference))


def without(brief: Brief, index: int) -> Brief:
    """The brief with a reference taken out."""
    return edited(brief, references=(*brief.references[:index], *brief.references[index + 1 :]))


def with_moved(brief: Brief, index: int, to: int) -> Brief:
    """The brief with a reference in another place."""
    references = list(brief.references)
    references.insert(to, references.pop(index))
    return edited(brief, references=tuple(references))


def with_mask(brief: Brief, reference: Reference, mask: Reference, parent_id: str | None) -> Brief:
    """The brief with this reference in the first place, and its mask."""
    others = (other for other in brief.references if other.sha256 != reference.sha256)
    return edited(brief, references=(reference, *others), mask=mask, parent_id=parent_id)


def to_edit(figure: Figure, own: Reference) -> Brief:
    """The brief that edits a figure: what it was made from, its `own` picture as the first reference."""
    brief = figure.recipe.to_brief()
    # of an edit's references the first is the picture that was edited: the new one stands in its place
    others = brief.references[1:] if brief.parent_id else brief.references
    return replace(brief, references=(own, *others)[:MAX_REFERENCES], mask=None, parent_id=figure.id)
