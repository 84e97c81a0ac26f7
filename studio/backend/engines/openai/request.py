"""From a recipe to the parameters of a request: what differs from the service's defaults, and nothing else.

Compatible services know fewer parameters than OpenAI's; none of them minds one that is not sent.
"""

from collections.abc import Callable
from pathlib import Path

from studio.core.errors import NotRun
from studio.core.json_text import JsonObject
from studio.core.models import ImageModel
from studio.core.recipe import PictureFormat, Recipe, Reference

Upload = tuple[str, bytes, str]
"""Name, bytes, media type."""


def picture_parameters(recipe: Recipe, model: ImageModel) -> dict[str, object]:
    """Parameters of images.generate and images.edit but for the pictures that go in."""
    is_edit = bool(recipe.references)
    parameters: dict[str, object] = {"prompt": recipe.text, "model": model.id, "size": str(recipe.size)}
    if recipe.quality != "auto":
        parameters["quality"] = recipe.quality
    if recipe.background != "auto":
        parameters["background"] = recipe.background
    if recipe.format is not PictureFormat.PNG:
        parameters["output_format"] = recipe.format.value
    if recipe.compression is not None:
        parameters["output_compression"] = recipe.compression
    complexity, moderation = recipe.parameters.get("complexity"), recipe.parameters.get("moderation")
    if complexity in model.complexities:
        parameters["complexity"] = complexity
    if moderation == "low" and not is_edit:  # images.edit has no such parameter
        parameters["moderation"] = moderation
    if model.max_partials:
        parameters |= {"stream": True, "partial_images": model.previews_for(recipe)}
    return parameters


def read_uploads(recipe: Recipe, reference_path: Callable[[Reference], Path]) -> dict[str, object]:
    """The pictures that go in, under names of ours. Blocks. Raises NotRun where one is gone."""
    uploads: list[Upload] = [
        _upload(reference, f"reference-{number}", reference_path)
        for number, reference in enumerate(recipe.references, start=1)
    ]
    parameters: dict[str, object] = {"image": uploads[0] if len(uploads) == 1 else uploads}
    if recipe.mask is not None:
        parameters["mask"] = _upload(recipe.mask, "mask", reference_path)
    return parameters


def _upload(reference: Reference, name: str, reference_path: Callable[[Reference], Path]) -> Upload:
    kind = reference.format.value
    try:
        return (f"{name}.{kind}", reference_path(reference).read_bytes(), f"image/{kind}")
    except OSError:
        raise NotRun(
            f"The picture “{reference.name}” is not in the library any more.", "Add it again, then try again."
        ) from None


def receipt_parameters(fields: JsonObject, request_id: str) -> JsonObject:
    """What the service says that it did, as a figure keeps it."""
    told = {name: fields[name] for name in ("size", "quality", "background", "output_format") if fields.get(name)}
    data = fields.get("data")
    first = data[0] if isinstance(data, list) and data else fields
    if isinstance(first, dict) and first.get("revised_prompt"):
        told["revised_prompt"] = first["revised_prompt"]
    return told | ({"request_id": request_id} if request_id else {})
