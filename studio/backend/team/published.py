"""The team's published figures: listed, fetched into the library, taken away, and checked against their records."""

import asyncio
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from studio.backend.library import Library
from studio.backend.library.arrival import Arrival
from studio.backend.outbox import Outbox
from studio.backend.team import buckets
from studio.backend.team.buckets import Folder, Stored
from studio.backend.team.records import read_record
from studio.core.errors import FigureMissing, TeamRefused
from studio.core.figure import Figure
from studio.core.ports.engines import EngineReceipt
from studio.core.published import Finding, Flaw, PublishedFigure
from studio.core.publishing import FIGURES, PUBLISHED, RECIPES, TYPES, name_parts, public_url, record_path
from studio.core.recipe import Recipe

if TYPE_CHECKING:
    from studio.backend.session import Session
    from studio.backend.session.team import Team

FOLDERS_AT_ONCE = 4
_RECORD = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json")


class PublishedFigures:
    """`core.ports.team.TeamFigures`. Every coroutine raises TeamError, most LibraryError too."""

    def __init__(self, session: "Session", library: Library, outbox: Outbox) -> None:
        self._session = session
        self._library = library
        self._outbox = outbox
        self._thumbnailing = asyncio.Semaphore(FOLDERS_AT_ONCE)

    async def listed(self, *, everyone: bool) -> tuple[PublishedFigure, ...]:
        """The pictures in one's own folder or in all of them, newest first."""

        async def ask(team: "Team") -> tuple[PublishedFigure, ...]:
            found = await _everything(team, FIGURES, everyone=everyone)
            return tuple(_published(team, each) for each in found if each.path.rpartition(".")[2] in TYPES)

        figures = await self._session.call(ask)
        return tuple(
            sorted(figures, key=lambda each: (each.published_at is None, each.published_at, each.path), reverse=True)
        )

    async def download(self, figure: PublishedFigure, target: Path) -> None:
        """The picture's own bytes into a file, whole or not at all."""
        data = await self._picture(figure.path)
        await self._library.on_disk(lambda: self._library.files.replace(target, data))

    async def remove(self, figure: PublishedFigure) -> None:
        """Take a figure away from the team; where it is in this library, that says so. Admins may take any."""

        async def take_away(team: "Team") -> None:
            await buckets.remove(team, FIGURES, [figure.path])
            if figure.figure_id:
                await buckets.remove(team, RECIPES, [record_path(figure.owner_id, figure.figure_id)])

        await self._session.call(take_away)
        if figure.is_own and figure.figure_id:
            await self._note(figure.figure_id, None)

    async def bring_in(self, figure: PublishedFigure) -> Figure:
        """Take a published figure with its recipe into the library; one that is there already stays as it is.

        A figure of somebody else comes in under an id of its own, so that publishing it makes another object.
        """
        figure_id = await self._id_for(figure)
        own = await self._own(figure_id)
        if own is not None:
            return own
        data = await self._picture(figure.path)
        recipe, alt_text = await self._recipe(figure, data)
        part = self._library.folder.fetched(figure_id)
        receipt = EngineReceipt(model=recipe.model, url=figure.url if figure.is_own else "")
        now = self._library.clock()
        arrival = Arrival(figure_id, self._session.workspace, recipe, part, now, receipt, alt_text)
        try:
            await self._library.on_disk(lambda: self._library.files.replace(part, data))
            return await self._library.keep(arrival, lambda _connection, _figure: None)
        finally:
            await self._library.on_disk(lambda: self._library.files.remove(part))

    async def thumbnail(self, figure: PublishedFigure) -> Path:
        """The thumbnail's file; the picture is fetched for it once."""
        own = await self._own(figure.figure_id) if figure.is_own and figure.figure_id else None
        if own is not None:
            return await self._library.thumbnail(own)
        key = hashlib.sha256(f"{self._session.workspace} {figure.path} {figure.published_at}".encode()).hexdigest()
        async with self._thumbnailing:
            return await self._library.thumbnail_of(key, lambda: self._picture(figure.path))

    async def check(self) -> tuple[Finding, ...]:
        """Compare one's own pictures with their records and with the library."""

        async def ask(team: "Team") -> tuple[tuple[PublishedFigure, ...], set[str], dict[str, Stored]]:
            pictures = await _everything(team, FIGURES, everyone=False)
            records = await _everything(team, RECIPES, everyone=False)
            names = (_RECORD.fullmatch(each.path.rpartition("/")[2]) for each in records)
            ids = {match[1] for match in names if match}
            return tuple(_published(team, each) for each in pictures), ids, {each.path: each for each in pictures}

        pictures, records, stored = await self._session.call(ask)
        findings: list[Finding] = []
        for picture in pictures:
            own = await self._own(picture.figure_id)
            if picture.figure_id not in records:
                findings.append(_no_record(picture, own))
            if own is not None and not await self._is_same(own, stored[picture.path]):
                findings.append(_different(picture))
        alone = sorted(records - {picture.figure_id for picture in pictures})
        return (*findings, *[await self._no_picture(figure_id) for figure_id in alone])

    async def mend(self, finding: Finding) -> None:
        """Do what a finding offers."""
        user_id = finding.path.partition("/")[0]
        if finding.flaw is Flaw.NO_PICTURE:
            await self._session.call(lambda team: buckets.remove(team, RECIPES, [finding.path]))
            await self._note(finding.figure_id, None)
            return
        if finding.flaw is Flaw.DIFFERENT:
            await self._session.call(lambda team: buckets.remove(team, FIGURES, [finding.path]))
        own = await self._own(finding.figure_id)
        if own is None:
            await self._session.call(lambda team: buckets.remove(team, FIGURES, [finding.path]))
            return
        await self._note(own.id, None)
        slug = (name_parts(finding.path.removeprefix(f"{user_id}/")) or ("", ""))[0]
        await self._outbox.publish(own.id, slug)

    async def _picture(self, path: str) -> bytes:
        return await self._session.call(lambda team: buckets.download(team, FIGURES, path, limit=buckets.MAX_PICTURE))

    async def _recipe(self, figure: PublishedFigure, data: bytes) -> tuple[Recipe, str]:
        """The recipe that a picture was made from; an empty one where there is none, or it tells of another picture."""
        empty = Recipe(subject=figure.title, text="", format=TYPES[figure.path.rpartition(".")[2]])
        if not figure.figure_id:
            return empty, ""

        async def ask(team: "Team") -> bytes:
            path = record_path(figure.owner_id, figure.figure_id)
            return await buckets.download(team, RECIPES, path, limit=buckets.MAX_RECORD)

        try:
            record = read_record(await self._session.call(ask), figure.figure_id)
        except TeamRefused:
            record = None
        if record is None or record.figure.sha256 != hashlib.sha256(data).hexdigest():
            return empty, ""
        return record.figure.recipe, record.figure.alt_text

    async def _own(self, figure_id: str) -> Figure | None:
        """The figure as this workspace's library has it, or None."""
        try:
            figure = await self._library.figure(figure_id)
        except FigureMissing:
            return None
        return figure if figure.workspace == self._session.workspace else None

    async def _id_for(self, figure: PublishedFigure) -> str:
        """The id under which a published figure comes in: its own, unless it is somebody else's, or theirs on this computer."""
        if not figure.is_own or not figure.figure_id:
            return str(uuid4())
        try:
            there = await self._library.figure(figure.figure_id)
        except FigureMissing:
            return figure.figure_id
        return figure.figure_id if there.workspace == self._session.workspace else str(uuid4())

    async def _note(self, figure_id: str, url: str | None) -> None:
        own = await self._own(figure_id)
        if own is not None and own.status == PUBLISHED:
            await self._library.set_published(figure_id, url, lambda _connection: True)

    async def _is_same(self, own: Figure, stored: Stored) -> bool:
        if stored.size != own.size_bytes:
            return False

        def md5() -> str:
            with Path(own.path).open("rb") as file:
                return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()

        if stored.md5:
            return stored.md5 == await self._library.on_disk(md5)
        return hashlib.sha256(await self._picture(stored.path)).hexdigest() == own.sha256

    async def _no_picture(self, figure_id: str) -> Finding:
        own = await self._own(figure_id)
        title = own.title if own else figure_id
        user_id = self._session.workspace.rpartition("/")[2]
        sentence = "The team has its recipe, but no picture."
        return Finding(
            Flaw.NO_PICTURE, record_path(user_id, figure_id), figure_id, title, sentence, "Take the recipe away"
        )


