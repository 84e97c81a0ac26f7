"""The access matrix of DESIGN 6 as statements for PostgreSQL: who × table, function and file × verb, and what comes of it.

A statement comes to a number of rows, or to the code of the error that refused it. All run in one transaction that is
rolled back, so that a policy can be changed before them and nothing needs mending after.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg

from tests.team.identities import (
    ADMIN,
    ADMIN_ID,
    ANONYMOUS,
    ARTIST,
    ARTIST_ID,
    ARTISTS,
    FORGERS,
    OTHER,
    OTHER_ID,
    SIGNED_IN,
    Identity,
)

DENIED = "42501"
TWICE = "23505"
CONFLICT = "PT409"
CATALOG = ("prompts", "themes", "rarity")

FURNISHING = f"""
    insert into prompts (name, template) values ('as it was', 'x'), ('second', 'y');
    insert into themes (name) values ('as it was'), ('second');
    insert into rarity (name) values ('as it was'), ('second');
    insert into catalog_history (kind, entry_id, version, change_id, author)
        values ('themes', 7, 1, '00000000-0000-0000-0000-000000000077', '{ADMIN_ID}');
    insert into figure_claims (id, author) values ('taken', '{ARTIST_ID}'), ('others', '{OTHER_ID}');
    insert into storage.buckets (id, name, public) values ('avatars', 'avatars', false);
    insert into storage.objects (bucket_id, name) values
        ('figures', '{ARTIST_ID}/knight-1.png'), ('figures', '{OTHER_ID}/wizard-1.png'),
        ('recipes', '{ARTIST_ID}/1.json'), ('recipes', '{OTHER_ID}/1.json'),
        ('avatars', '{ARTIST_ID}/me.png');
"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Trial:
    """One statement by one person, and what must come of it: so many rows, or an error's code."""

    who: Identity
    statement: str
    expected: int | str
    values: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.who.name}: {self.statement} {self.values or ''}"


def trials() -> list[Trial]:
    """The whole matrix."""
    return [*_catalog(), *_history(), *_claims(), *_functions(), *_reading_files(), *_writing_files(), *_buckets()]


def _catalog() -> Iterator[Trial]:
    verbs = {
        "select * from TABLE": (2, 2),
        "insert into TABLE (name) values ('new') returning 1": (DENIED, 1),
        "update TABLE set name = 'changed' returning 1": (0, 2),
        "update TABLE set id = default where name = 'second' returning 1": (0, 1),
        "delete from TABLE returning 1": (0, 2),
        "truncate TABLE": (DENIED, DENIED),
    }
    for table in CATALOG:
        for verb, (as_artist, as_admin) in verbs.items():
            statement = verb.replace("TABLE", table)
            yield Trial(ANONYMOUS, statement, DENIED)
            for who in SIGNED_IN:
                yield Trial(who, statement, as_admin if who.is_admin else as_artist)


def _history() -> Iterator[Trial]:
    row = "insert into catalog_history (kind, entry_id, version, change_id, author) values ('themes', 8, 1, $1, $2) returning 1"
    yield Trial(ANONYMOUS, "select * from catalog_history", DENIED)
    yield Trial(ANONYMOUS, row, DENIED, (uuid4(), None))
    for who in SIGNED_IN:
        yield Trial(who, "select * from catalog_history", 1)
        yield Trial(who, row, 1 if who.is_admin else DENIED, (uuid4(), who.id))
    yield Trial(ADMIN, row, DENIED, (uuid4(), ARTIST_ID))
    named = row.replace("author)", "author_email)")
    for who in (ANONYMOUS, *SIGNED_IN):
        yield Trial(who, named, 1 if who.is_admin else DENIED, (uuid4(), "boss@example.org"))
        yield Trial(who, "update catalog_history set author_email = null returning 1", DENIED)
        yield Trial(who, "update catalog_history set note = 'rewritten' returning 1", DENIED)
        yield Trial(who, "delete from catalog_history returning 1", DENIED)
        yield Trial(who, "truncate catalog_history", DENIED)


