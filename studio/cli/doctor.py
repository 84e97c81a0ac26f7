"""`doctor`: check what the studio needs on this computer."""

import argparse
from typing import Any

from studio.cli.answer import Answer
from studio.core.health import Check
from studio.doctor import examine
from studio.paths import resources_folder, user_folders
from studio.services import build_services, settings_file


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("doctor", help="check what the studio needs")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=doctor)


async def doctor(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print every check; 1 where one is red that the studio cannot do without."""
    folders, resources = user_folders(), resources_folder()
    settings, problems = settings_file(folders).load()
    services = build_services(folders, resources, settings, arguments.environment)
    try:
        checks = await examine(services, folders, resources, settings, problems)
    finally:
        await services.close()
    answer.give([check.to_json() for check in checks], [_line(check) for check in checks])
    return 0 if all(check.ok or check.is_optional for check in checks) else 1


def _line(check: Check) -> str:
    mark = "ok" if check.ok else "--" if check.is_optional else "NO"
    return f"{mark}  {check.name}: {check.detail}" + (f"  → {check.fix}" if check.fix else "")
