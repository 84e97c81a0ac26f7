"""Admins at desks of their own who edit the same entry through the real client: drafts, outbox, pull and three-way merge."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from studio.backend.library.shelf import CatalogShelf
from studio.backend.publisher import WorkspacePublisher
from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import change_of
from studio.core.draft import EntryDraft, EntryStatus, draft_of, same_entry, status_of
from studio.core.edit_history import Field
from studio.core.entry_merge import EntryMerge, merge_entry
from studio.core.json_document import JsonDocument
from studio.core.json_text import JsonValue
from studio.core.outbox import OutboxState
from tests.servers.fault_proxy import Fault
from tests.servers.team import Team, User
from tests.team.desk import Desk, open_desk

NOT_A_HISTORY = [
    Fault("rows that are none", 200, b"[" + b",".join([b"1"] * 20) + b"]"),
    Fault("versions that are none", 200, b"[" + b",".join([b'{"version": "1;"}'] * 20) + b"]"),
    Fault("a page", 200, b"<html>"),
]
"""What something else than the team may answer where the versions of an entry are asked for."""
KEYS = ("palette", "mood", "era", "glow", "card")


@dataclass
class EditorDesk:
    """One admin with a library of their own. What they typed and what became of it is noted."""

    name: str
    desk: Desk
    shelf: CatalogShelf
    publisher: WorkspacePublisher
    merges: int = 0
    typed: list[str] = field(default_factory=list[str])
    bases: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])

    @property
    def workspace(self) -> str:
        return self.desk.session.workspace

    async def live(self, kind: Kind, entry_id: int) -> Entry:
        """What this desk knows to be live."""
        entry = (await self.desk.library.catalog(self.workspace)).get(kind, entry_id)
        assert entry is not None
        return entry

    async def publish(self, draft: EntryDraft, note: str = "") -> EntryDraft:
        """Publish as the screen does: into the outbox and out of it. The draft is what is left to be merged, or LIVE."""
        live = (await self.desk.library.catalog(self.workspace)).get(draft.kind, draft.id)
        if live is not None and same_entry(live, draft.base):
            draft = replace(draft, base=live)
        draft = replace(draft, change_id=str(uuid4()))
        await self.shelf.save_draft(self.workspace, draft)
        await self.publisher.publish_entry(self.workspace, change_of(draft, draft.change_id, note), draft.name)
        await self.desk.outbox.drain()
        self.bases[draft.change_id] = draft.base.updated_at if draft.base is not None else None
        return draft

    async def is_refused(self, draft: EntryDraft) -> bool:
        """The change of a draft is parked."""
        entries = await self.desk.outbox.entries()
        return any(entry.id == draft.change_id and entry.state is OutboxState.PARKED for entry in entries)

    async def merged(self, draft: EntryDraft, chance: random.Random) -> EntryDraft:
        """Someone was first: bring what is live, keep the edit in the history, and decide what both changed."""
        await self.publisher.take_back(draft.change_id)
        await self.desk.puller.pull()
        live = await self.live(draft.kind, draft.id)
        status = status_of(live, draft)
        if status is EntryStatus.EDITED:
            return draft  # others have brought it back to what the edit began from
        assert status in (EntryStatus.CONFLICT, EntryStatus.LIVE)
        merge = merge_entry(draft, live)
        await self.shelf.set_aside(self.workspace, draft, str(uuid4()), "before the merge")
        self.merges += 1
        return merge.decided(_choices(merge, chance))

    async def add(self, kind: Kind, entry_id: int, key: str, word: str, chance: random.Random) -> int:
        """Type a word into a key and publish it, merging as often as somebody else is first; returns the tries."""
        await self.desk.puller.pull()
        draft = _typed(draft_of(await self.live(kind, entry_id)), key, word)
        self.typed.append(word)
        for tries in range(1, 100):
            await asyncio.sleep(0 if chance.random() < 0.5 else chance.random() / 50)
            draft = await self.publish(draft, f"{self.name}: {word}")
            if not await self.is_refused(draft):
                return tries
            draft = await self.merged(draft, chance)
        raise AssertionError("it never ended")

    async def kept(self, kind: Kind, entry_id: int) -> list[str]:
        """Everything that the entry's history knows at this desk: all texts of the team, and the edits kept before a merge."""
        history = await self.publisher.history(self.workspace, kind, entry_id)
        return [version.text for version in history.versions]


