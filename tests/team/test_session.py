"""The session against a real Supabase-compatible server; the same tests keep the stand-in of the fault tests honest."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from studio.backend.environment import TeamEnvironment
from studio.backend.session import Session
from studio.backend.vault import Secret
from studio.core.errors import AccountRefused, NotSignedIn, TeamRefused
from studio.core.session import Confirming, Expired, Recovering, Role, SignedIn, SignedOut, account_of
from tests.backend.sessions import ADA, BOB, MemoryRing, asking, open_session
from tests.servers.auth_server import KEY, AuthServer
from tests.servers.team import PASSWORD, Team

NEW_PASSWORD = "battery staple 9"  # noqa: S105 - of the test server


class Place(Protocol):
    """A project to sign in to, whoever runs it."""

    is_real: bool
    url: str
    key: str

    def add(self, email: str, role: str | None = None) -> str:
        """An account with PASSWORD; returns its id."""
        ...

    def set_role(self, user_id: str, role: str | None) -> None:
        """The owner of the project gives another role."""
        ...

    def code(self, email: str) -> str:
        """The code in the newest mail."""
        ...

    def confirm(self, email: str) -> None:
        """The person opens the link in the mail."""
        ...

    def expired_token(self, user_id: str) -> str:
        """An access token of an hour ago."""
        ...


class RealPlace:
    """The test stack."""

    is_real = True

    def __init__(self, team: Team) -> None:
        self._team = team
        self.url, self.key = team.url, team.anon_key

    def add(self, email: str, role: str | None = None) -> str:
        return self._team.make_user(email, role).id

    def set_role(self, user_id: str, role: str | None) -> None:
        self._team.set_role(user_id, role)

    def code(self, email: str) -> str:
        found = re.search(r"\b\d{6}\b", self._team.mails(email)[-1]["text"] or self._team.mails(email)[-1]["html"])
        assert found, self._team.mails(email)
        return found[0]

    def confirm(self, email: str) -> None:
        self._team.sql("update auth.users set email_confirmed_at = now() where email = $1", email)

    def expired_token(self, user_id: str) -> str:
        return self._team.token(user_id, seconds=-3600)


class StandIn:
    """The server of the fault tests."""

    is_real = False

    def __init__(self, server: AuthServer) -> None:
        self._server = server
        self.url, self.key = server.url, KEY

    def add(self, email: str, role: str | None = None) -> str:
        return self._server.add(email, PASSWORD, role=role or "").id

    def set_role(self, user_id: str, role: str | None) -> None:
        next(user for user in self._server.users.values() if user.id == user_id).role = role or ""

    def code(self, email: str) -> str:
        return self._server.users[email].code

    def confirm(self, email: str) -> None:
        self._server.users[email].is_confirmed = True

    def expired_token(self, user_id: str) -> str:
        return "expired"


@contextmanager
def _real(team: Team, *, confirms: bool) -> Iterator[RealPlace]:
    if not confirms:
        yield RealPlace(team)
        return
    with team.configured(auth__email__enable_confirmations=True) as other:
        yield RealPlace(other)


@pytest_asyncio.fixture(params=["stand-in", "real"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    """One project and the other; `confirms` in the test's name asks for mail to be confirmed."""
    confirms = "confirmed" in request.node.name
    if request.param == "real":
        with _real(request.getfixturevalue("team"), confirms=confirms) as place:
            yield place
    else:
        async with AuthServer(confirms=confirms) as server:
            yield StandIn(server)


@pytest_asyncio.fixture
async def session(tmp_path: Path, place: Place) -> AsyncIterator[Session]:
    async with _opened(tmp_path, place, MemoryRing()) as session:
        yield session


def _opened(root: Path, place: Place, ring: MemoryRing) -> AbstractAsyncContextManager[Session]:
    return open_session(root, TeamEnvironment(place.url, place.key), ring)


async def test_an_admin_and_an_artist_sign_in_with_their_roles(session: Session, place: Place) -> None:
    ada, bob = place.add(ADA, "admin"), place.add(BOB)
    for email, user_id, role in ((ADA, ada, Role.ADMIN), (BOB, bob, Role.ARTIST)):
        await session.sign_in(email, PASSWORD)
        account = account_of(session.state)
        assert account is not None
        assert (account.id, account.email, account.role) == (user_id, email, role)
        assert (await session.call(asking("/rest/v1/prompts?select=id"))).status_code == 200


@pytest.mark.parametrize(("email", "password"), [(ADA, "wrong password"), ("nobody@example.org", PASSWORD)])
async def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    session: Session, place: Place, email: str, password: str
) -> None:
    place.add(ADA)
    with pytest.raises(AccountRefused) as caught:
        await session.sign_in(email, password)
    assert caught.value.code == "invalid_credentials"


async def test_a_key_of_another_project_is_told(tmp_path: Path, place: Place) -> None:
    async with open_session(tmp_path, TeamEnvironment(), MemoryRing()) as session:
        with pytest.raises(AccountRefused) as caught:
            await session.connect(place.url, "sb_publishable_of_another_project_00")
        assert caught.value.code == "bad_key"
        await session.connect(place.url, place.key)
        assert isinstance(session.state, SignedOut)