async def _everything(team: "Team", bucket: str, *, everyone: bool) -> list[Stored]:
    """The files in one's own folder, or in every folder of the bucket."""
    folders = [team.account.id]
    if everyone:
        folders = [each.path for each in await buckets.listed(team, bucket, "") if isinstance(each, Folder)]
    found: list[Stored] = []
    for start in range(0, len(folders), FOLDERS_AT_ONCE):
        some = folders[start : start + FOLDERS_AT_ONCE]
        for files in await asyncio.gather(*(buckets.listed(team, bucket, folder) for folder in some)):
            found += [each for each in files if isinstance(each, Stored)]
    return found


def _published(team: "Team", stored: Stored) -> PublishedFigure:
    owner_id, _, file_name = stored.path.partition("/")
    slug, figure_id = name_parts(file_name) or (file_name.rpartition(".")[0], "")
    title = " ".join(slug.replace("-", " ").split())
    return PublishedFigure(
        path=stored.path,
        owner_id=owner_id,
        figure_id=figure_id,
        title=title[:1].upper() + title[1:] or file_name,
        size_bytes=stored.size,
        published_at=stored.updated_at,
        url=public_url(team.project, stored.path),
        is_own=owner_id == team.account.id,
    )


def _no_record(picture: PublishedFigure, own: Figure | None) -> Finding:
    sentence = "Anybody can see the picture, but the team has no recipe of it."
    found = Finding(Flaw.NO_RECORD, picture.path, picture.figure_id, own.title if own else picture.title, sentence)
    return replace(found, fix="Bring the recipe too" if own else "Take the picture away")


def _different(picture: PublishedFigure) -> Finding:
    sentence = "The published picture is not the one in your library."
    return Finding(Flaw.DIFFERENT, picture.path, picture.figure_id, picture.title, sentence, "Publish it anew")
