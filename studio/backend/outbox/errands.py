"""What each entry of the outbox does at the team. Every errand may be run again after any crash or lost answer.

Raises TeamUnreachable, NotSignedIn, TeamRefused, CatalogConflict or LibraryError. What the team has is noted in the
transaction that takes the entry out.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studio.backend.library import Library, figures, outbox, published_entries
from studio.core.errors import FigureMissing, PictureError, TeamRefused
from studio.core.figure import Figure
from studio.core.outbox import EntryChange, EntryPublished, FigurePublished, OutboxEntry, Publication, Work
from studio.core.publishing import FIGURES, RECIPES, public_url, record, record_path

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

JSON = "application/json"
FOR_TEAM = "no-cache"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A figure's picture, read and compared with its record."""

    figure: Figure
    data: bytes


class Errands:
    """Runs entries of the outbox through the session of the account that they belong to."""

    def __init__(self, session: "Session", library: Library) -> None:
        self._session = session
        self._library = library

    async def run(
        self, entry: OutboxEntry, on_sent: Callable[[int, int], None]
    ) -> FigurePublished | EntryPublished | None:
        """Do what an entry asks for and take it out; None where it was taken out meanwhile."""
        task = entry.task
        if isinstance(task, EntryChange):
            return await self._change(entry, task)
        if entry.work is Work.PUBLISH:
            return await self._publish(entry, task, on_sent)
        return await self._unpublish(entry, task)

    async def _publish(
        self, entry: OutboxEntry, task: Publication, on_sent: Callable[[int, int], None]
    ) -> FigurePublished | None:
        """The record first, so that no picture is ever without one; then the picture."""
        parcel = await self._parcel(task.figure_id)
        size = len(parcel.data)

        async def bring(team: "Team") -> str:
            from studio.backend.team import buckets  # with the SDK, when something is sent

            url = public_url(team.project, task.path)
            data = _record_bytes(parcel.figure, task.path, url)
            await _bring_record(team, record_path(_user(task.path), task.figure_id), data)
            kind = f"image/{parcel.figure.format.value}"
            try:
                await buckets.upload(
                    team, FIGURES, task.path, parcel.data, kind, on_sent=lambda sent: on_sent(sent, size)
                )
            except TeamRefused as error:
                raise _explained(error, size) from None
            return url

        url = await self._session.call(bring, workspace=entry.workspace)
        figure = await self._library.set_published(
            task.figure_id, url, lambda connection: outbox.remove(connection, entry.id)
        )
        return FigurePublished(figure) if figure else None

    async def _unpublish(self, entry: OutboxEntry, task: Publication) -> FigurePublished | None:
        """The picture first: it is what everybody can see."""

        async def take_away(team: "Team") -> None:
            from studio.backend.team import buckets  # with the SDK, when something is sent

            await buckets.remove(team, FIGURES, [task.path])
            await buckets.remove(team, RECIPES, [record_path(_user(task.path), task.figure_id)])

        await self._session.call(take_away, workspace=entry.workspace)
        await self._library.database.write(lambda connection: outbox.remove(connection, entry.id))
        return None

    async def _change(self, entry: OutboxEntry, change: EntryChange) -> EntryPublished | None:
        async def bring(team: "Team") -> EntryPublished:
            from studio.backend.team import catalog  # with the SDK, when something is sent

            return await catalog.publish(team, change, is_repeat=entry.attempts > 0)

        made = await self._session.call(bring, workspace=entry.workspace)
        now = self._library.clock()
        await self._library.database.write(lambda connection: _keep(connection, entry, made, now))
        return made

    async def _parcel(self, figure_id: str) -> Parcel:
        """Raises FigureMissing or PictureError where what was saved is not there any more."""
        figure = await self._library.figure(figure_id)
        if figure.deleted_at is not None:
            raise FigureMissing("This figure was deleted before it was published.", "Restore it, or take it out.")
        data = await self._library.on_disk(lambda: _read(figure))
        return Parcel(figure, data)


def _read(figure: Figure) -> bytes:
    try:
        data = Path(figure.path).read_bytes()
    except FileNotFoundError:
        raise figures.missing() from None
    if hashlib.sha256(data).hexdigest() != figure.sha256:
        raise PictureError("The picture was changed after it was saved.", "Make it again, and publish that.")
    return data


def _record_bytes(figure: Figure, path: str, url: str) -> bytes:
    return json.dumps(record(figure, path, url), ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


async def _bring_record(team: "Team", path: str, data: bytes) -> None:
    """A record may be written anew by its owner: the alt text may have changed since."""
    from studio.backend.team import buckets

    try:
        await buckets.upload(team, RECIPES, path, data, JSON, cache=FOR_TEAM)
    except TeamRefused as error:
        if error.status != 409:
            raise
        await buckets.replace(team, RECIPES, path, data, JSON)


def _explained(error: TeamRefused, size: int) -> TeamRefused:
    if error.status != 413:
        return error
    sentence = f"This picture has {size / 1_000_000:.1f} MB, which is more than the team takes."
    return TeamRefused(sentence, "Save a smaller copy, and publish that.", code=error.code, status=413)


def _user(path: str) -> str:
    return path.partition("/")[0]


def _keep(connection: sqlite3.Connection, entry: OutboxEntry, made: EntryPublished, now: datetime) -> None:
    """What the team says counts, also where somebody took the entry out meanwhile."""
    published_entries.keep(connection, entry.workspace, made, now)
    outbox.remove(connection, entry.id)
