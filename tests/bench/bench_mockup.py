"""Time of composing and drawing a mock-up, over the time that the same library takes for the reference pictures of the design."""

import gc
import time
from collections.abc import Callable
from pathlib import Path

import resvg_py

from studio.backend.engines.mockup.composition import Composer
from studio.backend.rendering import rasterise
from tests.backend.mockup_recipes import PROMPTS, reference_recipe
from tests.bench.rows import ratio, report

ROUNDS = 5
LIMIT = 0.8
PICTURES = Path(__file__).parent / "reference_mockups"
RESOURCES = Path(__file__).parents[2] / "resources"


def milliseconds(draw: Callable[[], object]) -> float:
    """CPU time of this process: drawing is one thread, and other programs do not count."""
    gc.collect()
    start = time.process_time()
    draw()
    return (time.process_time() - start) * 1_000


def main() -> int:
    composer = Composer(RESOURCES)
    ours: list[float] = []
    baseline: list[float] = []
    for round_number in range(ROUNDS + 1):
        for index, picture in enumerate(sorted(PICTURES.glob("*.svg"))):
            svg = picture.read_text(encoding="utf-8")
            recipe = reference_recipe(picture.stem, list(PROMPTS)[(round_number + index) % len(PROMPTS)])
            drawn = milliseconds(lambda svg=svg: resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))
            own = milliseconds(lambda recipe=recipe: rasterise(composer.compose(recipe)))
            if round_number:  # the first round opens typefaces and reads the drawings
                baseline.append(drawn)
                ours.append(own)
    return report("mockup", [ratio("mock-up: compose and draw 1024x1536, CPU", ours, baseline, "ms", LIMIT)])


if __name__ == "__main__":
    raise SystemExit(main())
