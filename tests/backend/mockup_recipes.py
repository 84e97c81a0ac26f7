"""Recipes for the mock-up's tests: the design's three, and any number of generated ones, hostile values among them."""

import random
from datetime import UTC, datetime
from typing import Any

from studio.core.catalog import Entry, Kind
from studio.core.json_text import JsonValue
from studio.core.recipe import LANDSCAPE, PORTRAIT, SQUARE, Recipe, Size

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROMPTS = {
    "blister": "Blister pack, studio shot",
    "box": "Boxed collector edition",
    "card": "Retro backing card",
    "stand": "Loose figure on a stand",
}
PATTERNS = ("grid", "rays", "leaves", "stars", "dots", "waves", "checks", "bolts")
LETTERINGS = ("block", "round", "brush", "tech")
COLOURS = (
    ["#5b21e6", "#ff3d8b", "#3df5d0", "#160a35"],
    ["#123c4e", "#1d8a78", "#ffd166", "#0b1d26"],
    ["#2f7d32", "#d4e157", "#ff8fb1", "#14240f"],
    ["#1b2a6b", "#6a3fb5", "#ff9f45", "#0d1233", "#fff5e6"],
    ["#a12568", "#fec260", "#fff3d6", "#3b0d2b"],
    ["#20232f", "#3a5ba0", "#f6e05e", "#0c0e15"],
    ["#0a6c74", "#f2b134", "#ed553b", "#112f41"],
    ["#ff8ba7", "#ffc6c7", "#33272a", "#33272a"],
)
ACCESSORIES = (
    ["arcade joystick", "neon skateboard", "boombox"],
    ["flaming frying pan", "spell book", "ghost lantern"],
    ["garden fork", "thorny rose", "watering can"],
    ["ray gun", "pizza slice", "robot waiter"],
    ["rolling pin", "cupcake", "trophy"],
    ["an unheard-of doohickey", "wibble", "umbrella"],
)
SUBJECTS = (
    "Clockwork arcade inventor", "Night baker of the haunted kitchen", "Garden knight", "Robot barista with coffee",
    "Surfing pirate queen", "Old wizard librarian", "Fox detective", "Skeleton rocker with a guitar",
    "Astronaut gardener", "Superhero accountant", "Alien DJ", "Viking chef", "Cowgirl scientist", "Ninja florist",
    "a retired lighthouse keeper who collects umbrellas", "Vampire dancer", "Bunny astronomer with a telescope",
    "Punk grandma on a skateboard", "Samurai gardener", "Deep-sea photographer", "Angel mechanic with a wrench",
)  # fmt: skip
NAMES = (
    "Ada", "Night Baker", "Sir Compost", "X", "Бабушка Зима", "Ελένη η Τολμηρή", "דוד המלך", "عبد الرحمن الشجاع", "Ngọc Ánh Dương",
    "Captain Maximiliana von Hohenstaufen-Wittelsbach the Third", "O'Brien & Sons <b>Ltd</b>", "Ｆｕｌｌ", "ŁÓDŹ ÇEDİLLA", "i̇stanbul",
    "Ada 2000 דוד 17 x", "Z̸̢̛a̷̡͝l̵̢̆g̶̺̈́ö̸́", "A" * 120, "Mixed عربي and English", "สมชาย", "“Quoted” — name…", "1/2 ½ №7",
)  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1.5e300, "", "text", [], [None, 1, ["#fff"]], {"colors": "#12345"}, {"colors": [1, None, "red"], "pattern": 7},
    {"colors": ["#777777"] * 4, "lettering": ["block"], "accessories": {"a": 1}}, {"colors": ["#ffffff", "#fffffe", "#fffffd", "#fffffc"]},
    {"colors": ["#000", "#000", "#000", "#000", "#000"], "accessories": "book, camera"}, {"rank": 99, "colour": [], "shape": "square", "finish": {}},
    {"badge": "W" * 90, "rank": True}, {"accessories": ["<script>", 5, None, "]]>"]}, {"tagline": "&<>\"'"}, {"colors": {"a": "#123456"}},
)  # fmt: skip
LEVELS = (
    ("Common", "#9aa3b8", "circle", "matte"),
    ("Uncommon", "#58d68d", "triangle", "satin"),
    ("Rare", "#5aa9ff", "diamond", "metallic"),
    ("Epic", "#c07bff", "star", "foil"),
    ("Legendary", "#ffc24b", "burst", "gold"),
)
SIZES = (
    PORTRAIT,
    SQUARE,
    LANDSCAPE,
    PORTRAIT,
    Size(512, 512),
    Size(1536, 640),
    Size(400, 1200),
    Size(333, 487),
    Size(64, 64),
    Size(3000, 2000),
)


