"""One image model as data: what it can make, what it costs, when it ends; nothing asks for a model by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from studio.core.json_text import JsonValue
from studio.core.recipe import PictureFormat, Recipe, Size

MAX_PROMPT = 32_000
"""Characters of a prompt (openai SDK, docstring of images.generate)."""

USUAL_PREVIEWS = 2


class Confidence(StrEnum):
    """How sure a fact is: the vendor's own word, third parties that agree, or less."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Shape(StrEnum):
    """What a person chooses before pixels."""

    PORTRAIT = "portrait"
    SQUARE = "square"
    LANDSCAPE = "landscape"

    @classmethod
    def of(cls, size: Size) -> "Shape":
        """The shape of a size."""
        if size.width == size.height:
            return cls.SQUARE
        return cls.PORTRAIT if size.width < size.height else cls.LANDSCAPE


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact was read, and how sure it is."""

    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FreeSizes:
    """Any width and height within these limits; all are px or px². Above `experimental_pixels` results are less sure."""

    multiple: int
    max_edge: int
    max_ratio: int
    min_pixels: int
    max_pixels: int
    experimental_pixels: int | None = None

    def refusal(self, size: Size) -> str:
        """Why a size is not allowed, one sentence; empty where it is."""
        pixels, longest, shortest = size.width * size.height, max(size.width, size.height), min(size.width, size.height)
        if size.width % self.multiple or size.height % self.multiple:
            return f"Width and height must be multiples of {self.multiple}."
        if longest > self.max_edge:
            return f"The longer side can be {self.max_edge:,} px at most."
        if longest > shortest * self.max_ratio:
            return f"One side can be {self.max_ratio} times the other at most."
        if pixels < self.min_pixels:
            return f"This is too small: width times height must be at least {self.min_pixels:,} px."
        if pixels > self.max_pixels:
            return f"This is too large: width times height can be {self.max_pixels:,} px at most."
        return ""


@dataclass(frozen=True, slots=True)
class Prices:
    """USD for one million tokens."""

    text_in: Decimal
    image_in: Decimal
    image_out: Decimal


@dataclass(frozen=True, slots=True)
class ImageModel:
    """One model. `is_listed` is what GET /v1/models said of it, None where nobody asked.

    `output_tokens` is tokens of one picture by quality and size; `reference_tokens` is (lowest, highest) tokens of one
    reference; `spread` is what an estimate from that table is multiplied with. `strictness` of the safety check can be
    chosen. `provenance` is keyed by field name.
    """

    id: str
    label: str
    purpose: str
    sizes: tuple[Size, ...]
    free_size: FreeSizes | None
    qualities: tuple[str, ...]
    backgrounds: tuple[str, ...]
    formats: tuple[PictureFormat, ...]
    compressed: tuple[PictureFormat, ...]
    max_references: int
    mask: bool
    max_partials: int
    complexities: tuple[str, ...]
    strictness: bool = True
    snapshots: tuple[str, ...] = ()
    released: date | None = None
    shutdown: date | None = None
    replacement: str = ""
    auto_up_to: str = ""
    prices: Prices | None = None
    output_tokens: Mapping[str, Mapping[Size, int]] = field(default_factory=dict[str, Mapping[Size, int]])
    partial_tokens: int = 0
    reference_tokens: tuple[int, int] = (0, 0)
    spread: tuple[Decimal, Decimal] = (Decimal(1), Decimal(1))
    warn_days: int = 60
    is_known: bool = True
    is_listed: bool | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=dict[str, Provenance])

    def sizes_for(self, shape: Shape) -> tuple[Size, ...]:
        """The sizes to offer for a shape, smallest first."""
        return tuple(sorted(size for size in self.sizes if Shape.of(size) is shape))

    def size_refusal(self, size: Size) -> str:
        """Why a size is not allowed, one sentence; empty where it is."""
        if size in self.sizes:
            return ""
        if self.free_size is None:
            return f"{self.label} makes {_listed([str(each) for each in self.sizes])} only."
        return self.free_size.refusal(size)

    def is_allowed(self, size: Size) -> bool:
        """It is one of the fixed sizes, or the free-size rule has room for it."""
        return not self.size_refusal(size)

    def is_experimental(self, size: Size) -> bool:
        """The size is allowed, but the vendor calls results of it experimental."""
        limit = self.free_size.experimental_pixels if self.free_size else None
        return limit is not None and size.width * size.height > limit

    def formats_for(self, background: str) -> tuple[PictureFormat, ...]:
        """The formats that can hold a background."""
        if background != "transparent":
            return self.formats
        return tuple(each for each in self.formats if each is not PictureFormat.JPEG)

    def backgrounds_for(self, picture_format: PictureFormat) -> tuple[str, ...]:
        """The backgrounds that a format can hold."""
        return tuple(each for each in self.backgrounds if picture_format in self.formats_for(each))

    def can_compress(self, picture_format: PictureFormat) -> bool:
        """A compression of 0 to 100 can be chosen for this format."""
        return picture_format in self.compressed

    def takes(self, name: str, value: JsonValue) -> bool:
        """A rarer wish of a brief (`recipe.WISHES`) can be asked of this model."""
        if name == "complexity":
            return value in self.complexities
        if name == "partial_images":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.max_partials
        return name == "moderation" and self.is_known and self.strictness and value == "low"

    def ends_soon(self, today: date) -> bool:
        """It still works, and its end is announced and near."""
        return self.shutdown is not None and 0 < (self.shutdown - today).days <= self.warn_days

    def is_over(self, today: date) -> bool:
        """It has been shut down."""
        return self.shutdown is not None and today >= self.shutdown

    def reasons_against(self, recipe: Recipe, today: date) -> tuple[str, ...]:
        """One sentence for each thing in a recipe that this model cannot do; nothing is asked of the service."""
        checks = (
            (f"{self.label} has ended." if self.is_over(today) else ""),
            self.size_refusal(recipe.size),
            _choice("quality", recipe.quality, self.qualities),
            _choice("background", recipe.background, self.backgrounds),
            _choice("format", recipe.format, self.formats),
            ""
            if recipe.format in self.formats_for(recipe.background)
            else "JPEG cannot be transparent: choose PNG or WebP.",
            ""
            if recipe.compression is None or self.can_compress(recipe.format)
            else f"{recipe.format.value.upper()} has no compression to choose.",
            self._reference_refusal(recipe),
            "" if len(recipe.text) <= MAX_PROMPT else f"The prompt is longer than {MAX_PROMPT:,} characters.",
        )
        return tuple(sentence for sentence in checks if sentence)

    def previews_for(self, recipe: Recipe) -> int:
        """How many previews to ask for: the recipe's own `partial_images`, else the usual number, as far as there are any."""
        wanted = recipe.parameters.get("partial_images")
        count = wanted if isinstance(wanted, int) and not isinstance(wanted, bool) else USUAL_PREVIEWS
        return max(0, min(count, self.max_partials))

    def _reference_refusal(self, recipe: Recipe) -> str:
        if len(recipe.references) > self.max_references:
            return f"{self.label} takes {self.max_references} references at most."
        if recipe.mask is None:
            return ""
        if not self.mask:
            return f"{self.label} takes no mask."
        if not recipe.references:
            return "A mask needs the picture that it belongs to: add it as the first reference."
        first = recipe.references[0]
        if (first.width, first.height) != (recipe.mask.width, recipe.mask.height):
            return "The mask must be as large as the first reference."
        return ""


def _choice(word: str, value: str, options: Sequence[str]) -> str:
    if value in options:
        return ""
    return f"“{value}” is not a {word} of this model; it has {_listed(list(options))}."


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
