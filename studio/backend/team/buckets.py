"""The team's buckets: bytes in, bytes out, what lies there, and what goes away. Each function runs inside Session.call.

Nothing is ever written over a picture. Source of paths and answers: the OpenAPI of supabase/storage.
"""

import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from studio.backend.session.refusals import not_understood
from studio.backend.team.answers import ask, read, refusal_of
from studio.core.errors import StudioError, TeamRefused
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonValue

if TYPE_CHECKING:
    from studio.backend.session.team import Team

PIECE = 256 * 1024
"""Bytes that are taken in at once."""
STEP = 64 * 1024
"""Bytes that leave at once: on a slow line a bar moves by 2 % of a picture, and 256 KiB are hardly faster (4 % of CPU)."""
FRAME = 1 / 30
"""Seconds between two words of how much has left; nobody sees more of them."""
MAX_PICTURE, MAX_RECORD = 64 * 1024 * 1024, 4 * 1024 * 1024
"""Bytes that are read of an object; the buckets take less."""
PAGE = 100
"""What a listing gives at most, whatever it is asked for."""
CACHE = "max-age=31536000"
"""Seconds that a picture may be kept by browsers: what lies under a name never changes."""
_MD5 = frozenset("0123456789abcdef")
_ABSENT = frozenset({"404", "not_found", "NoSuchKey", "Not Found"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One object in a bucket. `md5` is empty where the server does not tell it (an upload that came in parts)."""

    path: str
    size: int
    md5: str
    kind: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in a bucket."""

    path: str


class Pieces:
    """Bytes in steps; can be read again from the beginning, for a request that is sent once more.

    `on_sent` hears how many have left: of the first step, of the last, and of others as often as a bar is drawn.
    """

    def __init__(
        self,
        data: bytes,
        on_sent: Callable[[int], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data = data
        self._on_sent = on_sent
        self._monotonic = monotonic

    async def __aiter__(self) -> AsyncIterator[bytes]:
        view, due = memoryview(self._data), 0.0
        for start in range(0, len(view), STEP):
            yield bytes(view[start : start + STEP])
            sent = min(start + STEP, len(view))
            if self._on_sent is not None and (self._monotonic() >= due or sent == len(view)):
                due = self._monotonic() + FRAME
                self._on_sent(sent)


async def upload(
    team: "Team",
    bucket: str,
    path: str,
    data: bytes,
    kind: str,
    *,
    cache: str = CACHE,
    on_sent: Callable[[int], None] | None = None,
) -> None:
    """Write a new object. The same bytes under the same name count as written; raises TeamRefused for other ones."""
    headers = {
        "content-type": kind,
        "content-length": str(len(data)),
        "cache-control": cache,
        "x-upsert": "false",
    }
    content = data if len(data) <= STEP else Pieces(data, on_sent)
    try:
        await ask(team, "POST", f"/storage/v1/object/{bucket}/{path}", content=content, headers=headers)
    except TeamRefused as error:
        if not _is_duplicate(error):
            raise
        if not await holds(team, bucket, path, data):
            raise TeamRefused(
                "Something else lies under this name in the bucket.",
                "Take it away on the Publish page, then try again.",
                code="Duplicate",
                status=409,
            ) from None


async def replace(team: "Team", bucket: str, path: str, data: bytes, kind: str) -> None:
    """Write an object over one that is there."""
    headers = {"content-type": kind, "content-length": str(len(data)), "cache-control": "no-cache"}
    await ask(team, "PUT", f"/storage/v1/object/{bucket}/{path}", content=data, headers=headers)


async def holds(team: "Team", bucket: str, path: str, data: bytes) -> bool:
    """Whether exactly these bytes lie there: by size and MD5, or read again where the server does not tell that."""
    there = await info(team, bucket, path)
    if there is None or there.size != len(data):
        return False
    if there.md5:
        return there.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    return await download(team, bucket, path, limit=len(data)) == data


async def info(team: "Team", bucket: str, path: str) -> Stored | None:
    """What is told of an object, or None where there is none."""
    try:
        answer = await ask(team, "GET", f"/storage/v1/object/info/{bucket}/{path}")
    except TeamRefused as error:
        if is_absent(error):
            return None
        raise
    return _stored(path, answer.json())


async def download(team: "Team", bucket: str, path: str, *, limit: int) -> bytes:
    """An object's bytes. Raises TeamRefused where it is not there, TeamUnreachable where it has more than `limit`."""
    answer = await ask(team, "GET", f"/storage/v1/object/{bucket}/{path}", limit=limit)
    return answer.body


async def stream(team: "Team", bucket: str, path: str, take: Callable[[bytes], Awaitable[None]]) -> None:
    """Give an object's bytes to `take` as they come. Raises TeamRefused where it is not there."""
    async with team.http.stream("GET", f"{team.project.url}/storage/v1/object/{bucket}/{path}") as response:
        if response.status_code >= 400:
            raise refusal_of(response.status_code, await read(response, PIECE))
        async for piece in response.aiter_bytes(PIECE):
            await take(piece)


async def remove(team: "Team", bucket: str, paths: list[str]) -> None:
    """Take objects away; one that is not there is fine, one that may not be taken away raises TeamRefused."""
    await ask(team, "DELETE", f"/storage/v1/object/{bucket}", json={"prefixes": list(paths)})
    for path in paths:
        if await info(team, bucket, path) is not None:
            raise TeamRefused(
                "The team does not let you take this away.", "Only its owner or an admin can.", status=403
            )


async def listed(team: "Team", bucket: str, folder: str, search: str = "") -> tuple[Stored | Folder, ...]:
    """Everything in a folder (empty: the bucket's root), page by page until one is empty."""
    found: list[Stored | Folder] = []
    while True:
        wish: dict[str, JsonValue] = {
            "prefix": folder,
            "limit": PAGE,
            "offset": len(found),
            "search": search,
            "sortBy": {"column": "name", "order": "asc"},
        }
        rows = (await ask(team, "POST", f"/storage/v1/object/list/{bucket}", json=wish)).json()
        if not isinstance(rows, list):
            raise not_understood()
        if not rows:
            return tuple(found)
        found += [_listed(folder, row) for row in rows]


def is_absent(error: TeamRefused) -> bool:
    """The refusal says that there is no such object (or none that this person may see)."""
    return error.status == 404 or error.code in _ABSENT


def _is_duplicate(error: TeamRefused) -> bool:
    return error.status == 409 or error.code in ("Duplicate", "KeyAlreadyExists", "ResourceAlreadyExists")


def _listed(folder: str, row: JsonValue) -> Stored | Folder:
    try:
        data = JsonReader(row)
        name = data.text("name")
        path = f"{folder}/{name}" if folder else name
        if data.get("id") is None:
            return Folder(path)
        told = JsonReader(data.object("metadata"))
        updated_at = data.time_or_none("updated_at")
        return Stored(path, told.number("size"), _md5(told.text_or_none("eTag")), _kind(told, "mimetype"), updated_at)
    except StudioError:
        raise not_understood() from None


def _stored(path: str, row: JsonValue) -> Stored:
    try:
        data = JsonReader(row)
        etag = data.text_or_none("etag") or data.text_or_none("eTag")
        updated_at = data.time_or_none("last_modified")
        return Stored(path, data.number("size"), _md5(etag), _kind(data, "content_type"), updated_at)
    except StudioError:
        raise not_understood() from None


def _kind(data: JsonReader, key: str) -> str:
    return data.text_or_none(key) or ""


def _md5(etag: str | None) -> str:
    text = (etag or "").removeprefix("W/").strip('"').lower()
    return text if len(text) == 32 and _MD5.issuperset(text) else ""
