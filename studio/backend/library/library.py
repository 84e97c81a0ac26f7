"""The library as state and commands see it: each verb is one short coroutine over the parts beside this module."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from studio.backend.files import Files, disk_errors
from studio.backend.folder import Folder
from studio.backend.library import entries as entry_rows
from studio.backend.library import figures, queries, recovery, sample
from studio.backend.library.arrival import Arrival, put_in_place, put_on_record, take_back
from studio.backend.library.changes import FigureChanges
from studio.backend.library.database import Database
from studio.backend.library.disk import Disk
from studio.backend.library.locks import ProcessLock
from studio.backend.library.migrations import load_migrations
from studio.backend.library.opening import Opener
from studio.backend.library.recipes import RecipeReader
from studio.backend.library.references import References
from studio.backend.thumbnails import Thumbnails
from studio.backend.worker import Worker
from studio.core.catalog import Catalog, Entry
from studio.core.errors import FigureMissing, LibraryError
from studio.core.figure import Figure, FigureQuery
from studio.core.json_text import JsonValue
from studio.core.ports.library import CheckResult, LibraryNotice
from studio.core.publishing import LOCAL, PUBLISHED
from studio.core.recipe import Recipe, Reference, Size
from studio.core.shelves import ShelfCount, ShelfKind

T = TypeVar("T")

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Library:
    """`core.ports.library.FigureLibrary`, and what jobs need of it. Every coroutine raises LibraryError.

    `migrations` is the folder of the numbered scripts, `starter` gives the catalog on board; `files` is for tests that
    record, refuse or kill.
    """

    def __init__(
        self,
        root: Path,
        migrations: Path,
        starter: Callable[[], Sequence[Entry]],
        clock: Callable[[], datetime] = _now,
        files: Files | None = None,
    ) -> None:
        self.folder = Folder(root)
        self.files = files or Files()
        self.clock = clock
        self.database = Database(self.folder.database, self.files)
        self.notices: tuple[LibraryNotice, ...] = ()
        """What the last `open` or `rebuild` did."""
        self._opener = Opener(
            self.folder,
            self.files,
            load_migrations(migrations),
            starter,
            clock,
            ProcessLock(self.folder.locks / "library.lock"),
        )
        self.disk = Disk(self.folder.root)
        self._backups = Worker("library-backup", gives_way=True)
        self._backup: asyncio.Task[None] | None = None
        self._thumbnails = Thumbnails(self.folder, self.files)
        self.recipes = RecipeReader()
        self._changes = FigureChanges(self.folder, self.files, self.disk, self.database, self.recipes)
        self._references = References(self.folder, self.files, self.disk)

    async def open(self) -> tuple[LibraryNotice, ...]:
        """Open or create it, migrate it, mend what can be mended; the notices say what was done."""
        self.notices = await self.database.blocking(self._open)
        self._backup = asyncio.create_task(self._back_up(), name="library backup")
        return self.notices

    async def close(self) -> None:
        """Finish what is being written and let go of the files; a closed library is not opened again."""
        if self._backup is not None:
            await self._backup
        await self._thumbnails.close()
        self.disk.stop()
        self._backups.stop()
        await self.database.shut()
        if self._opener.presence.is_held:
            await self.database.blocking(lambda: self._opener.leave(is_well=not self.database.is_suspect))
        self.database.stop()

    async def count(self, query: FigureQuery) -> int:
        """How many figures the query has."""
        return await self.database.read(lambda connection: queries.count(connection, query))

    async def page(self, query: FigureQuery, offset: int, limit: int) -> tuple[Figure, ...]:
        """The figures at `offset` and after, in the order of the query."""
        return await self.database.read(
            lambda connection: queries.page(connection, self.recipes, self.folder, query, offset, limit)
        )

    async def position(self, query: FigureQuery, figure_id: str) -> int | None:
        """Where in the query's order a figure stands, or None."""
        return (await self.positions(query, [figure_id]))[0]

    async def positions(self, query: FigureQuery, figure_ids: Sequence[str]) -> tuple[int | None, ...]:
        """Where in the query's order each of these figures stands, or None for one that it does not have."""
        return await self.database.read(lambda connection: queries.positions(connection, query, figure_ids))

    async def shelf_sizes(self, query: FigureQuery) -> tuple[int, ...]:
        """How many figures stand on each shelf of the query, in its order."""
        return await self.database.read(lambda connection: queries.shelf_sizes(connection, query))

    async def shelves(self, query: FigureQuery, kind: ShelfKind) -> tuple[ShelfCount, ...]:
        """The shelves of a kind that the query's figures stand on, at most some hundred."""
        return await self.database.read(lambda connection: queries.shelves(connection, query, kind))

    async def figure(self, figure_id: str) -> Figure:
        """One figure, deleted or not. Raises FigureMissing."""
        return await self.database.read(
            lambda connection: figures.get(connection, self.recipes, self.folder, figure_id)
        )

    async def children(self, figure_id: str) -> tuple[Figure, ...]:
        """What was made from a figure in its workspace and is not deleted, the oldest first."""
        return await self.database.read(
            lambda connection: figures.children(connection, self.recipes, self.folder, figure_id)
        )

    async def rate(self, figure_id: str, rating: int) -> Figure:
        """Set the rating, 0 to 5."""
        return (await self._changes.change([figure_id], rating=max(0, min(5, rating))))[0]

    async def set_alt_text(self, figure_id: str, text: str) -> Figure:
        """Set what a screen reader says of the picture."""
        return (await self._changes.change([figure_id], alt_text=text))[0]

    async def set_published(
        self, figure_id: str, url: str | None, also: Callable[[sqlite3.Connection], bool], alt_text: str | None = None
    ) -> Figure | None:
        """Note where everybody can see a figure, None where nobody can, in the transaction of what `also` writes.

        Where `also` says False nothing is noted, and None comes back.
        """
        changes: dict[str, Any] = {"status": PUBLISHED if url else LOCAL, "url": url}
        if alt_text is not None:
            changes["alt_text"] = alt_text

        def note(connection: sqlite3.Connection) -> Figure | None:
            return self._changes.rewrite(connection, [figure_id], changes)[0] if also(connection) else None

        return await self.database.write(note)

    async def delete(self, figure_ids: Sequence[str]) -> None:
        """Mark figures as deleted; `restore` brings them back. Their files stay until they are purged."""
        await self._changes.change(figure_ids, deleted_at=self.clock())

    async def restore(self, figure_ids: Sequence[str]) -> None:
        """Bring deleted figures back."""
        await self._changes.change(figure_ids, deleted_at=None)

    async def purge(self, deleted_before: datetime) -> int:
        """Remove for good what was deleted before a time; returns how many figures it was."""
        ids = await self.database.read(lambda connection: figures.deleted_before(connection, deleted_before))
        return await self.remove_for_good(ids)

    async def remove_for_good(self, figure_ids: Sequence[str]) -> int:
        """Remove deleted figures with their files; returns how many it were. Those that are not deleted stay."""
        return await self._changes.remove_for_good(figure_ids)

    async def save_copy(self, figure_id: str, target: Path) -> Path:
        """Copy the original bytes to `target` (atomic; an existing file is replaced)."""
        figure = await self.figure(figure_id)
        source = Path(figure.path)

        def copy() -> None:
            if not source.exists():
                raise figures.missing()
            with disk_errors(target.parent):
                self.files.copy(source, target)

        await self.disk.run(copy)
        return target

    async def thumbnail(self, figure: Figure) -> Path:
        """The thumbnail's file, made when it is not there. Raises FigureMissing or PictureError."""
        return await self._thumbnails.get(figure)

    async def thumbnail_of(self, key: str, fetch: Callable[[], Awaitable[bytes]]) -> Path:
        """The thumbnail of a picture that is not in the library, kept under a key; fetched when it is not there."""
        return await self._thumbnails.get_fetched(key, fetch)

    async def add_reference(self, source: Path | bytes, name: str) -> Reference:
        """Check, turn upright, scale, strip and keep a reference picture. Raises PictureError."""
        return await self._references.add(source, name)

    async def figure_reference(self, figure: Figure) -> Reference:
        """A figure's own picture as a reference: its very bytes, scaled only where models take no picture so large.

        Raises FigureMissing or PictureError.
        """
        return await self._references.add_figure(figure)

    async def add_mask(self, source: Path | bytes, name: str, size: Size) -> Reference:
        """Check and keep a mask for a picture of this size: a PNG, transparent where the picture may change.

        Raises PictureError.
        """
        return await self._references.add_mask(source, name, size)

    def reference_path(self, reference: Reference) -> Path:
        """Where the bytes of a reference or a mask lie."""
        return self.folder.reference(reference)

    async def load_draft(self, workspace: str, key: str) -> JsonValue:
        """A draft as it was saved, or None."""
        return await self.database.read(lambda connection: entry_rows.load_draft(connection, workspace, key))

    async def save_draft(self, workspace: str, key: str, value: JsonValue) -> None:
        """Keep a draft; None removes it."""
        now = self.clock()
        await self.database.write(lambda connection: entry_rows.save_draft(connection, workspace, key, value, now))

    async def catalog(self, workspace: str) -> Catalog:
        """The catalog of a workspace; *this computer* starts with the one on board."""
        return await self.database.read(lambda connection: entry_rows.catalog(connection, workspace))

    async def put_entries(self, workspace: str, entries: Sequence[Entry]) -> None:
        """Insert or replace entries (by kind and id), all or none."""
        await self.database.write(lambda connection: entry_rows.put(connection, workspace, entries))

    async def check(self) -> CheckResult:
        """Read every picture and compare it with its record."""
        findings = recovery.Findings()
        well = await self.database.read(
            lambda connection: sum(1 for _ in recovery.check(connection, self.folder, findings))
        )
        return CheckResult(well + len(findings.faults), tuple(findings.faults))

    async def rebuild(self) -> int:
        """Make the database anew from the pictures and sidecars; `notices` name what was set aside."""
        await self.database.shut()
        try:
            findings = await self.database.blocking(self._opener.rebuild)
        finally:
            await self.database.blocking(self.database.open)
        self.notices = tuple(LibraryNotice(fault, f"It lies in {self.folder.damaged}.") for fault in findings.faults)
        return findings.taken_in

    async def add_sample(self, pictures: Sequence[tuple[Recipe, bytes]], count: int) -> int:
        """Add `count` figures that share the bytes and thumbnails of a few pictures, in one batch, for benches."""
        return await self.database.write(
            lambda connection: sample.add(connection, self.folder, self.files, pictures, count, self.clock())
        )

    async def keep(self, arrival: Arrival, also: Callable[[sqlite3.Connection, Figure], None]) -> Figure:
        """Protocol W from the part that arrived to the committed row; `also` writes in the same transaction.

        A figure may arrive twice at once, from the team's server and from the team's bucket: the first one stays as it
        is, and what came again goes. Raises PictureError where the bytes are no picture; on LibraryError the part is
        still there.
        """
        try:
            there = await self.figure(arrival.figure_id)
        except FigureMissing:
            figure = await self.on_disk(lambda: put_in_place(self.folder, self.files, arrival))
        else:
            await self.database.write(lambda connection: also(connection, there))
            await self.on_disk(lambda: self.files.remove(arrival.part))
            return there
        try:
            return await self.database.write(
                lambda connection: put_on_record(connection, self.recipes, self.folder, self.files, figure, also)
            )
        except LibraryError:
            self.database.is_suspect = True
            await self.on_disk(lambda: take_back(self.folder, self.files, figure, arrival.part))
            raise

    async def on_disk(self, function: Callable[[], T]) -> T:
        """Run a function that reads or writes files of the library in its own thread. Raises LibraryError."""
        return await self.disk.guarded(function)

    def _open(self) -> tuple[LibraryNotice, ...]:
        notices = self._opener.open()
        try:
            self.database.open()
        except LibraryError:
            self._opener.leave(is_well=False)
            raise
        return notices

    async def _back_up(self) -> None:
        try:
            await self._backups.run(self._opener.back_up_today)
        except LibraryError as error:
            _log.warning("No backup of the library today: %s", error)
