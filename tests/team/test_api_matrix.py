"""The same matrix through HTTP, as an attacker would: every identity, bad tokens, every table, function and bucket, odd paths.

What is written is looked up in the database afterwards: an answer that sounds like a refusal is not enough.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.servers.project import SUPABASE
from tests.servers.team import Team
from tests.team.identities import (
    ADMIN,
    ANONYMOUS,
    ARTIST,
    ARTIST_ID,
    ARTISTS,
    OTHER_ID,
    SIGNED_IN,
    Identity,
)
from tests.team.matrix import CATALOG, odd_names

FOREIGN_SECRET = "of-another-project-and-just-as-long-0123"  # noqa: S105
BUCKETS = SUPABASE / "migrations" / "20261124000003_buckets.sql"
PNG = b"\x89PNG a picture"
STATE = """
    select jsonb_build_array(
        (select jsonb_agg(t) from prompts t), (select jsonb_agg(t) from themes t), (select jsonb_agg(t) from rarity t),
        (select jsonb_agg(t) from catalog_history t), (select jsonb_agg(t) from figure_claims t),
        (select jsonb_agg(array[o.bucket_id, o.name, o.version] order by o.name) from storage.objects o)
    )
"""


@dataclass
class Door:
    """The team as someone finds it over HTTP; every check is counted, and `wrong` says what did not hold."""

    team: Team
    checks: int = 0
    wrong: list[str] = field(default_factory=list[str])

    def headers(self, who: Identity) -> dict[str, str]:
        return self.team.headers(self.team.token(who.id, **who.claims) if who.id else None)

    def json(self, headers: dict[str, str], method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A request with JSON, and the JSON of its answer."""
        sent = headers | {"content-type": "application/json", "prefer": "return=representation"}
        status, answer = self.team.call(method, path, sent, b"" if body is None else json.dumps(body).encode())
        return status, json.loads(answer) if answer.startswith((b"{", b"[", b"null")) else answer

    def upload(
        self, headers: dict[str, str], path: str, body: bytes = PNG, kind: str = "image/png", **more: str
    ) -> bool:
        """Whether storage took the file."""
        status, _ = self.team.call("POST", f"/storage/v1/object/{path}", headers | {"content-type": kind} | more, body)
        return status == 200

    def remove(self, headers: dict[str, str], path: str) -> bool:
        """Whether storage says that it removed the file."""
        bucket, _, name = path.partition("/")
        _, removed = self.json(headers, "DELETE", f"/storage/v1/object/{bucket}", {"prefixes": [name]})
        return isinstance(removed, list) and [file["name"] for file in removed] == [name]

    def expect(self, holds: bool, *what: object) -> None:
        """One check."""
        self.checks += 1
        if not holds:
            self.wrong.append(" ".join(map(str, what)))

    def state(self) -> str:
        """All that could have been changed."""
        return str(self.team.sql(STATE)[0][0])

    def conclude(self, name: str, minimum: int) -> None:
        """Print the count, and fail where something was wrong or too little was tried."""
        print(f"{name}: {self.checks} checks")
        assert not self.wrong, "\n".join(self.wrong[:40])
        assert self.checks >= minimum


@pytest.fixture
def door(team: Team) -> Door:
    """A team with two rows in each table, a claim, and a file of each artist in both buckets."""
    door = Door(team)
    for table in CATALOG:
        team.sql("insert into TABLE (name) values ('first'), ('second')".replace("TABLE", table))
    team.sql("insert into figure_claims (id, author) values ('taken', $1)", ARTIST_ID)
    for who in ARTISTS[:2]:
        assert door.upload(door.headers(who), f"figures/{who.id}/knight-1.png")
        assert door.upload(door.headers(who), f"recipes/{who.id}/1.json", b"{}", "application/json")
    return door


def bad_tokens(team: Team) -> Iterator[tuple[str, dict[str, str]]]:
    """Headers of an admin whose token no server may take."""
    claims = ADMIN.claims
    yield "expired", team.headers(team.token(str(ADMIN.id), seconds=-60, **claims))
    yield (
        "signed by someone else",
        team.headers(team.token(str(ADMIN.id), secret=FOREIGN_SECRET, **claims)),
    )
    head, body, signature = team.token(str(ADMIN.id), **claims).split(".")
    yield "cut off", team.headers(f"{head}.{body}.{signature[:-4]}")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"  # {"alg":"none","typ":"JWT"}
    yield "unsigned", team.headers(f"{unsigned}.{body}.")
    yield "no token at all", team.headers("admin")
    yield (
        "for another key",
        {"apikey": "sb_publishable_of_another_project_00000000"}
        | {"authorization": f"Bearer {head}.{body}.{signature}"},
    )


