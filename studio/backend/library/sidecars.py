"""Sidecars: the JSON beside each picture from which a lost database is made anew."""

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.json_reader import JsonReader, unreadable
from studio.core.json_text import JsonObject, load_json
from studio.core.recipe import PictureFormat, Recipe

VERSION = 1
MAX_BYTES = 4 * 1024 * 1024


def write_sidecar(folder: Folder, files: Files, figure: Figure) -> None:
    """Write a figure's sidecar anew, by temp, fsync and rename; the caller syncs the folder. Raises OSError."""
    files.replace(folder.sidecar(figure.id), sidecar_bytes(figure))


def sidecar_bytes(figure: Figure) -> bytes:
    """A sidecar's contents."""
    return json.dumps(to_json(figure), ensure_ascii=False, allow_nan=False).encode()


def read_sidecar(folder: Folder, figure_id: str) -> Figure | None:
    """The figure as its sidecar tells, or None where there is none. Raises StudioError where it cannot be read."""
    path = folder.sidecar(figure_id)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise unreadable()
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    figure = from_json(load_json(data), folder)
    if figure.id != figure_id:
        raise unreadable()
    return figure


def to_json(figure: Figure) -> JsonObject:
    """All that the database knows of a figure."""
    data = figure.to_json()
    data["path"] = Path(figure.path).name
    data["deleted_at"] = figure.deleted_at.isoformat() if figure.deleted_at else None
    return {"version": VERSION, **data}


def from_json(value: object, folder: Folder) -> Figure:
    """The figure that `to_json` wrote. Raises StudioError on anything else."""
    data = JsonReader(value)  # pyright: ignore[reportArgumentType] - the reader checks it
    if data.number("version") > VERSION:
        raise StudioError("A sidecar was written by a newer studio.", "Update this studio.")
    figure_id, picture_format = data.text("id"), data.choice("format", PictureFormat)
    figure = Figure(
        id=figure_id,
        workspace=data.text("workspace"),
        recipe=Recipe.from_json(data.get("recipe")),
        path=folder.picture_name(figure_id, picture_format),
        sha256=data.text("sha256"),
        format=picture_format,
        width=data.number("width"),
        height=data.number("height"),
        size_bytes=data.number("size_bytes"),
        created_at=data.time("created_at"),
    )
    return replace(
        figure,
        rating=min(5, max(0, data.number("rating"))),
        alt_text=data.text("alt_text"),
        usage=data.get("usage"),
        cost=_cost(data.text_or_none("cost")),
        status=data.text("status"),
        url=data.text_or_none("url"),
        deleted_at=data.time_or_none("deleted_at"),
    )


def _cost(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise unreadable() from None
