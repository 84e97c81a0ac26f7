"""The stand-in for a Supabase project behaves where the studio relies on it, and is gone when its user is."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from supabase import AsyncClientOptions, acreate_client

from tests.servers.postgres import free_port
from tests.servers.project import SUPABASE
from tests.servers.team import Team, User


def test_a_team_has_users_rows_and_files_until_it_is_reset(team: Team) -> None:
    admin = team.make_user("admin@example.com", role="admin")
    row = {"name": "Neon", "details": {"palette": ["mint"]}}
    made = httpx.post(f"{team.url}/rest/v1/themes", headers=team.headers(admin.token), json=row)
    assert made.status_code == 201
    assert [row["name"] for row in team.sql("select name from themes")] == ["Neon"]
    assert upload(team, admin).is_success
    assert httpx.get(public(team, admin)).content == b"a picture"
    team.reset()
    assert team.sql("select 1 from themes") == []
    assert team.sql("select 1 from auth.users") == []
    assert httpx.get(public(team, admin)).status_code == 400


def test_the_recovery_mail_carries_the_code_of_our_template(team: Team) -> None:
    user = team.make_user("artist@example.com")
    httpx.post(f"{team.url}/auth/v1/recover", headers=team.headers(), json={"email": user.email}).raise_for_status()
    [mail] = team.mails(user.email)
    code = mail["text"].split("code: ")[1][:6]
    template = (SUPABASE / "templates" / "recovery.html").read_text(encoding="utf-8")
    assert mail["subject"] == "Choose a new password"
    assert mail["html"].startswith(template.split("{{")[0] + code)
    verified = httpx.post(
        f"{team.url}/auth/v1/verify",
        headers=team.headers(),
        json={"email": user.email, "token": code, "type": "recovery"},
    )
    assert verified.json()["user"]["id"] == user.id


def test_a_project_that_confirms_addresses_gives_no_session_at_first(team: Team) -> None:
    with team.configured(auth__email__enable_confirmations=True) as strict:
        body = {"email": "new@example.com", "password": "correct horse battery"}
        answer = httpx.post(f"{strict.url}/auth/v1/signup", headers=strict.headers(), json=body)
        assert "access_token" not in answer.json()
        assert "{{" not in strict.mails("new@example.com")[0]["html"]


def test_glue_an_admins_token_says_so_and_a_users_own_words_do_not(team: Team) -> None:
    """Rests on the claims that serve.mjs writes into the token."""
    for role, status in (("admin", 201), (None, 403)):
        user = team.make_user(f"{role}@example.com", role=role)
        row = {"name": "Neon"}
        assert (
            httpx.post(f"{team.url}/rest/v1/themes", headers=team.headers(user.token), json=row).status_code == status
        )


async def test_glue_the_python_client_gets_along(team: Team) -> None:
    """Rests on times, listings, file information and signed links as serve.mjs rewrites them."""
    user = team.make_user("artist@example.com")
    async with httpx.AsyncClient(follow_redirects=True) as http:
        client = await acreate_client(
            team.url, team.anon_key, AsyncClientOptions(httpx_client=http, auto_refresh_token=False)
        )
        session = await client.auth.sign_in_with_password({"email": user.email, "password": user.password})
        assert session.user
        assert session.user.created_at.tzinfo
        figures = client.storage.from_("figures")
        path = f"{user.id}/knight-1.png"
        await figures.upload(path, b"a picture", {"content-type": "image/png"})
        assert [(row["name"], row["id"]) for row in await figures.list()] == [(user.id, None)]
        assert [row["name"] for row in await figures.list(user.id, {"search": "kni"})] == ["knight-1.png"]
        assert await figures.list(user.id, {"search": "night"}) == []
        information = await figures.info(path)
        assert information["size"] == 9
        assert information["etag"] == f'"{hashlib.md5(b"a picture", usedforsecurity=False).hexdigest()}"'
        link = await figures.create_signed_url(path, 60)
        assert (await http.get(link["signedURL"])).content == b"a picture"
        leave = await figures.create_signed_upload_url(f"{user.id}/wizard-1.png")
        await http.put(leave["signed_url"], content=b"another", headers={"content-type": "image/png"})
        assert await figures.download(f"{user.id}/wizard-1.png") == b"another"
        assert [row["name"] for row in await figures.remove([path])] == [path]
        rows = await client.table("themes").select("*", count="exact").execute()  # pyright: ignore[reportArgumentType]
        assert (rows.data, rows.count) == ([], 0)


def test_a_capped_project_stops_at_its_cap(team: Team) -> None:
    admin = team.make_user("admin@example.com", role="admin")
    team.sql("insert into themes (name) select n from generate_series(1, 20) n")
    with team.configured(api__max_rows=7) as capped:
        rows = httpx.get(f"{capped.url}/rest/v1/themes?order=id", headers=capped.headers(admin.token)).json()
        assert [row["id"] for row in rows] == list(range(1, 8))
        assert httpx.get(f"{capped.url}/rest/v1/themes", headers=capped.headers()).status_code == 401
    assert httpx.get(f"{team.url}/rest/v1/themes", headers=team.headers()).status_code == 401


@pytest.fixture
def other_run() -> Iterator[subprocess.Popen[str]]:
    """Another process with a team of its own; it says the server's pid and waits."""
    code = (
        "import sys, threading\n"
        "from tests.servers.team import running_team\n"
        "with running_team() as team:\n"
        "    print(team.sql('select pg_backend_pid()')[0][0], flush=True)\n"
        "    print(team.log_file.parent.parent, flush=True)\n"
        "    threading.Event().wait()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_killed_run_leaves_no_server_behind(other_run: subprocess.Popen[str]) -> None:
    assert other_run.stdout is not None
    other_run.stdout.readline()
    postgres = psutil.Process(int(other_run.stdout.readline())).parent()
    folder = Path(other_run.stdout.readline().strip())
    [node] = [child for child in psutil.Process(other_run.pid).children() if child.name().startswith("node")]
    assert postgres is not None
    os.kill(other_run.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs([node, postgres], timeout=20)
    assert not alive
    assert len(gone) == 2
    assert not folder.exists()


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`make team` without a window, which needs no function."""
    command = [sys.executable, "-m", "tests.servers.team", "--port", str(free_port()), "--no-studio", "--no-function"]
    # a shell lets what it runs in the background ignore Ctrl+C, and so would the child
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen([*command, "--home", str(tmp_path)], stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_team_by_hand_says_how_to_sign_in_and_ends_with_ctrl_c(by_hand: subprocess.Popen[str]) -> None:
    assert by_hand.stdout is not None
    told = "".join(iter(by_hand.stdout.readline, "Ctrl+C ends it.\n"))
    settings = dict(re.findall(r"^(\w+)=(.*)$", told, re.MULTILINE))
    url, headers = settings["EXPO_PUBLIC_SUPABASE_URL"], {"apikey": settings["EXPO_PUBLIC_SUPABASE_ANON_KEY"]}
    for email, password in re.findall(r"(\S+@\S+) +(\S+)", told):
        body = {"email": email, "password": password}
        token = httpx.post(f"{url}/auth/v1/token?grant_type=password", headers=headers, json=body).json()[
            "access_token"
        ]
        rows = httpx.get(f"{url}/rest/v1/themes", headers=headers | {"authorization": f"Bearer {token}"}).json()
        assert "Neon Arcade" in [row["name"] for row in rows]
    by_hand.send_signal(signal.SIGINT)
    assert by_hand.wait(30) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def upload(team: Team, user: User) -> httpx.Response:
    headers = team.headers(user.token) | {"content-type": "image/png"}
    url = f"{team.url}/storage/v1/object/figures/{user.id}/knight-1.png"
    return httpx.post(url, headers=headers, content=b"a picture")


def public(team: Team, user: User) -> str:
    return f"{team.url}/storage/v1/object/public/figures/{user.id}/knight-1.png"