def test_rows_and_functions_over_http(door: Door) -> None:
    before = door.state()
    for who in (ANONYMOUS, *ARTISTS):
        headers = door.headers(who)
        for table in CATALOG:
            path = f"/rest/v1/{table}"
            status, rows = door.json(headers, "GET", path)
            door.expect(status == (200 if who.id else 401), who.name, "reads", table, status)
            door.expect(len(rows) == 2 if who.id else "code" in rows, who.name, "sees", table, rows)
            status, _ = door.json(headers, "POST", path, {"name": "new"})
            door.expect(status in (401, 403), who.name, "inserts into", table, status)
            status, rows = door.json(headers, "PATCH", f"{path}?id=gt.0", {"name": "changed"})
            door.expect(status in (401, 403) or rows == [], who.name, "updates", table, status, rows)
            status, rows = door.json(headers, "DELETE", f"{path}?id=gt.0")
            door.expect(status in (401, 403) or rows == [], who.name, "deletes from", table, status, rows)
            status, _ = door.json(headers, "POST", f"{path}?on_conflict=id", {"id": 1, "name": "upserted"})
            door.expect(status in (401, 403, 409), who.name, "upserts into", table, status)
            change = {"change_id": str(uuid4()), "kind": table, "id": 1, "base": None, "value": None, "note": ""}
            status, _ = door.json(headers, "POST", "/rest/v1/rpc/publish_entry", change)
            door.expect(status in (401, 403), who.name, "publishes in", table, status)
        for table in ("catalog_history", "figure_claims"):
            for method, body in (("PATCH", {"note": "x", "at": "2020-01-01"}), ("DELETE", None)):
                status, _ = door.json(headers, method, f"/rest/v1/{table}?at=gt.2000-01-01", body)
                door.expect(status >= 400, who.name, method, table, status)
        status, rows = door.json(headers, "GET", "/rest/v1/figure_claims")
        own = ["taken"] if who is ARTIST else []
        door.expect([row["id"] for row in rows] == own if who.id else status == 401, who.name, "sees claims", rows)
    door.expect(door.state() == before, "something was changed")
    door.conclude("rows and functions over HTTP", 200)


def test_an_admin_over_http(door: Door) -> None:
    headers = door.headers(ADMIN)
    for table in CATALOG:
        path = f"/rest/v1/{table}"
        door.expect(door.json(headers, "POST", path, {"name": "new"})[0] == 201, "inserts into", table)
        status, rows = door.json(headers, "PATCH", f"{path}?id=eq.1", {"name": "changed"})
        door.expect(status == 200 and rows[0]["name"] == "changed", "updates", table, rows)
        status, rows = door.json(headers, "DELETE", f"{path}?id=eq.1")
        door.expect(status == 200 and len(rows) == 1, "deletes from", table, rows)
    for who in ARTISTS[:2]:
        for file in (f"figures/{who.id}/knight-1.png", f"recipes/{who.id}/1.json"):
            door.expect(not door.upload(headers, file.replace("1.", "2.")), "writes in another's folder", file)
            door.expect(not door.upload(headers, file, **{"x-upsert": "true"}), "overwrites", file)
            door.expect(door.remove(headers, file), "removes", file)
    door.expect(door.team.sql("select 1 from storage.objects") == [], "files are left")
    door.conclude("an admin over HTTP", 20)


