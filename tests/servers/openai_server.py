"""A real HTTP server on this computer that speaks OpenAI's images API: JSON, events, edits, models, usage, request ids.

`python -m tests.servers.openai_server --port 8899 [--fault NAME] [--seconds 6]` runs it for trying the studio by hand.
"""

import argparse
import asyncio
import base64
import json
import ssl
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.certificates import self_made
from tests.servers.http_wire import Request, read_request
from tests.servers.listener import Listener
from tests.servers.openai_faults import FAULTS, Fault, body_bytes, error
from tests.servers.openai_pictures import picture, preview

KEY = "sk-test-0123456789"
MODELS = (
    *("gpt-image-2.6-flare", "gpt-image-2.6-sunburst", "gpt-image-2.5-flare", "gpt-image-2.5-flare-2026-09-08"),
    *("gpt-image-2.5-sunburst", "gpt-image-2.5-sunburst-2026-09-08", "gpt-image-2", "gpt-image-2-2026-04-21"),
    *("gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"),
)
ENDINGS = dict.fromkeys(("gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"), "2026-12-01")
TOKENS = {"low": 196, "medium": 439, "high": 1756, "xhigh": 3122, "max": 7024, "auto": 439}
POSTS = ("/v1/images/generations", "/v1/images/edits")
PIECE = 64 * 1024


@dataclass
class Wish:
    """What a request asks for, after it was found to be in order."""

    request: Request
    number: int
    is_edit: bool
    values: dict[str, str]

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.values.get("size", "1024x1024").replace("auto", "1024x1024").split("x")
        return int(width), int(height)

    @property
    def format(self) -> str:
        return self.values.get("output_format", "png")

    @property
    def is_stream(self) -> bool:
        return self.values.get("stream", "").lower() == "true"

    @property
    def label(self) -> str:
        return f"{self.number}: {self.values.get('prompt', '')}"


