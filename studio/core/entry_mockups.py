"""Mock-ups of an entry that is edited: recipes that differ in nothing but that entry, so that two pictures can be compared."""

from dataclasses import replace
from datetime import UTC, datetime

from studio.core.catalog import Entry
from studio.core.entry_effects import Subject
from studio.core.older_figures import with_entry
from studio.core.recipe import Recipe, Size

PREVIEW_SIZE = Size(400, 600)
"""Pictures for a narrow panel, on screens of twice the density too."""
SEED = "beside the editor"
_NO_TIME = datetime.fromtimestamp(0, UTC)


def mockup_recipe(subject: Subject, entry: Entry) -> Recipe:
    """What the mock-up of a subject with this entry is drawn from; when an entry was written makes no other picture."""
    given = subject.given
    recipe = Recipe(
        subject=given.subject,
        text="",
        name=given.name,
        prompt=subject.prompt and _timeless(subject.prompt),
        theme=given.theme and _timeless(given.theme),
        rarity=given.rarity and _timeless(given.rarity),
        size=PREVIEW_SIZE,
    )
    return with_entry(recipe, _timeless(entry))


def _timeless(entry: Entry) -> Entry:
    return replace(entry, created_at=_NO_TIME, updated_at=None)
