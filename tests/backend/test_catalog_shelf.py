"""Publishing, histories, drafts and use of catalog entries in a real library."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.backend.library import Library
from studio.backend.library.shelf import CatalogShelf
from studio.core.catalog import Entry, Kind
from studio.core.catalog_change import CatalogChange, change_of
from studio.core.draft import EntryDraft, EntryStatus, draft_of, same_entry, status_of
from studio.core.edit_history import Field
from studio.core.entry_merge import merge_entry
from studio.core.errors import CatalogConflict
from studio.core.figure import THIS_COMPUTER
from studio.core.json_text import json_equal
from studio.core.text_diff import Change
from tests.backend.libraries import PROMPT, RARITY, THEME, make_figures, open_library


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path) as library:
        yield library


@pytest.fixture
def shelf(library: Library) -> CatalogShelf:
    return CatalogShelf(library)


def edited(entry: Entry, text: str, name: str | None = None) -> EntryDraft:
    draft = draft_of(entry).edited(Field.TEXT, text)
    return draft if name is None else draft.edited(Field.NAME, name)


async def publish(shelf: CatalogShelf, draft: EntryDraft, note: str = "") -> Entry | None:
    return await shelf.publish_entry(THIS_COMPUTER, change_of(draft, str(uuid4()), note))


async def live(library: Library, kind: Kind, entry_id: int) -> Entry | None:
    return (await library.catalog(THIS_COMPUTER)).get(kind, entry_id)


async def test_publishing_writes_the_entry_and_keeps_both_versions(library: Library, shelf: CatalogShelf) -> None:
    typed = '{"palette": ["rose"], "n": 1.50}'
    published = await publish(shelf, edited(THEME, typed, "Rose"), "softer")
    assert published is not None
    assert (published.id, published.name, published.created_at) == (3, "Rose", THEME.created_at)
    assert await live(library, Kind.THEMES, 3) == published
    assert await shelf.kept_text(THIS_COMPUTER, Kind.THEMES, 3) == typed
    newest, first = await shelf.history(THIS_COMPUTER, Kind.THEMES, 3)
    assert (newest.number, newest.note, newest.text) == (2, "softer", typed)
    assert (first.number, first.name) == (1, "Retro Arcade")
    assert first.entry is not None
    assert json_equal(first.entry.value, THEME.value)


async def test_an_entry_that_was_never_published_here_has_its_one_version(shelf: CatalogShelf) -> None:
    (only,) = await shelf.history(THIS_COMPUTER, Kind.PROMPTS, 1)
    assert (only.number, only.text) == (1, PROMPT.value)


async def test_the_same_change_again_answers_as_before(library: Library, shelf: CatalogShelf) -> None:
    change = change_of(edited(THEME, "{}"), "change-1", "")
    first = await shelf.publish_entry(THIS_COMPUTER, change)
    assert await shelf.publish_entry(THIS_COMPUTER, change) == first
    assert len(await shelf.history(THIS_COMPUTER, Kind.THEMES, 3)) == 2
    new = CatalogChange("change-2", Kind.THEMES, None, None, "New", {}, "{}")
    added = await shelf.publish_entry(THIS_COMPUTER, new)
    assert await shelf.publish_entry(THIS_COMPUTER, new) == added
    assert len((await library.catalog(THIS_COMPUTER)).of(Kind.THEMES)) == 2


async def test_who_publishes_second_overwrites_nothing(library: Library, shelf: CatalogShelf) -> None:
    mine, theirs = edited(THEME, '{"mine": 1}'), edited(THEME, '{"theirs": 1}')
    await publish(shelf, theirs)
    with pytest.raises(CatalogConflict):
        await publish(shelf, mine)
    now = await live(library, Kind.THEMES, 3)
    assert now is not None
    assert now.value == {"theirs": 1}
    gone = replace(draft_of(now), is_deletion=True)
    await publish(shelf, gone)
    with pytest.raises(CatalogConflict):
        await publish(shelf, edited(now, "{}"))


async def test_ids_are_never_used_again(library: Library, shelf: CatalogShelf) -> None:
    first = await publish(shelf, EntryDraft(Kind.THEMES, -1, None, "One", "{}"))
    assert first is not None
    assert await publish(shelf, replace(draft_of(first), is_deletion=True)) is None
    assert await live(library, Kind.THEMES, first.id) is None
    second = await publish(shelf, EntryDraft(Kind.THEMES, -1, None, "Two", "{}"))
    assert second is not None
    assert second.id == first.id + 1
    deleted, made = await shelf.history(THIS_COMPUTER, Kind.THEMES, first.id)
    assert (deleted.entry, made.name) == (None, "One")


async def test_rows_with_nulls_are_published_as_they_are(shelf: CatalogShelf) -> None:
    published = await publish(shelf, edited(RARITY, '{"rank": 2}'))
    assert published is not None
    assert (published.name, published.value) == (None, {"rank": 2})


async def test_drafts_survive_closing_the_library(tmp_path: Path) -> None:
    draft = edited(THEME, '{"broken": ', "Né\ud800w")
    async with open_library(tmp_path / "own") as library:
        await CatalogShelf(library).save_draft(THIS_COMPUTER, draft)
        await library.save_draft(THIS_COMPUTER, "create", {"brief": {}})
        await library.save_draft(THIS_COMPUTER, "catalog/themes/99", {"kind": "nonsense"})
    async with open_library(tmp_path / "own") as library:
        shelf = CatalogShelf(library)
        assert await shelf.drafts(THIS_COMPUTER) == (draft,)
        assert await shelf.drafts("another workspace") == ()
        await shelf.drop_draft(THIS_COMPUTER, draft)
        assert await shelf.drafts(THIS_COMPUTER) == ()


async def test_an_edit_that_is_merged_stays_in_the_history(shelf: CatalogShelf) -> None:
    await shelf.set_aside(THIS_COMPUTER, edited(THEME, '{"broken": '), "aside-1", "Before merging")
    aside, first = await shelf.history(THIS_COMPUTER, Kind.THEMES, 3)
    assert (aside.number, aside.text, aside.note) == (None, '{"broken": ', "Before merging")
    assert first.number == 1


async def test_entries_know_their_figures(library: Library, shelf: CatalogShelf) -> None:
    await make_figures(library, "one", "two", "two", "three")
    assert (await shelf.usage(THIS_COMPUTER)).figures == {
        (Kind.PROMPTS, 1): 4,
        (Kind.THEMES, 3): 4,
        (Kind.RARITY, 2): 4,
    }
    recipes = await shelf.recipes(THIS_COMPUTER, Kind.THEMES, 3, 2)
    assert [recipe.subject for recipe in recipes] == ["three", "two"]
    assert await shelf.recipes(THIS_COMPUTER, Kind.THEMES, 99, 2) == ()


async def test_the_impact_of_a_change_is_what_really_comes_out_differently(
    library: Library, shelf: CatalogShelf
) -> None:
    await make_figures(library, "one", "two", "three")
    unseen = replace(PROMPT, name="Renamed")
    seen = replace(PROMPT, value="A figure of {{ subject | replace: 'two', '2' }}")
    assert (await shelf.impact(THIS_COMPUTER, PROMPT, unseen)).different == 0
    impact = await shelf.impact(THIS_COMPUTER, PROMPT, seen)
    assert (impact.figures, impact.looked_at, impact.different, impact.older) == (3, 3, 1, 0)
    await shelf.publish_entry(THIS_COMPUTER, change_of(edited(PROMPT, str(seen.value)), "change", ""))
    assert (await shelf.impact(THIS_COMPUTER, seen, None)).older == 3


async def test_figures_of_an_older_version_are_found_with_what_would_change(
    library: Library, shelf: CatalogShelf
) -> None:
    await make_figures(library, "a gardener", "a baker")
    assert await shelf.older(THIS_COMPUTER, PROMPT, 10) == (), "they were made from what is live"
    now = await publish(shelf, edited(PROMPT, "A small figure of {{ subject }}"))
    assert now is not None
    newest, oldest = await shelf.older(THIS_COMPUTER, now, 10)
    assert [one.figure.recipe.subject for one in (newest, oldest)] == ["a baker", "a gardener"]
    assert [piece.text for piece in newest.pieces if piece.change is Change.ADDED] == ["small "]
    assert len(await shelf.older(THIS_COMPUTER, now, 1)) == 1
    broken = await publish(shelf, edited(now, "{{ theme.details.music }}"))
    assert broken is not None
    (one, _) = await shelf.older(THIS_COMPUTER, broken, 10)
    assert "music" in one.fault


async def test_an_import_keeps_what_was_there_in_the_history(library: Library, shelf: CatalogShelf) -> None:
    await shelf.import_entries(THIS_COMPUTER, [replace(THEME, value={"imported": True})], "Imported")
    newest, first = await shelf.history(THIS_COMPUTER, Kind.THEMES, 3)
    assert (newest.note, first.number) == ("Imported", 1)
    assert first.entry is not None
    assert json_equal(first.entry.value, THEME.value)


KEYS = st.sampled_from(["palette", "n", "mood", "era"])
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["edit", "publish"]), KEYS, st.integers(0, 9)), max_size=14
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_three_editors_interleaved_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, str, int]]
) -> None:
    asyncio.run(_interleave(tmp_path_factory.mktemp("three"), steps))


async def _interleave(folder: Path, steps: list[tuple[int, str, str, int]]) -> None:
    """Each editor has a draft; whoever loses merges and publishes the merge: the last writer of a key wins, nobody else."""
    async with open_library(folder) as library:
        shelf = CatalogShelf(library)
        drafts: dict[int, EntryDraft] = {}
        published: list[object] = []
        for editor, what, key, number in steps:
            now = await live(library, Kind.THEMES, 3)
            assert now is not None
            draft = drafts.get(editor) or draft_of(now)
            if what == "edit":
                drafts[editor] = draft.edited(Field.TEXT, _with(draft.text, key, number))
                continue
            if status_of(now, draft) is EntryStatus.CONFLICT:
                with pytest.raises(CatalogConflict):
                    await publish(shelf, draft)
                merge = merge_entry(draft, now)
                draft = merge.decided({one.key: one.theirs for one in merge.conflicts})
            after = await publish(shelf, draft)
            assert after is not None
            published.append(after.value)
            drafts.pop(editor, None)
            assert same_entry(await live(library, Kind.THEMES, 3), after)
        versions = await shelf.history(THIS_COMPUTER, Kind.THEMES, 3)
        kept = [version.entry.value for version in reversed(versions) if version.entry]
        assert kept[1:] == published or not published


def _with(text: str, key: str, number: int) -> str:
    from studio.core.json_document import JsonDocument

    return JsonDocument.of(text).put((key,), number).text
