import base64
import json
import random
from collections.abc import Iterable

import pytest

from studio.backend.engines.openai.answer import (
    AnswerReader,
    Completed,
    Failed,
    PictureBytes,
    Piece,
    Preview,
    Unusable,
)
from studio.backend.engines.openai.document import PIECE
from tests.faults.report import Campaign

USAGE = {"input_tokens": 5, "output_tokens": 196, "input_tokens_details": {"text_tokens": 5, "image_tokens": 0}}


def read(chunks: Iterable[bytes], *, is_cut: bool = False) -> list[Piece]:
    """Everything that an answer gives until it is over."""
    reader, pieces = AnswerReader(), list[Piece]()
    for chunk in chunks:
        for piece in reader.feed(chunk):
            pieces.append(piece)
            if isinstance(piece, Completed | Failed | Unusable):
                return pieces
    return pieces + list(reader.finish(is_cut=is_cut))


def picture_of(pieces: list[Piece]) -> bytes:
    return b"".join(piece.data for piece in pieces if isinstance(piece, PictureBytes))


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def event(name: str, body: dict[str, object], end: str = "\n") -> bytes:
    return f"event: {name}{end}data: {json.dumps(body)}{end}{end}".encode()


def completed(data: bytes) -> dict[str, object]:
    return {"type": "image_generation.completed", "b64_json": text(data), "usage": USAGE, "size": "1024x1024"}


def split(data: bytes, source: random.Random, most: int) -> list[bytes]:
    chunks, position = list[bytes](), 0
    while position < len(data):
        step = source.randint(1, most)
        chunks.append(data[position : position + step])
        position += step
    return chunks


def shuffled(body: dict[str, object], source: random.Random) -> str:
    """The same JSON in another spelling: order of keys, escapes, white space."""
    items = list(body.items())
    source.shuffle(items)
    space = source.choice(["", " ", "  "])
    parts: list[str] = []
    for key, value in items:
        written = json.dumps(value)
        if key == "b64_json":
            style = source.randrange(4)
            if style == 1:
                written = written.replace("/", "\\/")
            elif style == 2:
                written = written.replace("+", "\\u002b").replace("/", "\\u002F")
        parts.append(f'"{key}"{space}:{space}{written}')
    return "{" + f",{space}".join(parts) + "}"


def random_stream(source: random.Random) -> tuple[bytes, bytes, list[bytes]]:
    """A stream as any server may write it, its picture, and its previews."""
    picture = source.randbytes(source.choice([1, 2, 3, 50, 3000, 90_000]))
    previews = [source.randbytes(source.choice([1, 700, 20_000])) for _ in range(source.randrange(4))]
    end = source.choice(["\n", "\r\n", "\r"])
    name = source.choice(["image_generation", "image_edit"])
    lines: list[str] = []
    bodies: list[tuple[str, dict[str, object]]] = [
        (f"{name}.partial_image", {"b64_json": text(data), "partial_image_index": index, "quality": 'a "b" \\ c/d'})
        for index, data in enumerate(previews)
    ]
    bodies.append((f"{name}.completed", {"b64_json": text(picture), "usage": USAGE, "created_at": 1.5e9, "note": None}))
    for kind, body in bodies:
        has_event, has_type = source.choice([(True, True), (False, True), (True, False)])
        if source.random() < 0.3:
            lines.append(": keep-alive" + "x" * source.choice([0, 700]))
        if source.random() < 0.2:
            lines += ["id: 7", "retry: 1000"]
        if has_event:
            lines.append(f"event:{source.choice(['', ' '])}{kind}")
        written = shuffled(body | ({"type": kind} if has_type else {}), source)
        if source.random() < 0.2:  # an event of several data lines, broken where JSON has white space
            written = written.replace(", ", ",\n", 1).replace("{", "{\n", 1)
        lines += [f"data:{source.choice(['', ' '])}{part}" for part in written.split("\n")]
        lines.append("")
    if source.random() < 0.5:
        lines += ["data: [DONE]", ""]
    start = source.choice([b"", b"\xef\xbb\xbf", b"\n", b"\r\n\r\n"])
    return start + "".join(line + end for line in lines).encode(), picture, previews