def entry(kind: Kind, name: str | None, value: JsonValue) -> Entry:
    return Entry(kind, 1, name, value, NOW)


def prompt(packaging: str) -> Entry:
    return entry(Kind.PROMPTS, PROMPTS[packaging], "A {{ subject }}")


def theme(index: int, name: str = "Neon Arcade", **more: JsonValue) -> Entry:
    details: dict[str, JsonValue] = {
        "colors": list[JsonValue](COLOURS[index % len(COLOURS)]),
        "pattern": PATTERNS[index % len(PATTERNS)],
        "lettering": LETTERINGS[index % len(LETTERINGS)],
        "accessories": list[JsonValue](ACCESSORIES[index % len(ACCESSORIES)]),
    }
    return entry(Kind.THEMES, name, {**details, **more})


def rarity(index: int) -> Entry:
    name, colour, shape, finish = LEVELS[index % 5]
    return entry(Kind.RARITY, name, {"rank": index % 5 + 1, "colour": colour, "shape": shape, "finish": finish})


def recipe(
    subject: str = "Clockwork arcade inventor", name: str = "Ada", packaging: str = "blister", **more: object
) -> Recipe:
    values: dict[str, object] = {"theme": theme(0), "rarity": rarity(3), "prompt": prompt(packaging), **more}
    return Recipe(subject=subject, text=subject, name=name, **values)  # pyright: ignore[reportArgumentType]  named freely by tests


def reference_recipe(picture: str, packaging: str = "blister") -> Recipe:
    """What the design's picture of this name shows."""
    subject, name, index, title, level = {
        "neon-arcade": ("Clockwork arcade inventor", "Ada", 0, "Neon Arcade", 3),
        "haunted-kitchen": ("Night baker of the haunted kitchen", "Night Baker", 1, "Haunted Kitchen", 4),
        "garden-punk": ("Garden knight", "Sir Compost", 2, "Garden Punk", 2),
    }[picture]
    return recipe(subject, name, packaging, theme=theme(index, title), rarity=rarity(level))


def generated(count: int, seed: int = 7) -> list[Recipe]:
    """Different recipes over all packagings, patterns, letterings, scripts, lengths and sizes; each fifth is hostile."""
    dice = random.Random(seed)
    return [_generated(index, dice) for index in range(count)]


def _generated(index: int, dice: random.Random) -> Recipe:
    hostile = index % 5 == 4
    title = dice.choice(
        (
            "Neon Arcade",
            "Haunted Kitchen",
            "Tea & Thunder",
            "Q",
            "The Extraordinarily Long Theme Name of Wonders",
            "Сказки",
            "Ночь 夜",
        )
    )
    themes = theme(index, title, pattern=PATTERNS[index // 4 % 8], lettering=LETTERINGS[index // 32 % 4])
    levels = rarity(dice.randrange(5))
    if hostile:
        name = dice.choice((None, "", "Odd", "🙂"))
        themes = None if dice.random() < 0.2 else entry(Kind.THEMES, name, dice.choice(HOSTILE))
        levels = None if dice.random() < 0.2 else entry(Kind.RARITY, name, dice.choice(HOSTILE))
    return recipe(
        dice.choice(SUBJECTS)
        if dice.random() < 0.85
        else dice.choice(("", "x" * 2000, "word " * 300, "\u202eevil\u202c \x07 bell", "日本の侍", "👩‍🚀")),
        dice.choice(NAMES)
        if dice.random() < 0.85
        else "".join(dice.choice("abcdefghijklm  nopqrstuvwxyz") for _ in range(dice.randint(1, 120))) + "z",
        list(PROMPTS)[index % 4],
        theme=themes,
        rarity=levels,
        size=SIZES[index % 10] if index % 3 else dice.choice(SIZES[:3]),
        variation=dice.randrange(8),
        background=dice.choice(("auto", "auto", "transparent")),
    )
