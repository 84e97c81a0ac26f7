"""Protocol W: how the picture that arrived in a `.part` file becomes a figure that is saved for good.

The order is the promise: the part's bytes are on the disk (1), they are checked (2), the sidecar is on the disk (3),
the picture gets its name (4), the name is on the disk (5), and only then the row is committed (6, by the library).
A crash before 4 leaves the part, a crash after 4 the picture; both are found again at the next start.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.library import figures
from studio.backend.library.recipes import RecipeReader
from studio.backend.library.sidecars import write_sidecar
from studio.backend.pictures import Picture, inspect
from studio.core.errors import FigureMissing
from studio.core.figure import Figure
from studio.core.ports.engines import EngineReceipt
from studio.core.publishing import LOCAL, PUBLISHED
from studio.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that arrived: who it will be, where its bytes are, and what the engine said of it."""

    figure_id: str
    workspace: str
    recipe: Recipe
    part: Path
    created_at: datetime
    receipt: EngineReceipt
    alt_text: str = ""


def put_in_place(folder: Folder, files: Files, arrival: Arrival) -> Figure:
    """Steps 1 to 5 (blocking). Raises PictureError where the bytes are no whole picture, else OSError."""
    files.sync_file(arrival.part)
    figure = described(folder, arrival, inspect(arrival.part))
    shelf = Path(figure.path).parent
    files.make_folder(shelf)
    try:
        write_sidecar(folder, files, figure)
        files.rename(arrival.part, Path(figure.path))
        files.sync_folder(shelf)
    except OSError:
        with suppress(OSError):
            take_back(folder, files, figure, arrival.part)
        raise
    return figure


def put_on_record(
    connection: sqlite3.Connection,
    recipes: RecipeReader,
    folder: Folder,
    files: Files,
    figure: Figure,
    also: Callable[[sqlite3.Connection, Figure], None],
) -> Figure:
    """Step 6 inside a transaction, unless the same figure was first since: then its sidecar is the one that is right.

    `also` writes in the same transaction. Raises LibraryError.
    """
    try:
        figure = figures.get(connection, recipes, folder, figure.id)
    except FigureMissing:
        figures.insert(connection, figure)
    else:
        with disk_errors(folder.root):
            write_sidecar(folder, files, figure)
    also(connection, figure)
    return figure


def take_back(folder: Folder, files: Files, figure: Figure, part: Path) -> None:
    """Undo `put_in_place` where it or the row's commit failed, so that the next start finds the part. Raises OSError."""
    picture = Path(figure.path)
    if picture.exists():
        files.rename(picture, part)
    files.remove(folder.sidecar(figure.id))


def described(folder: Folder, arrival: Arrival, picture: Picture) -> Figure:
    """The figure of an arrival whose picture was checked."""
    receipt = arrival.receipt
    said = receipt.parameters if isinstance(receipt.parameters, dict) else {}
    recipe = replace(
        arrival.recipe,
        model=receipt.model or arrival.recipe.model,
        text=receipt.text or arrival.recipe.text,
        parameters={**arrival.recipe.parameters, **said},
    )
    return Figure(
        id=arrival.figure_id,
        workspace=arrival.workspace,
        recipe=recipe,
        path=folder.picture_name(arrival.figure_id, picture.format),
        sha256=picture.sha256,
        format=picture.format,
        width=picture.width,
        height=picture.height,
        size_bytes=picture.size_bytes,
        alt_text=arrival.alt_text,
        created_at=arrival.created_at,
        usage=receipt.usage,
        cost=receipt.cost,
        status=PUBLISHED if receipt.url else LOCAL,
        url=receipt.url or None,
    )
