"""The mask that is being painted: for which picture, from what it starts, and how it is kept until it is applied."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from studio.core.errors import PictureError, StudioError
from studio.core.figure import THIS_COMPUTER, Figure
from studio.core.json_reader import JsonReader
from studio.core.json_text import JsonValue
from studio.core.mask import MaskPixels, decode_mask, encode_mask
from studio.core.ports.library import FigureLibrary
from studio.core.recipe import Reference, Size
from studio.state.brief import BriefStore
from studio.state.store import Store
from studio.state.tasks import Tasks

DRAFT = "mask"
SAVE_EVERY_SECONDS = 2.0
"""Whatever ends the studio, no more painting than this is lost."""


@dataclass(frozen=True, slots=True)
class MaskTarget:
    """The picture that is painted over; `parent_id` is the figure that it is, where it is one."""

    reference: Reference
    parent_id: str | None = None

    @property
    def size(self) -> Size:
        """As large as the mask must be, px."""
        return Size(self.reference.width, self.reference.height)

    def to_json(self) -> JsonValue:
        """The target as a draft keeps it."""
        return {"reference": self.reference.to_json(), "parent_id": self.parent_id}

    @classmethod
    def from_json(cls, value: JsonValue) -> "MaskTarget":
        """What `to_json` wrote. Raises StudioError on anything else."""
        data = JsonReader(value)
        return cls(Reference.from_json(data.get("reference")), data.text_or_none("parent_id"))


@dataclass(frozen=True, slots=True)
class MaskState:
    """`target` is None while no mask is painted; `start` is what its painting begins with, None for a blank one.

    `is_draft`: the start was painted before and is not what the brief has.
    """

    target: MaskTarget | None = None
    start: MaskPixels | None = None
    is_draft: bool = False
    is_busy: bool = False


class MaskStore(Store[MaskState]):
    """Opens pictures for painting, keeps a draft of what is painted, and gives the brief its mask."""

    applied = Signal(object)  # the Brief before
    given_up = Signal(object, object)  # MaskTarget, MaskPixels
    found = Signal(object)  # MaskTarget: a painting that an earlier run of the studio did not finish

    def __init__(self, tasks: Tasks, library: FigureLibrary, brief: BriefStore) -> None:
        super().__init__(MaskState())
        self._tasks = tasks
        self._library = library
        self._brief = brief
        self._workspace = THIS_COMPUTER
        self._painted: Callable[[], MaskPixels] | None = None
        self._strokes = self._saved_strokes = 0
        self._is_saving = False

    def leave(self) -> None:
        """The workspace is about to be left: show nothing of it. What was painted stays in its draft."""
        target, painted = self.snapshot.target, self._painted
        if target is not None and painted is not None and self._saved_strokes != self._strokes:
            self._saved_strokes = self._strokes
            self._tasks.start("mask", "leave", self._write_draft(self._workspace, target, painted()))
        self._forget()

    async def enter(self, workspace: str) -> None:
        """Look for a painting that was not finished there; `found` tells of it. A broken draft holds nothing up."""
        self._workspace, target = workspace, None
        with suppress(StudioError):
            target = await self._last_target()
        if target is not None:
            self.found.emit(target)

    def paint_figure(self, figure: Figure) -> None:
        """Open a figure's picture for painting."""
        self._tasks.start("mask", "open", self._paint_figure(figure))

    def paint_first(self) -> None:
        """Open the first reference for painting."""
        brief = self._brief.snapshot.brief
        if brief.references:
            self.resume(MaskTarget(brief.references[0], brief.parent_id))

    def resume(self, target: MaskTarget, pixels: MaskPixels | None = None) -> None:
        """Go on painting over a picture: with these pixels, else with its draft, its mask, or a blank one."""
        self._tasks.start("mask", "open", self._open(target, pixels))

    def keep_soon(self, painted: Callable[[], MaskPixels]) -> None:
        """Something was painted: keep a draft of it shortly. `painted` is asked for it then, and must be quick."""
        self._painted = painted
        self._strokes += 1
        if not self._is_saving:
            self._is_saving = True
            self._tasks.start("mask", "draft", self._keep_drafts())

    def apply(self, pixels: MaskPixels) -> None:
        """Give the brief this mask, its picture as the first reference; `applied` tells, or a task fails."""
        if self.snapshot.target is not None and not self.snapshot.is_busy:
            self._become(replace(self.snapshot, is_busy=True))
            self._tasks.start("mask", "apply", self._apply(self.snapshot.target, pixels))

    def give_up(self, pixels: MaskPixels | None) -> None:
        """End the painting and leave the brief as it was; `given_up` carries what was painted, unless it is nothing."""
        target = self.snapshot.target
        if target is None or self.snapshot.is_busy:
            return
        self._forget()
        self._tasks.start("mask", f"drop {target.reference.sha256}", self._drop_draft(target))
        if pixels is not None:
            self.given_up.emit(target, pixels)

    async def flush(self) -> None:
        """Keep the draft now; called before the window closes, which no full disk may prevent."""
        with suppress(StudioError):
            await self._save_draft()

    async def _paint_figure(self, figure: Figure) -> None:
        reference = await self._tasks.call(lambda: self._library.figure_reference(figure))
        await self._open(MaskTarget(reference, figure.id), None)

    async def _open(self, target: MaskTarget, pixels: MaskPixels | None) -> None:
        await self._save_draft()
        self._forget()
        draft = pixels or await self._draft_of(target)
        self._become(MaskState(target, draft or await self._mask_of(target), is_draft=draft is not None))
        if pixels is not None:
            self.keep_soon(lambda: pixels)

    async def _apply(self, target: MaskTarget, pixels: MaskPixels) -> None:
        before = self._brief.snapshot.brief
        name = f"Mask of {target.reference.name}"
        try:
            png = await asyncio.to_thread(encode_mask, pixels)
            mask = await self._tasks.call(lambda: self._library.add_mask(png, name, target.size))
        finally:
            self._become(replace(self.snapshot, is_busy=False))
        self._brief.set_mask(target.reference, mask, target.parent_id)
        self._forget()
        self.applied.emit(before)
        await self._drop_draft(target)

    def _forget(self) -> None:
        self._tasks.cancel("mask", "draft")
        self._is_saving = False
        self._painted = None
        self._become(MaskState())

    async def _keep_drafts(self) -> None:
        try:
            while self._painted is not None and self._saved_strokes != self._strokes:
                await asyncio.sleep(SAVE_EVERY_SECONDS)
                await self._save_draft()
        finally:
            self._is_saving = False

    async def _save_draft(self) -> None:
        target, painted, strokes = self.snapshot.target, self._painted, self._strokes
        if target is None or painted is None or self._saved_strokes == strokes:
            return
        await self._write_draft(self._workspace, target, painted())
        self._saved_strokes = strokes

    async def _write_draft(self, workspace: str, target: MaskTarget, pixels: MaskPixels) -> None:
        draft: JsonValue = None
        if not pixels.is_blank:
            png = await asyncio.to_thread(encode_mask, pixels)
            draft = {"target": target.to_json(), "png": base64.b64encode(png).decode()}
        await self._keep(workspace, target, draft)

    async def _drop_draft(self, target: MaskTarget) -> None:
        await self._keep(self._workspace, target, None)

    async def _keep(self, workspace: str, target: MaskTarget, draft: JsonValue) -> None:
        last: JsonValue = None if draft is None else {"last": target.reference.sha256}
        for key, value in ((_key_of(target), draft), (DRAFT, last)):
            await self._tasks.call(lambda key=key, value=value: self._library.save_draft(workspace, key, value))

    async def _load(self, key: str) -> JsonValue:
        return await self._tasks.call(lambda: self._library.load_draft(self._workspace, key))

    async def _last_target(self) -> MaskTarget | None:
        last = await self._load(DRAFT)
        sha256 = last.get("last") if isinstance(last, dict) else None
        draft = await self._load(f"{DRAFT} {sha256}") if isinstance(sha256, str) else None
        return _target_of(draft)

    async def _draft_of(self, target: MaskTarget) -> MaskPixels | None:
        draft = await self._load(_key_of(target))
        png = draft.get("png") if isinstance(draft, dict) else None
        return await asyncio.to_thread(_decoded, png, target.size) if isinstance(png, str) else None

    async def _mask_of(self, target: MaskTarget) -> MaskPixels | None:
        """The mask that the brief has for this picture; one whose file is gone or broken is painted anew."""
        brief = self._brief.snapshot.brief
        if brief.mask is None or not brief.references or brief.references[0].sha256 != target.reference.sha256:
            return None
        path = self._library.reference_path(brief.mask)
        with suppress(OSError, PictureError):
            return await asyncio.to_thread(lambda: decode_mask(path.read_bytes(), target.size))
        return None


def _key_of(target: MaskTarget) -> str:
    return f"{DRAFT} {target.reference.sha256}"


def _target_of(draft: JsonValue) -> MaskTarget | None:
    try:
        return MaskTarget.from_json(draft.get("target")) if isinstance(draft, dict) else None
    except StudioError:
        return None


def _decoded(png: str, size: Size) -> MaskPixels | None:
    """The painting of a draft; one that cannot be read is as good as none."""
    with suppress(binascii.Error, ValueError, PictureError):
        return decode_mask(base64.b64decode(png, validate=True), size)
    return None