def test_tokens_that_no_server_may_take(door: Door) -> None:
    before = door.state()
    for name, headers in bad_tokens(door.team):
        for table in (*CATALOG, "catalog_history", "figure_claims"):
            for method in ("GET", "POST", "PATCH", "DELETE"):
                query = "" if method == "POST" else "?at=gt.2000-01-01" if table not in CATALOG else "?id=gt.0"
                body = {"catalog_history": {"note": "x"}, "figure_claims": {"id": "x"}}.get(table, {"name": "x"})
                status, _ = door.json(headers, method, f"/rest/v1/{table}{query}", body)
                door.expect(status == 401, name, method, table, status)
        for function in ("publish_entry", "studio_doctor", "studio_doctor_writes"):
            status, _ = door.json(headers, "POST", f"/rest/v1/rpc/{function}", {})
            door.expect(status in (401, 404), name, function, status)
        if name == "for another key":
            continue  # storage looks at the token alone
        for bucket in ("figures", "recipes"):
            door.expect(not door.upload(headers, f"{bucket}/{ADMIN.id}/new.png"), name, "uploads to", bucket)
            door.expect(not door.remove(headers, f"{bucket}/{ARTIST_ID}/knight-1.png"), name, "removes from", bucket)
            status, _ = door.json(headers, "POST", f"/storage/v1/object/list/{bucket}", {"prefix": ""})
            door.expect(status == 401, name, "lists", bucket, status)
        status, _ = door.team.call("GET", f"/storage/v1/object/recipes/{ARTIST_ID}/1.json", headers)
        door.expect(status != 200, name, "reads a recipe")
    door.expect(door.state() == before, "something was changed")
    door.conclude("bad tokens over HTTP", 150)


def test_files_over_http(door: Door) -> None:
    _files(door, (ANONYMOUS, *SIGNED_IN))
    assert len(door.team.sql("select 1 from storage.objects")) == 4
    door.conclude("files over HTTP", 250)


@pytest.mark.parametrize(
    "opened",
    [
        "alter policy \"signed-in users publish figures\" on storage.objects with check (bucket_id = 'figures')",
        "alter policy \"owners and admins remove recipes\" on storage.objects using (bucket_id = 'recipes')",
        'alter policy "signed-in users read recipes" on storage.objects to public',
        "update storage.buckets set public = true where id = 'recipes'",
    ],
)
def test_the_checks_of_files_notice_an_open_door(door: Door, opened: str) -> None:
    door.team.sql(opened)
    try:
        _files(door, (ANONYMOUS, ARTIST))
    finally:
        door.team.script(BUCKETS.read_text(encoding="utf-8"))  # a migration can be applied again
    assert door.wrong


def _files(door: Door, people: tuple[Identity, ...]) -> None:
    for who in people:
        headers = door.headers(who)
        for owner in (ARTIST_ID, OTHER_ID):
            _reading(door, who, headers, owner)
            _foreign_writing(door, who, headers, owner)
        own = who.id is not None
        for path, body, kind in (
            (f"figures/{who.id}/new-{who.name[-2:]}.png", PNG, "image/png"),
            (f"recipes/{who.id}/new-{who.name[-2:]}.json", b"{}", "application/json"),
        ):
            door.expect(door.upload(headers, path, body, kind) == own, who.name, "uploads", path)
            door.expect(not door.upload(headers, path, body, kind), who.name, "uploads twice", path)
            again = door.upload(headers, path, body, kind, **{"x-upsert": "true"})
            door.expect(again == (own and path.startswith("recipes")), who.name, "overwrites", path)
            door.expect(door.remove(headers, path) == own, who.name, "removes", path)


def _reading(door: Door, who: Identity, headers: dict[str, str], owner: str) -> None:
    """Pictures are public, recipes are for the team, and lists are for signed-in users.

    That a list is one level deep is serve.mjs's doing; who may see what in it is not.
    """
    call, is_in = door.team.call, who.id is not None
    picture, recipe = f"figures/{owner}/knight-1.png", f"recipes/{owner}/1.json"
    door.expect(call("GET", f"/storage/v1/object/public/{picture}", headers) == (200, PNG), who.name, "sees", picture)
    for path in (f"public/{recipe}", f"info/public/{recipe}", f"sign/{recipe}", f"render/image/public/{recipe}"):
        door.expect(call("GET", f"/storage/v1/object/{path}", headers)[0] != 200, who.name, "reads", path)
    for path in (recipe, f"authenticated/{recipe}", f"info/{recipe}"):
        status, _ = call("GET", f"/storage/v1/object/{path}", headers)
        door.expect((status == 200) == is_in, who.name, "reads", path, status)
    status, _ = door.json(headers, "POST", f"/storage/v1/object/sign/{recipe}", {"expiresIn": 60})
    door.expect((status == 200) == is_in, who.name, "makes a link to", recipe, status)
    for bucket in ("figures", "recipes"):
        _, rows = door.json(headers, "POST", f"/storage/v1/object/list/{bucket}", {"prefix": owner})
        door.expect(len(rows) == int(is_in), who.name, "lists", bucket, rows)


