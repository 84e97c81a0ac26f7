"""Reads the arguments, opens what the command needs, runs it, and turns errors into one sentence and an exit code."""

import argparse
import asyncio
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from studio import __version__
from studio.backend.logs import start_logging
from studio.backend.vault import take_environment
from studio.cli import catalog, doctor, figures, generate, library, outbox, prompt, screenshot, team_session
from studio.cli.answer import Answer
from studio.core.errors import StudioError
from studio.paths import ENV_FILE, user_folders

DONE, REFUSED = 0, 1


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; returns 0 when it is done, 1 when it is refused or failed. Wrong usage exits with 2."""
    parsed = _parser().parse_args(arguments)
    if parsed.env_file is not None:
        os.environ[ENV_FILE] = str(parsed.env_file)
    parsed.environment = take_environment(os.environ)
    answer = Answer(as_json=getattr(parsed, "json", False))
    start_logging(user_folders().logs)
    try:
        if parsed.command == "screenshot":
            return screenshot.take(parsed)
        return asyncio.run(parsed.run(parsed, answer))
    except StudioError as error:
        answer.note(str(error))
        return REFUSED
    except KeyboardInterrupt:
        answer.note("Stopped.")
        return REFUSED
    except Exception:  # a command ends here: a bug is logged with its trace and told in one sentence
        logging.getLogger("studio").exception("the command %s failed", parsed.command)
        answer.note(f"Something went wrong inside the studio. The log in {user_folders().logs} has the details.")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wtfigure", description="WTFigure Studio: without a command it opens the window."
    )
    parser.add_argument("--version", action="version", version=f"WTFigure Studio {__version__}")
    parser.add_argument("--env-file", type=Path, metavar="FILE", help="read the team's project from a .env file")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (generate, prompt, figures, outbox, library, catalog, team_session, doctor, screenshot):
        module.add_to(commands)
    return parser
