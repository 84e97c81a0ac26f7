"""What the keyring may do: be absent, locked, slow or stubborn. It is said, and no token is ever written elsewhere."""

import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
import pytest_asyncio

from studio.backend.vault import Keyring, KeyringMissing
from studio.core.session import Restoring, SignedIn, SignedOut
from tests.backend.rings import HangingRing, LockedRing, MemoryRing, StubbornRing
from tests.backend.sessions import ADA, open_session, rows
from tests.servers.auth_server import LIFETIME, PASSWORD, AuthServer


class RefusingRing(MemoryRing):
    """It takes nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError("denied")


def missing() -> Keyring:
    raise KeyringMissing


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with AuthServer() as server:
        server.add(ADA)
        yield server


def assert_no_file_holds_a_token(root: Path, server: AuthServer) -> None:
    for file in root.rglob("*"):
        text = file.read_bytes() if file.is_file() else b""
        assert not any(token.encode() in text for token in server.tokens), file
        assert PASSWORD.encode() not in text


@pytest.mark.parametrize(
    "ring",
    [missing, keyring.backends.fail.Keyring, keyring.backends.null.Keyring, LockedRing, RefusingRing],
    ids=["absent", "fail", "null", "locked", "refusing"],
)
async def test_without_a_keyring_that_keeps_the_session_lives_in_memory_and_says_so(
    tmp_path: Path, server: AuthServer, ring: Callable[[], Keyring]
) -> None:
    async with open_session(tmp_path, server, ring) as session:
        await session.sign_in(ADA, PASSWORD)
        state = session.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert await session.call(rows)
        server.now += LIFETIME + 1
        assert await session.call(rows), "it is refreshed from memory"
        assert server.violations == 0
        assert_no_file_holds_a_token(tmp_path, server)
    async with open_session(tmp_path, server, ring) as later:
        assert isinstance(later.state, SignedOut)


async def test_a_keyring_that_hangs_is_not_waited_for(tmp_path: Path, server: AuthServer) -> None:
    ring = HangingRing()
    async with open_session(tmp_path, server, lambda: ring, patience=0.1) as session:
        await session.sign_in(ADA, PASSWORD)
        state = session.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert await session.call(rows)
        ring.may_go_on.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(10)
    assert_no_file_holds_a_token(tmp_path, server)


async def test_a_locked_keyring_gives_the_session_back_once_it_is_unlocked(tmp_path: Path, server: AuthServer) -> None:
    ring = LockedRing()
    ring.is_locked = False
    async with open_session(tmp_path, server, lambda: ring) as first:
        await first.sign_in(ADA, PASSWORD)
    ring.is_locked = True
    async with open_session(tmp_path, server, lambda: ring) as second:
        assert isinstance(second.state, Restoring)
        state = await second.restore()
        assert isinstance(state, SignedOut)
        assert "unlock" in state.notice
        ring.is_locked = False
        assert isinstance(await second.try_again(), SignedIn)
        assert server.violations == 0


async def test_a_keyring_that_locks_itself_while_the_studio_runs_signs_nobody_out(
    tmp_path: Path, server: AuthServer
) -> None:
    ring = LockedRing()
    ring.is_locked = False
    async with open_session(tmp_path, server, lambda: ring) as session:
        await session.sign_in(ADA, PASSWORD)
        ring.is_locked = True
        for _ in range(3):
            server.now += LIFETIME + 1
            assert await session.call(rows)
        state = session.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert_no_file_holds_a_token(tmp_path, server)
        ring.is_locked = False
        async with open_session(tmp_path, server, lambda: ring) as command:
            assert isinstance(command.state, SignedOut), "the token in the keyring is spent: nobody may try it"
        assert server.violations == 0


async def test_a_keyring_that_keeps_the_token_at_sign_out_is_told_of(tmp_path: Path, server: AuthServer) -> None:
    ring = StubbornRing()
    async with open_session(tmp_path, server, lambda: ring) as session:
        await session.sign_in(ADA, PASSWORD)
        await session.sign_out()
        state = session.state
        assert isinstance(state, SignedOut)
        assert "keyring" in state.notice
        assert server.open_sessions == [], "what is left is worth nothing"
    async with open_session(tmp_path, server, lambda: ring) as later:
        assert isinstance(later.state, SignedOut)


async def test_every_item_is_one_refresh_token_and_short(tmp_path: Path, server: AuthServer) -> None:
    ring = MemoryRing()
    async with open_session(tmp_path, server, lambda: ring) as session:
        await session.sign_in(ADA, PASSWORD)
        for _ in range(3):
            server.now += LIFETIME + 1
            await session.call(rows)
    assert len(ring.written) == 4
    assert all(len(value) < 1200 and value in server.open_sessions[0].tokens for value in ring.written)
    assert len(ring.kept) == 1


async def test_a_token_too_long_for_a_keyring_stays_in_memory(tmp_path: Path, server: AuthServer) -> None:
    ring = MemoryRing()
    server.padding = "x" * 1300
    async with open_session(tmp_path, server, lambda: ring) as session:
        await session.sign_in(ADA, PASSWORD)
        state = session.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert ring.written == []
        server.now += LIFETIME + 1
        assert await session.call(rows)


async def test_two_studios_with_folders_of_their_own_do_not_end_each_other(tmp_path: Path, server: AuthServer) -> None:
    ring = MemoryRing()
    async with (
        open_session(tmp_path / "one", server, lambda: ring) as one,
        open_session(tmp_path / "two", server, lambda: ring) as two,
    ):
        await one.sign_in(ADA, PASSWORD)
        await two.sign_in(ADA, PASSWORD)
        await one.sign_out()
        server.now += LIFETIME + 1
        assert await two.call(rows)


async def test_a_settings_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path, server: AuthServer) -> None:
    ring = MemoryRing()
    (tmp_path / "settings").write_text("in the way")
    async with open_session(tmp_path, server, lambda: ring) as session:
        await session.sign_in(ADA, PASSWORD)
        state = session.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert ring.kept == {}
        await session.sign_out()
        assert isinstance(session.state, SignedOut)


REAL_ROUND = """
import asyncio, sys
from pathlib import Path
import keyring
from studio.backend.vault import Vault, system_keyring
from studio.core.session import SignedIn, SignedOut
from tests.backend.sessions import ADA, open_session, rows
from tests.servers.auth_server import LIFETIME, PASSWORD, AuthServer