class ImageServer(Listener):
    """Answers like the images API. `plan` faults for the next pictures, or set `always`; `asked` is the journal.

    `seconds` is how long a picture takes, and none is given while `may_give` is clear; `met` is what each request in
    `posts` met.
    """

    def __init__(self, *, key: str = KEY, tls: ssl.SSLContext | None = None, seconds: float = 0) -> None:
        super().__init__(tls=tls)
        self.asked: list[Request] = []
        self.met: list[Fault] = []
        self.always: Fault | None = None
        self.heard = asyncio.Event()
        self.may_give = asyncio.Event()
        self.may_give.set()
        self._key = key
        self.seconds = seconds
        self._planned: deque[Fault | None] = deque()
        self._kept: dict[str, tuple[bytes, str]] = {}

    @property
    def base_url(self) -> str:
        """What goes into OPENAI_BASE_URL."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/v1"

    @property
    def posts(self) -> list[Request]:
        """The requests that could have been billed."""
        return [request for request in self.asked if request.method == "POST"]

    def plan(self, *faults: Fault | None) -> None:
        """What happens to the next pictures; None is nothing."""
        self._planned.extend(faults)

    def forget(self) -> None:
        """Nothing is planned any more."""
        self._planned.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(_Dropped):
            while (request := await read_request(reader)) is not None:
                self.asked.append(request)
                self.heard.set()
                await self._answer(request, _Wire(reader, writer, f"req_{len(self.asked):06d}"))

    async def _answer(self, request: Request, wire: "_Wire") -> None:
        if request.path in self._kept:
            data, kind = self._kept[request.path]
            await wire.send(200, data, kind)
        elif request.headers.get("authorization") != f"Bearer {self._key}":
            await wire.send_json(401, error(401, "Incorrect API key provided.", "invalid_api_key"))
        elif request.path == "/v1/models" and request.method == "GET":
            await self._list(wire)
        elif request.path in POSTS and request.method == "POST":
            await self._make(request, wire)
        else:
            await wire.send_json(404, error(404, f"Unknown request URL: {request.method} {request.path}"))

    async def _list(self, wire: "_Wire") -> None:
        if self._planned or self.always:
            fault = self._planned.popleft() if self._planned else self.always
            if fault is not None and await _misbehave(fault, wire):
                return
        lines = [
            {"id": name, "object": "model", "created": 0, "owned_by": "openai", "shutdown_date": ENDINGS.get(name)}
            for name in (*MODELS, "gpt-6")
        ]
        await wire.send_json(200, {"object": "list", "data": lines})

    async def _make(self, request: Request, wire: "_Wire") -> None:
        fault = (self._planned.popleft() if self._planned else self.always) or Fault("none")
        self.met.append(fault)
        is_edit = request.path.endswith("edits")
        values = request.fields if is_edit else {key: _plain(value) for key, value in json.loads(request.body).items()}
        wish = Wish(request, len(self.asked), is_edit, values)
        if fault.as_text:
            await wire.send(200, fault.as_text.encode(), "text/html")
        elif await _misbehave(fault, wire):
            return
        elif refusal := _refusal(wish):
            await wire.send_json(400, refusal)
        elif wish.is_stream and not (fault.as_json or fault.as_url):
            await self._stream(wish, fault, wire)
        else:
            await asyncio.sleep(self.seconds)
            await self.may_give.wait()
            await wire.send(200, json.dumps(self._result(wish, fault)).encode(), "application/json", fault=fault)

    async def _stream(self, wish: Wish, fault: Fault, wire: "_Wire") -> None:
        name = "image_edit" if wish.is_edit else "image_generation"
        common = {key: wish.values.get(key, "auto") for key in ("size", "quality", "background")}
        common |= {"created_at": 1_795_000_000, "output_format": wish.format}
        events: list[bytes] = []
        previews = int(wish.values.get("partial_images", "0"))
        for index in range(previews):
            data = preview(*wish.size, wish.format, index, wish.label)
            body = {"type": f"{name}.partial_image", "b64_json": _text(data), "partial_image_index": index}
            events.append(_event(f"{name}.partial_image", body | common, fault))
        if fault.error_event is not None:
            events.append(_event("error", {"type": "error", **fault.error_event}, fault))
        elif not fault.no_completed:
            body = {"type": f"{name}.completed", "b64_json": self._picture(wish, fault), **common}
            body |= {} if fault.no_usage else {"usage": _usage(wish)}
            events.append(_event(f"{name}.completed", body, fault))
        await wire.send_events(events, fault, self.seconds / (previews + 1))

    def _result(self, wish: Wish, fault: Fault) -> dict[str, Any]:
        if fault.error_event is not None:
            return fault.error_event
        data = [{"b64_json": self._picture(wish, fault)}]
        if fault.as_url:
            path = f"/files/{wish.number}.{wish.format}"
            if not fault.lost_url:
                self._kept[path] = (base64.b64decode(data[0]["b64_json"]), f"image/{wish.format}")
            data = [{"url": self.base_url.removesuffix("/v1") + path}]
        result: dict[str, Any] = {"created": 1_795_000_000, "data": data}
        if fault.no_picture or fault.no_completed:
            result["data"] = []
        return result if fault.no_usage else result | {"usage": _usage(wish), "output_format": wish.format}

    def _picture(self, wish: Wish, fault: Fault) -> str:
        if fault.no_picture:
            return ""
        if fault.data:
            return _text(fault.data)
        transparent = wish.values.get("background") == "transparent"
        text = _text(
            picture(*wish.size, wish.format, wish.label, transparent=transparent)[: -9 if fault.truncated else None]
        )
        return text[: len(text) // 2] + "!§" + text[len(text) // 2 :] if fault.garbage else text


class _Dropped(Exception):
    """The server ends the connection on purpose."""


class _Wire:
    """One answer on its way."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request_id: str) -> None:
        self._reader = reader
        self._writer = writer
        self._request_id = request_id

    async def send_json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        await self.send(status, json.dumps(value).encode(), "application/json", headers)

    async def send(
        self, status: int, data: bytes, kind: str, headers: dict[str, str] | None = None, fault: Fault | None = None
    ) -> None:
        """A body of known length."""
        self._head(status, kind, {"content-length": str(len(data))} | (headers or {}))
        await self._pieces([data], fault or Fault("none"), chunked=False)

    async def send_events(self, events: list[bytes], fault: Fault, seconds: float) -> None:
        """A stream of events, `seconds` apart."""
        self._head(200, "text/event-stream; charset=utf-8", {"transfer-encoding": "chunked"})
        if fault.cut is None and not fault.pause:
            for event in events:
                await asyncio.sleep(seconds)
                await self._pieces([event], fault, chunked=True)
        else:
            await self._pieces([b"".join(events)], fault, chunked=True)
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def silence(self) -> None:
        """An answer that begins, and then nothing until the client has gone."""
        self._head(200, "text/event-stream", {"transfer-encoding": "chunked"})
        await self.hang()

    async def hang(self) -> None:
        """Nothing until the client has gone."""
        await self._writer.drain()
        with suppress(ConnectionError, ssl.SSLError):
            await self._reader.read()
        raise _Dropped

    def _head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        all_headers = {"content-type": kind, "x-request-id": self._request_id} | headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
        self._writer.write(f"HTTP/1.1 {status} Told\r\n{lines}\r\n".encode())

    async def _pieces(self, parts: list[bytes], fault: Fault, *, chunked: bool) -> None:
        data = b"".join(parts)
        end = len(data)
        if fault.cut is not None:
            end = int(fault.cut) if fault.cut >= 1 else int(end * fault.cut)
        for start in range(0, end, PIECE):
            piece = data[start : min(end, start + PIECE)]
            self._writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            await self._writer.drain()
            if fault.pause:
                await asyncio.sleep(fault.pause)
        if fault.cut is not None:
            raise _Dropped


