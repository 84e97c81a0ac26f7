"""Who is in the packaging: head, hair, clothes and things, from the words of subject and theme, else from the hash."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from studio.backend.engines.mockup.artwork import Artwork, Piece
from studio.backend.engines.mockup.chance import Chance
from studio.backend.engines.mockup.palette import Rgb, read_colour

SKINS = ("#fbdcc0", "#f3c89f", "#e6ad7c", "#cf8f5c", "#a86b42", "#7d4a2d", "#5a3421")
HAIRS = ("#2a1d1a", "#4b2e20", "#7a4a2b", "#b8793c", "#e3b759", "#b3402a", "#d9d4d0")
GREYS = ("#d9d4d0", "#b9b6bd", "#f0ecea")
_STRANGE_SKINS = (
    ("#8fd16a", "alien martian zombie goblin orc ogre frog lizard dragon frankenstein slime troll dryad cactus"),
    ("#e4574c", "devil demon imp satan lava"),
    ("#dfe6f5", "ghost phantom spirit vampire snowman"),
    ("#6fb8f0", "mermaid ice yeti genie water neptune smurf"),
    ("#b48ae8", "monster"),
)
_FURS = ("#e8893a", "#b9783f", "#8d8a94", "#d9a566", "#5b4a44", "#f0e6da")
_KNOWN_FURS = (
    ("#e8893a", "fox tiger lion kitten orange"),
    ("#8d8a94", "wolf werewolf mouse raccoon badger grey"),
    ("#7a5236", "bear otter monkey ape dog"),
    ("#f0e6da", "rabbit bunny hare panda"),
)
_FEMININE = frozenset(
    [
        "woman",
        "girl",
        "lady",
        "queen",
        "princess",
        "witch",
        "mother",
        "mom",
        "grandma",
        "granny",
        "grandmother",
        "aunt",
        "sister",
        "actress",
        "goddess",
        "heroine",
        "bride",
        "ballerina",
        "nun",
        "sorceress",
        "mermaid",
        "fairy",
        "duchess",
        "empress",
        "she",
        "her",
        "waitress",
        "cowgirl",
        "nymph",
    ]
)
_MASCULINE = frozenset(
    [
        "man",
        "boy",
        "king",
        "prince",
        "father",
        "dad",
        "grandpa",
        "grandfather",
        "uncle",
        "brother",
        "god",
        "groom",
        "monk",
        "sir",
        "lord",
        "wizard",
        "viking",
        "lumberjack",
        "pirate",
        "dwarf",
        "santa",
        "he",
        "him",
        "gentleman",
        "sailor",
        "baron",
        "count",
    ]
)
_OLD = frozenset(
    [
        "old",
        "elder",
        "elderly",
        "grandma",
        "granny",
        "grandmother",
        "grandpa",
        "grandfather",
        "ancient",
        "senior",
        "retired",
        "wizard",
        "santa",
    ]
)
_BEARDED = frozenset(
    [
        "viking",
        "lumberjack",
        "dwarf",
        "wizard",
        "pirate",
        "santa",
        "bearded",
        "beard",
        "barbarian",
        "hermit",
        "fisherman",
        "blacksmith",
    ]
)
_LONG = ("bob", "long", "ponytail", "buns", "braids", "afro", "curly")
_SHORT = ("crop", "quiff", "spiky", "mohawk", "bowl", "sidepart", "curly", "afro", "bald")
_EYES_BY_WORD = (
    ("patch", "pirate captain buccaneer"),
    ("mask", "superhero hero ninja bandit thief raccoon wrestler luchador burglar"),
    ("shades", "cool rocker gangster agent biker rapper spy dj punk"),
    (
        "glasses",
        "scientist professor librarian nerd teacher doctor student accountant coder programmer inventor grandma grandpa",
    ),
)


@dataclass(frozen=True, slots=True)
class Character:
    """The cast figure: names of pieces (empty where it has none) and its own colours."""

    head: str
    hair: str
    headgear: str
    eyes: str
    mouth: str
    outfit: str
    skin: Rgb
    hair_colour: Rgb


def words_of(text: str) -> list[str]:
    """Lower-case words without accents, each also without its plural s."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text[:4_000].casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[a-z]+", plain)
    return [form for word in words for form in ((word, word[:-1]) if word.endswith("s") and len(word) > 3 else (word,))]


def find_piece(pieces: Iterable[Piece], words: list[str]) -> Piece | None:
    """The piece that the earliest word asks for; the last word of a phrase is its noun, so a tie goes to it."""
    known = {word: piece for piece in pieces for word in piece.words}
    return next((known[word] for word in words if word in known), None)


