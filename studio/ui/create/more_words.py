"""What is rarely needed of a model, in words."""

from studio.core.recipe import Brief, PictureFormat, Size
from studio.ui.facts import SHAPES

USUAL = "usual"
FORMATS = {PictureFormat.PNG: "PNG", PictureFormat.WEBP: "WebP", PictureFormat.JPEG: "JPEG"}
BACKGROUNDS = {"auto": "Auto", "opaque": "Opaque", "transparent": "Transparent"}
COMPLEXITY, PREVIEWS, STRICTNESS = "complexity", "partial_images", "moderation"


def set_words(brief: Brief) -> str:
    """What is set otherwise than usual, in a few words."""
    words = [
        "" if brief.size in SHAPES else pixel_words(brief.size),
        "" if brief.format is PictureFormat.PNG else FORMATS[brief.format],
        "" if brief.compression is None else f"{brief.compression} %",
        "" if brief.background == "auto" else BACKGROUNDS.get(brief.background, brief.background).lower(),
        f"complexity {brief.parameters[COMPLEXITY]}" if COMPLEXITY in brief.parameters else "",
        f"previews {brief.parameters[PREVIEWS]}" if PREVIEWS in brief.parameters else "",
        "less strict" if STRICTNESS in brief.parameters else "",
    ]
    return ", ".join(word for word in words if word)


def pixel_words(size: Size) -> str:
    """A size in words."""
    return f"{size.width} × {size.height} px"
