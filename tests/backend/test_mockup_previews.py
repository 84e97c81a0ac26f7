"""Mock-ups beside the editor: small, alike but for the entry, kept for a while, and ended when nobody waits for them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest_asyncio

from studio.backend.engines.mockup.previews import MOST_KEPT, MockupPreviews
from studio.core.entry_effects import Subject
from studio.core.entry_mockups import PREVIEW_SIZE, SEED, mockup_recipe
from studio.core.prompt.model import PromptInput
from tests.backend.libraries import PROMPT, RARITY, THEME

RESOURCES = Path(__file__).parents[2] / "resources"
SUBJECT = Subject(PromptInput("A gardener knight", "SIR COMPOST", "", THEME, RARITY), PROMPT, "Sir Compost")
CALM = replace(THEME, value={"colors": ["#102030", "#405060", "#708090"]})


@pytest_asyncio.fixture
async def previews() -> AsyncIterator[MockupPreviews]:
    previews = MockupPreviews(RESOURCES)
    yield previews
    await previews.close()


async def test_a_preview_is_a_small_picture_drawn_once(previews: MockupPreviews) -> None:
    recipe = mockup_recipe(SUBJECT, THEME)
    first = await previews.preview(recipe, SEED)
    assert first.startswith(b"\x89PNG")
    assert int.from_bytes(first[16:20]) == PREVIEW_SIZE.width
    await previews.close()
    assert await previews.preview(recipe, SEED) is first, "without a child that could draw it"
    later = mockup_recipe(SUBJECT, replace(THEME, updated_at=None))
    assert await previews.preview(later, SEED) is first, "when it was written makes no other picture"


async def test_another_entry_gives_another_picture_and_the_same_chance(previews: MockupPreviews) -> None:
    live, draft = mockup_recipe(SUBJECT, THEME), mockup_recipe(SUBJECT, CALM)
    assert replace(draft, theme=None) == replace(live, theme=None)
    assert await previews.preview(live, SEED) != await previews.preview(draft, SEED)
    assert await previews.preview(live, "another chance") != await previews.preview(live, SEED)


async def test_cancelling_ends_the_drawing(previews: MockupPreviews) -> None:
    await previews.preview(mockup_recipe(SUBJECT, THEME), SEED)
    child = previews.child_pid
    assert child is not None
    drawing = asyncio.create_task(previews.preview(replace(mockup_recipe(SUBJECT, CALM), variation=3), SEED))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    drawing.cancel()
    await asyncio.wait([drawing])
    assert drawing.cancelled()
    assert not psutil.pid_exists(child) or previews.child_pid != child
    assert await previews.preview(mockup_recipe(SUBJECT, CALM), SEED), "and the next one is drawn"


async def test_only_so_many_are_kept(previews: MockupPreviews) -> None:
    previews._kept.update({str(number): b"" for number in range(MOST_KEPT + 5)})
    await previews.preview(mockup_recipe(SUBJECT, THEME), SEED)
    assert len(previews._kept) == MOST_KEPT
