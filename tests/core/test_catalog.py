from datetime import UTC, datetime

import pytest

from studio.core.catalog import Catalog, Entry, Kind, entry_from_json, renewed
from studio.core.catalog_access import access_in
from studio.core.errors import CatalogError, StudioError
from studio.core.project import Project
from studio.core.session import Account, Expired, NotConnected, Offline, Role, SessionState, SignedIn

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROJECT = Project("https://abcdefghij.supabase.co", "sb_publishable_0123456789", "a team")
ADMIN = Account("6a9b1c1e-0000-4000-8000-000000000000", "ada@example.org", Role.ADMIN)
ARTIST = Account("7b9b1c1e-0000-4000-8000-000000000000", "ben@example.org", Role.ARTIST)


def entry(entry_id: int, name: str | None, kind: Kind = Kind.THEMES) -> Entry:
    return Entry(kind, entry_id, name, {"palette": ["mint"]}, NOW)


CATALOG = Catalog(
    (
        entry(1, "Neon Arcade"),
        entry(2, "Twice"),
        entry(3, "Twice"),
        entry(4, None),
        entry(5, "1"),
        entry(1, "A", Kind.PROMPTS),
    )
)


def test_an_entry_is_found_by_name_or_id() -> None:
    assert CATALOG.find(Kind.THEMES, "Neon Arcade").id == 1
    assert CATALOG.find(Kind.THEMES, "neon arcade").id == 1
    assert CATALOG.find(Kind.THEMES, 4).id == 4
    assert CATALOG.find(Kind.THEMES, "4").id == 4


def test_a_name_of_digits_comes_before_an_id() -> None:
    assert CATALOG.find(Kind.THEMES, "1").id == 5


def test_two_matches_are_refused_with_both_ids() -> None:
    with pytest.raises(CatalogError) as refused:
        CATALOG.find(Kind.THEMES, "Twice")
    assert "2 and 3" in refused.value.next_step


def test_no_match_is_refused_with_what_there_is() -> None:
    with pytest.raises(CatalogError) as refused:
        CATALOG.find(Kind.THEMES, "Moon Base")
    assert "Moon Base" in refused.value.sentence
    assert "Neon Arcade" in refused.value.next_step


def test_kinds_do_not_mix() -> None:
    assert CATALOG.get(Kind.PROMPTS, 1) == entry(1, "A", Kind.PROMPTS)
    assert CATALOG.get(Kind.RARITY, 1) is None


def test_a_row_without_a_name_has_a_label() -> None:
    assert CATALOG.find(Kind.THEMES, 4).label == "Theme 4"


@pytest.mark.parametrize("value", [None, "text", 7, [1], {"deep": {"er": None}}])
def test_an_entry_survives_json_whatever_its_value(value: object) -> None:
    row = Entry(Kind.RARITY, 9, None, value, NOW, NOW)
    assert entry_from_json(row.to_json()) == row


@pytest.mark.parametrize("broken", [[], "x", {}, {"kind": "themes"}, {**entry(1, "a").to_json(), "id": "1"}])
def test_a_broken_entry_is_refused(broken: object) -> None:
    with pytest.raises(StudioError):
        entry_from_json(broken)


def test_details_of_any_shape_are_asked_safely() -> None:
    assert Entry(Kind.THEMES, 1, "a", [1, 2], NOW).detail("palette") is None
    assert Entry(Kind.THEMES, 1, "a", None, NOW).detail("palette") is None


def test_what_is_read_anew_and_says_the_same_stays_the_same_object() -> None:
    again = Catalog(tuple(Entry(one.kind, one.id, one.name, one.value, one.created_at) for one in CATALOG.entries))
    assert renewed(CATALOG, again) is CATALOG
    other = Catalog((*again.entries[:-1], entry(1, "B", Kind.PROMPTS)))
    now = renewed(CATALOG, other)
    assert now == other
    assert all(one is known for one, known in zip(now.entries[:-1], CATALOG.entries, strict=False))


def test_true_is_not_taken_for_one_where_a_row_has_no_stamp() -> None:
    known = Catalog((Entry(Kind.THEMES, 1, "a", {"glow": 1}, NOW),))
    read = Catalog((Entry(Kind.THEMES, 1, "a", {"glow": True}, NOW),))
    assert renewed(known, read).entries[0].detail("glow") is True


@pytest.mark.parametrize(
    ("state", "words", "may_edit", "waits_for"),
    [
        (NotConnected(), "This computer", True, ""),
        (SignedIn(PROJECT, ADMIN, is_kept=True), "Admin", True, ""),
        (SignedIn(PROJECT, ARTIST, is_kept=True), "Artist", False, ""),
        (Offline(PROJECT, ADMIN, is_kept=True), "Admin", True, "until the team can be reached"),
        (Expired(PROJECT, ADMIN), "Admin", True, "until you sign in again"),
    ],
)
def test_who_may_edit_follows_from_the_session(state: SessionState, words: str, may_edit: bool, waits_for: str) -> None:
    access = access_in(state)
    assert (access.words, access.may_edit, access.waits_for) == (words, may_edit, waits_for)
    assert bool(access.reasons) is not may_edit
