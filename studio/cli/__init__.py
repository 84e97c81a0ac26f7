"""The studio without a window: commands for scripts, checks and people at a terminal."""

from studio.cli.run import run_command

__all__ = ["run_command"]
