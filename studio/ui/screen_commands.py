"""What can be done on the screens that are built when they are first shown: as data, so that its keys can be listed
before, without building anything."""

import sys
from dataclasses import dataclass

from studio.ui.facts import MOST_STARS, rating_verb
from studio.ui.publishing import PUBLISH

DELETE_KEYS = ("Backspace", "Del") if sys.platform == "darwin" else ("Del",)


@dataclass(frozen=True, slots=True)
class Command:
    """What a person reads of something that can be done."""

    group: str
    text: str
    keys: tuple[str, ...] = ()


def _group(title: str, *commands: tuple[str, ...]) -> dict[str, Command]:
    """Commands by name, each given as its name, its text and its keys."""
    return {name: Command(title, text, tuple(keys)) for name, text, *keys in commands}


COMMANDS = {
    **_group(
        "Gallery",
        ("gallery-view", "View large", "F"),
        ("gallery-open", "Show on the stage"),
        ("gallery-make-again", "Make again", "Ctrl+R"),
        ("gallery-edit", "Edit this figure", "Ctrl+E"),
        ("gallery-make-final", "Make a final", "Ctrl+Shift+F"),
        ("gallery-compare", "Compare", "C"),
        ("gallery-publish", PUBLISH, "Ctrl+P"),
        ("gallery-copy-link", "Copy public link", "Ctrl+Shift+L"),
        ("gallery-save-copy", "Save a copy…", "Ctrl+S"),
        ("gallery-copy-image", "Copy image", "Ctrl+C"),
        ("gallery-show-in-folder", "Show in folder", "Ctrl+Shift+E"),
        ("gallery-delete", "Delete", *DELETE_KEYS),
        ("gallery-undo", "Undo", "Ctrl+Z"),
        ("gallery-restore", "Restore"),
        ("gallery-remove", "Remove for good…"),
        *((f"gallery-rate-{stars}", rating_verb(stars), str(stars)) for stars in range(MOST_STARS, -1, -1)),
        ("gallery-search", "Search the gallery", "Ctrl+F"),
        ("gallery-layout", "Switch between shelves and grid", "G"),
        ("gallery-see-all", "See all of this shelf", "Ctrl+Return", "Ctrl+Enter"),
    ),
    **_group(
        "Catalog",
        ("catalog-find", "Find in the catalog", "Ctrl+F"),
        ("catalog-new", "Begin a new entry", "Ctrl+N"),
        ("catalog-edit", "Edit", "Ctrl+E"),
        ("catalog-rename", "Rename", "F2"),
        ("catalog-duplicate", "Duplicate", "Ctrl+D"),
        ("catalog-delete", "Delete when published"),
        ("catalog-undo", "Undo", "Ctrl+Z"),
        ("catalog-redo", "Redo", "Ctrl+Shift+Z", "Ctrl+Y"),
        ("catalog-publish", "Publish…", "Ctrl+Return", "Ctrl+Enter"),
        ("catalog-merge", "Merge…", "Ctrl+Return", "Ctrl+Enter"),
        ("catalog-take-merge", "Take this merge", "Ctrl+Return", "Ctrl+Enter"),
        ("catalog-history", "Show the history", "Ctrl+H"),
        ("catalog-discard", "Discard the draft"),
        ("catalog-format", "Format the JSON", "Ctrl+Shift+I"),
        ("catalog-view-form", "Show the details as form", "Alt+1"),
        ("catalog-view-tree", "Show the details as tree", "Alt+2"),
        ("catalog-view-json", "Show the details as JSON", "Alt+3"),
        ("catalog-import", "Import…"),
        ("catalog-export", "Export the whole catalog…"),
        ("catalog-export-chosen", "Export what is selected…"),
        ("catalog-take-back", "Take back from the outbox"),
        ("catalog-pull", "Bring what the team changed", "F5"),
    ),
    **_group(
        "Publish",
        ("publish-refresh", "List published figures anew", "F5"),
        ("publish-check", "Check published figures"),
        ("publish-try", "Empty the outbox now"),
    ),
    **_group("Settings", ("search-settings", "Search the settings", "Ctrl+F")),
    **_group("Doctor", ("doctor-again", "Check again", "F5"), ("doctor-copy", "Copy the doctor’s report")),
}
"""The commands by the names of their actions, in the order in which they are listed."""
