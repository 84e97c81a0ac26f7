"""Sample figures: mock-ups of made-up subjects, for benches, screenshots and trying the gallery out."""

from uuid import uuid4

from studio.core.briefing import recipe_of
from studio.core.catalog import Catalog, Kind
from studio.core.figure import THIS_COMPUTER
from studio.core.job import Progress
from studio.core.prompt.model import PromptInput
from studio.core.recipe import Brief, Recipe, Size
from studio.services import Services

SAMPLE_SIZE = Size(512, 768)

SUBJECTS = (
    ("Ada Lovelace as a clockwork arcade inventor", "ADA"),
    ("A night baker with a haunted frying pan", "NIGHT BAKER"),
    ("A gardener knight who fights with compost", "SIR COMPOST"),
    ("A grandmother who builds robots", "ROBO GRAN"),
    ("A curling captain with a broom of ice", "CAPTAIN CURL"),
    ("A ghost who never left the disco", "DISCO GHOST"),
    ("A tax wizard with a ledger of spells", "TAX WIZARD"),
    ("A queen of moss and small frogs", "MOSS QUEEN"),
    ("A lighthouse keeper with a ray gun", "BEACON BOB"),
    ("A librarian who tames paper dragons", "MS INDEX"),
    ("A bicycle courier from the year 3000", "FLASH ANNA"),
    ("A retired astronaut who repairs umbrellas", "RAIN MAJOR"),
)


class MemorySink:
    """Takes the bytes of one small picture."""

    def __init__(self) -> None:
        self.figure_id = str(uuid4())
        self.workspace = THIS_COMPUTER
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Append bytes."""
        self.data += data


async def sample_recipes(services: Services, count: int) -> list[Recipe]:
    """`count` different recipes over the catalog of this computer."""
    catalog = await services.library.catalog(THIS_COMPUTER)
    return [await _recipe(services, catalog, number) for number in range(count)]


async def draw_samples(services: Services, count: int) -> list[tuple[Recipe, bytes]]:
    """Draw `count` sample pictures."""
    recipes = await sample_recipes(services, count)
    return [(recipe, await _draw(services, recipe)) for recipe in recipes]


async def _draw(services: Services, recipe: Recipe) -> bytes:
    sink = MemorySink()
    await services.mockup.make(recipe, sink, _ignore)
    return bytes(sink.data)


async def _recipe(services: Services, catalog: Catalog, number: int) -> Recipe:
    subject, name = SUBJECTS[number % len(SUBJECTS)]
    prompts, themes, levels = catalog.of(Kind.PROMPTS), catalog.of(Kind.THEMES), catalog.of(Kind.RARITY)
    prompt = prompts[number // 3 % len(prompts)]
    theme = themes[number % len(themes)]
    rarity = levels[number * 7 % len(levels)]
    brief = Brief(
        subject=subject, name=name, prompt_id=prompt.id, theme_id=theme.id, rarity_id=rarity.id, size=SAMPLE_SIZE
    )
    values = PromptInput(subject=subject, name=name, extra="", theme=theme, rarity=rarity)
    resolution = await services.resolver.resolve(prompt.template, values)
    return recipe_of(brief, catalog, resolution.text).varied(number // len(SUBJECTS))


def _ignore(_progress: Progress) -> None:
    """Nobody watches samples being drawn."""
