"""Making the database anew from pictures and sidecars, and finding what it misses of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from studio.backend.files import Files
from studio.backend.folder import Folder
from studio.backend.library import figures
from studio.backend.library.arrival import Arrival, described
from studio.backend.library.recipes import RecipeReader
from studio.backend.library.salvage import unreadable
from studio.backend.library.sidecars import read_sidecar, write_sidecar
from studio.backend.pictures import Picture, inspect
from studio.core.errors import PictureError, StudioError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.ports.engines import EngineReceipt
from studio.core.recipe import Recipe

_MARGIN = 60.0
_FEW = 2_000


@dataclass(slots=True)
class Findings:
    """What was found in the folder: figures taken in, and pictures set aside or unreadable, one sentence each."""

    taken_in: int = 0
    faults: list[str] = field(default_factory=list[str])


class PictureReader:
    """Reads whole pictures; one that lies in the folder under several names (hard links) is read once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], Picture] = {}

    def inspect(self, path: Path) -> Picture:
        """The picture of a file. Raises PictureError or OSError."""
        there = path.stat()
        if there.st_nlink == 1:
            return inspect(path)
        key = (there.st_dev, there.st_ino)
        if key not in self._seen:
            self._seen[key] = inspect(path)
        return self._seen[key]


def take_in_all(connection: sqlite3.Connection, folder: Folder, files: Files, known: set[str]) -> Findings:
    """Add a row for each picture in the folder that is not `known`; damaged pictures are set aside and named."""
    findings, reader = Findings(), PictureReader()
    for figure_id, path in folder.pictures():
        if figure_id in known:
            continue
        try:
            figure = found_figure(folder, files, figure_id, path, reader)
        except PictureError as error:
            _set_aside(folder, files, path)
            findings.faults.append(f"{path.name} was set aside: {error.sentence}")
            continue
        except OSError:
            findings.faults.append(f"{path.name} could not be read.")
            continue
        figures.insert(connection, figure)
        known.add(figure_id)
        findings.taken_in += 1
    return findings


def found_figure(folder: Folder, files: Files, figure_id: str, path: Path, reader: PictureReader) -> Figure:
    """The figure of a picture that lies in the folder; one without a readable sidecar gets an empty recipe.

    Raises PictureError where the picture is not whole or not the one that the sidecar tells of, else OSError.
    """
    picture = reader.inspect(path)
    if path != folder.picture(figure_id, picture.format):
        raise PictureError("Its name does not fit its contents.")
    try:
        figure = read_sidecar(folder, figure_id)
    except StudioError:
        files.rename(folder.sidecar(figure_id), folder.damaged / f"{figure_id}.json")
        figure = None
    if figure is None:
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        empty = Recipe(subject="", text="", format=picture.format)
        arrival = Arrival(figure_id, THIS_COMPUTER, empty, path, made, EngineReceipt())
        figure = described(folder, arrival, picture)
        write_sidecar(folder, files, figure)
    elif figure.sha256 != picture.sha256:
        raise PictureError("Its bytes are not the ones that were saved.")
    return figure


def refresh(connection: sqlite3.Connection, folder: Folder, since: float) -> None:
    """Bring rating, alt text, publish state and deletion up to sidecars that are newer than `since` (seconds).

    The sidecar is written before the row is committed: after a crash or a lost WAL it is the one that is right.
    """
    reader = RecipeReader()
    for figure_id, _ in folder.pictures():
        try:
            if folder.sidecar(figure_id).stat().st_mtime < since - _MARGIN:
                continue
            told = read_sidecar(folder, figure_id)
        except (OSError, StudioError):
            continue
        if told is None:
            continue
        row = figures.get(connection, reader, folder, figure_id)
        changes = {name: getattr(told, name) for name in ("rating", "alt_text", "status", "url", "deleted_at")}
        if any(getattr(row, name) != value for name, value in changes.items()):
            figures.update(connection, reader, folder, row, **changes)


def is_whole(connection: sqlite3.Connection, *, thoroughly: bool) -> bool:
    """Every page, index, row and frozen entry is as the studio wrote it.

    The word index takes as long to check as to make; it is checked in small libraries and where something failed
    before (`thoroughly`), and made anew where it is broken.
    """
    try:
        if connection.execute("PRAGMA integrity_check (1)").fetchone()[0] != "ok":
            return False
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            return False
        if not figures.are_whole(connection) or unreadable(connection):
            return False
        _mend_shelf_sizes(connection)
        if thoroughly or connection.execute("SELECT count(*) FROM figures").fetchone()[0] <= _FEW:
            _mend_words(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError):
        return False
    return True


def _mend_words(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("INSERT INTO figures_text (figures_text) VALUES ('integrity-check')")
    except sqlite3.DatabaseError:
        connection.execute("INSERT INTO figures_text (figures_text) VALUES ('rebuild')")


def _mend_shelf_sizes(connection: sqlite3.Connection) -> None:
    columns = "workspace, kind, key COLLATE NOCASE, size"
    both = [f"SELECT {columns} FROM {source}" for source in ("shelf_sizes", "counted_shelf_sizes")]  # noqa: S608 - names of this line
    differ = [f"SELECT 1 FROM ({one} EXCEPT {other})" for one, other in (both, reversed(both))]  # noqa: S608 - as above
    if connection.execute(" UNION ALL ".join(differ)).fetchone() is not None:
        connection.execute("DELETE FROM shelf_sizes")
        connection.execute("INSERT INTO shelf_sizes SELECT workspace, kind, key, size FROM counted_shelf_sizes")


def check(connection: sqlite3.Connection, folder: Folder, findings: Findings) -> Iterator[Figure]:
    """Read every picture and compare it with its row; yields each figure that is well, names the others."""
    recipes, pictures, after = RecipeReader(), PictureReader(), ""
    while batch := figures.every(connection, recipes, folder, after):
        for figure in batch:
            fault = _fault(figure, pictures)
            if fault:
                findings.faults.append(_named(figure, fault))
            else:
                yield figure
        after = batch[-1].id


def faults_of(some: Iterable[Figure]) -> tuple[str, ...]:
    """Read these pictures and compare them with their rows: a sentence for each that is not well."""
    pictures = PictureReader()
    found = ((figure, _fault(figure, pictures)) for figure in some)
    return tuple(_named(figure, fault) for figure, fault in found if fault)


def _named(figure: Figure, fault: str) -> str:
    return f"{figure.title or 'A figure'} ({Path(figure.path).name}): {fault}"


def _fault(figure: Figure, pictures: PictureReader) -> str:
    path = Path(figure.path)
    if not path.exists():
        return "its picture is not there."
    try:
        picture = pictures.inspect(path)
    except PictureError as error:
        return error.sentence
    except OSError:
        return "its picture cannot be read."
    return "" if picture.sha256 == figure.sha256 else "its picture was changed after it was saved."


def _set_aside(folder: Folder, files: Files, path: Path) -> None:
    files.rename(path, folder.damaged / path.name)
    sidecar = path.with_suffix(".json")
    if sidecar.exists():
        files.rename(sidecar, folder.damaged / sidecar.name)
