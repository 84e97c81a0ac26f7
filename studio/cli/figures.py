"""`figures`: list what is in the library."""

import argparse
from typing import Any

from studio.cli.answer import Answer, table
from studio.cli.session import open_services
from studio.core.figure import FigureQuery

PAGE = 500


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("figures", help="list the figures of the library")
    parser.add_argument("--search", default="", metavar="TEXT")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=figures)


async def figures(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print the figures, newest first."""
    async with open_services(arguments, answer) as services:
        query = FigureQuery(services.session.workspace, arguments.search)
        total = await services.library.count(query)
        found = [
            figure for offset in range(0, total, PAGE) for figure in await services.library.page(query, offset, PAGE)
        ]
    rows = [(figure.id, figure.created_at.strftime("%Y-%m-%d %H:%M"), figure.title, figure.path) for figure in found]
    answer.give([figure.to_json() for figure in found], table(rows))
    return 0
