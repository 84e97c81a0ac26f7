"""The function beside the team's servers, with the fake OpenAI server at an address that it keeps."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.servers.edge import serving
from tests.servers.fault_proxy import FaultProxy
from tests.servers.openai_server import KEY, ImageServer
from tests.servers.team import Team
from tests.team.desk import Desk, open_desk
from tests.team.function.calls import NAME, Function, Functions, assert_no_secret

CATALOG = """
    insert into prompts (name, template) values
        ('Card', 'A figure of {{ subject }}{% if name %} called {{ name }}{% endif %}{% if theme %} in {{ theme.name }}, {{ theme.details.mood }}{% endif %}{% if rarity %}, {{ rarity.name }}{% endif %}.'),
        ('Broken', 'A {{ theme.details.absent }}'),
        ('Twin', 'One {{ subject }}'), ('Twin', 'Two {{ subject }}'), (null, null);
    insert into themes (name, details) values
        ('Neon Arcade', '{"mood": "loud"}'), ('Haunted Kitchen', '{"mood": "quiet"}'), ('7', '{"mood": "odd"}'), (null, null);
    insert into rarity (name, details) values ('Epic', '{"frame": "gold"}'), ('50% off_', null);
"""


@pytest.fixture(scope="module")
def openai_port() -> int:
    """Where OpenAI is for a function that runs longer than one test."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]


@pytest.fixture(scope="module")
def function_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the functions of a module write."""
    return tmp_path_factory.mktemp("function") / "log"


@pytest.fixture(scope="module")
def run_function(servers: Team, openai_port: int, function_log: Path) -> Callable[..., AbstractContextManager[str]]:
    """Starts the function with secrets of its own; the context gives its address."""

    def run(**secrets: str) -> AbstractContextManager[str]:
        address = f"http://127.0.0.1:{openai_port}/v1"
        return serving(servers, NAME, function_log, **{"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": address, **secrets})

    return run


@pytest.fixture(scope="module")
def usual_function(run_function: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with run_function() as url:
        yield url


@pytest.fixture
async def openai(openai_port: int) -> AsyncIterator[ImageServer]:
    """OpenAI; its journal says what was paid."""
    server = await ImageServer().start(openai_port)
    yield server
    await server.stop()


@pytest.fixture
def function(team: Team, usual_function: str, openai: ImageServer) -> Function:
    """The function as a team has it, with a small catalog."""
    team.script(CATALOG)
    team.serve_functions(usual_function)
    return Function(team, openai)


@pytest.fixture
def other_function(
    team: Team, run_function: Callable[..., AbstractContextManager[str]], openai: ImageServer
) -> Iterator[Functions]:
    """The same with other secrets."""
    team.script(CATALOG)
    functions = Functions(team, openai, run_function)
    yield functions
    functions.end()


@pytest_asyncio.fixture
async def proxy(function: Function) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(function.team.url) as proxy:
        yield proxy


@pytest_asyncio.fixture
async def desk(function: Function, proxy: FaultProxy, tmp_path: Path) -> AsyncIterator[Desk]:
    ada = function.team.make_user("ada@example.org")
    async with open_desk(tmp_path, function.team, ada, url=proxy.url) as desk:
        desk.hold_session()
        await desk.puller.pull()
        yield desk


@pytest.fixture(scope="module", autouse=True)
def log_without_secrets(function_log: Path) -> Iterator[None]:
    """After all calls of a module: the function's log holds neither a key nor a token."""
    yield
    assert_no_secret(function_log.read_text(encoding="utf-8") if function_log.exists() else "")
