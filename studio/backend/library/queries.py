# ruff: noqa: S608 - what is put together are columns named in this module; every value is bound
"""Queries of the gallery: how many figures, which stand where, and on which shelves, answered from the indices."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from studio.backend.folder import Folder
from studio.backend.library import figures
from studio.backend.library.recipes import RecipeReader
from studio.core.figure import Figure, FigureOrder, FigureQuery
from studio.core.shelves import Shelf, ShelfCount, ShelfKind

_COLUMNS = {
    ShelfKind.THEME: "theme_shelf",
    ShelfKind.RARITY: "rarity_shelf",
    ShelfKind.TEMPLATE: "template_shelf",
    ShelfKind.SUBJECT: "subject_shelf",
}
_NEWEST = (("created_at", "DESC"), ("seq", "DESC"))
_ORDERS = {
    FigureOrder.NEWEST: _NEWEST,
    FigureOrder.OLDEST: (("created_at", "ASC"), ("seq", "ASC")),
    FigureOrder.BEST: (("rating", "DESC"), *_NEWEST),
    FigureOrder.NAME: (("title", "ASC"), *_NEWEST),
}
_MAX_WORDS = 32
_MAX_SHELVES = 300
_FEW = 20
_NEAR, _RARE = 500, 1_000
_QUARTER = 900_000_000
"""A quarter of an hour in microseconds: every zone's midnight falls on one."""


def count(connection: sqlite3.Connection, query: FigureQuery) -> int:
    """How many figures a query has."""
    kept = _kept_count(connection, query)
    if kept is not None:
        return kept
    expression = match_expression(query.search)
    if expression and not query.is_deleted and query == FigureQuery(query.workspace, query.search):
        found = _count_by_words(connection, query.workspace, expression)
        if found is not None:
            return found
    where, values = _where(query)
    return connection.execute(f"SELECT count(*) FROM figures WHERE {where}", values).fetchone()[0]


def page(
    connection: sqlite3.Connection, reader: RecipeReader, folder: Folder, query: FigureQuery, offset: int, limit: int
) -> tuple[Figure, ...]:
    """The figures at `offset` and after. The order comes from the index; only the page's own rows are read."""
    offset, limit = max(0, offset), max(0, limit)
    near = _near(connection, query, limit) if offset == 0 else None
    if near is None:
        near = _from_the_end(connection, query, offset, limit)
    if near is None:
        where, values = _where(query)
        source = "figures NOT INDEXED" if _is_rare(connection, query) else "figures"
        shown = f"SELECT seq FROM {source} WHERE {where} ORDER BY {_order(query)} LIMIT ? OFFSET ?"
        near = [row[0] for row in connection.execute(shown, (*values, limit, offset))]
    return figures.by_seq(connection, reader, folder, near)


def positions(connection: sqlite3.Connection, query: FigureQuery, figure_ids: Sequence[str]) -> tuple[int | None, ...]:
    """How many figures of the query stand before each of these, or None for one that the query does not have."""
    if len(figure_ids) <= _FEW:
        return tuple(_position(connection, query, figure_id) for figure_id in figure_ids)
    where, values = _where(query)
    numbered = f"SELECT seq, row_number() OVER (ORDER BY {_order(query)}) - 1 AS place FROM figures WHERE {where}"
    places: dict[int, int] = dict(connection.execute(numbered, values))
    seqs = (connection.execute("SELECT seq FROM figures WHERE id = ?", (key,)).fetchone() for key in figure_ids)
    return tuple(places.get(row[0]) if row is not None else None for row in seqs)


def shelf_sizes(connection: sqlite3.Connection, query: FigureQuery) -> tuple[int, ...]:
    """How many figures stand on each shelf of the query, in its order."""
    if query.shelves is None:
        return ()
    if query.shelves is ShelfKind.DAY:
        days = [figures_ for _, figures_ in _days(connection, query)]
        return tuple(days if query.order is FigureOrder.OLDEST else reversed(days))
    if _has_kept_sizes(query):
        values: tuple[object, ...] = (query.workspace, query.shelves)
        sizes = "SELECT size FROM shelf_sizes WHERE workspace = ? AND kind = ? ORDER BY key"
    else:
        where, values = _where(query)
        column = _COLUMNS[query.shelves]
        sizes = f"SELECT count(*) AS size FROM figures WHERE {where} GROUP BY {column} ORDER BY {column}"
    # one text: tens of thousands of rows would each cost a tuple
    text = connection.execute(f"SELECT group_concat(size) FROM ({sizes})", values).fetchone()[0]
    return tuple(json.loads(f"[{text or ''}]"))


