"""What goes through the pipe between the studio and its drawing child: frames of a kind, a length and bytes.

To the child goes one request (`DrawRequest`, JSON) at a time; back come a preview, the picture, and a closing report, or
one refusal. The length is four bytes, big-endian, and limited on both sides.
"""

import json
import struct
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from studio.core.json_reader import JsonReader
from studio.core.recipe import Recipe

HEADER = struct.Struct(">BI")
MAX_REQUEST = 24 * 1024 * 1024
MAX_ANSWER = 256 * 1024 * 1024


class Frame(IntEnum):
    """The kinds of frames."""

    REQUEST = 1
    PREVIEW = 2
    PICTURE = 3
    REPORT = 4
    REFUSAL = 5


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """One picture to draw: the recipe, the resources folder, the first reference, the preview's longer side in px.

    What is left to chance comes from the recipe, or from a `seed`, so that two recipes can be drawn alike.
    """

    recipe: Recipe
    resources: Path
    reference: Path | None
    preview: int
    seed: str = ""

    def to_bytes(self) -> bytes:
        """The request as it is sent."""
        value = {
            "recipe": self.recipe.to_json(),
            "resources": str(self.resources),
            "reference": str(self.reference) if self.reference else None,
            "preview": self.preview,
            "seed": self.seed,
        }
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, data: bytes) -> "DrawRequest":
        """What `to_bytes` wrote. Raises StudioError or ValueError on anything else."""
        value = JsonReader(json.loads(data.decode("utf-8", "surrogatepass")))
        reference = value.text_or_none("reference")
        return cls(
            Recipe.from_json(value.get("recipe")),
            Path(value.text("resources")),
            Path(reference) if reference else None,
            value.number("preview"),
            value.text("seed"),
        )


def pack(kind: Frame, payload: bytes) -> bytes:
    """The header of a frame and its bytes."""
    return HEADER.pack(kind, len(payload)) + payload
