"""Figures in the database: rows in and out, pages of a query, counts and places."""

import json
import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from studio.backend.folder import Folder
from studio.backend.library.database import damaged
from studio.backend.library.recipes import PackedRecipe, RecipeReader, entry_hash, pack
from studio.core.errors import FigureMissing
from studio.core.figure import Figure, FigureQuery
from studio.core.recipe import PictureFormat

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_READ = (
    "SELECT figures.id, workspace, figures.created_at, rating, engine, model, status, deleted_at, sha256, format, width, "
    "height, size_bytes, alt_text, usage, cost, url, prompt, theme, rarity, recipe, crc FROM figures"
)
_SHOWN = "SELECT seq FROM figures"
_COUNT = "SELECT count(*) FROM figures"
_PLACE = "SELECT created_at, seq FROM figures"
_INSERT = (
    "INSERT INTO figures (id, workspace, created_at, rating, engine, model, status, deleted_at, sha256, format, width, "
    "height, size_bytes, alt_text, usage, cost, url, prompt, theme, rarity, recipe, crc) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = "UPDATE figures SET rating = ?, status = ?, deleted_at = ?, alt_text = ?, url = ?, crc = ? WHERE id = ?"
_ADD_WORDS = (
    "INSERT INTO figures_text (rowid, subject, name, text, theme, rarity, model) "
    "SELECT seq, subject, name, text, theme, rarity, model FROM figure_words WHERE seq = ?"
)
_REMOVE_WORDS = (
    "INSERT INTO figures_text (figures_text, rowid, subject, name, text, theme, rarity, model) "
    "SELECT 'delete', seq, subject, name, text, theme, rarity, model FROM figure_words WHERE seq = ?"
)
_FOUND = "seq IN (SELECT rowid FROM figures_text WHERE figures_text MATCH ?)"
_MAX_WORDS = 32


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
    """Every row and frozen entry has the checksum that it was written with."""
    rows = connection.execute(_READ)
    entries = connection.execute("SELECT hash, value FROM frozen_entries")
    return all(_crc(row[:-1]) == row[-1] for row in rows) and all(entry_hash(text) == key for key, text in entries)


def count(connection: sqlite3.Connection, query: FigureQuery) -> int:
    """How many figures a query has."""
    where, values = _where(query)
    return connection.execute(f"{_COUNT} WHERE {where}", values).fetchone()[0]


def page(
    connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, query: FigureQuery, offset: int, limit: int
) -> tuple[Figure, ...]:
    """The figures at `offset` and after. The order comes from the index; only the page's own rows are read."""
    where, values = _where(query)
    way = "ASC" if query.oldest_first else "DESC"
    shown = f"WHERE {where} ORDER BY created_at {way}, seq {way} LIMIT ? OFFSET ?"
    rows = connection.execute(
        f"{_READ} JOIN ({_SHOWN} {shown}) USING (seq) ORDER BY figures.created_at {way}, seq {way}",
        (*values, max(0, limit), max(0, offset)),
    ).fetchall()
    return tuple(_figure(connection, reader, folder, row) for row in rows)


def position(connection: sqlite3.Connection, query: FigureQuery, figure_id: str) -> int | None:
    """How many figures of the query stand before this one, or None where the query does not have it."""
    where, values = _where(query)
    row = connection.execute(f"{_PLACE} WHERE id = ? AND {where}", (figure_id, *values)).fetchone()
    if row is None:
        return None
    sign = "<" if query.oldest_first else ">"
    before = f"(created_at, seq) {sign} (?, ?) AND {where}"
    return connection.execute(f"{_COUNT} WHERE {before}", (*row, *values)).fetchone()[0]


def match_expression(search: str) -> str:
    """FTS5's expression for a text as one types it: every word must begin a word of the figure. Empty for no words.

    Each word is a quoted string, so nothing in it is an operator (sqlite.org/fts5.html, 3.1).
    """
    words = [word for word in search.replace("\0", " ").split() if any(map(str.isalnum, word))]
    return " ".join('"' + word.replace('"', '""') + '" *' for word in words[:_MAX_WORDS])


def _where(query: FigureQuery) -> tuple[str, tuple[Any, ...]]:
    """The condition of a query and its values."""
    conditions: list[tuple[str, Any]] = [("workspace = ?", query.workspace)]
    if query.minimum_rating > 0:
        conditions.append(("rating >= ?", query.minimum_rating))
    if query.engine:
        conditions.append(("engine = ?", query.engine))
    if query.status:
        conditions.append(("status = ?", query.status))
    expression = match_expression(query.search)
    if expression:
        conditions.append((_FOUND, expression))
    where = " AND ".join(condition for condition, _ in conditions)
    return f"deleted_at IS NULL AND {where}", tuple(value for _, value in conditions)


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
