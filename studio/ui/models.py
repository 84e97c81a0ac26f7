"""How the screens put image models into words: what they are for, about what they cost, and when they end."""

from datetime import date

from studio.core.image_model import ImageModel
from studio.core.models import Ending, ImageModels
from studio.core.pricing import dollars, typical_price
from studio.core.recipe import Size
from studio.ui.widgets.picker import Choice

ANOTHER = "another"
"""The key of the choice that lets a person name a model that is not offered."""
_QUALITIES = {"auto": "Auto", "xhigh": "Extra high", "max": "Highest"}


def model_choices(models: ImageModels, today: date, named: str = "", before: str = "") -> tuple[Choice, ...]:
    """The models to choose from, by id, with the one that is `named` also where it is not offered; `before` goes first."""
    offered = models.offered(today)
    if named and all(model.id != named for model in offered):
        offered = (*offered, models.find(named))
    choices = tuple(_choice(model, models, today, before) for model in offered)
    return (*choices, Choice(ANOTHER, f"{before}another model…", detail="One that is not in this list, by its name"))


def _choice(model: ImageModel, models: ImageModels, today: date, before: str) -> Choice:
    ending = models.ending(model.id)
    is_near = ending is not None and (model.ends_soon(today) or ending.day <= today)
    purpose = model.purpose if model.is_known else "Not known to the studio, which may offer too little for it"
    detail = ending_text("", ending, today) if ending is not None and is_near else purpose
    return Choice(model.id, f"{before}{model.id}", price_word(model), detail=detail)


def price_word(model: ImageModel, quality: str = "medium", size: Size | None = None) -> str:
    """`about $0.013`; empty where nobody knows."""
    price = typical_price(model, quality, size) if size else typical_price(model, quality)
    return f"about {dollars(price)}" if price is not None else ""


def ending_text(model_id: str, ending: Ending, today: date) -> str:
    """`gpt-image-1.5 ends on 1 December 2026`, or that it has ended; without an id it begins with the verb."""
    verb = "ended" if ending.day <= today else "ends"
    text = f"{model_id} {verb}" if model_id else verb.capitalize()
    return f"{text} on {ending.day.day} {ending.day:%B %Y}"


def quality_word(quality: str) -> str:
    """`Medium`, `Extra high`."""
    return _QUALITIES.get(quality, quality.capitalize())
