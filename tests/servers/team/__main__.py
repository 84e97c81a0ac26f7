"""A team to try the studio with by hand: `make team`. Its pictures are drawn by the tests' own images API, for nothing."""

import argparse
import asyncio
import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.servers.edge import serving
from tests.servers.node_packages import ROOT
from tests.servers.openai_server import KEY, ImageServer
from tests.servers.project import SUPABASE
from tests.servers.team import Team, running_team

PORT = 54321
PATIENCE_SECONDS = 20
PASSWORD = "figures-and-cards"  # noqa: S105
PEOPLE = {"admin@wtfigure.test": "admin", "artist@wtfigure.test": None}


async def main() -> None:
    """Run until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.team", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="where the project answers")
    parser.add_argument(
        "--home", type=Path, default=Path(os.environ.get("WTFIGURE_HOME", ROOT / "build" / "team-home"))
    )
    parser.add_argument("--seconds", type=float, default=4, help="how long the server takes for a picture")
    parser.add_argument("--no-studio", action="store_true", help="only the servers")
    parser.add_argument("--no-function", action="store_true", help="a team that has not deployed its function")
    arguments = parser.parse_args()
    async with ImageServer(seconds=arguments.seconds) as images:
        with ExitStack() as running:
            team = running.enter_context(running_team(arguments.port))
            team.script((SUPABASE / "seed.sql").read_text(encoding="utf-8"))
            for email, role in PEOPLE.items():
                team.make_user(email, role, PASSWORD)
            if not arguments.no_function:
                secrets = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": images.base_url}
                running.enter_context(serving(team, **secrets))
            print(_told(team, arguments.home), flush=True)
            if not arguments.no_studio:
                await _studio(team, arguments.home)
            await asyncio.Event().wait()


def _told(team: Team, home: Path) -> str:
    people = "\n".join(f"  {role or 'artist':8} {email}   {PASSWORD}" for email, role in PEOPLE.items())
    return (
        f"\nEXPO_PUBLIC_SUPABASE_URL={team.url}\nEXPO_PUBLIC_SUPABASE_ANON_KEY={team.anon_key}\n"
        f"WTFIGURE_HOME={home}\n\n{people}\n\n"
        f"The letters of the project: {team.mail_file}\nIts log: {team.log_file}\nCtrl+C ends it.\n"
    )


async def _studio(team: Team, home: Path) -> None:
    """The studio, connected, until its window is closed."""
    environment = {**os.environ, "WTFIGURE_HOME": str(home)}
    environment |= {"EXPO_PUBLIC_SUPABASE_URL": team.url, "EXPO_PUBLIC_SUPABASE_ANON_KEY": team.anon_key}
    studio = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "studio"), cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        await studio.wait()
    finally:
        if studio.returncode is None:
            studio.terminate()
            await asyncio.wait_for(studio.wait(), PATIENCE_SECONDS)
    print("The studio has ended; the team goes on until Ctrl+C.")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
