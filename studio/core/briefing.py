"""From a brief to a recipe: what its prompt may use, why it cannot be generated yet, and the first brief of all."""

from studio.core.catalog import Catalog, Kind
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.recipe import MAX_EXTRA, MAX_NAME, MAX_SUBJECT, Brief, Recipe


def reasons_against(brief: Brief, catalog: Catalog, resolution: Resolution | None) -> tuple[str, ...]:
    """One short sentence for each thing that is missing, most important first."""
    reasons: list[str] = []
    if not brief.subject.strip():
        reasons.append("Say what the figure is: the subject is empty.")
    for words, text, limit in (
        ("subject", brief.subject, MAX_SUBJECT),
        ("name on the card", brief.name, MAX_NAME),
        ("extra wording", brief.extra, MAX_EXTRA),
    ):
        if len(text) > limit:
            reasons.append(f"The {words} is longer than {limit:,} characters.")
    if catalog.get(Kind.PROMPTS, brief.prompt_id) is None:
        reasons.append("Choose a prompt template.")
    elif resolution is not None and not resolution.ok and brief.subject.strip():
        reasons.append("The prompt does not resolve; the note beside it says why.")
    return tuple(reasons)


def prompt_input(brief: Brief, catalog: Catalog) -> PromptInput:
    """What the template of a brief may use."""
    return PromptInput(
        subject=brief.subject.strip(),
        name=brief.name.strip(),
        extra=brief.extra.strip(),
        theme=catalog.get(Kind.THEMES, brief.theme_id),
        rarity=catalog.get(Kind.RARITY, brief.rarity_id),
    )


def recipe_of(brief: Brief, catalog: Catalog, resolution: Resolution) -> Recipe:
    """The recipe that a brief freezes to, with its resolved prompt and the entries as they are now."""
    return Recipe(
        subject=brief.subject.strip(),
        text=resolution.text,
        name=brief.name.strip(),
        extra=brief.extra.strip(),
        prompt=catalog.get(Kind.PROMPTS, brief.prompt_id),
        theme=catalog.get(Kind.THEMES, brief.theme_id),
        rarity=catalog.get(Kind.RARITY, brief.rarity_id),
        references=brief.references,
        mask=brief.mask,
        engine=brief.engine,
        model=brief.model,
        size=brief.size,
        quality=brief.quality,
        format=brief.format,
        background=brief.background,
        compression=brief.compression,
        parent_id=brief.parent_id,
    )


def first_brief(catalog: Catalog) -> Brief:
    """What a person finds filled in at the first start: free, offline, one key press from a figure."""

    def first(kind: Kind, name: str) -> int | None:
        entries = catalog.of(kind)
        chosen = next((entry for entry in entries if entry.name == name), entries[0] if entries else None)
        return chosen.id if chosen else None

    return Brief(
        subject="Ada Lovelace as a clockwork arcade inventor",
        name="ADA",
        prompt_id=first(Kind.PROMPTS, "Blister pack, studio shot"),
        theme_id=first(Kind.THEMES, "Neon Arcade"),
        rarity_id=first(Kind.RARITY, "Epic"),
    )
