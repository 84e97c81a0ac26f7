"""From a brief to a recipe: what its prompt may use, why it cannot be generated yet, and the first brief of all."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from studio.core.catalog import Catalog, Kind
from studio.core.engines import ARTIST_PAYS, FREE_ENGINES, OPENAI, SERVER
from studio.core.image_model import ImageModel
from studio.core.models import ImageModels
from studio.core.pricing import UNKNOWN_PRICE, PriceRange, dollars_at_least, dollars_at_most, recipe_price
from studio.core.prompt.model import PromptInput, Resolution
from studio.core.recipe import MAX_EXTRA, MAX_NAME, MAX_SUBJECT, Brief, PictureFormat, Recipe, Size
from studio.core.service import ServiceStatus
from studio.core.settings import Settings
from studio.core.spending import Spending
from studio.core.team_server import TeamServer

FREE = PriceRange(Decimal(0), Decimal(0))
FINAL_QUALITY = "high"

MISSING_CATALOG = (
    "The team’s catalog could not be brought yet. It comes by itself as soon as the team answers; "
    "F5 on the Catalog screen asks now."
)
NO_TEMPLATES = "There is no prompt template yet: add one on the Catalog screen, or ask an admin of the team to."


@dataclass(frozen=True, slots=True)
class Means:
    """What a brief is held against beside the catalog. `service` is None while it is not known yet."""

    settings: Settings
    service: ServiceStatus | None
    spending: Spending
    today: date
    server: TeamServer = field(default_factory=TeamServer)

    def model_of(self, brief: Brief) -> ImageModel | None:
        """The model that would make the picture; None where the engine has none to choose, or none is known yet."""
        if self.service is None:
            return None
        if brief.engine == SERVER:
            return self.server.find(brief.model, self.service.models)
        if brief.engine != OPENAI:
            return None
        is_edit = bool(brief.references)
        usual = self.settings.finals_model if is_edit else self.settings.default_model
        models = self.service.models
        if brief.model or usual:
            return models.find(brief.model or usual)
        return models.finals(self.today) if is_edit else models.default(self.today)

    def price_of(self, recipe: Recipe) -> PriceRange:
        """USD for one picture."""
        return price_of(recipe, self.service.models if self.service else None, self.today)


def price_of(recipe: Recipe, models: ImageModels | None, today: date) -> PriceRange:
    """USD for one picture of an engine; unknown where the artist does not pay it, or without models."""
    if recipe.engine in FREE_ENGINES:
        return FREE
    if recipe.engine not in ARTIST_PAYS or models is None:
        return UNKNOWN_PRICE
    return recipe_price(models, recipe, today)


def reasons_against(
    brief: Brief,
    catalog: Catalog,
    resolution: Resolution | None,
    *,
    is_catalog_coming: bool = False,
    is_catalog_missing: bool = False,
) -> tuple[str, ...]:
    """One short sentence for each thing that the words lack, most important first."""
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
    if is_catalog_coming:
        reasons.append("The team’s catalog is on its way.")
    elif catalog.get(Kind.PROMPTS, brief.prompt_id) is None:
        reasons.append(_no_template(catalog, is_catalog_missing=is_catalog_missing))
    elif resolution is not None and not resolution.ok and brief.subject.strip():
        reasons.append("The prompt does not resolve; the note beside it says why.")
    return tuple(reasons)


def _no_template(catalog: Catalog, *, is_catalog_missing: bool) -> str:
    if is_catalog_missing:
        return MISSING_CATALOG
    return "Choose a prompt template." if catalog.of(Kind.PROMPTS) else NO_TEMPLATES


def engine_reasons_against(recipe: Recipe, variations: int, means: Means) -> tuple[str, ...]:
    """One short sentence for each thing that the engine lacks or refuses; nothing is asked of it."""
    if recipe.engine == SERVER:
        return _server_reasons(recipe, variations, means)
    if recipe.engine != OPENAI:
        return ()
    service = means.service
    if service is None:
        return ("The settings of the engine are being read.",)
    reasons = list(service.problems)
    if not service.is_key_known and not reasons:
        return ("The keyring is being asked for the key.",)
    if not service.has_key and not reasons:
        whose = "your OpenAI key" if service.is_official else f"a key for {service.host}"
        reasons.append(f"Enter {whose} in Settings, under Engines and keys.")
    reasons += service.models.chosen(recipe.model, means.today).reasons_against(recipe, means.today)
    return (*reasons, *_budget_reasons(means.price_of(recipe), variations, service, means.spending))


def _server_reasons(recipe: Recipe, variations: int, means: Means) -> tuple[str, ...]:
    """The team pays, so no budget counts; what counts is whether its server is there, can do it, and has room today."""
    reasons = means.server.reasons_against(recipe, variations)
    model = means.server.find(recipe.model, means.service.models) if means.service and not reasons else None
    return (*reasons, *(model.reasons_against(recipe, means.today) if model else ()))


def _budget_reasons(price: PriceRange, variations: int, service: ServiceStatus, spending: Spending) -> tuple[str, ...]:
    if spending.budget is None:
        return ()
    if price.high is None:
        if not service.is_official:
            return ()  # a server of one's own has no prices
        return ("The price of this model is not known, so the budget cannot be kept. Choose another model.",)
    whole = price.times(variations)
    if spending.has_room_for(whole) or whole.high is None or spending.left is None:
        return ()
    what = "this figure" if variations == 1 else f"these {variations} figures"
    return (
        f"Today’s budget has room for {dollars_at_least(spending.left)}; {what} may cost up to {dollars_at_most(whole.high)}. "
        "Change it in Settings, under Budget, or make less.",
    )


def prompt_input(brief: Brief, catalog: Catalog) -> PromptInput:
    """What the template of a brief may use."""
    return PromptInput(
        subject=brief.subject.strip(),
        name=brief.name.strip(),
        extra=brief.extra.strip(),
        theme=catalog.get(Kind.THEMES, brief.theme_id),
        rarity=catalog.get(Kind.RARITY, brief.rarity_id),
    )


def recipe_of(brief: Brief, catalog: Catalog, text: str, model: ImageModel | None = None) -> Recipe:
    """The recipe that a brief freezes to, with its resolved prompt `text` and the entries as they are now."""
    return Recipe(
        subject=brief.subject.strip(),
        text=text,
        name=brief.name.strip(),
        extra=brief.extra.strip(),
        prompt=catalog.get(Kind.PROMPTS, brief.prompt_id),
        theme=catalog.get(Kind.THEMES, brief.theme_id),
        rarity=catalog.get(Kind.RARITY, brief.rarity_id),
        references=brief.references,
        mask=brief.mask,
        engine=brief.engine,
        model=model.id if model else brief.model,
        size=brief.size,
        quality=brief.quality,
        format=brief.format,
        background=brief.background,
        compression=brief.compression,
        parent_id=brief.parent_id,
        parameters=brief.parameters,
    )


def fitted(brief: Brief, model: ImageModel | None) -> Brief:
    """The brief with what this model cannot do set to the nearest that it can; without a model, what every engine can."""
    if model is None:
        return replace(
            brief,
            model="",
            quality="auto",
            background="auto",
            compression=None,
            format=PictureFormat.PNG,
            parameters={},
        )
    background = brief.background if brief.background in model.backgrounds else "auto"
    formats = model.formats_for(background)
    picture_format = brief.format if brief.format in formats else formats[0]
    return replace(
        brief,
        quality=brief.quality if brief.quality in model.qualities else "auto",
        background=background,
        format=picture_format,
        compression=brief.compression if model.can_compress(picture_format) else None,
        size=brief.size if model.is_allowed(brief.size) else _nearest(brief, model),
        parameters={name: value for name, value in brief.parameters.items() if model.takes(name, value)},
    )


def final_of(figure_recipe: Recipe, means: Means) -> Brief:
    """The brief that makes a figure's picture anew with the model for finals, as well as it can."""
    brief = replace(figure_recipe.to_brief(), engine=OPENAI, model=means.settings.finals_model)
    if means.service is None:
        return brief
    models = means.service.models
    model = models.find(brief.model) if brief.model else models.finals(means.today)
    quality = FINAL_QUALITY if FINAL_QUALITY in model.qualities else brief.quality
    return fitted(replace(brief, model=model.id, quality=quality), model)


def _nearest(brief: Brief, model: ImageModel) -> Size:
    def distance(size: Size) -> float:
        return abs(size.width / size.height - brief.size.width / brief.size.height)

    return min(model.sizes, key=distance, default=brief.size)


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
