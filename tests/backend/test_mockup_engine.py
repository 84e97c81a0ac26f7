import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from studio.backend.engines.mockup import MockupEngine
from studio.backend.engines.mockup.child import child_command, child_environment
from studio.core.errors import EngineError
from studio.core.job import Progress
from studio.core.ports.engines import EngineReceipt
from studio.core.recipe import PictureFormat, Recipe, Reference, Size
from tests.backend.mockup_recipes import recipe, theme

RESOURCES = Path(__file__).parents[2] / "resources"
SMALL = Size(120, 180)
LARGE = Size(2048, 3072)


class Sink:
    def __init__(self) -> None:
        self.data = b""

    async def write(self, data: bytes) -> None:
        self.data += data


class Pictures:
    """The engine and what it was told to make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = MockupEngine(RESOURCES, lambda reference: folder / reference.name)
        self.progress = list[Progress]()
        self.is_drawing = asyncio.Event()
        self.receipt = EngineReceipt()

    def hear(self, progress: Progress) -> None:
        self.progress.append(progress)
        if progress.preview:
            self.is_drawing.set()

    async def make(self, one: Recipe) -> bytes:
        sink = Sink()
        self.receipt = await self.engine.make(one, sink, self.hear)
        return sink.data


@pytest.fixture
async def pictures(tmp_path: Path) -> AsyncIterator[Pictures]:
    made = Pictures(tmp_path)
    yield made
    await made.engine.close()


def small(name: str = "Ada", **more: object) -> Recipe:
    return recipe(name=name, size=SMALL, **more)  # pyright: ignore[reportArgumentType]  named freely by tests


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def test_a_preview_of_512_px_comes_before_the_whole_picture(pictures: Pictures) -> None:
    data = await pictures.make(recipe(size=Size(600, 900)))
    assert opened(data).size == (600, 900)
    previews = [progress.preview for progress in pictures.progress if progress.preview]
    assert [opened(preview).size for preview in previews] == [(341, 512)]
    fractions = [progress.fraction for progress in pictures.progress]
    assert fractions == sorted(fractions, key=lambda fraction: fraction or 0)
    assert pictures.receipt == EngineReceipt(model="mockup-1", cost=Decimal(0))


async def test_equal_recipes_give_equal_bytes_from_two_children_and_another_variation_another_picture(
    pictures: Pictures, tmp_path: Path
) -> None:
    other = Pictures(tmp_path)
    try:
        assert await pictures.make(small()) == await other.make(small()) == await pictures.make(small())
        assert pictures.engine.child_pid != other.engine.child_pid
        assert await pictures.make(small(variation=1)) != await other.make(small())
    finally:
        await other.engine.close()


@pytest.mark.parametrize(
    ("kind", "name"), [(PictureFormat.PNG, "PNG"), (PictureFormat.WEBP, "WEBP"), (PictureFormat.JPEG, "JPEG")]
)
async def test_the_picture_has_the_format_of_the_recipe(pictures: Pictures, kind: PictureFormat, name: str) -> None:
    image = opened(await pictures.make(small(format=kind, background="transparent")))
    assert image.format == name
    assert image.size == (SMALL.width, SMALL.height)


async def test_the_first_reference_is_seen_in_the_window(pictures: Pictures, tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), (255, 0, 0)).save(tmp_path / "red.png")
    reference = Reference("0" * 64, "red.png", PictureFormat.PNG, 300, 300)
    image = opened(await pictures.make(small(references=(reference,)))).convert("RGB")
    middle = image.crop((45, 80, 55, 100)).tobytes()
    assert min(middle[0::3]) > 150
    assert max(middle[1::3] + middle[2::3]) < 110


async def test_a_broken_reference_and_a_name_nobody_can_draw_are_refused_and_the_next_picture_is_made(
    pictures: Pictures, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG but no more")
    reference = Reference("0" * 64, "broken.png", PictureFormat.PNG, 300, 300)
    with pytest.raises(EngineError, match="reference picture cannot be read"):
        await pictures.make(small(references=(reference,)))
    with pytest.raises(EngineError, match="No font on this computer can draw “\U0001fadf”"):
        await pictures.make(small(name="\U0001fadf"))
    assert opened(await pictures.make(small())).size == (SMALL.width, SMALL.height)


async def test_an_emoji_in_the_name_is_left_out_with_a_note(pictures: Pictures) -> None:
    await pictures.make(small(name="Ada \U0001fadf"))
    assert pictures.receipt.parameters == {"notes": ["Left out what no font on this computer can draw: \U0001fadf"]}


async def test_cancelling_ends_the_childs_work_before_it_returns(pictures: Pictures) -> None:
    task = asyncio.ensure_future(pictures.make(recipe(size=LARGE)))
    await pictures.is_drawing.wait()
    pid = pictures.engine.child_pid
    assert pid is not None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert opened(await pictures.make(small())).size == (SMALL.width, SMALL.height)


async def test_a_waiting_picture_may_be_cancelled_without_harm_to_the_one_being_drawn(pictures: Pictures) -> None:
    first = asyncio.ensure_future(pictures.make(recipe(size=Size(400, 600))))
    second = asyncio.ensure_future(pictures.make(small()))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert opened(await first).size == (400, 600)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
async def test_a_child_that_is_killed_while_it_draws_is_told_in_a_sentence_and_replaced(
    pictures: Pictures, stop: int
) -> None:
    task = asyncio.ensure_future(pictures.make(recipe(size=LARGE)))
    await pictures.is_drawing.wait()
    pid = pictures.engine.child_pid
    assert pid is not None
    os.kill(pid, stop)
    with pytest.raises(EngineError, match="could not be drawn"):
        await task
    assert opened(await pictures.make(small())).size == (SMALL.width, SMALL.height)
    assert pictures.engine.child_pid != pid


async def test_a_child_that_died_between_two_pictures_is_replaced_unnoticed(pictures: Pictures) -> None:
    await pictures.make(small())
    pid = pictures.engine.child_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert opened(await pictures.make(small())).size == (SMALL.width, SMALL.height)


async def test_closing_ends_the_child_and_may_be_repeated(pictures: Pictures) -> None:
    await pictures.make(small(theme=theme(1)))
    pid = pictures.engine.child_pid
    assert pid is not None
    await pictures.engine.close()
    await pictures.engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_keys_and_tokens_do_not_reach_the_child() -> None:
    environment = {
        "PATH": "/bin",
        "OPENAI_API_KEY": "sk-x",
        "SUPABASE_TOKEN": "t",
        "LC_ALL": "C",
        "HTTPS_PROXY": "http://u:p@x",
    }
    assert child_environment(environment) == {"PATH": "/bin", "LC_ALL": "C"}


def test_a_bundle_starts_itself_and_a_source_tree_its_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command()[1:] == ["-m", "studio", "--render-child"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert child_command()[1:] == ["--render-child"]
