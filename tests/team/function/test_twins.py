"""What is written twice, here and in the function, says the same: pictures, models."""

import base64
import tomllib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from studio.backend import pictures
from studio.core.errors import PictureError
from tests.servers.deno import ROOT
from tests.team.function.driver import drive

SAVED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("PNG", {}),
    ("JPEG", {"quality": 70}),
    ("JPEG", {"quality": 70, "progressive": True}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"quality": 50}),
)


def saved() -> list[bytes]:
    """Small pictures of every kind, and some that are none."""
    noise = Image.effect_noise((23, 17), 90).convert("RGB")
    clear = noise.convert("RGBA")
    clear.putalpha(90)
    made = [_bytes(noise, kind, **how) for kind, how in SAVED]
    made += [_bytes(clear, "PNG"), _bytes(clear, "WEBP", quality=50)]
    moving = {"save_all": True, "append_images": [noise.rotate(90)]}
    return [
        *made,
        _bytes(noise, "GIF"),
        _bytes(noise, "WEBP", **moving),
        _bytes(noise, "PNG", **moving),
        b"",
        b"<html>",
    ]


def _bytes(image: Image.Image, kind: str, **how: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **how)
    return buffer.getvalue()


def damaged(data: bytes) -> list[bytes]:
    """Every shorter form, every single byte turned over, and a byte too many."""
    cuts = [data[:end] for end in range(len(data))]
    turned = [data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :] for at in range(len(data))]
    return [*cuts, *turned, data + b"\0", data + data]


def as_python_sees(data: bytes) -> dict[str, Any] | None:
    try:
        seen = pictures.inspect(data)
    except PictureError:
        return None
    return {
        "bytes": seen.size_bytes,
        "format": seen.format.value,
        "width": seen.width,
        "height": seen.height,
        "sha256": seen.sha256,
    }


@pytest.mark.parametrize("data", saved(), ids=lambda data: f"{data[:12]!r}-{len(data)}")
async def test_a_picture_and_all_its_damaged_forms_are_judged_alike(data: bytes) -> None:
    forms = [data, *damaged(data)]
    answers = await drive(*({"part": "inspect", "data": base64.b64encode(form).decode()} for form in forms))
    different = [
        (index, len(form), answer, as_python_sees(form))
        for index, (form, answer) in enumerate(zip(forms, answers, strict=True))
        if answer != as_python_sees(form)
    ]
    assert different == []


async def test_the_function_offers_the_models_that_have_no_end_with_their_qualities() -> None:
    table = tomllib.loads((ROOT / "resources" / "models.toml").read_text(encoding="utf-8"))

    def fact(model: dict[str, Any], name: str) -> Any:
        if name in model.get("facts", {}):
            return model["facts"][name]["value"]
        return fact(table["models"][model["like"]], name) if "like" in model else None

    lasting = {name: model for name, model in table["models"].items() if fact(model, "shutdown") is None}
    [told] = await drive({"part": "models", "seconds": 120})
    assert {each["id"]: each["qualities"] for each in told["offered"]} == {
        name: fact(model, "qualities") for name, model in lasting.items()
    }
    assert told["offered"][0]["id"] == table["default"]


async def test_the_readme_tells_which_qualities_fit_into_a_call() -> None:
    [told] = await drive({"part": "models", "seconds": 120})
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for model, offered in zip(told["models"], told["offered"], strict=True):
        cells = [
            f"{model['seconds'][quality]} s{'' if quality in offered['fits'] else ' ✕'}"
            if quality in model["seconds"]
            else ""
            for quality in ("low", "medium", "high", "xhigh", "max")
        ]
        assert f"| `{model['id']}` | {' | '.join(cells)} |" in readme
