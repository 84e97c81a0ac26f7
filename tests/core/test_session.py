import itertools

import pytest

from studio.core.figure import THIS_COMPUTER
from studio.core.project import Project
from studio.core.session import (
    Account,
    Confirming,
    Expired,
    NotConnected,
    Offline,
    Recovering,
    Restoring,
    Role,
    SessionState,
    SignedIn,
    SignedOut,
    account_of,
    may_follow,
    project_of,
    workspace_of,
)

PROJECT = Project("https://abcdefghij.supabase.co", "sb_publishable_x")
ADA = Account("6a9b", "ada.lovelace@example.org")
STATES: tuple[SessionState, ...] = (
    NotConnected(),
    SignedOut(PROJECT),
    Restoring(PROJECT, ADA),
    SignedIn(PROJECT, ADA, is_kept=True),
    Offline(PROJECT, ADA, is_kept=True),
    Expired(PROJECT, ADA),
    Confirming(PROJECT, ADA.email),
    Recovering(PROJECT, ADA.email, ADA),
)


def test_the_workspace_is_the_accounts_while_its_work_is_on_screen() -> None:
    own = "abcdefghij.supabase.co/6a9b"
    assert [workspace_of(state) for state in STATES] == [
        THIS_COMPUTER, THIS_COMPUTER, own, own, own, own, THIS_COMPUTER, own,
    ]  # fmt: skip
    assert [account_of(state) for state in STATES] == [None, None, ADA, ADA, ADA, ADA, None, ADA]
    assert [project_of(state) for state in STATES] == [None, *[PROJECT] * 7]


def test_from_everywhere_one_can_sign_out_and_disconnect() -> None:
    for state in STATES:
        assert may_follow(state, SignedOut(PROJECT))
        assert may_follow(state, NotConnected())


def test_nothing_but_a_sign_in_or_a_start_leads_to_an_account() -> None:
    led = {
        (type(before).__name__, type(after).__name__)
        for before, after in itertools.product(STATES, STATES)
        if account_of(before) is None and account_of(after) is not None and may_follow(before, after)
    }
    assert led == {
        ("NotConnected", "Restoring"), ("SignedOut", "Restoring"), ("SignedOut", "SignedIn"),
        ("SignedOut", "Recovering"), ("Confirming", "Restoring"), ("Confirming", "SignedIn"),
        ("Confirming", "Recovering"), ("Confirming", "Expired"),
    }  # fmt: skip


def test_trouble_of_the_network_never_signs_out() -> None:
    assert may_follow(SignedIn(PROJECT, ADA, is_kept=True), Offline(PROJECT, ADA, is_kept=True))
    assert may_follow(Offline(PROJECT, ADA, is_kept=True), SignedIn(PROJECT, ADA, is_kept=True))
    assert not may_follow(SignedOut(PROJECT), Offline(PROJECT, ADA, is_kept=True))


@pytest.mark.parametrize(
    ("metadata", "role"),
    [
        ({"role": "admin"}, Role.ADMIN),
        ({"role": "Admin"}, Role.ARTIST),
        ({"role": ["admin"]}, Role.ARTIST),
        ({"roles": "admin"}, Role.ARTIST),
        ({}, Role.ARTIST),
        (None, Role.ARTIST),
        ("admin", Role.ARTIST),
    ],
)
def test_only_the_plain_word_admin_makes_an_admin(metadata: object, role: Role) -> None:
    assert Role.of(metadata) is role  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("email", "name"),
    [("ada.lovelace@example.org", "Ada"), ("bob@x", "Bob"), ("ö-1@x", "Ö"), ("", "Account"), ("@x", "Account")],
)
def test_one_word_for_the_rail(email: str, name: str) -> None:
    assert Account("1", email).short_name == name