def fault_of(seed: int) -> str:
    """What is wrong with one random stream, in random pieces; empty where all is right."""
    source = random.Random(seed)
    data, picture, previews = random_stream(source)
    most = source.choice([1, 7, 100, 70_000])
    pieces = read(split(data, source, max(most, len(data) // 1_000)))
    end = pieces[-1] if pieces else None
    if not isinstance(end, Completed) or end.fields.get("usage") != USAGE:
        return f"{seed}: it ended with {end}"
    if picture_of(pieces) != picture:
        return f"{seed}: another picture"
    if [piece.data for piece in pieces if isinstance(piece, Preview)] != previews:
        return f"{seed}: other previews"
    return ""


def test_any_spelling_of_a_stream_in_any_pieces_gives_the_same_pictures() -> None:
    assert [fault for seed in range(250) if (fault := fault_of(seed))] == []


@pytest.mark.long
def test_ten_thousand_spellings_of_a_stream() -> None:
    campaign = Campaign("openai answers", planted_bug="a line feed after a carriage return taken for an empty line")
    for seed in range(1_000, 11_000):
        campaign.tries += 1
        campaign.expect(not (fault := fault_of(seed)), fault)
    campaign.finish(10_000)


def test_a_stream_that_is_cut_anywhere_is_whole_or_not_accepted() -> None:
    picture = random.Random(1).randbytes(60)
    stream = event("image_generation.partial_image", {"type": "image_generation.partial_image", "b64_json": text(b"p")})
    stream += event("image_generation.completed", completed(picture))
    accepted = 0
    for end in range(len(stream)):
        pieces = read([stream[:end]], is_cut=True)
        if any(isinstance(piece, Completed) for piece in pieces):
            accepted += 1
            assert picture_of(pieces) == picture
        assert not any(isinstance(piece, Failed | Unusable) for piece in pieces)
    assert accepted == 2, "only without its last two line ends is it whole"


def test_a_json_answer_that_is_cut_anywhere_is_not_accepted() -> None:
    body = json.dumps({"created": 1, "data": [{"b64_json": text(b"x" * 60)}], "usage": USAGE}).encode()
    for end in range(len(body)):
        assert not any(isinstance(piece, Completed) for piece in read([body[:end]]))
    pieces = read([body])
    assert isinstance(pieces[-1], Completed)
    assert picture_of(pieces) == b"x" * 60


def test_a_large_picture_comes_in_pieces_of_bounded_size() -> None:
    picture = random.Random(2).randbytes(3_000_000)
    body = json.dumps({"data": [{"b64_json": text(picture)}]}).encode()
    pieces = read([body[start : start + 65_536] for start in range(0, len(body), 65_536)])
    sizes = [len(piece.data) for piece in pieces if isinstance(piece, PictureBytes)]
    assert picture_of(pieces) == picture
    assert max(sizes) <= PIECE + 65_536


@pytest.mark.parametrize("damage", ["!", "§", "=", " ", "\\n", "AB"])
def test_what_is_not_base64_is_called_damaged(damage: str) -> None:
    encoded = text(b"y" * 900_001)
    for place in (0, 10, 400_000, len(encoded)):
        body = f'{{"data": [{{"b64_json": "{encoded[:place]}{damage}{encoded[place:]}"}}]}}'.encode()
        pieces = read([body])
        assert isinstance(pieces[-1], Unusable)
        assert "damaged" in pieces[-1].sentence


def test_a_damaged_preview_is_left_out_and_the_picture_still_comes() -> None:
    stream = event("image_generation.partial_image", {"type": "image_generation.partial_image", "b64_json": "§§§"})
    pieces = read([stream + event("image_generation.completed", completed(b"whole"))])
    assert [type(piece) for piece in pieces] == [PictureBytes, Completed]


def test_only_the_first_picture_of_an_answer_is_taken() -> None:
    body = {"data": [{"b64_json": text(b"first")}, {"b64_json": text(b"second")}]}
    assert picture_of(read([json.dumps(body).encode()])) == b"first"


def test_events_of_other_kinds_are_passed_over() -> None:
    stream = b"data: ping\n\n" + event("image_generation.started", {"type": "image_generation.started"})
    pieces = read([stream + event("image_generation.completed", completed(b"whole"))])
    assert picture_of(pieces) == b"whole"


def test_a_picture_url_is_handed_on() -> None:
    pieces = read([b'{"created": 1, "data": [{"b64_json": null, "url": "https://host/1.png"}]}'])
    assert pieces == [
        Completed({"created": 1, "data": [{"b64_json": None, "url": "https://host/1.png"}]}, "https://host/1.png")
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"data": []}', "no picture"),
        (b'{"created": 5}', "no picture"),
        (b'{"data": [{"b64_json": ""}]}', "no picture"),
        (b"<!doctype html><p>Sign in</p>", "web page"),
        (b"It works!", "not what an image service sends"),
        (b'{"x": "' + b"y" * 1_200_000 + b'"}', "not what an image service sends"),
        (b"data: " + b"[" * 1_100_000, "not what an image service sends"),
    ],
)
def test_what_is_no_picture_is_named_as_what_it_is(body: bytes, words: str) -> None:
    (piece,) = read([body])
    assert isinstance(piece, Unusable)
    assert words in piece.sentence


@pytest.mark.parametrize(
    "body", [b"", b" \r\n", b"\xef\xbb\xbf", b"data: [DONE]\n\n", b": only a comment\n\ndata: x\n\n"]
)
def test_an_answer_without_anything_gives_nothing(body: bytes) -> None:
    assert read([body]) == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"message": "no", "code": "server_error"}}',
        b'data: {"error": {"message": "no", "code": "server_error"}}\n\n',
        b'event: error\ndata: {"type": "error", "error": {"message": "no", "code": "server_error"}}\n\n',
    ],
)
def test_an_error_inside_an_answer_is_heard(body: bytes) -> None:
    assert read([body]) == [Failed({"message": "no", "code": "server_error"})]


def test_a_thousand_random_bodies_never_raise() -> None:
    source = random.Random(3)
    whole = random_stream(source)[0]
    for _ in range(1_000):
        body = bytearray(whole[: source.randrange(len(whole))][:4_000])
        for _ in range(source.randrange(1, 20)):
            if body:
                body[source.randrange(len(body))] = source.choice(b'"\\{}[]:,\r\n d\x00\xff')
        read(split(bytes(body), source, 500))
