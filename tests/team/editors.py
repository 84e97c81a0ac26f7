"""Admins who edit the same entry at the same time through publish_entry, each on a connection of its own."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from tests.team.identities import ADMIN
from tests.team.matrix import take_on

CONFLICT = "PT409"


class Conflict(Exception):
    """The row is not the base any more; `now` is the row as it is, None where it is gone."""

    def __init__(self, now: dict[str, Any] | None) -> None:
        super().__init__("conflict")
        self.now = now


@dataclass
class Editor:
    """One admin. Every call is a transaction, as a request to PostgREST is."""

    connection: asyncpg.Connection

    async def publish(
        self,
        kind: str,
        entry_id: int | None,
        base: str | None,
        value: dict[str, Any] | None,
        change_id: UUID | None = None,
        note: str = "",
    ) -> dict[str, Any]:
        """The answer of publish_entry. Raises Conflict."""
        stamp = None if base is None else datetime.fromisoformat(base)
        text = None if value is None else json.dumps(value)
        try:
            async with self.connection.transaction():
                await take_on(self.connection, ADMIN)
                answer = await self.connection.fetchval(
                    "select publish_entry($1, $2, $3, $4, $5, $6)",
                    change_id or uuid4(),
                    kind,
                    entry_id,
                    stamp,
                    text,
                    note,
                )
        except asyncpg.PostgresError as error:
            if error.sqlstate == CONFLICT:
                raise Conflict(json.loads(str(error.detail))) from None
            raise
        result: dict[str, Any] = json.loads(answer)
        return result

    async def add_words(self, entry_id: int, words: list[str], chance: random.Random) -> None:
        """Add each word to the entry's details, starting from the row as seen and merging where someone was faster.

        Some answers are lost on the way: the same change is then sent again.
        """
        row = await self.read(entry_id)
        for word in words:
            while True:
                await asyncio.sleep(0 if chance.random() < 0.5 else chance.random() / 500)
                said = [*(row["details"] or {}).get("said", []), word]
                value = {"name": row["name"], "details": {"said": said}}
                change_id = uuid4()
                try:
                    answer = await self.publish("themes", entry_id, row["updated_at"], value, change_id)
                    if chance.random() < 0.3:
                        assert answer == await self.publish("themes", entry_id, row["updated_at"], value, change_id)
                except Conflict as conflict:
                    row = conflict.now or {}  # nobody removes it here
                else:
                    row = answer["entry"]
                    break

    async def read(self, entry_id: int) -> dict[str, Any]:
        """The row as it is now."""
        text = await self.connection.fetchval("select to_jsonb(t) from themes t where id = $1", entry_id)
        row: dict[str, Any] = json.loads(text)
        return row


@asynccontextmanager
async def editors(database: str, count: int) -> AsyncIterator[list[Editor]]:
    """So many admins at work."""
    connections = [await asyncpg.connect(database) for _ in range(count)]
    try:
        yield [Editor(connection) for connection in connections]
    finally:
        for connection in connections:
            await connection.close()


async def evening(database: str, count: int, seed: int) -> list[str]:
    """`count` editors add their words to one new theme at once; gives what was lost, doubled or miscounted."""
    chance = random.Random(seed)
    async with editors(database, count) as people:
        entry_id = (await people[0].publish("themes", None, None, {"name": "shared", "details": None}))["id"]
        words = [[f"{editor}.{number}" for number in range(2)] for editor in range(count)]
        work = [
            editor.add_words(entry_id, mine, random.Random(chance.random()))
            for editor, mine in zip(people, words, strict=True)
        ]
        await asyncio.gather(*work)
        row = await people[0].read(entry_id)
        versions = await people[0].connection.fetch(
            "select version, value from catalog_history where kind = 'themes' and entry_id = $1 order by version",
            entry_id,
        )
    expected = sorted(word for mine in words for word in mine)
    values = [json.loads(version["value"]) for version in versions]
    wrong: list[str] = []
    if sorted(row["details"]["said"]) != expected:
        wrong.append(f"seed {seed}: the row says {row['details']['said']}")
    if [version["version"] for version in versions] != list(range(1, len(expected) + 2)):
        wrong.append(f"seed {seed}: versions {[version['version'] for version in versions]}")
    if values[-1] != row or len({value["updated_at"] for value in values}) != len(values):
        wrong.append(f"seed {seed}: the history does not end where the row is")
    return wrong
