"""`prompt`: show what would be sent."""

import argparse
from typing import Any

from studio.cli.answer import Answer
from studio.cli.brief import add_brief_arguments, brief_of, resolve
from studio.cli.session import open_services


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("prompt", help="show the resolved prompt")
    add_brief_arguments(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=prompt)


async def prompt(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print the resolved prompt; 1 and the lint on stderr where it does not resolve."""
    async with open_services(arguments, answer) as services:
        catalog = await services.library.catalog(services.session.workspace)
        resolution = await resolve(services, brief_of(arguments, catalog), catalog)
    answer.give(resolution.to_json(), [resolution.text] if resolution.ok else [])
    for note in resolution.lint:
        answer.note(f"line {note.line}, column {note.column}: {note.sentence} {note.next_step}".strip())
    return 0 if resolution.ok else 1
