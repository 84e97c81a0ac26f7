"""Signing in and out, new accounts, forgotten passwords: as a person goes through them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from studio.backend.environment import TeamEnvironment
from studio.backend.session import Session
from studio.core.errors import AccountRefused, NotSignedIn, SettingsError, TeamRefused, TeamUnreachable
from studio.core.figure import THIS_COMPUTER
from studio.core.session import (
    Confirming,
    Expired,
    NotConnected,
    Recovering,
    Restoring,
    Role,
    SignedIn,
    SignedOut,
    account_of,
)
from tests.backend.rings import MemoryRing
from tests.backend.sessions import ADA, BOB, Clock, asking, became, open_session, rows
from tests.servers.auth_server import (
    BAD_GATEWAY,
    DROP,
    KEY,
    MAIL_CODE,
    PASSWORD,
    PORTAL,
    SERVER_ERROR,
    AuthServer,
    Fault,
)

NEW_PASSWORD = "battery staple"  # noqa: S105 - of the test server


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with AuthServer() as server:
        server.add(ADA, role="admin")
        server.add(BOB)
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def session(tmp_path: Path, server: AuthServer, ring: MemoryRing, clock: Clock) -> AsyncIterator[Session]:
    async with open_session(tmp_path, server, ring, clock) as session:
        yield session


async def test_who_signs_in_is_known_with_role_and_workspace(session: Session, server: AuthServer) -> None:
    assert isinstance(session.state, SignedOut)
    assert session.workspace == THIS_COMPUTER
    await session.sign_in(f" {ADA} ", PASSWORD)
    state = session.state
    assert isinstance(state, SignedIn)
    assert (state.account.email, state.account.role, state.is_kept) == (ADA, Role.ADMIN, True)
    assert session.workspace == f"127.0.0.1:{server.port}/{server.users[ADA].id}"
    assert await session.call(rows) == [{"id": 1, "name": ADA}]


async def test_a_role_that_people_give_themselves_does_not_count(session: Session) -> None:
    await session.sign_in(BOB, PASSWORD)
    account = account_of(session.state)
    assert account is not None
    assert account.role is Role.ARTIST


async def test_the_session_comes_back_at_the_next_start(tmp_path: Path, server: AuthServer, ring: MemoryRing) -> None:
    async with open_session(tmp_path, server, ring) as first:
        await first.sign_in(ADA, PASSWORD)
    async with open_session(tmp_path, server, ring) as second:
        assert isinstance(second.state, Restoring)
        assert second.workspace.endswith(server.users[ADA].id), "local data is shown before anybody is asked"
        assert isinstance(await second.restore(), SignedIn)
        assert await second.call(rows)


async def test_not_kept_is_gone_at_the_next_start(tmp_path: Path, server: AuthServer, ring: MemoryRing) -> None:
    async with open_session(tmp_path, server, ring) as first:
        await first.sign_in(ADA, PASSWORD)
        await first.sign_out()
        await first.sign_in(ADA, PASSWORD, keep=False)
        state = first.state
        assert isinstance(state, SignedIn)
        assert not state.is_kept
        assert ring.kept == {}
    async with open_session(tmp_path, server, ring) as second:
        assert isinstance(second.state, SignedOut)


async def test_signing_out_ends_it_on_the_server_and_leaves_no_token(
    tmp_path: Path, session: Session, server: AuthServer, ring: MemoryRing
) -> None:
    await session.sign_in(ADA, PASSWORD)
    await session.sign_out()
    assert session.state == SignedOut(session.state.project)  # pyright: ignore[reportAttributeAccessIssue]
    assert session.workspace == THIS_COMPUTER
    assert server.open_sessions == []
    assert ring.kept == {}
    with pytest.raises(NotSignedIn):
        await session.call(rows)
    async with open_session(tmp_path, server, ring) as second:
        assert isinstance(second.state, SignedOut)


async def test_signing_out_without_network_is_done_here_and_said(
    session: Session, server: AuthServer, ring: MemoryRing
) -> None:
    await session.sign_in(ADA, PASSWORD)
    await server.stop()
    await session.sign_out()
    state = session.state
    assert isinstance(state, SignedOut)
    assert "could not be told" in state.notice
    assert ring.kept == {}


async def test_another_account_takes_over_and_the_first_is_signed_out(session: Session, server: AuthServer) -> None:
    await session.sign_in(ADA, PASSWORD)
    await session.sign_in(BOB, PASSWORD)
    assert [family.user.email for family in server.open_sessions] == [BOB]
    assert await session.call(rows) == [{"id": 1, "name": BOB}]


async def test_work_of_one_account_is_never_done_in_the_name_of_another(session: Session, server: AuthServer) -> None:
    await session.sign_in(ADA, PASSWORD)
    of_ada = session.workspace
    await session.sign_in(BOB, PASSWORD)
    before = len(server.asked)
    with pytest.raises(NotSignedIn):
        await session.call(rows, workspace=of_ada)
    assert len(server.asked) == before
    assert await session.call(rows, workspace=session.workspace)


async def test_a_call_under_way_at_sign_out_does_not_go_on_as_somebody_else(
    session: Session, server: AuthServer
) -> None:
    await session.sign_in(ADA, PASSWORD)
    is_half = asyncio.Event()
    goes_on = asyncio.Event()

    async def two_requests(team: object) -> object:
        await rows(team)  # pyright: ignore[reportArgumentType]
        is_half.set()
        await goes_on.wait()
        return await rows(team)  # pyright: ignore[reportArgumentType]

    call = asyncio.ensure_future(session.call(two_requests))
    await is_half.wait()
    await session.sign_in(BOB, PASSWORD)
    goes_on.set()
    with pytest.raises(NotSignedIn):
        await call


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [(ADA, "wrong", "don’t match"), ("nobody@example.org", PASSWORD, "don’t match")],
)
async def test_a_wrong_password_is_told_in_plain_words(session: Session, email: str, password: str, words: str) -> None:
    with pytest.raises(AccountRefused) as caught:
        await session.sign_in(email, password)
    assert words in caught.value.sentence
    assert isinstance(session.state, SignedOut)


@pytest.mark.parametrize(
    "fault",
    [DROP, BAD_GATEWAY, SERVER_ERROR, PORTAL, Fault(200, "<html>hotel</html>"), Fault(404, "<html>no</html>")],
    ids=["drop", "502", "500", "portal", "html", "404"],
)
async def test_what_is_no_answer_of_a_project_is_told_as_trouble_of_the_network(
    session: Session, server: AuthServer, fault: Fault
) -> None:
    server.plan(fault)
    with pytest.raises(TeamUnreachable) as caught:
        await session.sign_in(ADA, PASSWORD)
    assert caught.value.next_step
    assert isinstance(session.state, SignedOut)
    await session.sign_in(ADA, PASSWORD)
    assert isinstance(session.state, SignedIn)


async def test_too_many_mails_and_tries_are_told(session: Session, server: AuthServer) -> None:
    server.plan(Fault(429, {"code": "over_email_send_rate_limit", "message": "For security purposes"}))
    with pytest.raises(AccountRefused, match="moment ago"):
        await session.send_code(ADA)
    server.plan(Fault(429, {"code": "over_request_rate_limit", "message": "Too many"}))
    with pytest.raises(AccountRefused, match="too many tries"):
        await session.sign_in(ADA, PASSWORD)


# new accounts


async def test_a_new_account_is_signed_in_at_once_where_the_project_confirms_nothing(session: Session) -> None:
    await session.sign_up("new@example.org", NEW_PASSWORD)
    assert isinstance(session.state, SignedIn)


async def test_a_new_account_waits_for_its_mail_where_the_project_confirms(tmp_path: Path, ring: MemoryRing) -> None:
    async with AuthServer(confirms=True) as server, open_session(tmp_path, server, ring) as session:
        await session.sign_up("new@example.org", NEW_PASSWORD)
        state = session.state
        assert isinstance(state, Confirming)
        assert state.email == "new@example.org"
        with pytest.raises(AccountRefused, match="not confirmed"):
            await session.sign_in("new@example.org", NEW_PASSWORD)
        await session.resend_confirmation()
        assert server.mails == [("signup", "new@example.org"), ("resend", "new@example.org")]
        server.users["new@example.org"].is_confirmed = True
        await session.sign_in("new@example.org", NEW_PASSWORD)
        assert isinstance(session.state, SignedIn)


async def test_a_new_account_can_be_refused(session: Session) -> None:
    with pytest.raises(AccountRefused, match="too short"):
        await session.sign_up("new@example.org", "123")
    with pytest.raises(AccountRefused, match="There is already an account"):
        await session.sign_up(ADA, NEW_PASSWORD)


# a forgotten password


async def test_a_forgotten_password_is_set_anew_with_the_code_of_the_mail(session: Session, server: AuthServer) -> None:
    await session.send_code(ADA)
    assert server.mails == [("recover", ADA)]
    assert isinstance(session.state, Recovering)
    await session.set_new_password(f" {MAIL_CODE[:3]} {MAIL_CODE[3:]} ", NEW_PASSWORD)
    assert isinstance(session.state, SignedIn)
    assert server.users[ADA].password == NEW_PASSWORD
    assert await session.call(rows)


async def test_a_password_that_is_refused_does_not_cost_another_code(session: Session, server: AuthServer) -> None:
    await session.send_code(ADA)
    with pytest.raises(AccountRefused, match="code is not right"):
        await session.set_new_password("000000", NEW_PASSWORD)
    for refused in ("123", PASSWORD):
        with pytest.raises(AccountRefused):
            await session.set_new_password(MAIL_CODE, refused)
        state = session.state
        assert isinstance(state, Recovering)
        assert state.is_verified
    await session.set_new_password("", NEW_PASSWORD)
    assert isinstance(session.state, SignedIn)
    assert server.count("POST", "/auth/v1/verify") == 2


async def test_an_unknown_address_is_told_nothing(session: Session, server: AuthServer) -> None:
    await session.send_code("nobody@example.org")
    assert isinstance(session.state, Recovering)
    assert server.mails == []
    await session.start_over()
    assert isinstance(session.state, SignedOut)


async def test_a_password_forgotten_after_the_session_ended_keeps_the_work_on_screen(
    session: Session, server: AuthServer
) -> None:
    await session.sign_in(ADA, PASSWORD)
    workspace = session.workspace
    server.end_sessions()
    await session.try_again()
    await became(session, lambda state: isinstance(state, Expired))
    await session.send_code(ADA)
    assert session.workspace == workspace
    await session.start_over()
    assert isinstance(session.state, Expired)
    assert session.workspace == workspace


# the project


async def test_without_a_project_nothing_can_be_signed_in_to(
    tmp_path: Path, server: AuthServer, ring: MemoryRing
) -> None:
    async with open_session(tmp_path, TeamEnvironment(), ring) as session:
        assert session.state == NotConnected()
        with pytest.raises(NotSignedIn, match="not connected"):
            await session.sign_in(ADA, PASSWORD)


async def test_a_project_is_connected_once_and_remembered(tmp_path: Path, server: AuthServer, ring: MemoryRing) -> None:
    async with open_session(tmp_path, TeamEnvironment(), ring) as session:
        await session.connect(f"{server.url}/", KEY, "wtfigure team")
        assert isinstance(session.state, SignedOut)
        await session.sign_in(ADA, PASSWORD)
    async with open_session(tmp_path, TeamEnvironment(), ring) as session:
        assert isinstance(await session.restore(), SignedIn)
        assert session.state.project.label == "wtfigure team"  # pyright: ignore[reportAttributeAccessIssue]
        await session.disconnect()
        assert session.state == NotConnected()
        assert ring.kept == {}
    async with open_session(tmp_path, TeamEnvironment(), ring) as session:
        assert session.state == NotConnected()


async def test_another_project_signs_out_of_the_first(tmp_path: Path, server: AuthServer, ring: MemoryRing) -> None:
    async with AuthServer() as other, open_session(tmp_path, TeamEnvironment(), ring) as session:
        await session.connect(server.url, KEY)
        await session.sign_in(ADA, PASSWORD)
        await session.connect(other.url, KEY)
        state = session.state
        assert isinstance(state, SignedOut)
        assert state.project.url == other.url
        assert server.open_sessions == []
        assert ring.kept == {}


async def test_a_project_that_does_not_know_the_key_or_is_none_is_not_connected(
    tmp_path: Path, server: AuthServer, ring: MemoryRing
) -> None:
    async with open_session(tmp_path, TeamEnvironment(), ring) as session:
        with pytest.raises(AccountRefused, match="does not know the studio’s key"):
            await session.connect(server.url, "sb_publishable_of_somebody_else")
        for fault in (DROP, BAD_GATEWAY, Fault(200, "<html>hello</html>")):
            server.plan(fault)
            with pytest.raises(TeamUnreachable):
                await session.connect(server.url, KEY)
        assert session.state == NotConnected()


async def test_a_secret_key_of_the_environment_is_not_used_and_said(
    tmp_path: Path, server: AuthServer, ring: MemoryRing
) -> None:
    secret = TeamEnvironment(server.url, "sb_secret_0123456789abcdef")
    async with open_session(tmp_path, secret, ring) as session:
        state = session.state
        assert isinstance(state, NotConnected)
        assert "secret key" in state.notice
        assert "0123456789abcdef" not in state.notice
        with pytest.raises(SettingsError, match="environment"):
            await session.connect(server.url, KEY)


# what is asked of the team


async def test_a_redirect_is_not_followed_with_the_token(session: Session, server: AuthServer) -> None:
    async with AuthServer() as elsewhere:
        await session.sign_in(ADA, PASSWORD)
        server.plan(Fault(307, "", {"location": f"{elsewhere.url}/rest/v1/prompts"}))
        with pytest.raises(TeamUnreachable, match="not the team’s server"):
            await session.call(rows)
        assert elsewhere.asked == []


async def test_trouble_of_the_server_is_a_pause_and_a_refusal_is_none(
    session: Session, server: AuthServer, clock: Clock
) -> None:
    clock.may_sleep.clear()
    await session.sign_in(ADA, PASSWORD)
    for fault in (DROP, BAD_GATEWAY, SERVER_ERROR, Fault(200, "<html>hello</html>")):
        server.plan(fault)
        with pytest.raises(TeamUnreachable):
            await session.call(rows)
    server.plan(Fault(429, {}, {"retry-after": "7"}))
    with pytest.raises(TeamUnreachable) as caught:
        await session.call(rows)
    assert caught.value.retry_after == 7
    server.plan(Fault(403, {"code": "42501", "message": "new row violates row-level security policy"}))
    with pytest.raises(TeamRefused) as refused:
        await session.call(rows)
    assert refused.value.code == "42501"


async def test_a_function_speaks_for_itself(session: Session, server: AuthServer) -> None:
    await session.sign_in(ADA, PASSWORD)
    server.plan(Fault(429, {"error": {"code": "limit"}}), Fault(502, {"error": {"code": "openai"}}))
    for status in (429, 502):
        answer = await session.call(asking("/functions/v1/static-image-generator"))
        assert answer.status_code == status
        assert "code" in answer.json()["error"]


async def test_no_token_is_in_any_log_or_file(
    tmp_path: Path, server: AuthServer, ring: MemoryRing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock = Clock()
    clock.may_sleep.clear()
    shown: list[str] = []
    async with open_session(tmp_path, server, ring, clock) as session:
        session.listen(lambda state: shown.append(repr(state)))
        await session.sign_in(ADA, PASSWORD)
        for fault in (DROP, SERVER_ERROR, Fault(400, {"message": server.tokens[0]})):
            clock.now += 4000
            server.plan(fault)
            try:
                await session.call(rows)
            except TeamUnreachable as error:
                logging.getLogger("test").exception("It failed")
                shown.append(repr(error))
        shown += [repr(session.__dict__), repr(session._presence.__dict__), repr(session._presence.login.__dict__)]
    files = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()]
    assert "httpcore" in caplog.text, "the log of the HTTP client was heard"
    for text in (*shown, *files, caplog.text):
        assert PASSWORD not in text
        for token in server.tokens:
            assert token not in text