def shelves(connection: sqlite3.Connection, query: FigureQuery, kind: ShelfKind) -> tuple[ShelfCount, ...]:
    """The shelves of a kind that the query's figures stand on, and how many on each; at most some hundred."""
    if kind is ShelfKind.DAY:
        days = [ShelfCount(Shelf(kind, day.isoformat()), size) for day, size in _days(connection, query)]
        return tuple(days[-_MAX_SHELVES:])
    where, values = _where(query)
    column = _COLUMNS[kind]
    grouped = f"SELECT {column}, count(*) FROM figures WHERE {where} GROUP BY {column} ORDER BY {column} LIMIT ?"
    return tuple(
        ShelfCount(Shelf(kind, key), size) for key, size in connection.execute(grouped, (*values, _MAX_SHELVES))
    )


def match_expression(search: str) -> str:
    """FTS5's expression for a text as one types it: every word must begin a word of the figure. Empty for no words.

    Each word is a quoted string, so nothing in it is an operator (sqlite.org/fts5.html, 3.1).
    """
    words = [word for word in search.replace("\0", " ").split() if any(map(str.isalnum, word))]
    return " ".join('"' + word.replace('"', '""') + '" *' for word in words[:_MAX_WORDS])


def _count_by_words(connection: sqlite3.Connection, workspace: str, expression: str) -> int | None:
    """The word index counts by itself, without a look at the figures, where it knows few that are not shown."""
    hidden = connection.execute(
        "SELECT seq FROM figures WHERE deleted_at IS NOT NULL "
        "UNION ALL SELECT seq FROM figures WHERE workspace < ?1 AND deleted_at IS NULL "
        "UNION ALL SELECT seq FROM figures WHERE workspace > ?1 AND deleted_at IS NULL LIMIT ?2",
        (workspace, _MAX_SHELVES + 1),
    ).fetchall()
    if len(hidden) > _MAX_SHELVES:
        return None
    counted = "SELECT count(*) FROM figures_text WHERE figures_text MATCH ?"
    found = connection.execute(counted, (expression,)).fetchone()[0]
    if hidden and found:
        marks = ", ".join("?" * len(hidden))
        # the plus keeps SQLite from asking the word index once for each number
        unseen = f"{counted} AND +rowid IN ({marks})"
        found -= connection.execute(unseen, (expression, *(row[0] for row in hidden))).fetchone()[0]
    return found


def _has_kept_sizes(query: FigureQuery) -> bool:
    return not query.is_filtered and not query.is_deleted


def _kept_count(connection: sqlite3.Connection, query: FigureQuery) -> int | None:
    """How many figures there are without a filter: each stands on one shelf of every kind, and rarities are few."""
    if not _has_kept_sizes(query):
        return None
    kept = "SELECT coalesce(sum(size), 0) FROM shelf_sizes WHERE workspace = ? AND kind = 'rarity'"
    return connection.execute(kept, (query.workspace,)).fetchone()[0]


def _from_the_end(connection: sqlite3.Connection, query: FigureQuery, offset: int, limit: int) -> list[int] | None:
    """A page of the second half, found from the end: SQLite walks over everything that it leaves out."""
    total = _kept_count(connection, query)
    if total is None or offset <= total // 2:
        return None
    where, values = _where(query)
    backwards = ", ".join(f"{column} {'ASC' if way == 'DESC' else 'DESC'}" for column, way in _terms(query))
    after = max(0, total - offset - limit)
    wanted = min(limit, max(0, total - offset))
    shown = f"SELECT seq FROM figures WHERE {where} ORDER BY {backwards} LIMIT ? OFFSET ?"
    return [row[0] for row in connection.execute(shown, (*values, wanted, after))][::-1]


