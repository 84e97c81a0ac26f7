"""What a picture costs: a range before it is made, from the model's data, and the true cost from the usage afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from studio.core.image_model import ImageModel
from studio.core.json_text import JsonValue
from studio.core.models import ImageModels
from studio.core.recipe import Recipe, Size

_MILLION = Decimal(1_000_000)
_CENTICENT = Decimal("0.0001")
_BASE = Size(1024, 1024)
USUAL_QUALITY = "medium"
_OTHER_SIZE = (Decimal("0.75"), Decimal("1.6"))
"""Tokens of a 2:3 picture against a square one of the same quality: 0.78 (gpt-image-2) to 1.5 (gpt-image-1.5)."""
_LETTERS_A_TOKEN = (6, 1)
"""Characters of a prompt that make one token: from plain English to scripts with a token for each sign."""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """USD for one picture, lowest and highest; both None where the model's prices are not known."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_known(self) -> bool:
        """There is a price to show."""
        return self.low is not None and self.high is not None

    def times(self, count: int) -> "PriceRange":
        """The range for several pictures."""
        if self.low is None or self.high is None:
            return self
        return PriceRange(self.low * count, self.high * count)


UNKNOWN_PRICE = PriceRange()


def estimate(
    model: ImageModel, size: Size, quality: str, *, prompt_length: int, references: int = 0, partials: int = 0
) -> PriceRange:
    """The range for one picture; `prompt_length` is in characters, a mask counts as one more of the `references`."""
    prices, tokens = model.prices, _output_tokens(model, size, quality)
    if prices is None or tokens is None:
        return UNKNOWN_PRICE
    previews = model.partial_tokens * partials
    fewest, most = model.reference_tokens
    low = prices.image_out * (tokens[0] * model.spread[0])  # a final may come before all its previews
    high = prices.image_out * (tokens[1] * model.spread[1] + previews)
    low += prices.text_in * (prompt_length // _LETTERS_A_TOKEN[0]) + prices.image_in * fewest * references
    high += prices.text_in * (prompt_length // _LETTERS_A_TOKEN[1]) + prices.image_in * most * references
    return PriceRange(
        (low / _MILLION).quantize(_CENTICENT, ROUND_FLOOR), (high / _MILLION).quantize(_CENTICENT, ROUND_CEILING)
    )


def recipe_price(models: ImageModels, recipe: Recipe, today: date) -> PriceRange:
    """The range for the picture of a recipe, with all that goes in and the previews that are asked for."""
    model = models.chosen(recipe.model, today)
    return estimate(
        model,
        recipe.size,
        recipe.quality,
        prompt_length=len(recipe.text),
        references=len(recipe.references) + (recipe.mask is not None),
        partials=model.previews_for(recipe),
    )


def actual_cost(model: ImageModel, usage: JsonValue, *, has_references: bool) -> Decimal | None:
    """USD for what `usage` counts; None where the model's prices, or how the tokens divide, is not known."""
    prices = model.prices
    if prices is None or not isinstance(usage, dict):
        return None
    output = _count(usage, "output_tokens")
    read = _input(usage, has_references)
    if output is None or read is None or _written_text(usage):
        return None
    text, image = read
    return (prices.text_in * text + prices.image_in * image + prices.image_out * output) / _MILLION


def total(costs: Iterable[Decimal | None]) -> tuple[Decimal, int]:
    """The sum of the costs that are known, and how many are not."""
    known, unknown = Decimal(0), 0
    for cost in costs:
        if cost is None:
            unknown += 1
        else:
            known += cost
    return known, unknown


def dollars(amount: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """An amount as a person reads it: two digits, more where it is less than a dime."""
    places = Decimal("0.01") if amount >= Decimal("0.1") or amount == 0 else Decimal("0.001")
    return f"${amount.quantize(places, rounding)}"


def dollars_at_most(amount: Decimal) -> str:
    """What something may cost: rounded up, as the upper end of a range is."""
    return dollars(amount, ROUND_CEILING)


def dollars_at_least(amount: Decimal) -> str:
    """What there is room for: rounded down."""
    return dollars(amount, ROUND_FLOOR)


def dollar_range(price: PriceRange) -> str:
    """A range that is known, as a person reads it: `$0.05–0.08`, `up to $0.03`, or one amount where both are the same."""
    low, high = price.low or Decimal(0), price.high or Decimal(0)
    places = Decimal("0.01") if high >= Decimal("0.1") else Decimal("0.001")
    fewest, most = low.quantize(places, ROUND_FLOOR), high.quantize(places, ROUND_CEILING)
    if fewest == most:
        return f"${most}"
    return f"${fewest}–{most}" if fewest else f"up to ${most}"


def typical_price(model: ImageModel, quality: str = USUAL_QUALITY, size: Size = _BASE) -> Decimal | None:
    """USD of one picture without references, to compare models and qualities by; None where it is not known.

    A model that has no such quality is told by its middle one.
    """
    qualities = list(model.output_tokens)
    if model.prices is None or not qualities:
        return None
    if quality != USUAL_QUALITY and quality not in qualities:
        return None
    tokens = _tokens_of(model.output_tokens.get(quality) or model.output_tokens[qualities[len(qualities) // 2]], size)
    return model.prices.image_out * (tokens[0] + tokens[1]) / 2 / _MILLION


def _output_tokens(model: ImageModel, size: Size, quality: str) -> tuple[Decimal, Decimal] | None:
    """The fewest and most tokens of a picture; `auto` may be any quality up to the one that the model's data names."""
    qualities = [quality]
    if quality == "auto":
        table = list(model.output_tokens)
        last = model.auto_up_to or (table[-1] if table else "")
        qualities = table[: table.index(last) + 1] if last in table else table
    ranges = [_tokens_of(row, size) for name in qualities if (row := model.output_tokens.get(name))]
    if not ranges:
        return None
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _tokens_of(row: Mapping[Size, int], size: Size) -> tuple[Decimal, Decimal]:
    exact = row.get(size)
    if exact is not None:
        return Decimal(exact), Decimal(exact)
    area = Decimal(size.width * size.height) / (_BASE.width * _BASE.height)
    low, high = Decimal(min(row.values())), Decimal(max(row.values()))
    return low * _OTHER_SIZE[0] * min(area, Decimal(1)), high * max(
        area * _OTHER_SIZE[1] / Decimal("1.5"), _OTHER_SIZE[1]
    )


def _input(usage: Mapping[str, JsonValue], has_references: bool) -> tuple[int, int] | None:
    """Tokens of text and of pictures that went in; without details, all of it is text where no picture was sent."""
    details = usage.get("input_tokens_details")
    if isinstance(details, dict):
        text, image = _count(details, "text_tokens"), _count(details, "image_tokens")
        return None if text is None or image is None else (text, image)
    tokens = _count(usage, "input_tokens")
    return None if tokens is None or has_references else (tokens, 0)


def _written_text(usage: Mapping[str, JsonValue]) -> bool:
    """The model also wrote text, whose price is not in our data."""
    details = usage.get("output_tokens_details")
    return isinstance(details, dict) and bool(_count(details, "text_tokens"))


def _count(values: Mapping[str, JsonValue], key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