def _claims() -> Iterator[Trial]:
    yield Trial(ANONYMOUS, "select * from figure_claims", DENIED)
    yield Trial(ANONYMOUS, "insert into figure_claims (id) values ('new')", DENIED)
    for who in SIGNED_IN:
        own = 1 if who in (ARTIST, OTHER) else 0
        yield Trial(who, "select * from figure_claims", own)
        yield Trial(who, "insert into figure_claims (id) values ('new') returning id", 1)
        yield Trial(who, "insert into figure_claims (id) values ('taken')", TWICE)
        yield Trial(who, "insert into figure_claims (id, author) values ('new', $1)", DENIED, (OTHER_ID,))
        yield Trial(who, "insert into figure_claims (id, at) values ('new', '2020-01-01')", DENIED)
        yield Trial(
            who, "insert into figure_claims (id) values ('taken') on conflict (id) do update set at = now()", DENIED
        )
    for who in (ANONYMOUS, *SIGNED_IN):
        yield Trial(who, "update figure_claims set at = '2020-01-01' returning id", DENIED)
        yield Trial(who, "delete from figure_claims returning id", DENIED)
        yield Trial(who, "truncate figure_claims", DENIED)


def _functions() -> Iterator[Trial]:
    publish = "select publish_entry($1, $2, null, null, $3, 'a note')"
    values = {"prompts": {"name": "x", "template": "y"}, "themes": {"name": "x", "details": {}}}
    values["rarity"] = values["themes"]
    for kind, value in values.items():
        for who in (ANONYMOUS, *ARTISTS):
            yield Trial(who, publish, DENIED, (uuid4(), kind, json.dumps(value)))
        yield Trial(ADMIN, publish, 1, (uuid4(), kind, json.dumps(value)))
    removal = "select publish_entry($1, 'themes', (select min(id) from themes), $2, null)"
    yield Trial(ADMIN, removal, CONFLICT, (uuid4(), None))
    yield Trial(ARTIST, removal, DENIED, (uuid4(), None))
    append = "select studio.append_version($1, 'themes', 9, null, null, $2)"
    tried = "select * from jsonb_array_elements(studio_doctor_writes()) t where t @> '{\"ok\": true}'"
    for who in SIGNED_IN:
        yield Trial(who, "select studio_doctor()", 1)
        yield Trial(who, tried, 12 if who.is_admin else 0)
        yield Trial(who, append, 1 if who.is_admin else DENIED, (uuid4(), who.id))
        yield Trial(who, "select 1 where studio.is_admin()", int(who.is_admin))
    for statement in ("select studio_doctor()", tried, "select studio.is_admin()", "select studio.stamp()"):
        yield Trial(ANONYMOUS, statement, DENIED)


def _reading_files() -> Iterator[Trial]:
    seen = "select * from storage.objects where bucket_id = $1"
    for bucket, count in {"figures": 2, "recipes": 2, "avatars": 0}.items():
        yield Trial(ANONYMOUS, seen, 0, (bucket,))
        for who in SIGNED_IN:
            yield Trial(who, seen, count, (bucket,))


def _writing_files() -> Iterator[Trial]:
    insert = "insert into storage.objects (bucket_id, name) values ($1, $2)"
    for bucket, ending in {"figures": "png", "recipes": "json"}.items():
        yield Trial(ANONYMOUS, insert, DENIED, (bucket, f"{ARTIST_ID}/new.{ending}"))
        for who in SIGNED_IN:
            yield Trial(who, insert, 0, (bucket, f"{who.id}/new.{ending}"))
            foreign = OTHER_ID if who.id != OTHER_ID else ARTIST_ID
            yield Trial(who, insert, DENIED, (bucket, f"{foreign}/new.{ending}"))
            yield Trial(who, insert, DENIED, ("avatars", f"{who.id}/new.{ending}"))
        for name in odd_names(ARTIST_ID, ending):
            yield Trial(ARTIST, insert, DENIED, (bucket, name))
        yield Trial(ARTIST, insert, 0, (bucket, f"{ARTIST_ID}/series/one/new.{ending}"))
    for ending in ("webp", "jpg", "jpeg"):
        yield Trial(ARTIST, insert, 0, ("figures", f"{ARTIST_ID}/new.{ending}"))
    for bucket, ending in (("figures", "json"), ("figures", "html"), ("figures", "svg"), ("recipes", "png")):
        yield Trial(ARTIST, insert, DENIED, (bucket, f"{ARTIST_ID}/new.{ending}"))
    yield from _changing_files()


