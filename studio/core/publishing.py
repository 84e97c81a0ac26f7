"""Publishing a figure: the names of its files in the team's buckets, its record for the team, and a first alt text."""

import re
import unicodedata
from dataclasses import replace
from urllib.parse import quote, unquote

from studio.core.figure import Figure
from studio.core.json_text import JsonObject
from studio.core.project import Project
from studio.core.recipe import PictureFormat, Recipe

FIGURES, RECIPES = "figures", "recipes"
"""The buckets: pictures that everybody may see, and records for the team only."""
PUBLISHED, LOCAL = "published", "local"
RECORD_VERSION = 1
MAX_SLUG = 60
MAX_ALT_TEXT = 1_000
TYPES = {"png": PictureFormat.PNG, "jpg": PictureFormat.JPEG, "jpeg": PictureFormat.JPEG, "webp": PictureFormat.WEBP}
_EXTENSIONS = {PictureFormat.PNG: "png", PictureFormat.JPEG: "jpg", PictureFormat.WEBP: "webp"}
_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PICTURE = re.compile(rf"(?:(.+)-)?({_ID})\.(png|jpg|jpeg|webp)")


def slug(name: str) -> str:
    """A name as the beginning of a file name: plain ASCII, as the edge function writes it (`fileName` in record.ts)."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if " " <= sign <= "~").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-") or "figure"


def picture_path(user_id: str, figure: Figure, name: str = "") -> str:
    """Where a figure's picture lies in the bucket of figures."""
    return f"{user_id}/{slug(name or figure.title)}-{figure.id}.{_EXTENSIONS[figure.format]}"


def record_path(user_id: str, figure_id: str) -> str:
    """Where a figure's record lies in the bucket of recipes."""
    return f"{user_id}/{figure_id}.json"


def name_parts(file_name: str) -> tuple[str, str] | None:
    """Slug and figure id of a file name in the bucket, or None where the studio did not make it."""
    match = _PICTURE.fullmatch(file_name)
    return (match[1] or "", match[2]) if match else None


def public_url(project: Project, path: str) -> str:
    """What opens a published picture in any browser."""
    return f"{project.url}/storage/v1/object/public/{FIGURES}/{quote(path)}"


def path_in(url: str | None) -> str | None:
    """The path of a picture in the bucket, of its public link at whatever address the project had then."""
    path = unquote((url or "").partition(f"/object/public/{FIGURES}/")[2])
    return path or None


def record(figure: Figure, path: str, url: str) -> JsonObject:
    """What the team keeps of a figure: its sidecar, but for what is nobody's business (rating and costs)."""
    shared = replace(figure, path=path.rpartition("/")[2], status=PUBLISHED, url=url, rating=0, cost=None)
    return {"version": RECORD_VERSION, **shared.to_json(), "deleted_at": None}


def alt_text(recipe: Recipe) -> str:
    """A first sentence for people who do not see the picture; the artist changes it as she likes."""
    what = recipe.subject.strip().rstrip(".")
    text = f"Action figure in its packaging: {what}"
    if recipe.name.strip():
        text += f", named {recipe.name.strip()} on the card"
    entries = (("theme", recipe.theme), ("rarity", recipe.rarity))
    details = [f"{word} {entry.name}" for word, entry in entries if entry and entry.name]
    if details:
        text += f" ({', '.join(details)})"
    return f"{text}."[:MAX_ALT_TEXT]