def _typed(draft: EntryDraft, key: str, word: str) -> EntryDraft:
    document = JsonDocument.of(draft.text)
    known = document.at((key,)) if document.node((key,)) is not None else ""
    return draft.edited(Field.TEXT, document.put((key,), f"{known} {word}".strip()).text)


def _choices(merge: EntryMerge, chance: random.Random) -> dict[str, str | None]:
    """A person decides each conflict: mine, theirs, or both."""
    choices: dict[str, str | None] = {}
    for conflict in merge.conflicts:
        both = f'"{(conflict.theirs or "").strip(chr(34))} {(conflict.mine or "").strip(chr(34))}"'
        choices[conflict.key] = chance.choice([conflict.mine, conflict.theirs, both])
    return choices


@asynccontextmanager
async def editor_desks(root: Path, team: Team, users: list[User], *, url: str = "") -> AsyncIterator[list[EditorDesk]]:
    """So many admins, each with a library, a session and an outbox; `url` is where the team is reached."""
    async with AsyncExitStack() as stack:
        desks: list[EditorDesk] = []
        for number, user in enumerate(users):
            desk = await stack.enter_async_context(open_desk(root / str(number), team, user, url=url))
            shelf = CatalogShelf(desk.library)
            publisher = WorkspacePublisher(desk.session, shelf, desk.outbox)
            desks.append(EditorDesk(user.email, desk, shelf, publisher))
        yield desks


async def evening(desks: list[EditorDesk], team: Team, seed: int) -> list[str]:
    """All of them edit one new theme at once; gives what was overwritten unseen, lost or miscounted."""
    chance = random.Random(seed)
    details: JsonValue = dict.fromkeys(KEYS, "")
    first = EntryDraft(Kind.THEMES, -1, None, f"Evening {seed}", "{}").edited(
        Field.TEXT, JsonDocument.of("{}").put((), details).text
    )
    await desks[0].publish(first)
    entry_id = team.sql("select max(id) from themes")[0][0]
    for desk in desks:
        desk.merges, desk.typed = 0, []
    words = [[f"w{seed}e{number}n{turn}" for turn in range(2)] for number in range(len(desks))]
    await asyncio.gather(
        *(_work(desk, entry_id, mine, random.Random(chance.random())) for desk, mine in zip(desks, words, strict=True))
    )
    return await _wrong(desks, team, entry_id, seed)


async def _work(desk: EditorDesk, entry_id: int, words: list[str], chance: random.Random) -> None:
    for word in words:
        tries = await desk.add(Kind.THEMES, entry_id, chance.choice(KEYS), word, chance)
        assert tries >= 1


async def _wrong(desks: list[EditorDesk], team: Team, entry_id: int, seed: int) -> list[str]:
    """Each version began from the one before it, and each word stands in a version or in what was kept before a merge."""
    rows = team.sql(
        "select version, change_id::text, value ->> 'updated_at' as stamp from catalog_history where kind = 'themes' and entry_id = $1 order by version",
        entry_id,
    )
    wrong: list[str] = []
    if [row["version"] for row in rows] != list(range(1, len(rows) + 1)):
        wrong.append(f"seed {seed}: versions {[row['version'] for row in rows]}")
    bases = {change_id: base for desk in desks for change_id, base in desk.bases.items()}
    for before, row in itertools.pairwise(rows):
        if bases[row["change_id"]] != datetime.fromisoformat(before["stamp"]):
            wrong.append(f"seed {seed}: version {row['version']} was written over what its author had not seen")
    expected = 1 + sum(len(desk.typed) for desk in desks)
    if len(rows) != expected:
        wrong.append(f"seed {seed}: {len(rows)} versions of {expected} changes")
    for desk in desks:
        kept = await desk.kept(Kind.THEMES, entry_id)
        wrong += [f"seed {seed}: {word} is lost" for word in desk.typed if not any(word in text for text in kept)]
        if await desk.desk.outbox.entries():
            wrong.append(f"seed {seed}: something is left in an outbox")
        if await desk.shelf.drafts(desk.workspace):
            wrong.append(f"seed {seed}: a draft is left")
    return wrong
