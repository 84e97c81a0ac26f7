"""What a command stands on: the person's folders, and the backend opened for as long as the command runs."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from studio.cli.answer import Answer
from studio.paths import resources_folder, user_folders
from studio.services import Services, build_services, settings_file


def make_services(arguments: argparse.Namespace, answer: Answer) -> Services:
    """The backend over the person's folders; nothing is opened yet."""
    folders = user_folders()
    settings, problems = settings_file(folders).load()
    for problem in problems:
        answer.note(problem)
    return build_services(folders, resources_folder(), settings, arguments.environment)


@asynccontextmanager
async def open_services(arguments: argparse.Namespace, answer: Answer) -> AsyncGenerator[Services]:
    """The backend, with the library open. Raises LibraryError where it cannot be opened."""
    services = make_services(arguments, answer)
    try:
        for notice in await services.open():
            answer.note(f"{notice.sentence} {notice.next_step}".strip())
        yield services
    finally:
        await services.close()