def _foreign_writing(door: Door, who: Identity, headers: dict[str, str], owner: str) -> None:
    """Nobody writes, overwrites, moves or copies into another's folder, or removes from it without being an admin."""
    if who.id == owner:
        return
    picture, recipe = f"figures/{owner}/knight-1.png", f"recipes/{owner}/1.json"
    new = (f"figures/{owner}/new.png", PNG, "image/png"), (f"recipes/{owner}/new.json", b"{}", "application/json")
    for path, body, kind in (*new, (picture, PNG, "image/png"), (recipe, b"{}", "application/json")):
        door.expect(not door.upload(headers, path, body, kind), who.name, "uploads", path)
        door.expect(not door.upload(headers, path, body, kind, **{"x-upsert": "true"}), who.name, "overwrites", path)
        status, _ = door.team.call("PUT", f"/storage/v1/object/{path}", headers | {"content-type": kind}, body)
        door.expect(status != 200, who.name, "replaces", path)
        status, _ = door.json(headers, "POST", f"/storage/v1/object/upload/sign/{path}", {})
        door.expect(status != 200, who.name, "gets leave to upload", path)
    for verb in ("move", "copy"):
        for source, target in (
            (picture, f"{owner}/moved.png"),
            (f"figures/{who.id}/knight-1.png", f"{owner}/moved.png"),
        ):
            names = {"bucketId": "figures", "sourceKey": source.removeprefix("figures/"), "destinationKey": target}
            status, _ = door.json(headers, "POST", f"/storage/v1/object/{verb}", names)
            door.expect(status != 200, who.name, verb, names)
    if not who.is_admin:
        for path in (picture, recipe):
            door.expect(not door.remove(headers, path), who.name, "removes", path)
            bucket, _, name = path.partition("/")
            left = door.team.sql("select 1 from storage.objects where bucket_id = $1 and name = $2", bucket, name)
            door.expect(len(left) == 1, who.name, "removed", path)


def test_odd_paths_and_contents(door: Door) -> None:
    headers, before = door.headers(ARTIST), door.state()
    for bucket, ending, kind in (("figures", "png", "image/png"), ("recipes", "json", "application/json")):
        for name in odd_names(ARTIST_ID, ending):
            if "/./" in name:
                continue  # every URL parser takes it for the plain name
            for written in {quote(name, safe="/"), quote(name, safe=""), quote(quote(name, safe=""), safe="")}:
                door.upload(headers, f"{bucket}/{written}", b"{}", kind)
                door.expect(door.state() == before, bucket, "took", written)
        for raw in (
            f"{ARTIST_ID}/../{OTHER_ID}/new",
            f"../{bucket}/{OTHER_ID}/new",
            f"{ARTIST_ID}/%2e%2e/{OTHER_ID}/new",
        ):
            door.upload(headers, f"{bucket}/{raw}.{ending}", b"{}", kind)
            door.expect(door.state() == before, bucket, "took", raw)
    for kind in (
        "text/html",
        "image/svg+xml",
        "application/json",
        "image/gif",
        "application/octet-stream",
        "image/png2",
    ):
        door.expect(not door.upload(headers, f"figures/{ARTIST_ID}/new.png", PNG, kind), "figures took", kind)
    for kind in ("text/html", "image/png", "text/plain"):
        door.expect(not door.upload(headers, f"recipes/{ARTIST_ID}/new.json", b"{}", kind), "recipes took", kind)
    large = {"figures": ("new.png", "image/png", 50 << 20), "recipes": ("new.json", "application/json", 1 << 20)}
    for bucket, (name, kind, limit) in large.items():
        path = f"{bucket}/{ARTIST_ID}/{name}"
        door.expect(not door.upload(headers, path, bytes(limit + 1), kind), bucket, "took more than", limit)
    for bucket in ("avatars", "Figures", "figures%20", "..", "%2e%2e"):
        door.expect(not door.upload(headers, f"{bucket}/{ARTIST_ID}/new.png"), "took into", bucket)
    door.expect(door.state() == before, "something was written")
    door.conclude("odd paths and contents over HTTP", 150)
