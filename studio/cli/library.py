"""`library`: check it, rebuild it from its folder, or fill it with samples."""

import argparse
from typing import Any

from studio.cli.answer import Answer
from studio.cli.session import open_services
from studio.core.errors import StudioError
from studio.samples import draw_samples

SAMPLE_PICTURES = 64
MAX_SAMPLE = 1_000_000


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("library", help="check, rebuild or fill the library")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, text, run in (
        ("check", "read every picture and compare it with its record", check),
        ("rebuild", "make the database anew from the pictures and their notes", rebuild),
        ("sample", "fill the library with N sample figures", sample),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("--json", action="store_true")
        verb.set_defaults(run=run)
        if run is sample:
            verb.add_argument("number", type=int, metavar="N")


async def check(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print how many figures there are and what is wrong with which."""
    async with open_services(arguments, answer) as services:
        result = await services.library.check()
    answer.give(
        {"figures": result.figures, "faults": list(result.faults)},
        [f"{result.figures} figures, {len(result.faults)} faults", *result.faults],
    )
    return 1 if result.faults else 0


async def rebuild(arguments: argparse.Namespace, answer: Answer) -> int:
    """Rebuild, and print how many figures there are."""
    async with open_services(arguments, answer) as services:
        count = await services.library.rebuild()
    answer.give({"figures": count}, [f"{count} figures"])
    return 0


async def sample(arguments: argparse.Namespace, answer: Answer) -> int:
    """Draw 64 mock-ups and lend their bytes and thumbnails to N figures."""
    if not 1 <= arguments.number <= MAX_SAMPLE:
        raise StudioError(f"The number of samples can be 1 to {MAX_SAMPLE:,}.")
    async with open_services(arguments, answer) as services:
        pictures = await draw_samples(services, min(SAMPLE_PICTURES, arguments.number))
        await services.library.add_sample(pictures, arguments.number)
    answer.give({"figures": arguments.number}, [f"{arguments.number} sample figures were added"])
    return 0
