"""`doctor`: try each thing that the studio needs, here and at the team."""

import argparse
from typing import Any

from studio.cli.answer import Answer
from studio.core.health import Verdict
from studio.paths import resources_folder, user_folders
from studio.services import build_services, settings_file


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("doctor", help="check what the studio needs")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=doctor)


async def doctor(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print every check; 1 where one is red that the studio cannot do without."""
    folders = user_folders()
    services = build_services(folders, resources_folder(), settings_file(folders).load()[0], arguments.environment)
    try:
        checks = await services.doctor.examine(opening=services.open)
    finally:
        await services.close()
    answer.give([check.to_json() for check in checks], [check.line for check in checks])
    return 1 if any(check.verdict is Verdict.WRONG for check in checks) else 0