def cast_character(artwork: Artwork, subject: str, theme_words: list[str], chance: Chance, accent: Rgb) -> Character:
    """Cast the figure for a subject in a theme."""
    words = words_of(subject)
    asked = set(words)
    head = find_piece(artwork.pieces("heads").values(), words) or artwork.piece("heads", "human")
    feminine = bool(asked & _FEMININE) or (not asked & _MASCULINE and chance.number("hair length") < 0.5)
    outfit = _outfit(artwork, head, words, theme_words, chance)
    skin, hair_colour = _colours(head, asked, chance, accent)
    return Character(
        head=head.name,
        hair="" if head.hints.get("hair") == "none" else chance.pick("hair", _LONG if feminine else _SHORT),
        headgear=_headgear(artwork, head, words, theme_words, chance),
        eyes=_eyes(head, asked, feminine, chance),
        mouth=_mouth(head, asked, feminine, chance),
        outfit=outfit,
        skin=skin,
        hair_colour=hair_colour,
    )


def _outfit(artwork: Artwork, head: Piece, words: list[str], theme_words: list[str], chance: Chance) -> str:
    outfits = artwork.pieces("outfits")
    found = find_piece(outfits.values(), words)
    if found:
        return found.name
    if "outfit" in head.hints:
        return head.hints["outfit"]
    if chance.number("dress by theme") < 0.5 and (themed := find_piece(outfits.values(), theme_words)):
        return themed.name
    return chance.pick("outfit", ("tee", "jacket", "overalls", "hoodie", "hero", "suit", "labcoat", "tee"))


def _headgear(artwork: Artwork, head: Piece, words: list[str], theme_words: list[str], chance: Chance) -> str:
    pieces = artwork.pieces("headgear")
    found = find_piece(pieces.values(), words)
    if found:
        return found.name
    if head.hints.get("headgear") == "none":
        return ""
    roll = chance.number("headgear")
    if roll < 0.3 and (themed := find_piece(pieces.values(), theme_words)):
        return themed.name
    return chance.pick("hat", ("cap", "beanie", "headphones", "headband", "goggles", "beret")) if roll > 0.78 else ""


def _colours(head: Piece, asked: set[str], chance: Chance, accent: Rgb) -> tuple[Rgb, Rgb]:
    kind = head.hints.get("skin", "")
    strange = next((colour for colour, names in _STRANGE_SKINS if asked & set(names.split())), "")
    if kind == "fur":
        skin = next((colour for colour, names in _KNOWN_FURS if asked & set(names.split())), chance.pick("fur", _FURS))
    elif kind == "bone":
        skin = "#f1ecdf"
    elif kind == "metal":
        skin = "#c9d3e4"
    else:
        skin = strange or chance.pick("skin", SKINS)
    if asked & _OLD:
        hair = chance.pick("grey", GREYS)
    else:
        hair = chance.pick("hair colour", HAIRS)
        if chance.number("dyed") < 0.28:
            return _rgb(skin), accent
    return _rgb(skin), _rgb(skin if kind == "fur" else hair)


def _rgb(colour: str) -> Rgb:
    return read_colour(colour) or (0.5, 0.5, 0.5)


def _eyes(head: Piece, asked: set[str], feminine: bool, chance: Chance) -> str:
    if "eyes" in head.hints:
        return "" if head.hints["eyes"] == "none" else head.hints["eyes"]
    for name, hints in _EYES_BY_WORD:
        if asked & set(hints.split()):
            return name
    options = (
        ("lashes", "lashes", "dots", "happy", "wide", "glasses")
        if feminine
        else ("dots", "wide", "keen", "keen", "wink", "glasses")
    )
    return chance.pick("eyes", options)


def _mouth(head: Piece, asked: set[str], feminine: bool, chance: Chance) -> str:
    if "mouth" in head.hints:
        return "" if head.hints["mouth"] == "none" else head.hints["mouth"]
    if asked & _BEARDED and not asked & _FEMININE:
        return "beard"
    if asked & {"vampire", "werewolf", "demon", "devil", "dracula", "monster", "goblin", "orc"}:
        return "fangs"
    usual = ("smile", "grin", "smirk", "open", "calm", "grin", "teeth")
    if head.name != "human" or feminine:
        return chance.pick("mouth", usual)
    return chance.pick("mouth", (*usual, "moustache", "beard"))