async def main() -> None:
    assert "SecretService" in type(keyring.get_keyring()).__module__, keyring.get_keyring()
    root = Path(sys.argv[1])
    find = lambda: system_keyring({})
    async with AuthServer() as server:
        server.add(ADA)
        async with open_session(root, server, find) as session:
            await session.sign_in(ADA, PASSWORD)
            assert session.state.is_kept
            for _ in range(3):
                server.now += LIFETIME + 1
                assert await session.call(rows)
        async with open_session(root, server, find) as session:
            assert isinstance(await session.restore(), SignedIn)
            assert await session.call(rows)
            await session.sign_out()
        async with open_session(root, server, find) as session:
            assert isinstance(session.state, SignedOut)
        for file in root.rglob("*"):
            assert not file.is_file() or not any(token.encode() in file.read_bytes() for token in server.tokens)
        assert server.violations == 0
    print("kept, restored and forgotten")

asyncio.run(main())
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's keyring")
def test_a_real_secret_service_keeps_restores_and_forgets(tmp_path: Path) -> None:
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        assert shutil.which(program), f"{program} is not installed: apt-get install gnome-keyring dbus"
    unlock = 'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" "$@"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", unlock, sys.executable, "-c", REAL_ROUND, str(tmp_path / "studio")],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip().endswith("kept, restored and forgotten"), done.stderr
