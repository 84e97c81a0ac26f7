"""The artist's reference picture, made ready to be set into the packaging: upright, no larger than it is drawn."""

import base64
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from studio.core.errors import EngineError

MAX_PIXELS = 64_000_000
OPAQUE = 250
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as a data URI, its size in px, and whether parts of it are clear (a cut-out)."""

    uri: str
    width: int
    height: int
    is_cut_out: bool


def read_photograph(path: Path, width: float, height: float) -> Photograph:
    """Read a PNG, JPEG or WebP file for a window of a size in px. Raises EngineError where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _unreadable()
                return _fitted(picture, max(1, round(width)), max(1, round(height)))
    except _BROKEN:
        raise _unreadable() from None


def _fitted(picture: Image.Image, width: int, height: int) -> Photograph:
    # A JPEG is decoded at a half, a quarter or an eighth where that is still enough for the window.
    share = max(width / picture.width, height / picture.height)
    if share < 1:
        picture.draft("RGB", (round(picture.width * share) + 1, round(picture.height * share) + 1))
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.has_transparency_data
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    is_cut_out = has_alpha and any(plain.getchannel("A").histogram()[:OPAQUE])
    share = min(1.0, max(width / plain.width, height / plain.height))
    if share < 1:
        plain.thumbnail(
            (max(1, round(plain.width * share)), max(1, round(plain.height * share))), Image.Resampling.LANCZOS
        )
    buffer = io.BytesIO()
    if is_cut_out:
        plain.save(buffer, "PNG", compress_level=1)
    else:
        plain.convert("RGB").save(buffer, "JPEG", quality=92)
    kind = "png" if is_cut_out else "jpeg"
    text = base64.b64encode(buffer.getvalue()).decode("ascii")
    return Photograph(f"data:image/{kind};base64,{text}", plain.width, plain.height, is_cut_out)


def _unreadable() -> EngineError:
    return EngineError(
        "The first reference picture cannot be read.", "Take it out, or choose it again as PNG, JPEG or WebP."
    )
