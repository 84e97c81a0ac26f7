"""Figures in the database: rows in and out."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from studio.backend.folder import Folder
from studio.backend.library.database import damaged
from studio.backend.library.recipes import PackedRecipe, RecipeReader, entry_hash, pack
from studio.core.errors import FigureMissing
from studio.core.figure import Figure
from studio.core.recipe import PictureFormat

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_READ = (
    "SELECT figures.id, workspace, figures.created_at, rating, engine, model, status, deleted_at, sha256, format, width, "
    "height, size_bytes, alt_text, usage, cost, url, prompt, theme, rarity, recipe, crc FROM figures"
)
_IS_CHILD = (
    # the pluses keep SQLite from going through a whole workspace for the order's sake
    "parent_id = ? AND +deleted_at IS NULL "
    "AND +workspace = (SELECT workspace FROM figures AS parent WHERE parent.id = ?)"
)
_INSERT = (
    "INSERT INTO figures (id, workspace, created_at, rating, engine, model, status, deleted_at, sha256, format, width, "
    "height, size_bytes, alt_text, usage, cost, url, prompt, theme, rarity, recipe, crc) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = "UPDATE figures SET rating = ?, status = ?, deleted_at = ?, alt_text = ?, url = ?, crc = ? WHERE id = ?"
_ADD_WORDS = (
    "INSERT INTO figures_text (rowid, subject, name, text, template, theme, rarity, model) "
    "SELECT seq, subject, name, text, template, theme, rarity, model FROM figure_words WHERE seq = ?"
)
_REMOVE_WORDS = (
    "INSERT INTO figures_text (figures_text, rowid, subject, name, text, template, theme, rarity, model) "
    "SELECT 'delete', seq, subject, name, text, template, theme, rarity, model FROM figure_words WHERE seq = ?"
)
_SHELVES_DIFFER = (
    "SELECT 1 FROM figures JOIN figure_shelves AS told USING (seq) WHERE (theme_shelf, rarity_shelf, template_shelf, "
    "subject_shelf, figures.title) IS NOT (told.theme COLLATE BINARY, told.rarity COLLATE BINARY, "
    "told.template COLLATE BINARY, told.subject COLLATE BINARY, told.title COLLATE BINARY)"
)
_MAX_CHILDREN = 100


def to_microseconds(time: datetime) -> int:
    """A time as the database keeps it."""
    return (time - _EPOCH) // _MICROSECOND


def from_microseconds(number: int) -> datetime:
    """A time as the rest of the studio has it."""
    return _EPOCH + timedelta(microseconds=number)


def insert(connection: sqlite3.Connection, figure: Figure, packed: PackedRecipe | None = None) -> None:
    """Add a figure and its words; `packed` is its recipe where that was packed before."""
    values = _values(figure, packed or pack(connection, figure.recipe))
    cursor = connection.execute(_INSERT, (*values, _crc(values)))
    connection.execute(_ADD_WORDS, (cursor.lastrowid,))


def update(connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, old: Figure, **changes: Any) -> Figure:
    """Change what may change of a figure (not its recipe nor its picture)."""
    figure = replace(old, **changes)
    values = _values(figure, _packed(_row(connection, figure.id)))
    deleted_at = _time(figure.deleted_at)
    connection.execute(
        _UPDATE,
        (figure.rating, figure.status, deleted_at, figure.alt_text, figure.url, _crc(values), figure.id),
    )
    return get(connection, reader, folder, figure.id)


def remove(connection: sqlite3.Connection, figure_id: str) -> None:
    """Take a figure and its words out."""
    row = connection.execute("SELECT seq FROM figures WHERE id = ?", (figure_id,)).fetchone()
    if row is not None:
        connection.execute(_REMOVE_WORDS, row)
        connection.execute("DELETE FROM figures WHERE seq = ?", row)


def get(connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, figure_id: str) -> Figure:
    """One figure, deleted or not. Raises FigureMissing."""
    return _figure(connection, reader, folder, _row(connection, figure_id))


def ids(connection: sqlite3.Connection) -> set[str]:
    """All figures, deleted or not, of all workspaces."""
    return {row[0] for row in connection.execute("SELECT id FROM figures")}


def deleted_before(connection: sqlite3.Connection, time: datetime) -> list[str]:
    """Figures that were deleted before a time."""
    rows = connection.execute("SELECT id FROM figures WHERE deleted_at < ?", (to_microseconds(time),))
    return [row[0] for row in rows]


def every(
    connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, after: str = "", limit: int = 500
) -> list[Figure]:
    """Figures by id, deleted or not, of all workspaces: the first ones after an id."""
    rows = connection.execute(f"{_READ} WHERE figures.id > ? ORDER BY figures.id LIMIT ?", (after, limit)).fetchall()
    return [_figure(connection, reader, folder, row) for row in rows]


def are_whole(connection: sqlite3.Connection) -> bool:
    """Every row and frozen entry has the checksum that it was written with, and stands on its own shelves."""
    rows = connection.execute(_READ)
    entries = connection.execute("SELECT hash, value FROM frozen_entries")
    if not all(_crc(row[:-1]) == row[-1] for row in rows) or not all(entry_hash(text) == key for key, text in entries):
        return False
    return connection.execute(_SHELVES_DIFFER).fetchone() is None


def by_seq(
    connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, seqs: Sequence[int]
) -> tuple[Figure, ...]:
    """The figures with these numbers in this order; one that is gone meanwhile is left out."""
    found = (connection.execute(f"{_READ} WHERE seq = ?", (seq,)).fetchone() for seq in seqs)
    return tuple(_figure(connection, reader, folder, row) for row in found if row is not None)


def children(
    connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, figure_id: str
) -> tuple[Figure, ...]:
    """What was made from a figure in its workspace and is not deleted, the oldest first."""
    rows = connection.execute(
        f"{_READ} WHERE {_IS_CHILD} ORDER BY figures.created_at, seq LIMIT ?", (figure_id, figure_id, _MAX_CHILDREN)
    ).fetchall()
    return tuple(_figure(connection, reader, folder, row) for row in rows)


def _row(connection: sqlite3.Connection, figure_id: str) -> tuple[Any, ...]:
    row = connection.execute(f"{_READ} WHERE figures.id = ?", (figure_id,)).fetchone()
    if row is None:
        raise missing()
    return row


def missing() -> FigureMissing:
    """The figure is not in the library."""
    return FigureMissing("This figure is not in the library any more.", "Choose another one.")


def _time(time: datetime | None) -> int | None:
    return None if time is None else to_microseconds(time)


def _values(figure: Figure, packed: PackedRecipe) -> tuple[Any, ...]:
    """A row in the order of _INSERT, without its crc."""
    return (
        figure.id,
        figure.workspace,
        to_microseconds(figure.created_at),
        figure.rating,
        figure.recipe.engine,
        figure.recipe.model,
        figure.status,
        _time(figure.deleted_at),
        figure.sha256,
        figure.format.value,
        figure.width,
        figure.height,
        figure.size_bytes,
        figure.alt_text,
        None if figure.usage is None else json.dumps(figure.usage),
        None if figure.cost is None else str(figure.cost),
        figure.url,
        packed.prompt,
        packed.theme,
        packed.rarity,
        packed.recipe,
    )


def _packed(row: tuple[Any, ...]) -> PackedRecipe:
    return PackedRecipe(*row[17:21])


def _crc(values: tuple[Any, ...]) -> int:
    """SQLite keeps no checksum of its pages; this one shows a row in which bits have changed."""
    return zlib.crc32("\x1f".join(map(str, values)).encode())


def _figure(connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, row: tuple[Any, ...]) -> Figure:
    if _crc(row[:-1]) != row[-1]:
        raise damaged()
    picture_format = PictureFormat(row[9])
    return Figure(
        id=row[0],
        workspace=row[1],
        recipe=reader.unpack(connection, _packed(row)),
        path=folder.picture_name(row[0], picture_format),
        sha256=row[8],
        format=picture_format,
        width=row[10],
        height=row[11],
        size_bytes=row[12],
        created_at=from_microseconds(row[2]),
        rating=row[3],
        alt_text=row[13],
        usage=None if row[14] is None else json.loads(row[14]),
        cost=None if row[15] is None else Decimal(row[15]),
        status=row[6],
        url=row[16],
        deleted_at=None if row[7] is None else from_microseconds(row[7]),
    )