async def _misbehave(fault: Fault, wire: _Wire) -> bool:
    """Answers that are none; False where the fault lies in the delivery."""
    if fault.drop:
        raise _Dropped
    if fault.hang:
        await wire.hang()
    if fault.silence:
        await wire.silence()
    if fault.status is None:
        return False
    data, kind = body_bytes(fault.body)
    await wire.send(fault.status, data, kind, fault.headers)
    return True


def _refusal(wish: Wish) -> dict[str, Any] | None:
    """What the service itself would refuse."""
    values, files = wish.values, wish.request.files
    if not values.get("prompt"):
        return error(400, "Missing required parameter: 'prompt'.", "missing_required_parameter", param="prompt")
    if values.get("model") not in MODELS:
        return error(400, f"The model '{values.get('model')}' does not exist.", "model_not_found", param="model")
    width, height = wish.size
    if width % 16 or height % 16 or not 655_360 <= width * height <= 8_294_400:
        return error(400, f"Invalid size '{values.get('size')}'.", "invalid_value", param="size")
    if values.get("background") == "transparent" and wish.format == "jpeg":
        return error(400, "Transparent background needs png or webp.", "invalid_value", param="background")
    if wish.is_edit and not (files.get("image") or files.get("image[]")):
        return error(400, "Missing required parameter: 'image'.", "missing_required_parameter", param="image")
    return None


def _usage(wish: Wish) -> dict[str, Any]:
    text = max(1, len(wish.values["prompt"]) // 4)
    image = 1000 * sum(len(files) for files in wish.request.files.values())
    output = TOKENS[wish.values.get("quality", "auto")] + 100 * int(wish.values.get("partial_images", "0"))
    details = {"text_tokens": text, "image_tokens": image}
    total = text + image + output
    return {
        "total_tokens": total,
        "input_tokens": text + image,
        "output_tokens": output,
        "input_tokens_details": details,
    }


def _event(name: str, body: dict[str, Any], fault: Fault) -> bytes:
    end = fault.line_end
    first = "" if fault.no_event_lines else f"event: {name}{end}"
    return f"{first}data: {json.dumps(body)}{end}{end}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _plain(value: Any) -> str:
    return str(value)


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--seconds", type=float, default=4, help="how long a picture takes")
    parser.add_argument("--tls", action="store_true", help="with a self-made certificate, written to --folder")
    parser.add_argument("--folder", type=Path, default=Path("build"))
    parser.add_argument("--fault", choices=sorted(FAULTS), help="what every picture meets")
    arguments = parser.parse_args()
    tls, trust = None, ""
    if arguments.tls:
        certificate = self_made(arguments.folder)
        tls, trust = certificate.server_context(), f" SSL_CERT_FILE={certificate.path}"
    server = ImageServer(key=arguments.key, seconds=arguments.seconds, tls=tls)
    server.always = FAULTS.get(arguments.fault)
    await server.start(arguments.port)
    print(f"OPENAI_BASE_URL={server.base_url} OPENAI_API_KEY={arguments.key}{trust}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main())