def _near(connection: sqlite3.Connection, query: FigureQuery, limit: int) -> list[int] | None:
    """The first page of a search for a frequent word: it is full from the first few hundred figures alone.

    The word index is asked only for their range of numbers; for a rare word the page is not full, and None.
    """
    expression = match_expression(query.search)
    if not expression or limit >= _NEAR:
        return None
    where, values = _where(query, with_search=False)
    first = f"SELECT seq FROM figures WHERE {where} ORDER BY {_order(query)} LIMIT ?"
    seqs = [row[0] for row in connection.execute(first, (*values, _NEAR))]
    if not seqs or max(seqs) - min(seqs) > 4 * _NEAR:
        return None
    inside = "SELECT rowid FROM figures_text WHERE figures_text MATCH ? AND rowid BETWEEN ? AND ?"
    found = {row[0] for row in connection.execute(inside, (expression, min(seqs), max(seqs)))}
    hits = [seq for seq in seqs if seq in found]
    return hits[:limit] if len(hits) >= limit else None


def _is_rare(connection: sqlite3.Connection, query: FigureQuery) -> bool:
    """Whether a search finds so few that looking them up and sorting them beats a walk along the order's index."""
    expression = match_expression(query.search)
    if not expression:
        return False
    some = "SELECT count(*) FROM (SELECT 1 FROM figures_text WHERE figures_text MATCH ? LIMIT ?)"
    return connection.execute(some, (expression, _RARE + 1)).fetchone()[0] <= _RARE


def _position(connection: sqlite3.Connection, query: FigureQuery, figure_id: str) -> int | None:
    where, values = _where(query)
    terms = _terms(query)
    columns = ", ".join(column for column, _ in terms)
    place = connection.execute(f"SELECT {columns} FROM figures WHERE id = ? AND {where}", (figure_id, *values))
    own = place.fetchone()
    if own is None:
        return None
    before = 0
    for number, (column, way) in enumerate(terms):
        equal = "".join(f"{other} = ? AND " for other, _ in terms[:number])
        ahead = f"SELECT count(*) FROM figures WHERE {equal}{column} {'>' if way == 'DESC' else '<'} ? AND {where}"
        before += connection.execute(ahead, (*own[: number + 1], *values)).fetchone()[0]
    return before


def _days(connection: sqlite3.Connection, query: FigureQuery) -> Iterator[tuple[date, int]]:
    """The days of this computer's zone on which figures were made, the oldest first, and how many."""
    where, values = _where(query)
    grouped = f"SELECT created_at / {_QUARTER}, count(*) FROM figures WHERE {where} GROUP BY 1 ORDER BY 1"
    day, end, size = date.min, 0, 0
    for quarter, made in connection.execute(grouped, values):
        start = quarter * _QUARTER
        if start >= end:
            if size:
                yield day, size
            day, size = figures.from_microseconds(start).astimezone().date(), 0
            end = _midnight(day + timedelta(days=1))
        size += made
    if size:
        yield day, size


def _midnight(day: date) -> int:
    """When a day begins in this computer's zone, microseconds."""
    return figures.to_microseconds(datetime.combine(day, time.min).astimezone(UTC))


def _terms(query: FigureQuery) -> tuple[tuple[str, str], ...]:
    """The columns and directions that order a query."""
    if query.shelves is None:
        return _ORDERS[query.order]
    within = _NEWEST if query.order is FigureOrder.NAME else _ORDERS[query.order]
    if query.shelves is ShelfKind.DAY:
        return _NEWEST if query.order is not FigureOrder.OLDEST else within
    return ((_COLUMNS[query.shelves], "ASC"), *within)


def _order(query: FigureQuery) -> str:
    return ", ".join(f"{column} {way}" for column, way in _terms(query))


def _where(query: FigureQuery, *, with_search: bool = True) -> tuple[str, tuple[Any, ...]]:
    """The condition of a query and its values."""
    conditions: list[str] = ["workspace = ?", f"deleted_at IS {'NOT ' if query.is_deleted else ''}NULL"]
    values: list[Any] = [query.workspace]
    expression = match_expression(query.search) if with_search else ""
    for condition, value in (
        ("rating >= ?", query.minimum_rating),
        ("engine = ?", query.engine),
        ("status = ?", query.status),
        ("seq IN (SELECT rowid FROM figures_text WHERE figures_text MATCH ?)", expression),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    for shelf in query.within:
        if shelf.kind is ShelfKind.DAY:
            day = date.fromisoformat(shelf.key)
            conditions.append("created_at >= ? AND created_at < ?")
            values += [_midnight(day), _midnight(day + timedelta(days=1))]
        else:
            conditions.append(f"{_COLUMNS[shelf.kind]} = ?")
            values.append(shelf.key)
    return " AND ".join(conditions), tuple(values)