async def test_the_session_comes_back_and_each_start_has_another_token(tmp_path: Path, place: Place) -> None:
    place.add(ADA)
    ring = MemoryRing()
    async with _opened(tmp_path, place, ring) as session:
        await session.sign_in(ADA, PASSWORD)
    for _ in range(3):
        async with _opened(tmp_path, place, ring) as session:
            assert isinstance(await session.restore(), SignedIn)
    assert len(set(ring.written)) == 4
    assert all(len(token) < 1200 for token in ring.written)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/rest/v1/prompts?select=id", None),
        ("/storage/v1/object/list/figures", {"prefix": "", "limit": 9, "offset": 0}),
    ],
    ids=["rows", "storage"],
)
async def test_an_expired_token_is_refreshed_once_for_all_who_wait(
    session: Session, place: Place, path: str, body: object
) -> None:
    user_id = place.add(ADA)
    await session.sign_in(ADA, PASSWORD)
    login = session._presence.login
    assert login is not None
    refreshed: list[str] = []
    refresh = login._accounts.refresh

    async def counted(token: Secret) -> object:
        refreshed.append(token.reveal())
        return await refresh(token)

    login._accounts.refresh = counted  # pyright: ignore[reportAttributeAccessIssue]
    login._access = Secret(place.expired_token(user_id))
    answers = await asyncio.gather(*(session.call(asking(path, body)) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(refreshed) == 1


async def test_a_role_that_is_given_or_taken_counts_from_the_next_refresh(session: Session, place: Place) -> None:
    user_id = place.add(ADA)
    await session.sign_in(ADA, PASSWORD)
    for role in ("admin", None):
        place.set_role(user_id, role)
        await session.try_again()
        account = account_of(session.state)
        assert account is not None
        assert account.role is (Role.ADMIN if role else Role.ARTIST)


async def test_a_session_that_was_ended_on_the_server_asks_for_a_sign_in(tmp_path: Path, place: Place) -> None:
    place.add(ADA)
    ring = MemoryRing()
    async with _opened(tmp_path, place, ring) as session:
        await session.sign_in(ADA, PASSWORD)
        spent = dict(ring.kept)
        await session.sign_out()
        assert isinstance(session.state, SignedOut)
        await session.sign_in(ADA, PASSWORD)
        ring.kept.update(spent)
        login = session._presence.login
        assert login is not None
        login._refresh = Secret(next(iter(spent.values())))
        login._access = None
        with pytest.raises(NotSignedIn):
            await session.call(asking("/rest/v1/prompts"))
        assert isinstance(session.state, Expired)


async def test_new_accounts_are_made_or_refused_in_plain_words(session: Session, place: Place) -> None:
    place.add(ADA)
    with pytest.raises(AccountRefused) as caught:
        await session.sign_up(ADA, NEW_PASSWORD)
    assert caught.value.code == "user_already_exists"
    with pytest.raises(AccountRefused) as caught:
        await session.sign_up(BOB, "123")
    assert caught.value.code == "weak_password"
    await session.sign_up(BOB, NEW_PASSWORD)
    account = account_of(session.state)
    assert account is not None
    assert (account.email, account.role) == (BOB, Role.ARTIST)


async def test_a_new_account_waits_until_its_address_is_confirmed(session: Session, place: Place) -> None:
    await session.sign_up(BOB, NEW_PASSWORD)
    assert isinstance(session.state, Confirming)
    with pytest.raises(AccountRefused) as caught:
        await session.sign_in(BOB, NEW_PASSWORD)
    assert caught.value.code == "email_not_confirmed"
    place.confirm(BOB)
    await session.sign_in(BOB, NEW_PASSWORD)
    assert isinstance(session.state, SignedIn)


async def test_a_forgotten_password_is_set_with_the_code_of_the_mail(session: Session, place: Place) -> None:
    place.add(ADA)
    await session.send_code(ADA)
    with pytest.raises(AccountRefused) as caught:
        await session.set_new_password("000000", NEW_PASSWORD)
    assert caught.value.code == "otp_expired"
    with pytest.raises(AccountRefused) as caught:
        await session.set_new_password(place.code(ADA), "123")
    assert caught.value.code == "weak_password"
    state = session.state
    assert isinstance(state, Recovering)
    assert state.is_verified
    await session.set_new_password("", NEW_PASSWORD)
    assert isinstance(session.state, SignedIn)
    await session.sign_out()
    with pytest.raises(AccountRefused):
        await session.sign_in(ADA, PASSWORD)
    await session.sign_in(ADA, NEW_PASSWORD)


async def test_a_code_for_an_unknown_address_says_nothing(session: Session) -> None:
    await session.send_code("nobody@example.org")
    assert isinstance(session.state, Recovering)


async def test_what_the_rules_forbid_is_refused_and_not_repeated(session: Session, place: Place) -> None:
    if not place.is_real:
        return  # only a database has rules
    place.add(BOB)
    await session.sign_in(BOB, PASSWORD)

    async def insert(team: object) -> object:
        return await team.client.table("prompts").insert({"name": "x", "template": "y"}).execute()  # pyright: ignore[reportAttributeAccessIssue]

    with pytest.raises(TeamRefused) as caught:
        await session.call(insert)
    assert caught.value.code == "42501"

    async def upload(team: object) -> object:
        bucket = team.client.storage.from_("figures")  # pyright: ignore[reportAttributeAccessIssue]
        return await bucket.upload("somebody/else.png", b"\x89PNG", {"content-type": "image/png"})

    with pytest.raises(TeamRefused) as caught:
        await session.call(upload)
    assert caught.value.status == 403
