"""Which things come with a figure: what subject and theme name, drawn where we know it, else a parcel."""

from studio.backend.engines.mockup.artwork import Artwork, Piece
from studio.backend.engines.mockup.casting import find_piece, words_of
from studio.backend.engines.mockup.chance import Chance
from studio.core.catalog import Entry
from studio.core.recipe import Recipe

FALLBACK = "parcel"
_COMMON = (
    "book",
    "camera",
    "skateboard",
    "guitar",
    "mug",
    "phone",
    "robot-pet",
    "cat",
    "potion",
    "key",
    "ball",
    "magnifying-glass",
)
_MOST_TEXTS = 12


def choose_things(artwork: Artwork, recipe: Recipe, chance: Chance) -> list[Piece]:
    """Three different things, the first for the hand: each variation hands the figure the next one."""
    pieces = {name: piece for name, piece in artwork.pieces("accessories").items() if name != FALLBACK}
    parcel = artwork.piece("accessories", FALLBACK)
    chosen: list[Piece] = []
    mentioned = find_piece(pieces.values(), words_of(recipe.subject)[::-1])
    if mentioned:
        chosen.append(mentioned)
    for text in _listed(recipe.theme):
        piece = find_piece(pieces.values(), words_of(text)[::-1]) or parcel
        if piece not in chosen:
            chosen.append(piece)
    start = chance.index("things", len(_COMMON))
    for step in range(len(_COMMON)):
        piece = pieces[_COMMON[(start + step) % len(_COMMON)]]
        if len(chosen) < 3 and piece not in chosen:
            chosen.append(piece)
    turn = recipe.variation % min(3, len(chosen))
    return [*chosen[turn:], *chosen[:turn]]


def _listed(theme: Entry | None) -> list[str]:
    value = theme.detail("accessories") if theme else None
    if isinstance(value, str):
        value = list(value.split(","))
    if not isinstance(value, list):
        return []
    return [text for text in value[:_MOST_TEXTS] if isinstance(text, str) and text.strip()]