def _changing_files() -> Iterator[Trial]:
    touch = "update storage.objects set updated_at = now() where bucket_id = $1 and name like $2 || '/%' returning 1"
    move = "update storage.objects set bucket_id = $1, name = $2 where name = $3 and bucket_id = 'recipes' returning 1"
    remove = "delete from storage.objects where bucket_id = $1 and name like $2 || '/%' returning 1"
    for who in (ANONYMOUS, *SIGNED_IN):
        for owner in (ARTIST_ID, OTHER_ID):
            is_own = owner == who.id
            yield Trial(who, touch, 0, ("figures", owner))
            yield Trial(who, touch, int(is_own), ("recipes", owner))
            for bucket in ("figures", "recipes"):
                yield Trial(who, remove, int(is_own or who.is_admin), (bucket, owner))
        yield Trial(who, remove, 0, ("avatars", ARTIST_ID))
    own = f"{ARTIST_ID}/1.json"
    yield Trial(ARTIST, move, 1, ("recipes", f"{ARTIST_ID}/2.json", own))
    yield Trial(ARTIST, move, DENIED, ("recipes", f"{OTHER_ID}/2.json", own))
    yield Trial(ARTIST, move, DENIED, ("figures", f"{ARTIST_ID}/2.png", own))
    yield Trial(ARTIST, move, DENIED, ("avatars", f"{ARTIST_ID}/2.json", own))
    yield Trial(OTHER, move, 0, ("recipes", f"{OTHER_ID}/2.json", own))


def _buckets() -> Iterator[Trial]:
    for who in (ANONYMOUS, ARTIST, FORGERS[0], ADMIN):
        yield Trial(who, "select * from storage.buckets", 0)
        yield Trial(who, "insert into storage.buckets (id, name) values ('mine', 'mine')", DENIED)
        yield Trial(who, "update storage.buckets set public = true returning 1", 0)
        yield Trial(who, "delete from storage.buckets where id = 'avatars' returning 1", 0)


def odd_names(owner: str, ending: str) -> tuple[str, ...]:
    """Object names that look like, or come near, a file in the owner's folder and must be refused."""
    return (
        f"new.{ending}",
        f"/{owner}/new.{ending}",
        f"//new.{ending}",
        f"{owner}new.{ending}",
        f"{owner}//new.{ending}",
        f"{owner}/",
        owner,
        f"{owner}/../{OTHER_ID}/new.{ending}",
        f"{owner}/./new.{ending}",
        f"{owner}/..",
        f"../{owner}/new.{ending}",
        f"{owner}/%2e%2e/{OTHER_ID}/new.{ending}",
        f"{owner}%2Fnew.{ending}",
        f"{owner}\\new.{ending}",
        f"{owner.upper().replace('0', 'O')}/new.{ending}",
        f"{owner.upper()}/new.{ending}",
        f"{owner} /new.{ending}",
        f"x{owner}/new.{ending}",
        f"{owner}/.hidden.{ending}",
        f"{owner}/new.{ending}.exe",
        f"{owner}/new.{ending}\n",
        f"{owner}/{OTHER_ID}\n/new.{ending}",
        f"{owner}/new .{ending}",
        f"{owner}/né.{ending}",
        f"{OTHER_ID}/{owner}/new.{ending}",
    )


@asynccontextmanager
async def furnished(database: str, change: str = "") -> AsyncIterator[asyncpg.Connection]:
    """A connection with a few rows and files to meet, after `change`; all of it undone at the end."""
    connection = await asyncpg.connect(database)
    whole = connection.transaction()
    await whole.start()
    try:
        await connection.execute(FURNISHING)
        if change:
            await connection.execute(change)
        yield connection
    finally:
        await whole.rollback()
        await connection.close()


async def outcome(connection: asyncpg.Connection, trial: Trial) -> int | str:
    """What comes of one statement, which is undone."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        await take_on(connection, trial.who)
        return len(await connection.fetch(trial.statement, *trial.values))
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await attempt.rollback()


async def take_on(connection: asyncpg.Connection, who: Identity) -> None:
    """Be someone for the rest of the transaction, as PostgREST does it."""
    role = "authenticated" if who.id else "anon"
    claims = json.dumps({"role": role} | ({"sub": who.id} if who.id else {}) | who.claims)
    await connection.execute(
        f"select set_config('request.jwt.claims', '{claims}', true), "
        f"set_config('request.jwt.claim.sub', '{who.id or ''}', true); set local role {role}"
    )


async def outcomes(database: str, these: list[Trial], change: str = "") -> list[int | str]:
    """What comes of each of `these`, after `change`."""
    async with furnished(database, change) as connection:
        return [await outcome(connection, trial) for trial in these]


async def is_noticed(database: str, these: list[Trial], usual: list[int | str], change: str) -> bool:
    """Whether one of `these` comes out otherwise than `usual` after `change`."""
    async with furnished(database, change) as connection:
        for trial, before in zip(these, usual, strict=True):
            if await outcome(connection, trial) != before:
                return True
    return False
