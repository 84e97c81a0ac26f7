"""The drawing child as the studio sees it: started when first needed, kept, killed on cancel, started anew after a crash."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from studio.backend.engines.mockup.frames import HEADER, MAX_ANSWER, DrawRequest, Frame, pack
from studio.core.errors import EngineError

# What a program needs of its environment to run and to find fonts and folders; anything else, keys above all, stays here.
_KEPT = frozenset(
    [
        "PATH",
        "HOME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "TEMP",
        "TMP",
        "USERPROFILE",
        "SYSTEMROOT",
        "WINDIR",
        "LOCALAPPDATA",
        "APPDATA",
        "COMSPEC",
        "PATHEXT",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "VIRTUAL_ENV",
        "PYTHONHOME",
        "PYTHONPATH",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
    ]
)
_CHUNK = 1 << 20


def child_command() -> list[str]:
    """How to start the child: the bundle starts itself, a source tree its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--render-child"]
    return [sys.executable, "-m", "studio", "--render-child"]


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that the child gets."""
    return {
        name: value for name, value in environment.items() if name.upper() in _KEPT or name.upper().startswith("LC_")
    }


_Drawn: TypeAlias = tuple[bytes, tuple[str, ...]]


class _NoAnswerError(Exception):
    """The child ended before it sent anything."""


class DrawingChild:
    """Draws one request at a time; others wait for their turn."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while a child runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def draw(self, request: DrawRequest, on_preview: Callable[[bytes], None]) -> _Drawn:
        """The picture's bytes and the notes on it.

        Raises EngineError where the child refuses or breaks off. When cancelled, the child's work has ended on return.
        """
        async with self._turn:
            was_kept = self.pid is not None
            try:
                return await self._attempt(request, on_preview)
            except _NoAnswerError:
                if not was_kept:
                    raise _broken_off() from None
            # The kept child had died since the last picture, which nobody need hear of: a new one draws.
            try:
                return await self._attempt(request, on_preview)
            except _NoAnswerError:
                raise _broken_off() from None

    async def close(self) -> None:
        """End the child."""
        await self._stop()

    async def _attempt(self, request: DrawRequest, on_preview: Callable[[bytes], None]) -> _Drawn:
        """One exchange; whatever ends it but the child's own refusal ends the child too."""
        try:
            return await self._exchange(request, on_preview)
        except EngineError:
            raise
        except (OSError, asyncio.IncompleteReadError):
            await self._stop()
            raise _broken_off() from None
        except BaseException:
            await self._stop()
            raise

    async def _exchange(self, request: DrawRequest, on_preview: Callable[[bytes], None]) -> _Drawn:
        answers, (kind, payload) = await self._ask(request)
        picture = b""
        while kind != Frame.REPORT:
            if kind == Frame.PREVIEW:
                on_preview(payload)
            elif kind == Frame.PICTURE:
                picture = payload
            elif kind == Frame.REFUSAL:
                sentence, next_step = json.loads(payload)
                raise EngineError(sentence, next_step)
            else:
                raise OSError("unknown frame")
            kind, payload = await _read(answers)
        return picture, tuple(str(note) for note in json.loads(payload)["notes"])

    async def _ask(self, request: DrawRequest) -> tuple[asyncio.StreamReader, tuple[int, bytes]]:
        """Send the request and wait for the first frame."""
        process = await self._running()
        try:
            if process.stdin is None or process.stdout is None:
                raise OSError("no pipes")
            process.stdin.write(pack(Frame.REQUEST, request.to_bytes()))
            await process.stdin.drain()
            return process.stdout, await _read(process.stdout)
        except (OSError, asyncio.IncompleteReadError):
            raise _NoAnswerError from None

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            await self._stop()
            self._process = await asyncio.create_subprocess_exec(
                *child_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=None if getattr(sys, "frozen", False) else Path(__file__).parents[4],
                env=child_environment(os.environ),
                limit=_CHUNK,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    async def _stop(self) -> None:
        """Kill the child and wait until it is gone; a cancel meanwhile does not leave it behind."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        if process.stdin is not None:
            process.stdin.close()
        waiting = asyncio.ensure_future(process.wait())
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            await waiting
            raise


async def _read(stream: asyncio.StreamReader) -> tuple[int, bytes]:
    kind, length = HEADER.unpack(await stream.readexactly(HEADER.size))
    if length > MAX_ANSWER:
        raise OSError("frame too long")
    return kind, await stream.readexactly(length)


def _broken_off() -> EngineError:
    return EngineError("The mock-up could not be drawn: drawing stopped part way.", "Press Generate to try again.")
