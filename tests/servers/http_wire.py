"""The little of HTTP/1.1 that the test servers speak: one request read whole, multipart bodies taken apart."""

import asyncio
import re
from dataclasses import dataclass, field

MAX_BODY = 256 * 1024 * 1024


@dataclass
class Upload:
    """One file of a multipart body."""

    name: str
    kind: str
    data: bytes


@dataclass
class Request:
    """A request as it came; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    fields: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, list[Upload]] = field(default_factory=dict[str, list[Upload]])


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None where it ended."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    request = Request(method, path, headers)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        request.body = await _chunks(reader)
    elif length := int(headers.get("content-length", "0")):
        request.body = await reader.readexactly(min(length, MAX_BODY))
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        _take_apart(request, kind)
    return request


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return bytes(body)


def _take_apart(request: Request, kind: str) -> None:
    """RFC 7578: parts between boundaries, each with a name and perhaps a file name."""
    boundary = re.search(r'boundary="?([^";]+)"?', kind)
    assert boundary, "a multipart body has a boundary"
    for part in request.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        text = head.decode()
        name = re.search(r'name="([^"]*)"', text)
        file_name = re.search(r'filename="([^"]*)"', text)
        assert name, "every part has a name"
        if file_name:
            media = re.search(r"content-type:\s*(\S+)", text, re.IGNORECASE)
            upload = Upload(file_name[1], media[1] if media else "", data)
            request.files.setdefault(name[1], []).append(upload)
        else:
            request.fields[name[1]] = data.decode()
