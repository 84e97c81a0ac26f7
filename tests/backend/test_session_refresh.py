"""Protocol T: one refresh at a time, in one process and in several; clocks, faults and lost answers sign nobody out."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from studio.backend.session import Session
from studio.core.errors import NotSignedIn, TeamError, TeamUnreachable
from studio.core.session import Expired, Offline, Role, SignedIn, SignedOut, account_of
from tests.backend.rings import MemoryRing
from tests.backend.sessions import ADA, BOB, Clock, asking, became, open_session, rows
from tests.servers.auth_server import (
    BAD_GATEWAY,
    DROP,
    LIFETIME,
    LOST_ANSWER,
    PASSWORD,
    PORTAL,
    SERVER_ERROR,
    AuthServer,
    Fault,
)
from tests.servers.file_keyring import BACKEND, FILE

DAY = 24 * 3600.0


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with AuthServer() as server:
        server.add(ADA)
        server.add(BOB)
        yield server


@pytest_asyncio.fixture
async def session(tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock) -> AsyncIterator[Session]:
    """Ada is signed in, and nothing has been refreshed yet."""
    async with open_session(tmp_path, server, ring, clock) as session:
        await session.sign_in(ADA, PASSWORD)
        yield session


def age(server: AuthServer, clock: Clock, seconds: float) -> None:
    """Time goes by, here and there."""
    clock.now += seconds
    server.now += seconds


async def test_many_calls_at_expiry_make_one_refresh(session: Session, server: AuthServer, clock: Clock) -> None:
    for round_number in range(1, 4):
        age(server, clock, LIFETIME + 1)
        answers = await asyncio.gather(*(session.call(rows) for _ in range(32)))
        assert all(answer == [{"id": 1, "name": ADA}] for answer in answers)
        assert server.refresh_posts == round_number
    assert server.violations == 0


async def test_many_calls_that_are_refused_make_one_refresh(session: Session, server: AuthServer) -> None:
    """The computer slept: its own clock stood still, and only the server knows."""
    server.now += LIFETIME + 1
    answers = await asyncio.gather(*(session.call(rows) for _ in range(32)))
    assert all(answers)
    assert server.refresh_posts == 1
    server.now += LIFETIME + 1
    assert (await session.call(asking("/storage/v1/object/info/figures/a.png"))).status_code == 200
    assert server.refresh_posts == 2, "the storage server says it in a 400"


async def test_who_gives_up_waiting_does_not_take_the_refresh_along(
    session: Session, server: AuthServer, clock: Clock
) -> None:
    age(server, clock, LIFETIME + 1)
    server.pause = asyncio.Event()
    first, second = (asyncio.ensure_future(session.call(rows)) for _ in range(2))
    await server.heard.wait()
    first.cancel()
    server.pause.set()
    assert await second
    assert (server.refresh_posts, server.violations) == (1, 0)


async def test_the_new_token_is_in_the_keyring_before_it_is_used(
    session: Session, server: AuthServer, clock: Clock, ring: MemoryRing
) -> None:
    age(server, clock, LIFETIME + 1)
    seen: list[bool] = []
    write = ring.set_password

    def set_password(service: str, username: str, password: str) -> None:
        seen.append(server.count("GET", "/rest/v1/prompts") == 0)
        write(service, username, password)

    ring.set_password = set_password  # pyright: ignore[reportAttributeAccessIssue]
    await session.call(rows)
    assert seen == [True]
    assert list(ring.kept.values()) == [server.open_sessions[0].tokens[-1]]


@pytest.mark.parametrize("hours", [-24, -2, 2, 24])
async def test_a_wrong_clock_changes_nothing(
    session: Session, server: AuthServer, clock: Clock, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)
    for _ in range(20):
        age(server, clock, 60)
        assert await session.call(rows)
    assert server.refresh_posts == 0
    age(server, clock, LIFETIME)
    monkeypatch.setattr(time, "time", lambda: real() - hours * 3600)
    for _ in range(20):
        age(server, clock, 60)
        assert await session.call(rows)
    assert server.refresh_posts == 1


@pytest.mark.parametrize("jump", [-DAY, DAY])
async def test_a_day_of_work_with_a_server_whose_clock_jumps_refreshes_no_more_than_it_must(
    session: Session, server: AuthServer, clock: Clock, jump: float
) -> None:
    for hour in range(24):
        age(server, clock, 3600)
        if hour == 12:
            server.now += jump
        for _ in range(3):
            assert await session.call(rows)
    assert server.refresh_posts <= 26
    assert server.violations == 0
    assert isinstance(session.state, SignedIn)


async def test_a_new_role_counts_from_the_next_refresh(
    tmp_path: Path, session: Session, server: AuthServer, clock: Clock, ring: MemoryRing
) -> None:
    server.users[ADA].role = "admin"
    age(server, clock, LIFETIME + 1)
    await session.call(rows)
    account = account_of(session.state)
    assert account is not None
    assert account.role is Role.ADMIN
    await session.close()
    async with open_session(tmp_path, server, ring) as later:
        account = account_of(later.state)
        assert account is not None
        assert account.role is Role.ADMIN, "it is remembered for a start without network"


# trouble


@pytest.mark.parametrize(
    "fault", [DROP, BAD_GATEWAY, SERVER_ERROR, PORTAL, Fault(429, {"message": "slow down"}), Fault(404, "<p>no</p>")]
)
async def test_a_day_of_trouble_signs_nobody_out_and_asks_rarely(
    session: Session, server: AuthServer, clock: Clock, ring: MemoryRing, fault: Fault
) -> None:
    age(server, clock, LIFETIME + 1)
    server.always = fault
    with pytest.raises(TeamUnreachable):
        await session.call(rows)
    assert isinstance(session.state, Offline)
    start = clock.now
    while clock.now < start + DAY:
        with pytest.raises(TeamError):
            await session.call(rows)
        await asyncio.sleep(0.001)
    assert isinstance(session.state, Offline)
    assert len(server.asked) <= 400, "no more than one request in five minutes, and a few more at first"
    assert ring.kept
    server.always = None
    await became(session, lambda state: isinstance(state, SignedIn))
    assert await session.call(rows)
    assert server.violations == 0


async def test_the_network_comes_back_by_itself(
    tmp_path: Path, session: Session, server: AuthServer, clock: Clock, ring: MemoryRing
) -> None:
    port = server.port
    clock.may_sleep.clear()
    await server.stop()
    with pytest.raises(TeamUnreachable, match="cannot be reached"):
        await session.call(rows)
    assert isinstance(session.state, Offline)
    await server.start(port)
    clock.may_sleep.set()
    await became(session, lambda state: isinstance(state, SignedIn))
    assert await session.call(rows)


async def test_a_start_without_network_knows_who_was_signed_in(
    tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock
) -> None:
    async with open_session(tmp_path, server, ring, clock) as first:
        await first.sign_in(ADA, PASSWORD)
    port = server.port
    await server.stop()
    clock.may_sleep.clear()
    async with open_session(tmp_path, server, ring, clock) as second:
        state = await second.restore()
        assert isinstance(state, Offline)
        assert state.account.email == ADA
        with pytest.raises(TeamUnreachable):
            await second.call(rows)
        await server.start(port)
        assert isinstance(await second.try_again(), SignedIn)


@pytest.mark.parametrize("spent_for", [0.0, 3600.0])
async def test_an_answer_that_was_lost_does_not_end_the_session(
    session: Session, server: AuthServer, clock: Clock, spent_for: float
) -> None:
    """The server has given a new token and the studio never heard of it: it asks again with the one before."""
    age(server, clock, LIFETIME + 1)
    clock.may_sleep.clear()
    server.plan(LOST_ANSWER)
    with pytest.raises(TeamUnreachable):
        await session.call(rows)
    age(server, clock, 400 + spent_for)
    assert await session.call(rows)
    assert server.violations == 0


async def test_only_a_plain_no_asks_for_a_sign_in_and_the_work_stays(
    session: Session, server: AuthServer, clock: Clock, ring: MemoryRing
) -> None:
    workspace = session.workspace
    age(server, clock, LIFETIME + 1)
    server.end_sessions()
    with pytest.raises(NotSignedIn):
        await session.call(rows)
    state = session.state
    assert isinstance(state, Expired)
    assert session.workspace == workspace
    with pytest.raises(NotSignedIn):
        await session.call(rows)
    assert server.refresh_posts == 1
    await session.sign_in(ADA, PASSWORD)
    assert await session.call(rows)


async def test_a_blocked_account_is_told_so(session: Session, server: AuthServer, clock: Clock) -> None:
    server.users[ADA].is_banned = True
    age(server, clock, LIFETIME + 1)
    with pytest.raises(NotSignedIn, match="blocked"):
        await session.call(rows)


async def test_a_server_that_takes_no_token_is_not_asked_again_and_again(
    session: Session, server: AuthServer, clock: Clock
) -> None:
    clock.may_sleep.clear()
    refused = Fault(401, {"message": "JWT invalid"})
    for _ in range(20):
        server.plan(refused, None, refused)
        with pytest.raises((NotSignedIn, TeamUnreachable)):
            await session.call(rows)
        server._planned.clear()
    assert server.refresh_posts <= 2
    assert not isinstance(session.state, Expired)


# several processes


@asynccontextmanager
async def child(root: Path, server: AuthServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """A studio in a process of its own, with the same folders and the same keyring."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.backend.session_child", str(root), server.url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def said(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def told(process: asyncio.subprocess.Process) -> str:
    assert process.stdin is not None
    process.stdin.write(b"call\n")
    return await said(process)


@pytest.fixture
def shared_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", BACKEND)
    monkeypatch.setenv(FILE, str(tmp_path / "keyring.json"))
    return tmp_path / "keyring.json"


async def test_processes_never_refresh_at_once_nor_with_a_spent_token(
    tmp_path: Path, server: AuthServer, shared_keyring: Path
) -> None:
    from tests.servers.file_keyring import FileKeyring

    async with open_session(tmp_path, server, FileKeyring()) as first:
        await first.sign_in(ADA, PASSWORD)
    server.reuse = -1.0  # a token that was spent is never taken twice
    rounds = 6
    async with AsyncExitStack() as stack:
        children = [await stack.enter_async_context(child(tmp_path, server)) for _ in range(3)]
        for process in children:
            assert await said(process) == "ready"
        before = server.refresh_posts
        for _ in range(rounds):
            assert await asyncio.gather(*(told(process) for process in children)) == [ADA] * 3
    assert server.refresh_posts - before == 3 * rounds
    assert server.most_refreshing == 1
    assert server.violations == server.parents == 0


async def test_an_answer_that_was_on_its_way_when_the_session_ended_signs_nobody_in_again(
    session: Session, server: AuthServer
) -> None:
    login = session._presence.login
    assert login is not None
    server.end_sessions()
    heard: list[object] = []
    session.listen(lambda state: heard.append(type(state)))

    class Late:
        """The answer of another call, in the very moment after the session has ended."""

        def __call__(self, state: object) -> None:
            if isinstance(state, Expired):
                login.reached()
                login.unreached()

    session.listen(Late())
    await session.try_again()
    assert heard == [Expired]
    assert isinstance(session.state, Expired)


async def test_a_sign_out_in_another_process_is_followed(
    tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock
) -> None:
    async with (
        open_session(tmp_path, server, ring, clock) as window,
        open_session(tmp_path, server, ring, clock) as command,
    ):
        await window.sign_in(ADA, PASSWORD)
        await command.open()
        await command.restore()
        await command.sign_out()
        age(server, clock, LIFETIME + 1)
        with pytest.raises(NotSignedIn):
            await window.call(rows)
        assert isinstance(window.state, SignedOut)


async def test_a_window_that_comes_to_the_front_catches_up_with_commands(
    tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock
) -> None:
    async with (
        open_session(tmp_path, server, ring, clock) as window,
        open_session(tmp_path, server, ring, clock) as command,
    ):
        await command.sign_in(ADA, PASSWORD)
        await window.catch_up()
        assert isinstance(window.state, SignedIn)
        assert await window.call(rows)
        before = len(server.asked)
        await window.catch_up()
        assert len(server.asked) == before, "nothing has changed, and nobody is asked"
        await command.sign_out()
        await window.catch_up()
        assert isinstance(window.state, SignedOut)
        with pytest.raises(NotSignedIn):
            await window.call(rows)


async def test_another_account_signed_in_by_another_process_is_never_taken_for_the_first(
    tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock
) -> None:
    async with (
        open_session(tmp_path, server, ring, clock) as window,
        open_session(tmp_path, server, ring, clock) as command,
    ):
        await window.sign_in(ADA, PASSWORD)
        of_ada = window.workspace
        await command.sign_in(BOB, PASSWORD)
        age(server, clock, LIFETIME + 1)
        with pytest.raises(NotSignedIn):
            await window.call(rows, workspace=of_ada)
        state = await became(window, lambda state: isinstance(state, SignedIn) and state.account.email == BOB)
        assert isinstance(state, SignedIn)
        assert await window.call(rows) == [{"id": 1, "name": BOB}]
        assert server.violations == 0
