"""The brief an artist fills in, and the recipe: the frozen brief with everything that can change the picture."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from studio.core.catalog import Entry, entry_from_json
from studio.core.errors import StudioError
from studio.core.json_reader import JsonReader, unreadable
from studio.core.json_text import JsonObject, JsonValue, json_hash

MAX_SUBJECT = 2_000
MAX_NAME = 120
MAX_EXTRA = 8_000
MAX_VARIATIONS = 16
WISHES = ("complexity", "moderation", "partial_images")
"""Parameters that an artist may ask for; a recipe's others are what the service said that it did."""


class PictureFormat(StrEnum):
    """The file formats of a figure."""

    PNG = "png"
    WEBP = "webp"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1024x1536`. Raises StudioError on anything else."""
        match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text.strip())
        if not match:
            raise StudioError(f"“{text}” is not a size.", "Write it as width x height, like 1024x1536.")
        return cls(int(match[1]), int(match[2]))


PORTRAIT, SQUARE, LANDSCAPE = Size(1024, 1536), Size(1024, 1024), Size(1536, 1024)


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture that the artist gives along; its bytes lie in the library under `sha256`."""

    sha256: str
    name: str
    format: PictureFormat
    width: int
    height: int

    def to_json(self) -> JsonObject:
        """The reference as a recipe and a draft keep it."""
        return {
            "sha256": self.sha256,
            "name": self.name,
            "format": self.format.value,
            "width": self.width,
            "height": self.height,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        sha256 = data.text("sha256")
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise unreadable()
        return cls(
            sha256, data.text("name"), data.choice("format", PictureFormat), data.number("width"), data.number("height")
        )


@dataclass(frozen=True, slots=True)
class Brief:
    """What the artist is filling in. Entries of the catalog are named by their ids in the current workspace.

    `parameters` holds the rarer wishes by their names in `WISHES`, where they differ from the usual.
    """

    subject: str = ""
    name: str = ""
    extra: str = ""
    prompt_id: int | None = None
    theme_id: int | None = None
    rarity_id: int | None = None
    references: tuple[Reference, ...] = ()
    mask: Reference | None = None
    size: Size = PORTRAIT
    quality: str = "auto"
    variations: int = 1
    engine: str = "mockup"
    model: str = ""
    format: PictureFormat = PictureFormat.PNG
    background: str = "auto"
    compression: int | None = None
    parameters: JsonObject = field(default_factory=dict[str, JsonValue])

    def to_json(self) -> JsonObject:
        """The brief as a draft keeps it."""
        return {
            "subject": self.subject,
            "name": self.name,
            "extra": self.extra,
            "prompt_id": self.prompt_id,
            "theme_id": self.theme_id,
            "rarity_id": self.rarity_id,
            "references": [reference.to_json() for reference in self.references],
            "mask": self.mask.to_json() if self.mask else None,
            "size": str(self.size),
            "quality": self.quality,
            "variations": self.variations,
            "engine": self.engine,
            "model": self.model,
            "format": self.format.value,
            "background": self.background,
            "compression": self.compression,
            "parameters": self.parameters,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(
            subject=data.text("subject"),
            name=data.text("name"),
            extra=data.text("extra"),
            prompt_id=data.number_or_none("prompt_id"),
            theme_id=data.number_or_none("theme_id"),
            rarity_id=data.number_or_none("rarity_id"),
            references=_references(data.list("references")),
            mask=_reference_or_none(data.get("mask")),
            size=Size.parse(data.text("size")),
            quality=data.text("quality"),
            variations=max(1, min(MAX_VARIATIONS, data.number("variations"))),
            engine=data.text("engine"),
            model=data.text("model"),
            format=data.choice("format", PictureFormat),
            background=data.text("background"),
            compression=data.number_or_none("compression"),
            parameters={} if data.get("parameters") is None else data.object("parameters"),
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that can change the picture, frozen when Generate is pressed.

    `text` is the resolved prompt, the entries are as they were at that moment, `variation` counts from 0 and is what
    lets the mock-up draw another pose from otherwise equal input.
    """

    subject: str
    text: str
    name: str = ""
    extra: str = ""
    prompt: Entry | None = None
    theme: Entry | None = None
    rarity: Entry | None = None
    references: tuple[Reference, ...] = ()
    mask: Reference | None = None
    engine: str = "mockup"
    model: str = ""
    size: Size = PORTRAIT
    quality: str = "auto"
    format: PictureFormat = PictureFormat.PNG
    background: str = "auto"
    compression: int | None = None
    variation: int = 0
    parent_id: str | None = None
    parameters: JsonObject = field(default_factory=dict[str, JsonValue])

    @property
    def title(self) -> str:
        """What a caption shows: the name on the card, else the subject."""
        return self.name or self.subject

    @property
    def hash(self) -> str:
        """sha256 of the canonical JSON: equal recipes have equal hashes."""
        return json_hash(self.to_json())

    def to_json(self) -> JsonObject:
        """The recipe as sidecar, database and journal keep it."""
        return {
            "subject": self.subject,
            "text": self.text,
            "name": self.name,
            "extra": self.extra,
            "prompt": self.prompt.to_json() if self.prompt else None,
            "theme": self.theme.to_json() if self.theme else None,
            "rarity": self.rarity.to_json() if self.rarity else None,
            "references": [reference.to_json() for reference in self.references],
            "mask": self.mask.to_json() if self.mask else None,
            "engine": self.engine,
            "model": self.model,
            "size": str(self.size),
            "quality": self.quality,
            "format": self.format.value,
            "background": self.background,
            "compression": self.compression,
            "variation": self.variation,
            "parent_id": self.parent_id,
            "parameters": self.parameters,
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(
            subject=data.text("subject"),
            text=data.text("text"),
            name=data.text("name"),
            extra=data.text("extra"),
            prompt=entry_from_json(data.get("prompt")),
            theme=entry_from_json(data.get("theme")),
            rarity=entry_from_json(data.get("rarity")),
            references=_references(data.list("references")),
            mask=_reference_or_none(data.get("mask")),
            engine=data.text("engine"),
            model=data.text("model"),
            size=Size.parse(data.text("size")),
            quality=data.text("quality"),
            format=data.choice("format", PictureFormat),
            background=data.text("background"),
            compression=data.number_or_none("compression"),
            variation=data.number("variation"),
            parent_id=data.text_or_none("parent_id"),
            parameters=data.object("parameters"),
        )

    def to_brief(self) -> Brief:
        """The brief that makes this recipe again (*make again*)."""
        return Brief(
            subject=self.subject,
            name=self.name,
            extra=self.extra,
            prompt_id=self.prompt.id if self.prompt else None,
            theme_id=self.theme.id if self.theme else None,
            rarity_id=self.rarity.id if self.rarity else None,
            references=self.references,
            mask=self.mask,
            size=self.size,
            quality=self.quality,
            engine=self.engine,
            model=self.model,
            format=self.format,
            background=self.background,
            compression=self.compression,
            parameters={name: self.parameters[name] for name in WISHES if name in self.parameters},
        )

    def varied(self, variation: int) -> "Recipe":
        """The same recipe as its n-th variation."""
        return replace(self, variation=variation)


def _references(values: list[JsonValue]) -> tuple[Reference, ...]:
    return tuple(Reference.from_json(value) for value in values)


def _reference_or_none(value: JsonValue) -> Reference | None:
    return None if value is None else Reference.from_json(value)
