"""Starts the studio: the window without arguments, a command with them, or the child that draws mock-ups."""

import gc
import os
import sys

from studio.paths import ENV_FILE


def start_quickly() -> None:
    """Leave the garbage collector off until the first paint: nothing that is made until then is garbage."""
    gc.disable()


def main() -> int:
    """Run what the arguments ask for and return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--render-child"]:
        from studio.backend.rendering import serve

        return serve()
    if arguments == ["--self-test"]:
        from studio.self_test import run_self_test

        return run_self_test()
    if arguments[:1] == ["--env-file"] and len(arguments) == 2:
        os.environ[ENV_FILE] = arguments[1]
    elif arguments:
        from studio.cli import run_command

        return run_command(arguments)
    start_quickly()
    from studio.start import run_window

    return run_window()


if __name__ == "__main__":
    sys.exit(main())
