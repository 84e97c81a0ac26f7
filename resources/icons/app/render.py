"""Draws the application's icon from app.svg in all sizes: run `python resources/icons/app/render.py` after editing it."""

import io
from pathlib import Path

import resvg_py
from PIL import Image

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = SIZES[:-1]  # Windows reads no larger one


def main() -> None:
    """Write app-N.png for each size, and app.ico with all but the largest."""
    folder = Path(__file__).parent
    svg = (folder / "app.svg").read_text(encoding="utf-8")
    pictures: dict[int, Image.Image] = {}
    for size in SIZES:
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))
        pictures[size] = Image.open(io.BytesIO(png)).convert("RGBA")
        pictures[size].save(folder / f"app-{size}.png", optimize=True)
    largest = pictures[ICO_SIZES[-1]]
    others = [pictures[size] for size in ICO_SIZES[:-1]]
    largest.save(folder / "app.ico", sizes=[(size, size) for size in ICO_SIZES], append_images=others)


if __name__ == "__main__":
    main()
