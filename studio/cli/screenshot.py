"""`screenshot`: a picture of a screen, from sample data unless --mine."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from studio.core.recipe import Size

PAGES = {
    "create": (
        *("empty", "making", "done", "refused", "openai", "streaming", "failed", "wrongkey", "moderated", "unknown"),
        *("nokey", "ending", "closing", "mask", "team", "team-offline", "server", "server-full"),
    ),
    "gallery": ("empty", "no-match", "deleted", "viewer", "compare", "slider", "full", "shelves"),
    "catalog": (
        *("themes", "form", "tree", "broken", "template", "merge", "publish", "history"),
        *("artist", "waiting", "refused", "several", "older", "empty", "json"),
    ),
    "publish": ("bucket", "waiting", "check", "empty", "signed-out"),
    "doctor": ("red", "good", "running", "offline", "computer", "empty"),
    "signin": (
        *("sign-in", "refused", "busy", "offline", "ended", "create", "create-refused", "mail", "forgot", "code"),
        *("code-sent", "code-refused", "new-password", "keyring", "not-kept", "connect", "connecting", "wrong-key"),
        "secret-key",
    ),
    "settings": (
        "engines",
        "engines-nokey",
        "engines-refused",
        "engines-memory",
        "budget",
        "library",
        "appearance",
        "team",
        "team-out",
        "shortcuts",
        "privacy",
        "about",
        "team",
        "team-out",
    ),
}

USUAL = {
    "create": "done",
    "gallery": "full",
    "publish": "bucket",
    "doctor": "red",
    "signin": "sign-in",
    "settings": "engines",
}


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("screenshot", help="take a picture of a screen")
    parser.add_argument("page", choices=list(PAGES))
    states = "; ".join(f"{page}: {', '.join(states)}" for page, states in PAGES.items())
    parser.add_argument("--state", metavar="NAME", help=states)
    parser.add_argument("--appearance", choices=("dark", "light"), default="dark")
    parser.add_argument("--scale", type=int, choices=(1, 2), default=1)
    parser.add_argument("--size", default="1440x900", metavar="WxH", help="of the window, in points")
    parser.add_argument("--mine", action="store_true", help="show my own library instead of sample data")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.png")


def take(arguments: argparse.Namespace) -> int:
    """Draw the window off screen and save it."""
    states = PAGES[arguments.page]
    state = arguments.state or USUAL[arguments.page]
    if state not in states:
        print(f"The page {arguments.page} has the states {', '.join(states)}.", file=sys.stderr)
        return 2
    os.environ["QT_SCALE_FACTOR"] = str(arguments.scale)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from studio.screenshots.taking import Shot, take_screenshot  # brings Qt in, after the scale is set

    size = Size.parse(arguments.size)
    return take_screenshot(
        Shot(arguments.page, state, arguments.appearance, size, is_mine=arguments.mine, output=arguments.output)
    )
